// Where thresholds come from: honest worlds are lived through, twice. Nominal tail probabilities
// are not honest in the far tail (people are burstier than the models); counting is.
//
//   first    the highest score of each detector for every person and day: how rare a score is
//   again    with that known, every verdict's combined evidence: how often an incident would open
//            at which log odds, and how many people reach them in a month
//
// The second reading needs the first: what a score is worth goes into the evidence. Used by the
// command `calibrate`, which prints the table that molecatcher ships with.

import { quantileSorted } from 'simple-statistics';
import {
  type CalibrationTable,
  type PeerClass,
  peerClasses,
  scoreRates,
  type TailScores,
} from '../core/calibration.ts';
import { peerClassOfAccess } from '../core/context.ts';
import type { Access, Detector, Finding } from '../core/detector.ts';
import { listening } from '../core/listening.ts';
import { defaultsOf, type Params } from '../core/param.ts';
import { dayMs, type Millis } from '../core/time.ts';
import type { ChosenDetector } from '../core/verdict.ts';
import { monthsOf, openingsOf } from './calibrate-odds.ts';
import { type Lived, liveThrough, warmupDays } from './live-through.ts';
import type { SimulateSettings } from './simulate-settings.ts';

export type CalibrateSettings = {
  readonly world: Omit<SimulateSettings, 'seed' | 'thief' | 'attack'>;
  readonly seeds: readonly number[];
  readonly detectors: readonly Detector[];
};

export type Calibrated = {
  readonly detectors: readonly CountedScores[];
  readonly table: Omit<CalibrationTable, 'producedBy'>;
};

export type CountedScores = {
  readonly detector: string;
  /** User-days of people, after the first four weeks that fill the windows. */
  readonly userDays: number;
  /** Highest scores, one per person and day, ascending. */
  readonly scores: readonly number[];
};

/** Below so many crossings that are to be expected a score at a rate is noise. */
const crossingsMin = 10;
/**
 * Down to one user-day in a thousand. What is rarer in worlds may be common in a company, whose own
 * days alone tell: docs/decisions/rare-scores.md.
 */
const ratesTrusted = 3;

/** Yields at the beginning of each day of each world, of which each is lived through twice. */
export function* calibrate(settings: CalibrateSettings): Generator<void, Calibrated, void> {
  const counted: Highest[] = [];
  for (const seed of settings.seeds) counted.push(yield* highestOf(settings, seed));
  const scoresOf = (position: number, classes: readonly PeerClass[]) =>
    counted.flatMap((one) => one.scores(position, classes)).sort((a, b) => a - b);
  const daysOf = (classes: readonly PeerClass[]) =>
    counted.reduce((sum, one) => sum + one.userDays(classes), 0);
  const people: readonly PeerClass[] = ['agent', 'supervisor'];
  const tails = settings.detectors.map(({ id, always }, position) => {
    const tailOf = (classes: readonly PeerClass[]) =>
      tailScores(scoresOf(position, classes), daysOf(classes));
    const pooled = tailOf(people);
    const classTails = peerClasses.map((peers) => [peers, withPooled(tailOf([peers]), pooled)]);
    return [id, always ? {} : Object.fromEntries(classTails)] as const;
  });
  const known = { tails: Object.fromEntries(tails), openings: [], months: [] };
  const lived: Lived[] = [];
  for (const seed of settings.seeds) lived.push(yield* liveThrough(settings, { seed, known }));
  return {
    detectors: settings.detectors.map(({ id }, position) => ({
      detector: id,
      userDays: daysOf(people),
      scores: scoresOf(position, people),
    })),
    table: { ...known, openings: openingsOf(lived), months: monthsOf(lived) },
  };
}

/** The score that `budget` user-days of 1,000 reach; 0 where fewer gave any score. */
export function thresholdFor(
  { scores, userDays }: Omit<CountedScores, 'detector'>,
  budget: number,
) {
  const allowed = (budget * userDays) / 1_000;
  if (scores.length === 0 || scores.length <= allowed) return 0;
  return quantileSorted([...scores], 1 - allowed / scores.length);
}

/** At 10⁻¹, 10⁻² and 10⁻³, as far as enough user-days are expected to reach it; then 0. */
function tailScores(scores: readonly number[], userDays: number): TailScores {
  return Array.from({ length: scoreRates }, (_, i) => {
    const perThousand = 1_000 / 10 ** (i + 1);
    const expected = (perThousand * userDays) / 1_000;
    if (i >= ratesTrusted || expected < crossingsMin) return 0;
    return rounded(thresholdFor({ scores, userDays }, perThousand));
  });
}

/** Where a class is too small for a rate, all people speak; never for less than its own. */
function withPooled(own: TailScores, pooled: TailScores): TailScores {
  let reached = 0;
  return own.map((score, i) => {
    const at = score > 0 ? score : pooled[i]!;
    if (at <= reached) return 0;
    reached = at;
    return at;
  });
}

function rounded(score: number): number {
  return Math.round(score * 1_000) / 1_000;
}

function* highestOf(
  { world, detectors }: CalibrateSettings,
  seed: number,
): Generator<void, Highest, void> {
  const highest = new Highest({ world, detectors });
  const { chosen } = highest;
  const onAccess = (access: Access) => highest.note(access);
  yield* liveThrough({ world, detectors }, { seed, chosen, onAccess });
  return highest;
}

/** The highest scores of one world. */
class Highest {
  readonly #highest: readonly Map<string, number>[];
  readonly #peers = new Map<string, PeerClass>();
  readonly #days = new Map<string, PeerClass>();

  readonly #from: Millis;
  readonly chosen: readonly ChosenDetector[];

  constructor({ world, detectors }: Omit<CalibrateSettings, 'seeds'>) {
    this.#highest = detectors.map(() => new Map<string, number>());
    const from = world.start + warmupDays * dayMs;
    this.#from = from;
    this.chosen = detectors.map((detector, position): ChosenDetector => {
      const params = defaultsOf(detector.params as Params);
      return listening({ detector, params }, ({ finding }, occasion) => {
        const [who, at] =
          'access' in occasion
            ? [occasion.access.user, occasion.access.at]
            : [occasion.user, occasion.start];
        if (at >= from) this.#keep(position, `${who} ${Math.floor(at / dayMs)}`, finding);
      });
    });
  }

  scores(position: number, classes: readonly PeerClass[]): number[] {
    return [...this.#highest[position]!]
      .filter(([key]) => classes.includes(this.#days.get(key) ?? this.#peersOf(key)))
      .map(([, score]) => score);
  }

  userDays(classes: readonly PeerClass[]): number {
    return [...this.#days.values()].filter((peers) => classes.includes(peers)).length;
  }

  note(access: Access): void {
    const peers = peerClassOfAccess(access);
    this.#peers.set(access.user, peers);
    if (access.at >= this.#from)
      this.#days.set(`${access.user} ${Math.floor(access.at / dayMs)}`, peers);
  }

  #keep(position: number, key: string, { score }: Finding): void {
    const scores = this.#highest[position]!;
    scores.set(key, Math.max(scores.get(key) ?? 0, score));
  }

  #peersOf(key: string): PeerClass {
    return this.#peers.get(key.slice(0, key.indexOf(' '))) ?? 'agent';
  }
}
