// What is heard while a log is lived, as scores of contenders: what the pipeline itself opens with
// thresholds as shipped, all detectors together, each alone, and the line of SQL. For log-honest
// and log-trials, so that honest people and thieves are heard alike.
//
// Leaving one detector out is not tried here: what a detector adds is told by simulated worlds,
// where there are enough thieves for it.

import type { Detector } from '../../../core/detector.ts';
import type { Incident } from '../../../generated/records.ts';
import { ownContenders, type Tell } from '../own-scores.ts';
import type { Seen } from '../seen.ts';
import { CustomerCounts, countedWindows } from './customer-counts.ts';
import { type LogContender, shippedTiers } from './log-outcome.ts';

export function logContenders(detectors: readonly Detector[]): LogContender[] {
  return [
    { id: 'shipped', title: 'What is opened with thresholds as shipped', kind: 'shipped' },
    ...ownContenders(detectors).flatMap(({ id, title, kind }): LogContender[] =>
      kind === 'ours' || kind === 'alone' ? [{ id, title, kind }] : [],
    ),
    ...countedWindows.map(({ id, title }): LogContender => ({ id, title, kind: 'baseline' })),
  ];
}

export type LogListener = {
  readonly tell: Tell;
  readonly incident: (incident: Incident) => void;
  readonly onSeen: (seen: Seen) => void;
};

/** Passes on what is heard, by the positions of `logContenders`. */
export function logListener(detectors: readonly Detector[], tell: Tell): LogListener {
  const counts = new CustomerCounts(tell, detectors.length + 2);
  return {
    tell(score) {
      const { contender } = score;
      if (contender === 0) tell({ ...score, contender: 1 });
      else if (contender > detectors.length) {
        tell({ ...score, contender: contender - detectors.length + 1 });
      }
    },
    incident({ user, at, tier, state, announced }) {
      // Only what somebody is told: a record that is brought up to date is news to nobody.
      if (state === 'closed' || !announced) return;
      const value = tier === 'incident' ? shippedTiers.incident : shippedTiers.question;
      tell({ contender: 0, user, at, value });
    },
    onSeen: (seen) => counts.read(seen),
  };
}
