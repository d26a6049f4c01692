// A detector that says what it is told to say, so that what becomes of findings can be tested.

import { type Detector, detector, type Family } from '../../src/core/detector.ts';
import { layout } from '../../src/core/layout.ts';
import { score } from '../../src/core/param.ts';
import { dayMs } from '../../src/core/time.ts';

/** Fires on its operation, with the rows of the access as score, and says what is asked for. */
export function planted(id: string, family: Family, more: Partial<Detector> = {}): Detector {
  return detector({
    id,
    version: 1,
    title: 'Fires on its operation',
    family,
    severity: 'high',
    status: 'stable',
    always: false,
    attack: [],
    why: 'So that what it says is known.',
    blindSpots: 'All else.',
    benign: [],
    triage: [],
    hunt: 'person-timeline',
    memoryDays: 28,
    params: { threshold: score(1, 'Score that makes an anomaly') },
    state: layout({}),
    vectors: () => [],
    score({ access }) {
      if (access.operation !== id) return undefined;
      const day = Math.floor(access.at / dayMs) * dayMs;
      return {
        score: access.rows,
        threshold: 1,
        observed: access.rows,
        expected: 0,
        because: `${access.rows} by ${id}`,
        windowStart: day,
        windowEnd: day + dayMs,
        evidence: [],
      };
    },
    ...more,
  }) as Detector;
}
