// A simulated world, lived through by the pipeline as a stage would: accesses enriched, with the
// Ticks between them. For calibration, and for tests that judge detectors by what they find.

import { type CalibrationTable, shippedBudgets } from '../core/calibration.ts';
import type { Access, Detector } from '../core/detector.ts';
import { Enricher } from '../core/enrich.ts';
import { defaultsOf, type Params } from '../core/param.ts';
import { Pipeline } from '../core/pipeline.ts';
import { Reference } from '../core/reference.ts';
import { combinedLogOdds } from '../core/stats/evidence.ts';
import { dayMs, hourMs, type Millis, paneMs } from '../core/time.ts';
import type { ChosenDetector } from '../core/verdict.ts';
import type { Tick, UserWindow } from '../generated/records.ts';
import { simulate } from './simulate.ts';
import type { SimulateSettings } from './simulate-settings.ts';

/** Days of each world that only fill the windows. */
export const warmupDays = 28;

export type LifeSettings = {
  readonly world: Omit<SimulateSettings, 'seed' | 'thief' | 'attack'>;
  readonly detectors: readonly Detector[];
};

export type Life = {
  readonly seed: number;
  /** Without them the detectors with their defaults. */
  readonly chosen?: readonly ChosenDetector[];
  /** What scores are worth; without it as shipped. */
  readonly known?: Omit<CalibrationTable, 'producedBy'>;
  readonly onDay?: (() => void) | undefined;
  readonly onAccess?: (access: Access) => void;
  readonly onWindow?: (window: UserWindow) => void;
};

/** Combined evidence on one user at one verdict. */
export type Suspicion = { readonly user: string; readonly at: Millis; readonly logOdds: number };

export type Lived = {
  readonly start: Millis;
  readonly days: number;
  /** Everybody who was seen, services too. */
  readonly users: number;
  /** In the order of the verdicts. */
  readonly suspicions: readonly Suspicion[];
};

/** Whatever is found is kept, however weak: budgets are laid upon it afterwards. */
const everything = { question: Number.POSITIVE_INFINITY, incident: 0 };

export function liveThrough(settings: LifeSettings, life: Life): Lived {
  const { world, detectors } = settings;
  const { seed, known, onAccess, onWindow } = life;
  const suspicions: Suspicion[] = [];
  const users = new Set<string>();
  const none = () => undefined;
  const usual = detectors.map((detector): ChosenDetector => {
    return { detector, params: defaultsOf(detector.params as Params) };
  });
  const pipeline = new Pipeline(
    {
      partition: 0,
      detectors: life.chosen ?? usual,
      graceMs: hourMs,
      budgets: known === undefined ? shippedBudgets : everything,
      ...(known && { calibration: { ...known, producedBy: '' } }),
    },
    {
      anomaly: none,
      closed: none,
      window: onWindow ?? none,
      incident: ({ user, at, risk, state }) => {
        if (state === 'closed') return;
        suspicions.push({ user, at, logOdds: risk + combinedLogOdds([], 1) });
      },
    },
  );
  for (const access of accessesOf({ ...world, seed, thief: 'none' }, pipeline, life.onDay)) {
    users.add(access.user);
    onAccess?.(access);
    pipeline.access(access);
  }
  return { start: world.start, days: world.days, users: users.size, suspicions };
}

/** The accesses of a world, enriched, with the Ticks that an enrich stage would give. */
export function* accessesOf(
  world: SimulateSettings,
  pipeline: Pipeline,
  onDay?: () => void,
): Generator<Access, void, void> {
  const { people, assets, subjects, tickets, events } = simulate(world);
  const reference = new Reference();
  for (const person of people) reference.apply('Person', person.id, person);
  for (const asset of assets) {
    reference.apply('Asset', `${asset.source}/${asset.database}/${asset.table}`, asset);
  }
  for (const subject of subjects()) reference.apply('Subject', subject.id, subject);
  for (const ticket of tickets()) reference.apply('Ticket', ticket.id, ticket);
  const enricher = new Enricher(reference);
  let clock = 0;
  let offset = 0;
  const tick = (state: Tick['state']) => {
    for (const _ of pipeline.tick({ source_partition: 0, clock, sources: 1, state }));
  };
  for (const event of events()) {
    const { at } = event;
    if (Math.floor(at / paneMs) > Math.floor(clock / paneMs)) {
      if (Math.floor(at / dayMs) > Math.floor(clock / dayMs)) onDay?.();
      clock = at;
      tick('live');
    }
    offset += 1;
    const arrival = { partition: 0, offset, seenAt: at, at, reportedAt: null, isLate: false };
    yield* enricher.enrich(event, arrival);
  }
  tick('end');
}
