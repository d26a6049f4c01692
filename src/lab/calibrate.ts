// Where the thresholds come from: honest worlds are lived through, and for every person and day the
// highest nominal score of each detector is kept. The threshold for a budget of b false anomalies
// per 1,000 users and day is the score that so many user-days exceed. Nominal tail probabilities
// are not honest in the far tail (people are burstier than the models); counting is.

import { quantileSorted } from 'simple-statistics';
import type { Access, Detector, Finding } from '../core/detector.ts';
import { Enricher } from '../core/enrich.ts';
import { listening } from '../core/listening.ts';
import { defaultsOf, type Params } from '../core/param.ts';
import { Pipeline } from '../core/pipeline.ts';
import { Reference } from '../core/reference.ts';
import { dayMs, hourMs, paneMs } from '../core/time.ts';
import type { ChosenDetector } from '../core/verdict.ts';
import type { Tick } from '../generated/records.ts';
import { simulate } from './simulate.ts';
import type { SimulateSettings } from './simulate-settings.ts';

export type CalibrateSettings = {
  readonly world: Omit<SimulateSettings, 'seed' | 'thief'>;
  readonly seeds: readonly number[];
  readonly detectors: readonly Detector[];
};

export type Calibration = {
  readonly detector: string;
  /** User-days lived through, after the first four weeks that fill the windows. */
  readonly userDays: number;
  /** Highest scores, one per user and day, ascending. */
  readonly scores: readonly number[];
};

/** Days of each world that only fill the windows. */
export const warmupDays = 28;

export function calibrate(
  settings: CalibrateSettings,
  onDay?: (day: number) => void,
): Calibration[] {
  const highest = settings.detectors.map(() => new Map<string, number>());
  let userDays = 0;
  for (const seed of settings.seeds) {
    userDays += live(
      { ...settings.world, seed, thief: 'none' },
      settings.detectors,
      highest,
      onDay,
    );
  }
  return settings.detectors.map(({ id }, i) => ({
    detector: id,
    userDays,
    scores: [...highest[i]!.values()].sort((a, b) => a - b),
  }));
}

/** The score that `budget` user-days of 1,000 reach; 0 where fewer gave any score. */
export function thresholdFor(calibration: Calibration, budget: number): number {
  const { scores, userDays } = calibration;
  const allowed = (budget * userDays) / 1_000;
  if (scores.length === 0 || scores.length <= allowed) return 0;
  return quantileSorted([...scores], 1 - allowed / scores.length);
}

/** Lives one world; returns the user-days after the warm-up. */
function live(
  world: SimulateSettings,
  detectors: readonly Detector[],
  highest: readonly Map<string, number>[],
  onDay: ((day: number) => void) | undefined,
): number {
  const from = world.start + warmupDays * dayMs;
  const seen = new Set<string>();
  const keep = (position: number, user: string, finding: Finding, at: number) => {
    if (at < from) return;
    const key = `${world.seed} ${user} ${Math.floor(at / dayMs)}`;
    const scores = highest[position]!;
    scores.set(key, Math.max(scores.get(key) ?? 0, finding.score));
  };
  const chosen = detectors.map((detector, position): ChosenDetector => {
    const params = defaultsOf(detector.params as Params);
    return listening({ detector, params }, ({ finding }, occasion) => {
      if ('access' in occasion) keep(position, occasion.access.user, finding, occasion.access.at);
      else keep(position, occasion.user, finding, occasion.start);
    });
  });
  const none = () => undefined;
  const pipeline = new Pipeline(
    { partition: 0, detectors: chosen, graceMs: hourMs, riskToOpen: 1 },
    { anomaly: none, incident: none, closed: none, window: none, score: none },
  );
  for (const access of accessesOf(world, pipeline, onDay)) {
    if (access.at >= from && access.user_kind === 'human') {
      seen.add(`${access.user} ${Math.floor(access.at / dayMs)}`);
    }
    pipeline.access(access);
  }
  return seen.size;
}

/** The accesses of a world, enriched, with the Ticks that an enrich stage would give. */
export function* accessesOf(
  world: SimulateSettings,
  pipeline: Pipeline,
  onDay?: (day: number) => void,
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
      if (Math.floor(at / dayMs) > Math.floor(clock / dayMs)) {
        onDay?.(Math.floor((at - world.start) / dayMs));
      }
      clock = at;
      tick('live');
    }
    offset += 1;
    const arrival = { partition: 0, offset, seenAt: at, at, reportedAt: null, isLate: false };
    yield* enricher.enrich(event, arrival);
  }
  tick('end');
}
