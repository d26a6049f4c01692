// The highest score of every person and day, for one contender: numbers and no objects, because a
// world has a hundred thousand of them for each of some forty contenders.

import { hash32 } from '../../core/hash.ts';
import type { DayScore, HonestScores } from './outcome.ts';
import type { Protocol } from './protocol.ts';

/**
 * Scores that are whole numbers or shares have ties by the hundred, and no threshold lies between
 * ties. They are spread by up to a ten-thousandth, by a hash: no more than a coin for each.
 */
export function spread(score: number, key: string): number {
  return Math.fround(score * (1 + 1e-4 * (hash32(key) / 0x1_0000_0000)));
}

export class ScoreTable {
  readonly #days: number;
  readonly #values: Float32Array;

  constructor(users: number, days: number) {
    this.#days = days;
    this.#values = new Float32Array(users * days);
  }

  /** What is judged after the last day counts for it. */
  raise(user: number, day: number, score: number): void {
    if (day < 0) return;
    const at = user * this.#days + Math.min(day, this.#days - 1);
    if (score > this.#values[at]!) this.#values[at] = score;
  }

  /** The highest of both parts; so many of each. */
  highest(protocol: Protocol, most: number): HonestScores {
    const { calibrationFrom, testFrom, days } = protocol;
    const calibration = this.#within(calibrationFrom, testFrom);
    const test = this.#within(testFrom, days);
    const isCut = calibration.length > most || test.length > most;
    return { calibration: calibration.slice(0, most), test: test.slice(0, most), isCut };
  }

  #within(from: number, until: number): DayScore[] {
    const found: DayScore[] = [];
    for (let user = 0; user < this.#values.length / this.#days; user += 1) {
      for (let day = from; day < until; day += 1) {
        const score = this.#values[user * this.#days + day]!;
        if (score > 0) found.push({ user, day, score });
      }
    }
    return found.sort((a, b) => b.score - a.score || a.user - b.user || a.day - b.day);
  }
}
