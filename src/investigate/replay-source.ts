// Where a replay gets the records of `access` from: a log, the archive in ClickHouse, or a file.
// All give the same records at the same offsets; whoever replays cannot tell which one it is.

import type { AccessRecord } from '../core/feed.ts';
import type { Pipeline, PipelineSettings } from '../core/pipeline.ts';
import type { Millis } from '../core/time.ts';

/** Records of one partition of access, by offset. */
export type ReplayRange = {
  readonly partition: number;
  readonly first: number;
  /** One past the last. */
  readonly next: number;
  /** It begins where live had kept its state, which is taken up, and not with a warm-up. */
  readonly isKept?: boolean;
};

export type Entry = {
  readonly offset: number;
  /** Undefined where nobody can read it: detect makes a dead letter of it. */
  readonly read: AccessRecord | undefined;
};

/** All that findings depend on. */
export type Chosen = Pick<PipelineSettings, 'detectors' | 'graceMs' | 'budgets'>;

export type KeptState = {
  /** Where a replay may begin that wants what is at `at` and later; undefined: nowhere. */
  find(partition: number, chosen: Chosen, at: Millis): Promise<number | undefined>;
  /** Takes up what was kept as of the beginning of the range. */
  load(range: ReplayRange, chosen: Chosen, into: KeptInto): Promise<void>;
};

export type KeptInto = { readonly pipeline: Pipeline; readonly users: ReadonlySet<string> };

export type AccessSource = {
  /** As a person would name it. */
  readonly name: string;
  /** Incarnation of access that the records are from. */
  readonly logId: string;
  /** All that there is. */
  readonly ranges: readonly ReplayRange[];
  /** An offset before which nothing has happened at `at` or later; not much before. */
  offsetAt(range: ReplayRange, at: Millis): Promise<number>;
  /** State that live has kept; undefined where none can be had. */
  readonly kept?: KeptState | undefined;
  /** In the order of offsets, some at a time. Of these users only, where some are named. */
  read(range: ReplayRange, users: readonly string[]): AsyncIterable<readonly Entry[]>;
};
