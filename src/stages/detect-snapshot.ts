// Writes the state of a detect partition beside its outputs, a bit with each commit: every so often
// the users that changed since, and last a mark with what is no user's.
//
//   access     ──────P─────p1────p2────p3──────▶      a round begins at the commit boundary P
//   state            │ rows  rows  rows  mark(P)      each row as of the boundary it was copied at
//
// Rows are copied when they are written, so a round holds nothing back and needs no memory; that
// they are later than the mark is core/ahead.ts's affair. Until its mark is written a round counts
// for nothing. Used by detect-task.ts.

import type { OutputBuffer } from '../core/batch.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { SavedClock } from '../core/stream-clock.ts';
import type { Clock, Codec } from '../ports.ts';
import { type Build, markKey, markOf, rowKey } from './detect-state.ts';

/** Of rows in one commit: a share of what a commit may hold, so that outputs find room. */
const roundBytesMax = 500_000;
const roundTombstonesMax = 10_000;

export type SnapshotOptions = {
  readonly codec: Codec;
  readonly clock: Clock;
  readonly pipeline: Pipeline;
  /** Where commits take state records from. */
  readonly state: OutputBuffer;
  readonly build: Build;
  /** Users whose rows are taken out first: who is known here is written anew. */
  readonly outdated: readonly string[];
  readonly everyMs: number;
};

type Round = { readonly validAt: number; readonly clock: SavedClock; readonly rows: number[] };

export class Snapshots {
  readonly #options: SnapshotOptions;
  #round: Round | undefined;
  #startedAt: number;
  readonly #outdated: string[];

  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
    this.#outdated = [...options.outdated];
  }

  /** Before a commit at `offset`, with no record half done. Whether it added something to it. */
  fill(offset: number): boolean {
    const { clock, pipeline, state } = this.#options;
    const isDue = clock.now() - this.#startedAt >= this.#options.everyMs;
    if (this.#round === undefined && isDue) {
      this.#startedAt = clock.now();
      const rows = pipeline.user.takeChanged();
      if (rows.length > 0) this.#round = { validAt: offset, clock: pipeline.clock.save(), rows };
    }
    const round = this.#round;
    if (round === undefined) return false;
    const until = state.length + roundBytesMax;
    for (let user = this.#outdated.pop(); user !== undefined; user = this.#outdated.pop()) {
      state.append(rowKey(user), null);
      if (state.count >= roundTombstonesMax) return true;
    }
    for (let row = round.rows.pop(); row !== undefined; row = round.rows.pop()) {
      this.#write(row, offset);
      if (state.length >= until) return true;
    }
    const { codec, build } = this.#options;
    codec.encode(state, markKey, 'StateMark', markOf(round, build));
    this.#round = undefined;
    return true;
  }

  #write(row: number, offset: number): void {
    const { codec, pipeline, state, build } = this.#options;
    const { user, saved } = pipeline.save(row);
    const record = {
      user,
      valid_at: offset,
      layout: build.layout,
      row: saved.row,
      blocks: saved.blocks,
    };
    codec.encode(state, rowKey(user), 'StateRow', record);
  }
}
