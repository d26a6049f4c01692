// Keeps the state of a detect partition once a day of its clock, all of it, in `detect-kept`: a
// replay of the days that follow begins there, and knows all that live knew.
//
//   2026-03-01/u:anna, 2026-03-01/u:ben, …, 2026-03-01/#mark        a day is whole with its mark
//
// Written like the state itself, some rows with each commit, each as of its commit (detect-
// snapshot.ts). A day that was cut off has no mark; whoever takes the partition over keeps that day
// anew. Used by detect-task.ts; read by kept-state.ts.

import { dayMs } from '../core/time.ts';
import type { SnapshotOptions } from './detect-snapshot.ts';
import { highestOf, markKey, markOf, rowKey, rowRecord } from './detect-state.ts';

/** In a mark of a kept day: the highest clock of a source of which its rows know. */
export const keptUntilName = 'kept-until';
/** And the log that its offset is of: access may have been made anew since. */
export const logName = '#log';

type Round = ReturnType<typeof beginRound>;

export class KeptStates {
  readonly #options: SnapshotOptions;
  /** The newest day that is kept whole, in days since 1970; undefined before the first Tick. */
  #day: number | undefined;
  #round: Round | undefined;

  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#day = options.restored.keptDay;
  }

  /** The day that is kept, for the mark of the state: a takeover keeps what was cut off. */
  get day(): number | undefined {
    return this.#day;
  }

  /** Before a commit at `offset`, with no record half done. Whether it added something to it. */
  fill(offset: number): boolean {
    const { pipeline, limits, kept, codec, build, restored } = this.#options;
    const { now } = pipeline.clock;
    if (now === 0) return false;
    const today = Math.floor(now / dayMs);
    // Before the first day there is nothing to keep.
    this.#day ??= today;
    if (this.#round === undefined && today > this.#day) {
      this.#round = beginRound(this.#options, offset, today);
    }
    const round = this.#round;
    if (round === undefined) return false;
    const full = kept.length + limits.rowBytes;
    while (round.next < round.rows && kept.length < full) {
      const record = rowRecord(pipeline, round.next, { offset, build });
      codec.encode(kept, `${round.prefix}${rowKey(record.user)}`, 'StateRow', record);
      round.next += 1;
    }
    if (round.next < round.rows) return true;
    const mark = markOf(round, build);
    // The last rows are of now: what came since the round began is in them, and said already.
    const until = { [keptUntilName]: highestOf(pipeline.clock.save()) };
    const counters = { ...mark.counters, ...until };
    const hashes = { ...mark.hashes, [logName]: restored.position.log_id };
    codec.encode(kept, `${round.prefix}${markKey}`, 'StateMark', { ...mark, hashes, counters });
    this.#day = round.day;
    this.#round = undefined;
    return true;
  }
}

function beginRound({ pipeline }: SnapshotOptions, validAt: number, day: number) {
  const prefix = `${new Date(day * dayMs).toISOString().slice(0, 10)}/`;
  const clock = pipeline.clock.save();
  return { validAt, day, prefix, clock, rows: pipeline.user.count, next: 0 };
}
