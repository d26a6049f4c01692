// Of a trial: for each contender the scores that were higher than all before since the theft began.
// At whatever threshold, the first of them that reaches it is when the thief is found.

import type { Millis } from '../../core/time.ts';
import type { Rise } from './outcome.ts';
import { dayOf, type Protocol } from './protocol.ts';
import { spread } from './score-table.ts';

type Told = {
  readonly contender: number;
  readonly user: string;
  readonly at: Millis;
  readonly value: number;
};

type Watched = {
  readonly protocol: Protocol;
  readonly startedAt: Millis;
  readonly endsAt: Millis;
  /** Ascending. */
  readonly takenAt: readonly Millis[];
};

export class RisingScores {
  readonly #watched: Watched;
  /** A verdict may come out of order: hours and days close when they are due. */
  readonly #told: { at: Millis; score: number }[][];

  constructor(contenders: number, watched: Watched) {
    this.#watched = watched;
    this.#told = Array.from({ length: contenders }, () => []);
  }

  raise({ contender, user, at, value }: Told): void {
    const { startedAt, endsAt, protocol } = this.#watched;
    if (at < startedAt || at >= endsAt) return;
    const score = spread(value, `${contender}/${user}/${dayOf(protocol, at)}`);
    this.#told[contender]!.push({ at, score });
  }

  get lists(): Rise[][] {
    return this.#told.map((told) => {
      const rises: Rise[] = [];
      for (const { at, score } of told.sort((a, b) => a.at - b.at)) {
        if (score <= (rises.at(-1)?.score ?? 0)) continue;
        rises.push({ at, score, taken: this.#takenBy(at) });
      }
      return rises;
    });
  }

  /** When something else happened, and what was taken by then. */
  riseAt(at: Millis): Rise {
    return { at, score: 1, taken: this.#takenBy(at) };
  }

  #takenBy(at: Millis): number {
    const { takenAt } = this.#watched;
    let low = 0;
    let high = takenAt.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (takenAt[middle]! <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
