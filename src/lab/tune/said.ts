// What detectors said of one person, as far as it becomes evidence: enough to weigh it anew by any
// weights and hurdles, in milliseconds, without living through a world again. For tune-world, which
// writes it down, and weigh.
//
// Exact but for one thing: days on which somebody is paged teach the norms nothing, and who is
// paged depends on the weights by which the world was lived.

import type { Family } from '../../core/detector.ts';
import { saidInFamily, tailOf } from '../../core/surprise.ts';
import type { Millis } from '../../core/time.ts';
import type { User } from '../../core/user.ts';
import type { Anomaly } from '../../generated/records.ts';

/** One anomaly. */
export type Said = {
  readonly at: Millis;
  readonly family: Family;
  readonly contextFactor: number;
  /** Whether tickets are fed in, so that reasons can lack. */
  readonly hasTickets: boolean;
  /** Of a detector that always opens an incident: no weight changes it. */
  readonly always: boolean;
  /** Of the detectors of its family, by position; who is not here is quiet, which is 1. */
  readonly eValues: readonly (readonly [detector: number, eValue: number])[];
};

/** The user is as the detector saw them. */
export function saidBy({ detector, score, at }: Anomaly, user: User): Said {
  const { profile, detectors, contextFactor, calibration, peerClass: peers } = user;
  const bound = detectors.find((one) => one.detector.id === detector)!;
  const { family, always } = bound.detector;
  const judging = { calibration, peers };
  const threshold = bound.arrival.params['threshold'] ?? 1;
  const tail = tailOf(judging, bound, { score, threshold });
  const all = saidInFamily(judging, { bound, tail, detectors }, ({ position }) =>
    profile.day.claimed(position),
  );
  const eValues = all.flatMap(({ of, eValue }) =>
    eValue === 1 ? [] : [[of.position, eValue] as const],
  );
  return { at, family, contextFactor, hasTickets: user.hasTickets, always, eValues };
}
