// What a person's evidence comes to, over time: the one place where evaluation touches how
// incidents are made. Whoever changes that in core changes this file, and nothing else of
// evaluation.
//
// The formulas are core's own, asked once for each way to combine: with all detectors, and without
// each of them. An incident opens where the log odds reach a threshold. Here it never opens; how
// far they are above those of somebody of whom nothing is known is what is looked at, so that any
// threshold can be tried afterwards.

import { Blocks } from '../../core/blocks.ts';
import {
  decayTo,
  familyEvidence,
  incidentLayout,
  join,
  type Kept,
  logOddsOf,
  priorLogOdds,
} from '../../core/incident.ts';
import { viewOf } from '../../core/layout.ts';
import { Slab } from '../../core/slab.ts';
import { familyEValue, tailOf } from '../../core/surprise.ts';
import type { Millis } from '../../core/time.ts';
import type { User } from '../../core/user.ts';
import type { Bound } from '../../core/verdict.ts';

/** A finding of a detector that always opens an incident is above every threshold. */
export const beyondAll = 1e6;

const never = { question: Number.POSITIVE_INFINITY, incident: Number.POSITIVE_INFINITY };

/** An anomaly of the user at hand, who is as the detector saw them. */
export type HeardOf = {
  readonly user: User;
  readonly bound: Bound;
  readonly score: number;
  readonly at: Millis;
};

export class CombinedEvidence {
  readonly #slab = new Slab(incidentLayout.sizeBytes);
  readonly #kept: Kept = {
    incident: viewOf(incidentLayout, this.#slab.cursor, 0),
    blocks: new Blocks(),
  };

  /** So many accounts of evidence: one for each person and way to combine. */
  constructor(accounts: number) {
    for (let account = 0; account < accounts; account += 1) this.#slab.insert(String(account));
  }

  /**
   * The value after one more anomaly, as if the detector at `without` did not exist. 0 where the
   * anomaly says no more than what is left of its family: it would open nothing.
   */
  hear(account: number, { user, bound, score, at }: HeardOf, without?: number): number {
    const { detector, position } = bound;
    if (detector.always) return beyondAll;
    this.#slab.moveTo(account);
    const row = this.#kept.incident;
    decayTo(row, at);
    const known = familyEvidence(row, detector.family);
    const { contextFactor, hasTickets } = user;
    const { family } = detector;
    const eValue = eValueOf({ user, bound, score, at }, without);
    const evident = {
      ...{ anomalyId: '', detector: position, family, eValue, contextFactor, hasTickets },
      ...{ always: false, at, since: at },
    };
    join(this.#kept, evident, never);
    if (familyEvidence(row, detector.family) <= known) return 0;
    return logOddsOf(row, contextFactor) - priorLogOdds;
  }
}

/** Of its family, with what the others there have said of the day. */
function eValueOf({ user, bound, score }: HeardOf, without: number | undefined): number {
  const judging = { calibration: user.calibration, peers: user.peerClass };
  const threshold = bound.arrival.params['threshold'] ?? 1;
  const tail = tailOf(judging, bound, { score, threshold });
  const detectors = user.detectors.filter(({ position }) => position !== without);
  const saidOf = ({ position }: Bound) => user.profile.day.claimed(position);
  return familyEValue(judging, { bound, tail, detectors }, saidOf);
}
