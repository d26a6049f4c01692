// Help, composed from what the commands say of themselves: nothing is written twice.

import type { NamedDefinition } from '../config.ts';
import { span } from '../setting-kinds.ts';
import type { Command } from './command.ts';
import { commonFlags } from './words.ts';

export function overview(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return [
    'molecatcher finds the employee who is quietly stealing customer records.',
    '',
    'Usage: molecatcher COMMAND [--flag value …]',
    '',
    aligned(rows),
    '',
    'molecatcher COMMAND --help shows the flags and an example.',
    'Exit codes: 0 done, 1 failed, 2 bad usage.',
    '',
  ].join('\n');
}

export function commandHelp(command: Command, definitions: readonly NamedDefinition[]): string {
  const chosen = definitions.filter(({ key }) => (command.settings as string[]).includes(key));
  const flags = [...command.flags, ...commonFlags].map(
    ({ name, value, doc }) => [`--${name}${value === undefined ? '' : ` ${value}`}`, doc] as const,
  );
  const settings = chosen.map((one) => [`--${one.flag}`, `${one.doc}${usual(one)}`] as const);
  return [
    command.summary,
    '',
    `Usage: molecatcher ${command.usage}`,
    '',
    'Flags:',
    aligned(flags),
    ...(settings.length === 0
      ? []
      : ['', 'Settings (every other one works as a flag too):', aligned(settings)]),
    '',
    command.examples.length === 1 ? 'Example:' : 'Examples:',
    '  # In a checkout: npm run -s molecatcher -- … instead of molecatcher …',
    ...command.examples.map((example) => `  molecatcher ${example}`),
    '',
  ].join('\n');
}

function usual({ kind, default: value }: NamedDefinition): string {
  if (String(value) === '' || kind === 'secret') return '';
  return ` [${kind === 'duration' ? span(value as number) : String(value)}]`;
}

function aligned(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
