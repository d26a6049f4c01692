// What becomes of people in the pipeline as it ships: when it asks about them, when it pages
// somebody, with the thresholds that population moves each night. No budget is laid upon it
// afterwards, so it says what a company would have got. For evaluate-world and report.

import type { Tier } from '../../core/calibration.ts';
import { dayMs, type Millis } from '../../core/time.ts';
import type { Incident } from '../../generated/records.ts';
import { type CellVerdict, type Found, judgeCell } from './judge.ts';
import type { Outcome, Trial } from './outcome.ts';

/** Event times at which each tier was announced, about one person or in all of a world. */
export type Announced = Readonly<Record<Tier, readonly Millis[]>>;

export type ShippedVerdict = {
  readonly tier: Tier;
  /** Openings per 1,000 people and day, as set. */
  readonly budget: number;
  /** As they came to in the test, by world and in all. */
  readonly byWorld: readonly number[];
  readonly perThousandDays: number;
  readonly cells: readonly CellVerdict[];
};

export const tiers: readonly Tier[] = ['question', 'incident'];

/** Hears the incidents of a pipeline, as far as they are about these people. */
export class Openings {
  readonly #people: ReadonlySet<string>;
  readonly #paged = new Set<string>();
  readonly #opened: Record<Tier, Millis[]> = { question: [], incident: [] };
  readonly #announced: Record<Tier, Millis[]> = { question: [], incident: [] };

  constructor(people: readonly string[]) {
    this.#people = new Set(people);
  }

  readonly hear = ({ id, user, state, tier, at, announced }: Incident): void => {
    if (state === 'closed' || !this.#people.has(user)) return;
    const isPaged = tier === 'incident';
    // Whoever is asked about counts once, and once more where that rises.
    if (state === 'opened') this.#opened.question.push(at);
    if (isPaged && !this.#paged.has(id)) {
      this.#paged.add(id);
      this.#opened.incident.push(at);
    }
    if (!announced) return;
    this.#announced.question.push(at);
    if (isPaged) this.#announced.incident.push(at);
  };

  /** From an instant on. */
  opened(from: Millis): Announced {
    return since(this.#opened, from);
  }

  /** From an instant on: when somebody was told, again included. */
  announced(from: Millis): Announced {
    return since(this.#announced, from);
  }
}

export function shippedVerdicts(outcomes: readonly Outcome[]): ShippedVerdict[] {
  const [{ budgets }] = outcomes as readonly [Outcome];
  return tiers.map((tier) => {
    const thousandDays = outcomes.map(
      ({ agents, protocol: { days, testFrom } }) => ((days - testFrom) * agents) / 1_000,
    );
    const opened = outcomes.map(({ shipped }) => shipped[tier].length);
    const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
    const perThousandDays = sum(opened) / sum(thousandDays);
    const cells = [...new Set(outcomes.flatMap(({ trials }) => trials.map(({ cell }) => cell)))];
    const foundOf = (trial: Trial) => foundBy(trial, tier);
    return {
      ...{ tier, budget: budgets[tier], perThousandDays },
      byWorld: opened.map((count, world) => count / thousandDays[world]!),
      cells: cells.map((cell) => judgeCell(outcomes, { cell, perThousandDays, foundOf })),
    };
  });
}

function foundBy(trial: Trial, tier: Tier): Found {
  const { startedAt, endsAt, taken, shipped } = trial;
  const first = shipped[tier];
  const days = ((first?.at ?? endsAt) - startedAt) / dayMs;
  return { days, taken: first?.taken ?? taken, isFound: first !== null };
}

function since(all: Announced, from: Millis): Announced {
  const later = (times: readonly Millis[]) => times.filter((at) => at >= from);
  return { question: later(all.question), incident: later(all.incident) };
}
