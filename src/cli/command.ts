// The shape of a command. One file per command exports one of these; `commands.ts` lists them.

import type { Settings } from '../config.ts';
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
  /** Settings that matter most here, by key: shown in help. All others work as flags too. */
  readonly settings: readonly (keyof Settings)[];
  /** Exit code: 0 done, 1 failed. Bad usage is thrown as OutsideError('bad-usage'), and is 2. */
  run(context: Context): Promise<0 | 1>;
};

export const jsonFlag: Flag = { name: 'json', doc: 'Answer as JSON, one value a line.' };
