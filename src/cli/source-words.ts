// The flags that say where records of `access` are to come from: for `replay` and `access export`.

import { OutsideError } from '../errors.ts';
import type { Flag, Flags } from './command.ts';

/** Reference data as they are, or as they were on the day that an event came in. */
const referenceTimes = ['now', 'then'] as const;
export type ReferenceTime = (typeof referenceTimes)[number];

export const sourceFlags: readonly Flag[] = [
  {
    name: 'source',
    value: 'NAME',
    doc: 'log, clickhouse, clickhouse:ID, raw or a FILE [the log, where it can be had].',
  },
  {
    name: 'reference',
    value: 'WHEN',
    doc: 'People, tickets, customers and tables for raw events: as of now or then [now].',
  },
];

/** Undefined where the source has no choice: only raw events are enriched once more. */
export function referenceOf(flags: Flags, source: string | undefined): ReferenceTime | undefined {
  const text = flags.text('reference');
  if (source !== 'raw') {
    if (text === undefined) return undefined;
    const said = 'only raw events are enriched once more';
    throw new OutsideError('bad-usage', `--reference goes with --source raw: ${said}.`);
  }
  const found = referenceTimes.find((time) => time === (text ?? 'now'));
  if (found !== undefined) return found;
  throw new OutsideError(
    'bad-usage',
    `--reference takes ${referenceTimes.join(' or ')}, not ${text}.`,
  );
}
