// What a long run has come to, kept in a file for the next one: whoever stops goes on where they
// were, and whoever asks for more has at once what was there. For `evaluate`, `evaluate-log`,
// `evaluate-lists` and `tune`.

import { existsSync, readFileSync } from 'node:fs';
import type { Context } from './command.ts';

export type Keeping<T> = {
  readonly path: string;
  /** Of all that the result depends on, code included: with another key it is made anew. */
  readonly key: string;
  /** Said where it is there already. */
  readonly found: string;
  /** Whether what is kept says enough. */
  readonly suffices?: (kept: T) => boolean;
};

type Kept<T> = { readonly key: string; readonly value: T };

/** Undefined: stopped, and nothing is kept. */
export async function keptOrMade<T>(
  { outside, say }: Context,
  { path, key, found, suffices = () => true }: Keeping<T>,
  make: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const kept = keptFile<Kept<T>>(path);
  if (kept?.key === key && suffices(kept.value)) {
    say(found);
    return kept.value;
  }
  const value = await make();
  if (value === undefined) return undefined;
  const file = outside.openLines(path, 0);
  await file.write(JSON.stringify({ key, value } satisfies Kept<T>));
  await file.close();
  return value;
}

/** Half a file is none: whoever was killed while it was written makes it anew. */
function keptFile<T>(path: string): T | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
