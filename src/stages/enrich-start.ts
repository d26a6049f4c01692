// What a task of enrich begins with: what taking the partition over found, and what the tasks of
// a process share (the reference tables and the pace). Made by enrich-take.ts for enrich-task.ts.

import type { PendingTouches } from '../core/pending-touches.ts';
import type { RecentIds } from '../core/recent-ids.ts';
import type { SourceClock } from '../core/source-clock.ts';
import type { Position } from '../generated/records.ts';
import type { LogWriter } from '../ports.ts';
import type { Pacer } from './enrich-pacer.ts';
import type { ReferenceFeed } from './enrich-reference.ts';
import type { NormsPace } from './norms-pace.ts';
import type { StagePorts } from './stage-ports.ts';

export type EnrichStart = {
  readonly ports: StagePorts;
  readonly partition: number;
  readonly sources: number;
  readonly users: number;
  readonly drain: AbortSignal | undefined;
  readonly writer: LogWriter;
  readonly position: Position;
  readonly sourceClock: SourceClock;
  readonly pending: PendingTouches;
  readonly recent: RecentIds;
  readonly feed: ReferenceFeed;
  readonly pacer: Pacer;
  readonly normsPace: NormsPace | undefined;
  /** Aborted when the task is to be given up. */
  readonly leave: AbortSignal;
};
