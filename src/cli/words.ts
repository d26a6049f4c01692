// Words of a command line → flags, settings and the rest. Unknown names are refused with the
// nearest known one, and so is a flag without its value: a typing mistake must never run something.

import { parseArgs } from 'node:util';
import type { NamedDefinition } from '../config.ts';
import { suggestion } from '../core/nearest.ts';
import { OutsideError } from '../errors.ts';
import type { Flag, Flags } from './command.ts';

export type Parsed = {
  readonly words: readonly string[];
  readonly flags: Flags;
  /** Values of settings by flag. */
  readonly settings: Readonly<Record<string, string>>;
};

/** Flags that every command has. */
export const commonFlags: readonly Flag[] = [
  { name: 'help', doc: 'Show this.' },
  { name: 'settings', value: 'FILE', doc: 'Settings file instead of molecatcher.yaml.' },
  {
    name: 'set',
    value: 'NAME=VALUE',
    doc: 'A setting by its name in the settings file, as often as needed.',
  },
];

export function parseWords(
  argv: readonly string[],
  flags: readonly Flag[],
  definitions: readonly NamedDefinition[],
): Parsed {
  const settingFlags = new Set(definitions.map((one) => one.flag));
  const options = optionsOf(flags, settingFlags);
  const words: string[] = [];
  const given = new Map<string, string>();
  const settings: Record<string, string> = {};
  for (const token of tokensOf(argv, options)) {
    if (token.kind === 'word') {
      words.push(token.value);
      continue;
    }
    const value = checkedValue(token, options);
    requireOnce(token, given);
    given.set(token.name, value);
    if (token.name === 'set') Object.assign(settings, namedSetting(value, settingFlags));
  }
  const own = new Set([...commonFlags, ...flags].map(({ name }) => name));
  for (const [name, value] of given) if (!own.has(name)) settings[name] = value;
  return {
    words,
    settings,
    flags: { has: (name) => given.has(name), text: (name) => given.get(name) },
  };
}

/**
 * Words that are no flags, where it is not known yet which flags there are: what follows one that
 * is not known is its value.
 */
export function wordsAmong(
  argv: readonly string[],
  flags: readonly Flag[],
  definitions: readonly NamedDefinition[],
): readonly string[] {
  const options = optionsOf(flags, new Set(definitions.map((one) => one.flag)));
  const words: string[] = [];
  let isBehindUnknown = false;
  for (const token of tokensOf(argv, options)) {
    if (token.kind === 'word' && !isBehindUnknown) words.push(token.value);
    const isUnknown = token.kind === 'flag' && !Object.hasOwn(options, token.name);
    isBehindUnknown = isUnknown && token.inlineValue !== true;
  }
  return words;
}

type Options = Record<string, { type: 'string' | 'boolean' }>;

function optionsOf(flags: readonly Flag[], settingFlags: ReadonlySet<string>): Options {
  const options: Options = {};
  for (const flag of settingFlags) options[flag] = { type: 'string' };
  for (const { name, value } of [...commonFlags, ...flags]) {
    options[name] = { type: value === undefined ? 'boolean' : 'string' };
  }
  return options;
}

type Token =
  | { readonly kind: 'word'; readonly value: string }
  | ({ readonly kind: 'flag' } & OptionToken);

function tokensOf(argv: readonly string[], options: Options): Token[] {
  const asked = { args: [...argv], options, strict: false, allowPositionals: true } as const;
  return parseArgs({ ...asked, tokens: true }).tokens.flatMap((token): Token[] => {
    if (token.kind === 'option-terminator') return [];
    if (token.kind === 'positional') return [{ kind: 'word', value: token.value }];
    // No flag has a space in its name: it is a statement that begins with a comment.
    if (/\s/.test(token.name)) return [{ kind: 'word', value: argv[token.index]! }];
    return [{ ...token, kind: 'flag' }];
  });
}

/** Only --set is a list: of any other the first would be dropped, and nobody would see it. */
function requireOnce({ name, rawName, value }: OptionToken, given: ReadonlyMap<string, string>) {
  if (name === 'set' || value === undefined || !given.has(name)) return;
  const said = `The flag ${rawName} is given twice: give it once. Of a list the parts have commas`;
  throw new OutsideError('bad-usage', `${said} between them.`);
}

type OptionToken = {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
};

function checkedValue(
  { name, rawName, value, inlineValue }: OptionToken,
  options: Readonly<Record<string, { type: 'string' | 'boolean' }>>,
): string {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) {
    const meant = suggestion(name, Object.keys(options)).replace('mean ', 'mean --');
    throw new OutsideError('bad-usage', `There is no flag ${rawName}.${meant}`);
  }
  if (option.type === 'boolean') {
    if (value === undefined) return 'true';
    throw new OutsideError('bad-usage', `The flag ${rawName} takes no value.`);
  }
  // `--map --json` means a forgotten value more often than a file called --json.
  const isForgotten = value === undefined || (inlineValue !== true && /^--\w/.test(value));
  if (isForgotten) throw new OutsideError('bad-usage', `The flag ${rawName} needs a value.`);
  return value;
}

/** `state_interval=2s` is the same as `--state-interval 2s`. */
function namedSetting(text: string, known: ReadonlySet<string>): Record<string, string> {
  const [name = '', ...value] = text.split('=');
  const flag = name.trim().replaceAll('_', '-');
  if (value.length === 0) {
    throw new OutsideError('bad-usage', `--set ${text}: it is --set NAME=VALUE.`);
  }
  if (known.has(flag)) return { [flag]: value.join('=').trim() };
  const meant = suggestion(flag, known).replaceAll('-', '_');
  throw new OutsideError('bad-usage', `--set ${text}: ${name} is not a setting.${meant}`);
}
