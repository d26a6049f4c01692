// Writes the state of a detect partition beside its outputs, a bit with each commit: every so often
// the users that changed since, and last a mark with what is no user's.
//
//   access     ──────P─────p1────p2────p3──────▶      a round begins at the commit boundary P
//   state            │ rows  rows  rows  mark(P)      each row as of the boundary it was copied at
//
// Rows are copied when they are written, so a round holds nothing back and needs no memory; that
// they are later than the mark is core/ahead.ts's affair. Norms in force are those of P, all of
// them in each round before which some came. A state that could not be taken up loses
// its mark in the commit that touches its rows first: the rest of it would pass for all of it.
// Used by detect-task.ts.

import type { OutputBuffer } from '../core/batch.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { SavedClock } from '../core/stream-clock.ts';
import type { Norms } from '../generated/records.ts';
import type { Clock, Codec } from '../ports.ts';
import { KeptDays } from './detect-kept.ts';
import type { Restored } from './detect-restore.ts';
import {
  type Build,
  markKey,
  markOf,
  type NormsSlot,
  normsStateKey,
  rowKey,
  rowRecord,
} from './detect-state.ts';

/** In one commit: a share of what it may hold, so that outputs find room. */
export const roundLimits = { rowBytes: 500_000, tombstones: 10_000 };

export type SnapshotOptions = {
  readonly codec: Codec;
  readonly clock: Clock;
  readonly pipeline: Pipeline;
  /** Where commits take state records from. */
  readonly state: OutputBuffer;
  /** The same for what is kept once a day. */
  readonly kept: OutputBuffer;
  readonly build: Build;
  readonly restored: Omit<Restored, 'pipeline' | 'change'>;
  readonly everyMs: number;
  readonly limits: typeof roundLimits;
};

type Round = {
  readonly validAt: number;
  readonly clock: SavedClock;
  readonly rows: number[];
  readonly norms: Norms[];
  readonly normsSlot: NormsSlot;
};

export class Snapshots {
  readonly #options: SnapshotOptions;
  readonly #kept: KeptDays;
  #round: Round | undefined;
  #startedAt: number;
  /** Offset of the newest mark, or where the state began. */
  #markedAt: number;
  #normsSlot: NormsSlot;
  /** Keys that are taken out first: what is known here is written anew. */
  readonly #outdated: string[];
  #hasForeignMark: boolean;
  #isStateFirst = false;

  constructor(options: SnapshotOptions) {
    const { from, isTakenUp, outdated, normsSlot } = options.restored;
    this.#options = options;
    this.#kept = new KeptDays(options);
    this.#startedAt = options.clock.now();
    this.#markedAt = from;
    this.#normsSlot = normsSlot;
    this.#outdated = [...outdated];
    this.#hasForeignMark = !isTakenUp;
  }

  /** Before a commit at `offset`, with no record half done. Whether it added something to it. */
  fill(offset: number): boolean {
    // One of them, by turns: both and a large record are more than a transaction holds.
    const [first, second] = [() => this.#kept.fill(offset), () => this.#fillState(offset)];
    this.#isStateFirst = !this.#isStateFirst;
    return this.#isStateFirst ? second() || first() : first() || second();
  }

  #fillState(offset: number): boolean {
    const { clock, everyMs } = this.#options;
    const isDue = clock.now() - this.#startedAt >= everyMs;
    // Also where no user changed: Ticks move the clock, and the log forgets what is before a mark.
    if (this.#round === undefined && isDue && offset > this.#markedAt) {
      this.#startedAt = clock.now();
      this.#round = this.#begin(offset);
    }
    if (this.#round === undefined) return false;
    if (this.#writeSome(this.#round, offset)) this.#finish(this.#round);
    return true;
  }

  #begin(validAt: number): Round {
    const { pipeline } = this.#options;
    const { normsInForce } = pipeline;
    const isSame = normsInForce.takeChanged().length === 0;
    const norms = isSame ? [] : normsInForce.all();
    const other = this.#normsSlot === 0 ? 1 : 0;
    const normsSlot = isSame ? this.#normsSlot : other;
    const rows = pipeline.user.takeChanged();
    return { validAt, clock: pipeline.clock.save(), rows, norms, normsSlot };
  }

  /** As much as fits into the commit; true where that is all. */
  #writeSome({ rows, norms, normsSlot }: Round, offset: number): boolean {
    const { state, limits, codec } = this.#options;
    if (this.#hasForeignMark) state.append(markKey, null);
    this.#hasForeignMark = false;
    const until = state.length + limits.rowBytes;
    for (let key = this.#outdated.pop(); key !== undefined; key = this.#outdated.pop()) {
      state.append(key, null);
      if (state.count >= limits.tombstones) return false;
    }
    for (let row = rows.pop(); row !== undefined; row = rows.pop()) {
      this.#write(row, offset);
      if (state.length >= until) return false;
    }
    for (let one = norms.pop(); one !== undefined; one = norms.pop()) {
      codec.encode(state, normsStateKey(normsSlot, one.key), 'Norms', one);
      if (state.length >= until) return false;
    }
    return true;
  }

  #finish(round: Round): void {
    const { codec, state, build } = this.#options;
    const mark = markOf({ ...round, keptUpTo: this.#kept.keptUpTo }, build);
    codec.encode(state, markKey, 'StateMark', mark);
    this.#markedAt = round.validAt;
    this.#normsSlot = round.normsSlot;
    this.#round = undefined;
  }

  #write(row: number, offset: number): void {
    const { codec, pipeline, state, build } = this.#options;
    const record = rowRecord(pipeline, row, { offset, build });
    codec.encode(state, rowKey(record.user), 'StateRow', record);
  }
}
