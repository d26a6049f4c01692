// Keeps the state of a detect partition once a day of its clock, all of it, in `detect-kept`: a
// replay of the days that follow begins there, and knows all that live knew.
//
//   <log>/2026-03-01/u:anna, …, <log>/2026-03-01/n:0/hour/company, …, <log>/2026-03-01/#mark
//
// Written like the state itself, some rows with each commit, each as of its commit (detect-
// snapshot.ts). The mark comes last, and says how many rows there are: a day that was cut off has
// none, and of an old one the log may have dropped the first. Whoever takes the partition over
// keeps a day that was cut off anew. Used by detect-snapshot.ts; read by kept-state.ts.

import { dayMs } from '../core/time.ts';
import type { SnapshotOptions } from './detect-snapshot.ts';
import {
  highestOf,
  type KeptUpTo,
  markKey,
  markOf,
  normsStateKey,
  rowKey,
  rowRecord,
} from './detect-state.ts';

/** In a mark of a kept day: the highest clock of a source of which its rows know. */
export const keptUntilName = 'kept-until';
export const keptRowsName = 'kept-rows';

/**
 * Records for each known person between two days that are kept: where history is brought in, days
 * go by in moments, and most people may have read nothing.
 */
const recordsPerRow = 10;

type Round = ReturnType<typeof beginRound>;

export class KeptDays {
  readonly #options: SnapshotOptions;
  #keptUpTo: KeptUpTo | undefined;
  #round: Round | undefined;

  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#keptUpTo = options.restored.keptUpTo;
  }

  /** For the mark of the state; undefined before the first Tick. */
  get keptUpTo(): KeptUpTo | undefined {
    return this.#keptUpTo;
  }

  /** Before a commit at `offset`, with no record half done. Whether it added something to it. */
  fill(offset: number): boolean {
    this.#round ??= this.#begin(offset);
    const round = this.#round;
    if (round === undefined) return false;
    const { pipeline, limits, kept, codec, build } = this.#options;
    const full = kept.length + limits.rowBytes;
    while (round.next < round.rows && kept.length < full) {
      const record = rowRecord(pipeline, round.next, { offset, build });
      codec.encode(kept, `${round.prefix}${rowKey(record.user)}`, 'StateRow', record);
      round.next += 1;
    }
    while (round.next === round.rows && round.norms.length > 0 && kept.length < full) {
      const one = round.norms.pop()!;
      codec.encode(kept, `${round.prefix}${normsStateKey(0, one.key)}`, 'Norms', one);
    }
    if (round.next < round.rows || round.norms.length > 0) return true;
    const mark = markOf(round, build);
    const own = {
      // The last rows are of now: what came since the round began is in them, and said already.
      [keptUntilName]: highestOf(pipeline.clock.save()),
      [keptRowsName]: round.records,
    };
    const counters = { ...mark.counters, ...own };
    codec.encode(kept, `${round.prefix}${markKey}`, 'StateMark', { ...mark, counters });
    this.#keptUpTo = { day: round.day, offset: round.validAt };
    this.#round = undefined;
    return true;
  }

  #begin(offset: number): Round | undefined {
    const { now } = this.#options.pipeline.clock;
    if (now === 0) return undefined;
    const day = Math.floor(now / dayMs);
    // On the first day there is nothing to keep yet.
    this.#keptUpTo ??= { day, offset };
    const isNew = day > this.#keptUpTo.day;
    const records = offset - this.#keptUpTo.offset;
    const isWorthIt = records >= recordsPerRow * this.#options.pipeline.user.count;
    return isNew && isWorthIt ? beginRound(this.#options, offset, day) : undefined;
  }
}

/** In keys of a day: `access` may be made anew, and have other people on it. */
export function keptPrefix(logId: string, day: number): string {
  return `${logId}/${new Date(day * dayMs).toISOString().slice(0, 10)}/`;
}

function beginRound({ pipeline, restored }: SnapshotOptions, validAt: number, day: number) {
  const prefix = keptPrefix(restored.position.log_id, day);
  const clock = pipeline.clock.save();
  const norms = pipeline.normsInForce.all();
  const rows = pipeline.user.count;
  return { validAt, day, prefix, clock, rows, norms, records: rows + norms.length, next: 0 };
}
