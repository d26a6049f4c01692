// The flags that say what the rows of a foreign file mean, for `ingest` and `resemble`.

import { readYaml } from '../config.ts';
import { fieldsOf } from '../core/mapping.ts';
import { type Mapping, parseMapping } from '../core/mapping-file.ts';
import { OutsideError } from '../errors.ts';
import type { Kind } from '../stages/ingest-kinds.ts';
import type { Flag } from './command.ts';

export const inputFlags: readonly Flag[] = [
  { name: 'map', value: 'FILE', doc: 'What the columns mean: see docs/ingest.md.' },
  { name: 'format', value: 'NAME', doc: 'csv, jsonl or avro, where the file does not show it.' },
];

export function mappingFrom(path: string | undefined, kind: Kind): Mapping | undefined {
  if (path === undefined) return undefined;
  const parsed = parseMapping(mappingText(path), fieldsOf(kind));
  if (parsed.kind === 'mapping') return parsed.mapping;
  const problems = parsed.problems.join('\n  ');
  throw new OutsideError('bad-input', `The mapping ${path} is wrong:\n  ${problems}`);
}

/** Whoever gave a mapping gets told about the mapping, not about settings. */
function mappingText(path: string): unknown {
  try {
    return readYaml(path);
  } catch (cause) {
    const isAbsent = (cause as { cause?: { code?: string } }).cause?.code === 'ENOENT';
    const said = isAbsent
      ? `There is no mapping file ${path}.`
      : `The mapping file cannot be read: ${(cause as Error).message}`;
    throw new OutsideError('bad-input', said, { cause });
  }
}

export function formatFrom(word: string | undefined): 'csv' | 'jsonl' | 'avro' | undefined {
  if (word === undefined || word === 'csv' || word === 'jsonl' || word === 'avro') return word;
  throw new OutsideError('bad-usage', `--format must be csv, jsonl or avro, not ${word}.`);
}
