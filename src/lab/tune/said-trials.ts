// The trials of a world: each cell's thief in the records of each chosen person, one at a time. For
// tune-world.

import type { Budgets } from '../../core/calibration.ts';
import type { Detector } from '../../core/detector.ts';
import { type Cell, isWatching } from '../evaluate/cells.ts';
import { type Injected, inject } from '../evaluate/inject.ts';
import type { LivedWorld } from '../evaluate/live.ts';
import { type Protocol, startOf } from '../evaluate/protocol.ts';
import { relive } from '../evaluate/trial.ts';
import { keepDays, planHonestDays } from '../honest-days.ts';
import type { Parts } from '../truth.ts';
import { type Said, saidBy } from './said.ts';
import type { SaidTrial } from './said-world.ts';

export type Trials = {
  readonly own: { readonly detectors: readonly Detector[]; readonly budgets: Budgets };
  readonly protocol: Protocol;
  readonly parts: Parts;
  readonly lived: LivedWorld;
  readonly hasTickets: boolean;
  readonly chosen: readonly string[];
};

/** Yields the trials of one cell after the other; who never came to steal is left out. */
export function* saidTrials(
  trials: Trials,
  cells: readonly Cell[],
): Generator<SaidTrial[], void, void> {
  const { parts, protocol, chosen } = trials;
  const honest = cells.some(isWatching) ? keepDays(planHonestDays(parts)) : undefined;
  // Local days: the one after the last has begun in the east before the world ends.
  const until = { from: protocol.testFrom, until: protocol.days + 1 };
  for (const cell of cells) {
    yield inject({ parts, cell, people: chosen, honest, ...until })
      .filter(({ takenAt }) => takenAt.length > 0)
      .map((injected) => saidIn(trials, cell, injected));
  }
}

function saidIn(
  { own, protocol, lived, hasTickets }: Trials,
  cell: Cell,
  injected: Injected,
): SaidTrial {
  const { person, takenAt } = injected;
  const said: Said[] = [];
  relive({
    ...{ lived, protocol, cell: cell.id, tell: () => undefined },
    // Where no tickets are fed in, those that the thief writes are not either.
    injected: hasTickets ? injected : { ...injected, tickets: [] },
    own: { ...own, anomaly: (anomaly, user) => said.push(saidBy(anomaly, user)) },
    records: lived.records.get(person)!,
    honest: lived.days[lived.people.indexOf(person)]!,
  });
  const endsAt = startOf(protocol, protocol.days);
  return { cell: cell.id, startedAt: takenAt[0]!, endsAt, said };
}
