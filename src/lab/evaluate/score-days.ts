// The baselines go through the days of a world in their order. Trials ride along: on each day a
// thief is judged by what was learnt of the honest world until then, and teaches nothing. For
// evaluate-world.

import type { Baseline } from './baselines/baseline.ts';
import type { PersonDays } from './day-features.ts';
import type { Desk } from './desk.ts';

export type Scored = {
  /** Position among the baselines. */
  readonly baseline: number;
  readonly person: PersonDays;
  readonly day: number;
  readonly value: number;
};

export type ScoringDays = {
  readonly desk: Desk;
  readonly baselines: readonly Baseline[];
  readonly trials: readonly PersonDays[];
  /** From which day on scores are wanted. */
  readonly from: number;
  readonly tell: (scored: Scored) => void;
};

export function scoreDays({ desk, baselines, trials, from, tell }: ScoringDays): void {
  for (const [position, baseline] of baselines.entries()) {
    const scorer = baseline.open(desk);
    for (let day = 0; day < desk.days; day += 1) {
      for (const person of day < from ? [] : [...desk.people, ...trials]) {
        if (!person.isPresent(day)) continue;
        const value = scorer.score(person, day);
        if (value > 0) tell({ baseline: position, person, day, value });
      }
      scorer.learn?.(day);
    }
  }
}
