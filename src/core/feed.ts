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

/** What is done at once has no steps. */
const noSteps: Iterable<void> = [];

/**
 * To be gone through to its end: a step is where whoever writes what comes of the record may do so
 * in the middle of it.
 */
export function feed(pipeline: Pipeline, read: AccessRecord): Iterable<void> {
  switch (read.name) {
    case 'EnrichedAccess':
      pipeline.access(read.record);
      return noSteps;
    case 'Explained':
      pipeline.explained(read.record);
      return noSteps;
    case 'Disposition':
      pipeline.disposition(read.record);
      return noSteps;
    case 'Tick':
      return pipeline.tick(read.record);
    case 'Norms':
      return pipeline.norms(read.record);
    default:
      return noSteps;
  }
}
