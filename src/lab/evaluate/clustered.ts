// How far a difference of two shares could be off by chance where trials come in clusters: twenty
// thefts by one person have that person's habits in common, and to count them one by one would
// promise too much. People are drawn with replacement, each with all of their trials (A. C. Davison
// and D. V. Hinkley, Bootstrap Methods and their Application, 1997, section 3.8). For judge-log.

import { drawnAgain, type Interval, middleOf, wilson } from './intervals.ts';

/** Of one person. */
export type Paired = {
  readonly hits: number;
  /** Of as many placebos. */
  readonly chance: number;
  readonly trials: number;
};

const draws = 1_000;
/**
 * Where nearly all people agree, drawing says that hardly anything is uncertain. With fewer than so
 * many who differ, people count as one trial each as well, and the wider interval is told.
 */
const dissentersMin = 5;

/** Share of hits minus share of chance hits, with an interval of 95 %, two-sided. */
export function differenceOf(
  people: readonly Paired[],
  seed: string,
): { readonly value: number; readonly interval: Interval } {
  const value = shareOf(people);
  const drawing = { seed: `${seed}/clustered`, draws };
  const interval = middleOf(drawnAgain(people, drawing, shareOf));
  if (dissenters(people) >= dissentersMin) return { value, interval };
  const { low: least, high: most } = agreed(people, value);
  const { low, high } = interval;
  return { value, interval: { low: Math.min(low, least), high: Math.max(high, most) } };
}

/** How many people have another difference than most. */
function dissenters(people: readonly Paired[]): number {
  const counts = new Map<number, number>();
  for (const one of people) {
    const difference = shareOf([one]);
    counts.set(difference, (counts.get(difference) ?? 0) + 1);
  }
  return people.length - Math.max(0, ...counts.values());
}

/** Wilson's interval with each person as one trial. */
function agreed(people: readonly Paired[], value: number): Interval {
  const size = Math.abs(value);
  const { low, high } = wilson({ hits: size * people.length, trials: people.length });
  return value < 0 ? { low: -high, high: -low } : { low, high };
}

function shareOf(people: readonly Paired[]): number {
  let more = 0;
  let trials = 0;
  for (const person of people) {
    more += person.hits - person.chance;
    trials += person.trials;
  }
  return trials === 0 ? 0 : more / trials;
}
