// The shape of a command. One file per command exports one of these; `commands.ts` lists them. And
// how the commonest flag, one whole number, is read.

import type { Settings } from '../config.ts';
import { OutsideError } from '../errors.ts';
import type { Outside } from './outside.ts';

export type Flag = {
  /** Without dashes. */
  readonly name: string;
  /** Undefined: a switch. Else what the value is called in help, such as FILE. */
  readonly value?: string | undefined;
  readonly doc: string;
};

export type Context = {
  /** Words that are no flags. */
  readonly words: readonly string[];
  readonly flags: Flags;
  readonly settings: Settings;
  readonly outside: Outside;
  /** One line to standard output: the answer. */
  print(line: string): Promise<void>;
  /** Lines of an answer for people, with the commands in them as they would be typed here. */
  tell(lines: readonly string[]): Promise<void>;
  /** One line to standard error: remarks about the work. */
  say(line: string): void;
};

export type Flags = {
  has(name: string): boolean;
  text(name: string): string | undefined;
};

export type Command = {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly examples: readonly string[];
  readonly flags: readonly Flag[];
  /** More flags, which depend on the words that follow the command. */
  readonly flagsFor?: (words: readonly string[]) => readonly Flag[];
  /** Fails at words that mean nothing: asked where a flag does not, which may be one of theirs. */
  readonly requireWords?: (words: readonly string[]) => void;
  /** Settings that matter most here, by key: shown in help. All others work as flags too. */
  readonly settings: readonly (keyof Settings)[];
  /** Exit code: 0 done, 1 failed. Bad usage is thrown as OutsideError('bad-usage'), and is 2. */
  run(context: Context): Promise<0 | 1>;
};

export const jsonFlag: Flag = { name: 'json', doc: 'Answer as JSON, one value a line.' };

type Bounds = { readonly min: number; readonly max: number };

/** Thousands may be kept apart, by _ or a comma; undefined where the flag was not given. */
export function wholeOf(flags: Flags, name: string, { min, max }: Bounds): number | undefined {
  const text = flags.text(name);
  if (text === undefined) return undefined;
  const value = Number(text.replaceAll(/[_,]/g, ''));
  if (/^\d+(?:[_,]\d{3})*$/.test(text) && value >= min && value <= max) return value;
  const range = `from ${min} to ${max}`;
  throw new OutsideError('bad-usage', `--${name} must be a whole number ${range}, not ${text}.`);
}
