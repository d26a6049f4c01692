// Our own pipeline as contenders: all detectors together, all but one (what does it add?), and each
// alone. For living a world and for trials, which run the same code.
//
// Together they are what becomes of their anomalies, which is what is above their thresholds.
// Alone a detector is listened to, so that any threshold can be tried. A score that is no higher
// than an earlier one of the same detector, person and day cannot raise any value of that day, and
// is left out: without that, the millions of quiet verdicts would take most of the time.

import type { Budgets } from '../../core/calibration.ts';
import type { Detector } from '../../core/detector.ts';
import { listening } from '../../core/listening.ts';
import { defaultsOf, type Params } from '../../core/param.ts';
import { Pipeline, type Sink } from '../../core/pipeline.ts';
import { dayMs, type Millis } from '../../core/time.ts';
import type { User } from '../../core/user.ts';
import type { Anomaly, Incident } from '../../generated/records.ts';
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
  /** Of incidents, as shipped: days on which somebody is paged teach nothing. */
  readonly budgets: Budgets;
  readonly people: readonly string[];
  readonly tell: Tell;
  /** The user is as the detector saw them. */
  readonly anomaly?: ((anomaly: Anomaly, user: User) => void) | undefined;
  /** What the pipeline itself makes of them, with thresholds as shipped. */
  readonly incident?: ((incident: Incident) => void) | undefined;
  /** Who else listens to what the pipeline says. */
  readonly over: (sink: Sink) => Sink;
};

/** A pipeline as it ships, that tells what each contender thinks of its people. */
export function ownPipeline(options: OwnPipeline): Pipeline {
  const { detectors, budgets, anomaly: told, incident } = options;
  const scores = new OwnScores(options);
  const chosen = detectors.map((detector, position) => {
    const params = defaultsOf(detector.params as Params);
    return listening({ detector, params }, ({ finding: { score } }, occasion) => {
      if ('access' in occasion) {
        const { user, at } = occasion.access;
        scores.hearAlone(position, score, { user, at });
      } else {
        scores.hearAlone(position, score, { user: occasion.user, at: occasion.end + graceMs });
      }
    });
  });
  const none = () => undefined;
  const sink: Sink = {
    ...{ incident: incident ?? none, closed: none, window: none, score: none },
    anomaly(anomaly) {
      told?.(anomaly, pipeline.user);
      scores.hearTogether(anomaly, pipeline.user);
    },
  };
  const settings = { partition: 0, detectors: chosen, graceMs, budgets };
  const pipeline = new Pipeline(settings, options.over(sink));
  return pipeline;
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

  /** Of the user at hand. */
  hearTogether({ detector, user, score, at }: Anomaly, hand: User): void {
    const row = this.#rows.get(user);
    if (row === undefined) return;
    const count = this.#detectors.length;
    const bound = hand.detectors.find((one) => one.detector.id === detector)!;
    const heard = { user: hand, bound, score, at };
    for (let combined = 0; combined <= count; combined += 1) {
      // The first has all of them; the others lack one each.
      const without = combined - 1;
      if (without === bound.position) continue;
      const value = this.#evidence.hear(row * (count + 1) + combined, heard, without);
      this.#tell({ contender: combined, user, at, value });
    }
  }

  hearAlone(position: number, score: number, { user, at }: { user: string; at: Millis }): void {
    const row = this.#rows.get(user);
    if (row === undefined || !this.#isNews(row, position, score, at)) return;
    const value = this.#detectors[position]!.always ? beyondAll : score;
    this.#tell({ contender: this.#detectors.length + 1 + position, user, at, value });
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
