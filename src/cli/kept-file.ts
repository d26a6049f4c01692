// What a long run has come to, kept in a file for the next one. Half a file is none: whoever was
// killed while it was written makes it anew. For `evaluate`, `evaluate-log` and `tune`.

import { existsSync, readFileSync } from 'node:fs';

/** Undefined where there is none, or none that can be read. */
export function keptFile<T>(path: string): T | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
