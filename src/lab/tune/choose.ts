// Which weights and hurdles find most thieves at the same price: one is changed at a time, and kept
// where more are found, until no change of any helps (coordinate search). For `tune`.
//
// The price is held by thresholds of the budgets, set on the honest days of the same worlds, those
// with a ticket feed and those without each by their own, as population moves them on each desk.
// What is found is a mean of groups of cells, each as heavy as the others, so that twenty attacks
// of the catalogue do not drown two bursts. Sooner counts: half of it is for the first week.

import type { Detector } from '../../core/detector.ts';
import { dayMs } from '../../core/time.ts';
import type { DayScore } from '../evaluate/outcome.ts';
import { dayOf } from '../evaluate/protocol.ts';
import { thresholdOf } from '../evaluate/threshold.ts';
import type { SaidWorld } from './said-world.ts';
import { type Choice, Scales } from './weigh.ts';

export type Tuning = {
  readonly detectors: readonly Detector[];
  readonly budgets: readonly number[];
};

/** Share found of each cell at a budget: half for within a week, half for within four. */
export type CellFound = {
  /** With a dash before it where no tickets are fed in. */
  readonly cell: string;
  readonly group: string;
  /** By budget. */
  readonly found: readonly number[];
};

export type Marked = { readonly total: number; readonly cells: readonly CellFound[] };

const soonDays = 7;
const lateDays = 28;
/** What a change has to bring: less is chance. */
const gainMin = 0.002;
const roundsMax = 5;
const weightSteps = [0.5, 2, 0.25, 4];
const hurdleSteps = [-1, 1, -0.5, 0.5];
const besideSteps = [-0.1, 0.1, 0.2];

export function markOf(
  worlds: readonly SaidWorld[],
  { detectors, budgets }: Tuning,
  choice: Choice,
): Marked {
  const scales = new Scales(detectors, choice);
  const found = new Map<string, { group: string; hits: number[]; trials: number }>();
  for (const hasTickets of [true, false]) {
    const alike = worlds.filter((one) => one.hasTickets === hasTickets);
    if (alike.length === 0) continue;
    const thresholds = thresholdsOf(alike, scales, budgets);
    for (const { cell: id, startedAt, endsAt, said } of alike.flatMap(({ trials }) => trials)) {
      const cell = hasTickets ? id : `-${id}`;
      const one = found.get(cell) ?? { group: groupOf(id, hasTickets), hits: [], trials: 0 };
      found.set(cell, one);
      one.trials += 1;
      const since = scales.weigh(said).filter(({ at }) => at >= startedAt && at < endsAt);
      for (const [i, threshold] of thresholds.entries()) {
        const at = since.find(({ value }) => value >= threshold)?.at ?? Number.POSITIVE_INFINITY;
        const days = (at - startedAt) / dayMs;
        one.hits[i] =
          (one.hits[i] ?? 0) + (Number(days <= soonDays) + Number(days <= lateDays)) / 2;
      }
    }
  }
  const cells = [...found].map(([cell, { group, hits, trials }]): CellFound => {
    return { cell, group, found: hits.map((count) => count / trials) };
  });
  const byGroup = Map.groupBy(cells, ({ group }) => group);
  const total = mean([...byGroup.values()].map((own) => mean(own.flatMap((one) => one.found))));
  return { total, cells };
}

function groupOf(cell: string, hasTickets: boolean): string {
  const kind = /^(no-ticket|laundered|burst)\+/.exec(cell)?.[1] ?? 'catalogue';
  return hasTickets ? kind : `${kind}, no tickets fed in`;
}

function thresholdsOf(
  worlds: readonly SaidWorld[],
  scales: Scales,
  budgets: readonly number[],
): number[] {
  const scores: DayScore[] = [];
  let thousandDays = 0;
  let user = 0;
  for (const { honest, protocol, agents } of worlds) {
    thousandDays += ((protocol.days - protocol.testFrom) * agents) / 1_000;
    for (const said of honest) {
      user += 1;
      const days = new Map<number, number>();
      for (const { at, value } of scales.weigh(said)) {
        const day = Math.min(dayOf(protocol, at), protocol.days - 1);
        if (day >= protocol.testFrom) days.set(day, Math.max(days.get(day) ?? 0, value));
      }
      for (const [day, score] of days) scores.push({ user, day, score });
    }
  }
  return budgets.map(
    (budget) => thresholdOf(scores, { allowed: budget * thousandDays, isCut: false }).value,
  );
}

export type Tried = {
  readonly change: string;
  readonly choice: Choice;
  readonly total: number;
  /** Kept, and all that follow are of it. */
  readonly isBetter: boolean;
};

/** Yields each choice that was tried. */
export function* choose(
  worlds: readonly SaidWorld[],
  tuning: Tuning,
  first: Choice,
): Generator<Tried, Choice> {
  let best = first;
  let { total } = markOf(worlds, tuning, first);
  for (let round = 0; round < roundsMax; round += 1) {
    const before = total;
    for (const { change, to } of changesOf(tuning.detectors)) {
      const choice = to(best);
      const found = markOf(worlds, tuning, choice).total;
      const isBetter = found >= total + gainMin;
      if (isBetter) {
        best = choice;
        total = found;
      }
      yield { change, choice, total: found, isBetter };
    }
    if (total === before) break;
  }
  return best;
}

type Change = { readonly change: string; readonly to: (choice: Choice) => Choice };

function changesOf(detectors: readonly Detector[]): Change[] {
  const calm = [...detectors.keys()].filter((i) => !detectors[i]!.always);
  // Weights are of a mean: of somebody who is alone in a family none means anything.
  const several = calm.filter((i) =>
    calm.some((other) => other !== i && detectors[other]!.family === detectors[i]!.family),
  );
  const families = [...new Set(calm.map((i) => detectors[i]!.family))];
  return [
    ...several.flatMap((i) =>
      weightSteps.map((factor): Change => {
        const to = (choice: Choice) => ({
          ...choice,
          weights: choice.weights.with(i, rounded(choice.weights[i]! * factor)),
        });
        return { change: `weight of ${detectors[i]!.id} × ${factor}`, to };
      }),
    ),
    ...families.flatMap((family) =>
      hurdleSteps.map((step): Change => {
        const to = ({ hurdles, ...choice }: Choice) => ({
          ...choice,
          hurdles: { ...hurdles, [family]: Math.max(0, hurdles[family] + step) },
        });
        return { change: `hurdle of ${family} ${step > 0 ? '+' : ''}${step}`, to };
      }),
    ),
    ...hurdleSteps.map((step): Change => {
      const to = (choice: Choice) => ({
        ...choice,
        volumeAlone: Math.max(0, choice.volumeAlone + step),
      });
      return { change: `hurdle of volume without tickets ${step > 0 ? '+' : ''}${step}`, to };
    }),
    ...besideSteps.map((step): Change => {
      const to = (choice: Choice) => ({
        ...choice,
        beside: Math.max(0, rounded(choice.beside + step)),
      });
      return { change: `beside the strongest ${step > 0 ? '+' : ''}${step}`, to };
    }),
  ];
}

function rounded(weight: number): number {
  return Number(weight.toPrecision(3));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
}
