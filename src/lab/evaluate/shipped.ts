// What becomes of people in the pipeline as it ships: when it asks about them, when it pages
// somebody, with the thresholds that population moves each night. No budget is laid upon it
// afterwards, so it says what a company would have got. For evaluate-world and report.

import type { Tier } from '../../core/calibration.ts';
import { dayMs, type Millis } from '../../core/time.ts';
import type { Incident } from '../../generated/records.ts';
import { type CellVerdict, type Found, judgeCell } from './judge.ts';
import type { Opening, Outcome, Trial } from './outcome.ts';

export type ShippedVerdict = {
  readonly tier: Tier;
  /** Openings per 1,000 people and day, as set. */
  readonly budget: number;
  /** As they came to in the test, by world and in all. */
  readonly byWorld: readonly number[];
  readonly perThousandDays: number;
  /** Of those, by the family that had the most evidence, the most frequent first. */
  readonly byFamily: readonly (readonly [family: string, perThousandDays: number])[];
  readonly cells: readonly CellVerdict[];
};

export const tiers: readonly Tier[] = ['question', 'incident'];

/** Hears the incidents of a pipeline, as far as they are about these people. */
export class Openings {
  readonly #people: ReadonlySet<string>;
  readonly #paged = new Set<string>();
  readonly #opened: Record<Tier, Opening[]> = { question: [], incident: [] };
  readonly #announced: Record<Tier, Millis[]> = { question: [], incident: [] };

  constructor(people: readonly string[]) {
    this.#people = new Set(people);
  }

  readonly hear = (incident: Incident): void => {
    const { id, user, state, tier, at, announced } = incident;
    if (state === 'closed' || !this.#people.has(user)) return;
    const isPaged = tier === 'incident';
    const opening = { at, family: strongestOf(incident) };
    // Whoever is asked about counts once, and once more where that rises.
    if (state === 'opened') this.#opened.question.push(opening);
    if (isPaged && !this.#paged.has(id)) {
      this.#paged.add(id);
      this.#opened.incident.push(opening);
    }
    if (!announced) return;
    this.#announced.question.push(at);
    if (isPaged) this.#announced.incident.push(at);
  };

  /** From an instant on. */
  opened(from: Millis): Record<Tier, readonly Opening[]> {
    const later = (tier: Tier) => this.#opened[tier].filter(({ at }) => at >= from);
    return { question: later('question'), incident: later('incident') };
  }

  /** From an instant on: when somebody was told, again included. */
  announced(from: Millis): Record<Tier, readonly Millis[]> {
    const later = (tier: Tier) => this.#announced[tier].filter((at) => at >= from);
    return { question: later('question'), incident: later('incident') };
  }
}

/** The family that says most; of two alike the first by name. */
function strongestOf({ risk_by_family }: Incident): string {
  const found = Object.entries(risk_by_family).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return found[0]?.[0] ?? 'none';
}

export function shippedVerdicts(outcomes: readonly Outcome[]): ShippedVerdict[] {
  const [{ budgets }] = outcomes as readonly [Outcome];
  return tiers.map((tier) => {
    const thousandDays = outcomes.map(
      ({ agents, protocol: { days, testFrom } }) => ((days - testFrom) * agents) / 1_000,
    );
    const opened = outcomes.map(({ shipped }) => shipped[tier]);
    const allDays = thousandDays.reduce((total, one) => total + one, 0);
    const perThousandDays = opened.flat().length / allDays;
    const families = Object.entries(Object.groupBy(opened.flat(), ({ family }) => family));
    const cells = [...new Set(outcomes.flatMap(({ trials }) => trials.map(({ cell }) => cell)))];
    const foundOf = (trial: Trial) => foundBy(trial, tier);
    return {
      ...{ tier, budget: budgets[tier], perThousandDays },
      byWorld: opened.map(({ length }, world) => length / thousandDays[world]!),
      byFamily: families
        .map(([family, some = []]) => [family, some.length / allDays] as const)
        .sort(([, a], [, b]) => b - a),
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
