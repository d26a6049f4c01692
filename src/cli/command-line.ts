// From argv to an exit code: finds the command, reads flags and settings, runs it, and turns every
// way to fail into one message. The outside world failing is told in two lines, what and what to
// do; a bug is told with its stack.

import {
  calledAs,
  definitions,
  detectorDefinitions,
  loadSettings,
  type NamedDefinition,
} from '../config.ts';
import type { Detector } from '../core/detector.ts';
import { suggestion } from '../core/nearest.ts';
import { printableLines } from '../core/printable.ts';
import { OutsideError } from '../errors.ts';
import type { Command } from './command.ts';
import { commandHelp, overview } from './help.ts';
import type { Outside } from './outside.ts';
import { typedHere } from './typed-here.ts';
import { type Parsed, parseWords, wordsAmong } from './words.ts';

export type CommandLine = {
  readonly commands: readonly Command[];
  readonly detectors: readonly Detector[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
};

export type ExitCode = 0 | 1 | 2;

export async function runCommandLine(
  argv: readonly string[],
  line: CommandLine,
  outside: Outside,
): Promise<ExitCode> {
  try {
    return await dispatch(argv, line, outside);
  } catch (error) {
    outside.terminal.remark(failureText(error));
    return isBadUsage(error) ? 2 : 1;
  }
}

async function dispatch(
  argv: readonly string[],
  { commands, detectors, environment }: CommandLine,
  outside: Outside,
): Promise<ExitCode> {
  const [name = '--help', ...rest] = argv;
  const write = (text: string) => outside.terminal.write(text);
  if (name === '--help' || name === '-h' || name === 'help') {
    await write(overview(commands));
    return 0;
  }
  if (name === '--version') {
    await write(`${outside.version}\n`);
    return 0;
  }
  const found = commands.find((one) => one.name === name);
  if (found === undefined) {
    const names = commands.map((one) => one.name);
    throw new OutsideError('bad-usage', `There is no command ${name}.${suggestion(name, names)}`);
  }
  const extra = detectorDefinitions(detectors);
  const known = definitions(extra);
  const about = wordsAmong(rest, found.flags, known);
  const command = { ...found, flags: [...found.flags, ...(found.flagsFor?.(about) ?? [])] };
  if (rest.includes('--help') || rest.includes('-h')) {
    await write(commandHelp(command, known));
    return 0;
  }
  const { words, flags, settings: given } = parsed(rest, command, known);
  const file = flags.text('settings');
  const settings = loadSettings({
    flags: given,
    file,
    extra,
    ...(environment === undefined ? {} : { environment }),
  });
  const place = file === undefined ? given : { ...given, settings: file };
  const here = { called: calledAs(environment), given: place };
  return command.run({
    words,
    flags,
    settings,
    outside,
    print: (text) => write(`${text}\n`),
    tell: async (lines) => {
      for (const line of lines) await write(`${typedHere(line, here)}\n`);
    },
    say: (text) => outside.terminal.remark(`${printableLines(text)}\n`),
  });
}

function parsed(
  rest: readonly string[],
  { flags, requireWords }: Command,
  known: readonly NamedDefinition[],
): Parsed {
  try {
    return parseWords(rest, flags, known);
  } catch (error) {
    // A flag may be unknown because of a word that is none either.
    requireWords?.(wordsAmong(rest, flags, known));
    throw error;
  }
}

function isBadUsage(error: unknown): boolean {
  return error instanceof OutsideError && error.code === 'bad-usage';
}

export function failureText(error: unknown): string {
  // What a message quotes may be anybody's.
  if (error instanceof OutsideError) return printableLines(`${error.message}\n${error.next}\n`);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug in molecatcher. Nothing that was committed is lost.\n${stack}\n`;
}
