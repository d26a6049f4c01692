// What the stage archive is given: its ports, and how much it gathers before it inserts.

import type { Warehouse } from '../ports.ts';
import type { StagePorts } from './stage-ports.ts';

export type ArchivePorts = StagePorts & { readonly warehouse: Warehouse };

export type ArchiveSettings = {
  /** Stable name of this member of the group. */
  readonly instance: string;
  /** Of one batch that the log hands over. */
  readonly batchBytesMax: number;
  /** An insert has about so many rows … */
  readonly insertRowsMax: number;
  /** … or bytes (below 64 MB) … */
  readonly insertBytesMax: number;
  /** … or waits so long for more: 21,000 rows at once cost a fifth less CPU than 12,000. */
  readonly insertDelayMs: number;
  /** Once aborted, nothing new will come: finish when all is read. */
  readonly drain?: AbortSignal | undefined;
};

export const archiveDefaults: ArchiveSettings = {
  instance: 'archive',
  batchBytesMax: 4_000_000,
  insertRowsMax: 100_000,
  insertBytesMax: 32_000_000,
  insertDelayMs: 2_000,
};
