// What becomes of one record of `access` in the pipeline, by its name: the same for the live stage
// and for a replay.

import type { Disposition, Explained, Norms, RecordName, Tick } from '../generated/records.ts';
import type { Access } from './detector.ts';
import type { Pipeline } from './pipeline.ts';

export type AccessRecord =
  | { readonly name: 'EnrichedAccess'; readonly record: Access }
  | { readonly name: 'Explained'; readonly record: Explained }
  | { readonly name: 'Tick'; readonly record: Tick }
  | { readonly name: 'Norms'; readonly record: Norms }
  | { readonly name: 'Disposition'; readonly record: Disposition }
  | { readonly name: Exclude<RecordName, Told> };

/** The records of `access`: what a copy of it has to hold. */
export const accessRecordNames = [
  'EnrichedAccess',
  'Explained',
  'Tick',
  'Norms',
  'Disposition',
] as const satisfies readonly RecordName[];

type Told = (typeof accessRecordNames)[number];

/** Yields where whoever writes what comes of it may do so in the middle of it. */
export function* feed(pipeline: Pipeline, read: AccessRecord): Generator<void, void, void> {
  switch (read.name) {
    case 'EnrichedAccess':
      return pipeline.access(read.record);
    case 'Explained':
      return pipeline.explained(read.record);
    case 'Disposition':
      return pipeline.disposition(read.record);
    case 'Tick':
      yield* pipeline.tick(read.record);
      return;
    case 'Norms':
      yield* pipeline.norms(read.record);
      return;
    default:
      return;
  }
}
