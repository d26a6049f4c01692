// A simulated world, lived through by the pipeline as a stage would: accesses enriched, with the
// Ticks between them. For calibration, and for tests that judge detectors by what they find.

import { type CalibrationTable, shippedBudgets } from '../core/calibration.ts';
import type { Access, Detector } from '../core/detector.ts';
import { defaultsOf, type Params } from '../core/param.ts';
import { Pipeline } from '../core/pipeline.ts';
import { combinedLogOdds } from '../core/stats/evidence.ts';
import { dayMs, hourMs, type Millis } from '../core/time.ts';
import type { ChosenDetector } from '../core/verdict.ts';
import type { UserWindow } from '../generated/records.ts';
import { accessesOf } from './enriched-world.ts';
import { Neighbours } from './neighbours.ts';
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

/** Yields at the beginning of each day, so that whoever asked can show it, or stop. */
export function* liveThrough(settings: LifeSettings, life: Life): Generator<void, Lived, void> {
  const { world, detectors } = settings;
  const { seed, known, onAccess, onWindow } = life;
  const suspicions: Suspicion[] = [];
  const users = new Set<string>();
  const none = () => undefined;
  const usual = detectors.map((detector): ChosenDetector => {
    return { detector, params: defaultsOf(detector.params as Params) };
  });
  const table = known && { ...known, producedBy: '' };
  // Of what is below a threshold that moved nothing would be heard, where all is to be kept.
  const neighbours = new Neighbours({ table, isMoving: known === undefined });
  const pipeline = new Pipeline(
    {
      partition: 0,
      detectors: life.chosen ?? usual,
      graceMs: hourMs,
      budgets: known === undefined ? shippedBudgets : everything,
      ...(table && { calibration: table }),
    },
    neighbours.over({
      anomaly: none,
      closed: none,
      score: none,
      window: onWindow ?? none,
      incident: ({ user, at, risk, state }) => {
        if (state === 'closed') return;
        suspicions.push({ user, at, logOdds: risk + combinedLogOdds([], 1) });
      },
    }),
  );
  const told = { pipeline, neighbours };
  let day = 0;
  for (const access of accessesOf({ ...world, seed, thief: 'none' }, told)) {
    if (Math.floor(access.at / dayMs) > day) yield;
    day = Math.max(day, Math.floor(access.at / dayMs));
    users.add(access.user);
    onAccess?.(access);
    pipeline.access(access);
  }
  return { start: world.start, days: world.days, users: users.size, suspicions };
}
