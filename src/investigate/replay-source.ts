// Where a replay gets the records of `access` from: a log, the archive in ClickHouse, or a file.
// All give the same records at the same offsets; whoever replays cannot tell which one it is.

import type { AccessRecord } from '../core/feed.ts';
import type { Millis } from '../core/time.ts';

/** Records of one partition of access, by offset. */
export type ReplayRange = {
  readonly partition: number;
  readonly first: number;
  /** One past the last. */
  readonly next: number;
};

export type Entry = {
  readonly offset: number;
  /** Undefined where nobody can read it: detect makes a dead letter of it. */
  readonly read: AccessRecord | undefined;
};

export type AccessSource = {
  /** As a person would name it. */
  readonly name: string;
  /** Incarnation of access that the records are from. */
  readonly logId: string;
  /** All that there is. */
  readonly ranges: readonly ReplayRange[];
  /** An offset before which nothing has happened at `at` or later; not much before. */
  offsetAt(range: ReplayRange, at: Millis): Promise<number>;
  /** In the order of offsets, some at a time. Of these users only, where some are named. */
  read(range: ReplayRange, users: readonly string[]): AsyncIterable<readonly Entry[]>;
};
