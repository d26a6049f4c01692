// What enrich can be told. The composition root fills it from the settings table.

import type { NormsPaceOptions } from './norms-pace.ts';

export type EnrichSettings = {
  /** Partitions of db-access. */
  readonly sources: number;
  /** Partitions of access. */
  readonly users: number;
  /** Stable name of this member of the group. */
  readonly instance?: string | undefined;
  /** Of one batch that the log hands over. */
  readonly batchBytesMax?: number | undefined;
  /** How far behind its source's clock an event may be before it is marked late. */
  readonly latenessMs?: number | undefined;
  /** How long a touch waits for a reason, by the clock of its source. */
  readonly pendingMs?: number | undefined;
  /** Touches that may wait for a reason, per source. */
  readonly pendingTouchesMax?: number | undefined;
  /** Where norms are made of what comes of it: what the pace needs to know (norms-pace.ts). */
  readonly norms?: NormsPaceOptions | undefined;
  /** Aborted once upstream has finished: then the stage ends when its input is read to the end. */
  readonly drain?: AbortSignal | undefined;
};
