// What detect can be told. The composition root fills it from the settings table.

import type { PipelineSettings } from '../core/pipeline.ts';

export type DetectSettings = Pick<PipelineSettings, 'detectors' | 'graceMs' | 'budgets'> & {
  /** Stable name of this process in the group. */
  readonly instance: string;
  readonly batchBytesMax: number;
  /** How often the users that changed are written into the state topic. */
  readonly stateEveryMs: number;
  /** How much of that goes into one commit. */
  readonly roundLimits?: { readonly rowBytes: number; readonly tombstones: number };
  /** Once aborted, upstream has finished: stop at the end of the input. */
  readonly drain?: AbortSignal | undefined;
};
