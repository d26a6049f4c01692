// What the stage archive is given: its ports, and how much it gathers before it inserts.

import type { Clock, Codec, Log, Telemetry, Warehouse } from '../ports.ts';

export type ArchivePorts = {
  readonly log: Log;
  readonly codec: Codec;
  readonly warehouse: Warehouse;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
};

export type ArchiveSettings = {
  /** Stable name of this member of the group. */
  readonly instance: string;
  readonly maxBatchBytes: number;
  /** An insert has about so many rows … */
  readonly insertRowsMax: number;
  /** … or bytes (below 64 MB) … */
  readonly insertBytesMax: number;
  /** … or waits so long for more. */
  readonly insertDelayMs: number;
  /** Once aborted, nothing new will come: finish when all is read. */
  readonly drain?: AbortSignal | undefined;
};

export const archiveDefaults: ArchiveSettings = {
  instance: 'archive',
  maxBatchBytes: 4_000_000,
  insertRowsMax: 50_000,
  insertBytesMax: 32_000_000,
  insertDelayMs: 1_500,
};
