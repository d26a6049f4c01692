// From a finding of a detector to an anomaly, and on to the user's incident. Detectors are bound
// here once to their place in the row and to their parameters, so that judging allocates nothing.

import type { Anomaly, Explained } from '../generated/records.ts';
import type { Access, Arrival, Closing, Detector, Explaining, Finding } from './detector.ts';
import { hash128 } from './hash.ts';
import type { Fields, View } from './layout.ts';
import { samplesMax } from './limits.ts';
import { nobodyElse } from './others.ts';
import { type Params, type ParamValues, withoutThreshold } from './param.ts';
import { roundScore } from './stats/special.ts';
import type { Millis } from './time.ts';

export type ChosenDetector = {
  readonly detector: Detector;
  readonly params: ParamValues<Params>;
};

/** Three bits in the pane of a day. */
const levelsMax = 7;

export type Bound = {
  readonly position: number;
  readonly detector: Detector;
  readonly settingsHash: string;
  /** The same parameters without a threshold: for scores of days on which nothing was found. */
  readonly openParams: ParamValues<Params>;
  /** Handed to the detector again and again, with other values. */
  readonly arrival: Writable<Arrival<Params, Fields>>;
  readonly closing: Writable<Closing<Params, Fields>>;
  readonly explaining: Writable<Explaining<Params, Fields>>;
  /** The detector's own: each differs in which it has, and all Bounds have the same fields. */
  readonly score: Detector['score'] | undefined;
  readonly judge: Detector['judge'] | undefined;
  readonly learn: Detector['learn'] | undefined;
  readonly explain: Detector['explain'] | undefined;
};
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What stands in an anomaly beside the finding itself. */
export type Occasion = {
  readonly user: string;
  readonly team: string | null;
  readonly at: Millis;
  readonly access?: Access | undefined;
  readonly isLate: boolean;
  /** Given without knowing what colleagues did in the window. */
  readonly isNormStale: boolean;
  /** How far the score has grown beyond the threshold: a worse verdict is another anomaly. */
  readonly level: number;
};

/** Hands each detector its state in the row of the user at hand. */
export function bind(
  chosen: readonly ChosenDetector[],
  states: readonly View<Fields>[],
  common: Pick<Arrival<Params, Fields>, 'profile'> & Pick<Closing<Params, Fields>, 'samples'>,
): Bound[] {
  return chosen.map(({ detector, params }, position) => {
    const shared = { profile: common.profile, own: states[position]!, params };
    return {
      position,
      detector,
      settingsHash: settingsHash(detector, params),
      openParams: withoutThreshold(params),
      arrival: { ...shared, access: undefined as unknown as Access, unexplainedTenths: 0 },
      closing: {
        ...shared,
        user: '',
        kind: 'hour',
        start: 0,
        end: 0,
        unexplainedSettled: 0,
        others: nobodyElse,
        samples: common.samples,
      },
      explaining: { ...shared, explained: undefined as unknown as Explained },
      score: detector.score,
      judge: detector.judge,
      learn: detector.learn,
      explain: detector.explain,
    };
  });
}

/** Same settings, same hash: in every anomaly, so that a verdict can be traced to them. */
export function settingsHash(detector: Detector, params: ParamValues<Params>): string {
  const sorted = Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`);
  return hash128(`${detector.id}/${detector.version}/${sorted.join(',')}`).slice(0, 16);
}

/** Same cause, same id, whatever the partitioning or the run. */
export function anomalyId(bound: Bound, finding: Finding, occasion: Occasion): string {
  // Neither settings nor score: the same cause under another threshold is the same anomaly.
  const { id, version } = bound.detector;
  const cause =
    finding.byEvent === true
      ? `event/${occasion.access?.event_id}/${occasion.access?.part}`
      : `window/${finding.windowStart}/${finding.windowEnd}/${occasion.level}`;
  return hash128(`${id}/${version}/${occasion.user}/${cause}`);
}

/** Samples are cut to what a pager can show; the totals say how many there were. */
export function anomalyOf(bound: Bound, finding: Finding, occasion: Occasion): Anomaly {
  const { detector } = bound;
  const subjects = finding.subjects ?? [];
  const events = finding.events ?? [];
  return {
    id: anomalyId(bound, finding, occasion),
    detector: detector.id,
    version: detector.version,
    family: detector.family,
    settings_hash: bound.settingsHash,
    user: occasion.user,
    team: occasion.team,
    at: occasion.at,
    window_start: finding.windowStart,
    window_end: finding.windowEnd,
    trigger_event: occasion.access?.event_id ?? null,
    // A window that is still open may get more events and late reasons; one event stays what it is.
    provisional: occasion.access !== undefined && finding.byEvent !== true,
    late: occasion.isLate,
    norm_stale: occasion.isNormStale,
    // Engines differ in the last bits of exp and log; the record must not.
    score: roundScore(finding.score),
    observed: roundScore(finding.observed),
    expected: roundScore(finding.expected),
    because: finding.because,
    evidence: [...finding.evidence],
    subjects: subjects.slice(0, samplesMax),
    subjects_total: finding.subjectsTotal ?? subjects.length,
    events: events.slice(0, samplesMax),
    events_total: events.length,
    attack: detector.attack,
    hunt: detector.hunt,
    hunt_parameters: {
      user: occasion.user,
      since: isoOf(finding.windowStart),
      until: isoOf(finding.windowEnd),
    },
  };
}

/** 1 at the threshold, one more each time the score has grown by √2; at most 7. */
export function levelOf({ score, threshold }: Pick<Finding, 'score' | 'threshold'>): number {
  let level = 1;
  while (level < levelsMax && threshold > 0 && score >= scoreOfLevel(threshold, level + 1)) {
    level += 1;
  }
  return level;
}

/** Where a level begins. */
export function scoreOfLevel(threshold: number, level: number): number {
  let score = threshold;
  for (let i = 1; i < level; i += 1) score *= Math.SQRT2;
  return score;
}

/** 2026-01-05 09:00:00 in UTC, as ClickHouse reads a DateTime parameter. */
export function isoOf(at: Millis): string {
  const days = Math.floor(at / 86_400_000);
  const seconds = Math.floor((at - days * 86_400_000) / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const { year, month, day } = civilOf(days);
  const time = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${year}-${two(month)}-${two(day)} ${time.map(two).join(':')}`;
}

/** Days since 1970 to a date; Howard Hinnant, "chrono-compatible low-level date algorithms". */
function civilOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}
