// How surprising one finding is, and what it says together with what the other detectors of its
// family have said of the same day. For the pipeline, through user.ts.
//
// Of another detector only the level is known that it has reached on the day. It is recalled as
// the score at which the level begins, so that it never says more than what was seen.

import type { Calibration, PeerClass } from './calibration.ts';
import type { Detector, Finding } from './detector.ts';
import {
  combinedLogOdds,
  eValueMax,
  eValueOfProbability,
  logEvidenceOf,
  meanEValue,
} from './stats/evidence.ts';
import { type Bound, scoreOfLevel } from './verdict.ts';

/** Of a detector in its family; one that names none has little. */
export function weightOf({ weight = 0.05 }: Pick<Detector, 'weight'>): number {
  return weight;
}

/** Share of honest user-days on which as much is reached. */
export function tailOf(judging: Judging, { detector }: Bound, finding: Scored): number {
  // Nobody has a reason for it: no rate of it among the honest was counted.
  if (detector.always) return 0;
  return judging.calibration.calibratedTail(detector.id, judging.peers, finding);
}

export type Judging = { readonly calibration: Calibration; readonly peers: PeerClass };
type Scored = Pick<Finding, 'score' | 'threshold'>;

/**
 * Of several detectors at once, by how much they would raise the log odds, as if nothing had been
 * said before: for whoever lists what was seen rather than whom to ask.
 */
export function evidenceTogether(
  detectors: readonly Detector[],
  rarity: (detector: Detector) => number,
): number {
  const calm = detectors.filter(({ always }) => !always);
  const loud = detectors.filter(({ always }) => always);
  const found = [...new Set(detectors.map(({ family }) => family))].map((family) => {
    const own = calm.filter((one) => one.family === family);
    const mean = meanEValue(
      own.map((one) => eValueOfProbability(rarity(one))),
      own.map(weightOf),
    );
    const isLoud = loud.some((one) => one.family === family && rarity(one) < 1);
    return isLoud ? logEvidenceOf(eValueMax, 'canary') : logEvidenceOf(mean, family);
  });
  return combinedLogOdds(found, 1) - combinedLogOdds([], 1);
}

/** The weighted mean over the family; `saidOf`: the level that another has reached on the day. */
export function familyEValue(
  judging: Judging,
  { bound, tail, detectors }: Told,
  saidOf: (other: Bound) => number,
): number {
  if (bound.detector.always) return eValueMax;
  const said = saidInFamily(judging, { bound, tail, detectors }, saidOf);
  return meanEValue(
    said.map(({ eValue }) => eValue),
    said.map(({ of }) => weightOf(of.detector)),
  );
}

/** What each detector of the family says of the day; those that always open are not among them. */
export function saidInFamily(
  judging: Judging,
  { bound, tail, detectors }: Told,
  saidOf: (other: Bound) => number,
): { readonly of: Bound; readonly eValue: number }[] {
  const { family } = bound.detector;
  const calm = detectors.filter(({ detector }) => detector.family === family && !detector.always);
  return calm.map((of) => {
    const isOwn = of.position === bound.position;
    const eValue = isOwn ? eValueOfProbability(tail) : eValueOfLevel(judging, of, saidOf(of));
    return { of, eValue };
  });
}

export type Told = {
  readonly bound: Bound;
  readonly tail: number;
  /** All there are. */
  readonly detectors: readonly Bound[];
};

/** Who has said nothing is neutral. */
function eValueOfLevel(judging: Judging, other: Bound, level: number): number {
  if (level === 0) return 1;
  // A detector without a threshold of its own calls whatever it says rare.
  const threshold = other.arrival.params['threshold'] ?? 1;
  const finding = { score: scoreOfLevel(threshold, level), threshold };
  return Math.max(1, eValueOfProbability(tailOf(judging, other, finding)));
}
