// Our own pipeline as contenders: all detectors together, all but one (what does it add?), and each
// alone. For living a world and for trials, which run the same code.
//
// Detectors are listened to, so that what stays below a threshold is heard too. A finding that is
// no higher than an earlier one of the same detector, person and day cannot raise any value of that
// day, and is left out: without that, the millions of quiet verdicts would take most of the time.

import type { Detector, Finding } from '../../core/detector.ts';
import { listening } from '../../core/listening.ts';
import { defaultsOf, type Params } from '../../core/param.ts';
import { Pipeline, type Sink } from '../../core/pipeline.ts';
import { dayMs, type Millis } from '../../core/time.ts';
import type { Anomaly } from '../../generated/records.ts';
import { beyondAll, CombinedEvidence } from './combined-evidence.ts';
import { graceMs } from './protocol.ts';

export type ContenderNote = {
  readonly id: string;
  readonly title: string;
  readonly kind: 'ours' | 'without' | 'alone' | 'baseline';
};

export function ownContenders(detectors: readonly Detector[]): ContenderNote[] {
  return [
    { id: 'ours', title: 'All detectors together', kind: 'ours' },
    ...detectors.map(
      ({ id }): ContenderNote => ({
        id: `without ${id}`,
        title: `All but ${id}`,
        kind: 'without',
      }),
    ),
    ...detectors.map(({ id, title }): ContenderNote => ({ id, title, kind: 'alone' })),
  ];
}

/** Told for every score of a contender that may be the highest of its person's day so far. */
export type Tell = (score: {
  /** Position among `ownContenders`. */
  readonly contender: number;
  readonly user: string;
  readonly at: Millis;
  readonly value: number;
}) => void;

export type OwnPipeline = {
  readonly detectors: readonly Detector[];
  /** Risk at which incidents open, as shipped: days of an open incident teach nothing. */
  readonly riskToOpen: number;
  readonly people: readonly string[];
  readonly tell: Tell;
  readonly anomaly?: (anomaly: Anomaly) => void;
};

/** A pipeline as it ships, that tells what each contender thinks of its people. */
export function ownPipeline(options: OwnPipeline): Pipeline {
  const { detectors, riskToOpen } = options;
  const scores = new OwnScores(options);
  let user = '';
  const chosen = detectors.map((detector, position) => {
    const params = defaultsOf(detector.params as Params);
    return listening({ detector, params }, ({ finding, threshold }, occasion) => {
      const heard = { ...finding, threshold };
      if ('access' in occasion) {
        const { access } = occasion;
        scores.hear(position, heard, { user: access.user, at: access.at });
      } else scores.hear(position, heard, { user, at: occasion.end + graceMs });
    });
  });
  const none = () => undefined;
  const sink: Sink = {
    anomaly: options.anomaly ?? none,
    incident: none,
    closed: none,
    // Written just before its detectors are asked.
    window(window) {
      user = window.user;
    },
  };
  return new Pipeline({ partition: 0, detectors: chosen, graceMs, riskToOpen }, sink);
}

class OwnScores {
  readonly #detectors: readonly Detector[];
  readonly #rows: ReadonlyMap<string, number>;
  readonly #evidence: CombinedEvidence;
  readonly #tell: Tell;
  /** By person and detector: the day at hand, and its highest score so far. */
  readonly #days: Int32Array;
  readonly #highest: Float64Array;

  constructor({ detectors, people, tell }: OwnPipeline) {
    this.#detectors = detectors;
    this.#rows = new Map(people.map((user, row) => [user, row]));
    this.#tell = tell;
    this.#evidence = new CombinedEvidence(people.length * (detectors.length + 1));
    this.#days = new Int32Array(people.length * detectors.length);
    this.#highest = new Float64Array(people.length * detectors.length);
  }

  hear(position: number, finding: Finding, { user, at }: { user: string; at: Millis }): void {
    const row = this.#rows.get(user);
    if (row === undefined || !this.#isNews(row, position, finding.score, at)) return;
    const count = this.#detectors.length;
    const detector = this.#detectors[position]!;
    const heard = { detector, finding, at };
    for (let combined = 0; combined <= count; combined += 1) {
      // The first has all of them; the others lack one each.
      if (combined === position + 1) continue;
      const value = this.#evidence.hear(row * (count + 1) + combined, heard);
      this.#tell({ contender: combined, user, at, value });
    }
    const value = detector.always ? beyondAll : finding.score;
    this.#tell({ contender: count + 1 + position, user, at, value });
  }

  #isNews(row: number, position: number, score: number, at: Millis): boolean {
    const cell = row * this.#detectors.length + position;
    const day = Math.floor(at / dayMs);
    if (this.#days[cell] === day && score <= this.#highest[cell]!) return false;
    this.#days[cell] = day;
    this.#highest[cell] = score;
    return true;
  }
}
