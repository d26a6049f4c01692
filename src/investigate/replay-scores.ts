// Scores of everybody, whether or not they crossed a threshold: what an evaluation outside of
// molecatcher reads. One line of JSON for each event, or for each hour or day of each person.
//
// Of an hour or a day the highest score counts. A detector that says nothing (too few events, a
// floor, a kind of account that it leaves out) has 0. What is judged when an hour closes, not when
// an event comes, has no score by the event. Combined: by how much all of them together would raise
// the log odds, as an incident adds them (core/incident.ts), without what is left of days before.
// `agent` is assumed as class of everybody but services: a person's own is not known here.

import { Calibration, type PeerClass, shippedBudgets } from '../core/calibration.ts';
import type { Access } from '../core/detector.ts';
import { daysKept } from '../core/limits.ts';
import { type Heard, listening } from '../core/listening.ts';
import { shippedTable } from '../core/shipped-table.ts';
import { evidenceTogether } from '../core/surprise.ts';
import { dayMs, hourMs, type Millis, windowMs } from '../core/time.ts';
import type { ChosenDetector } from '../core/verdict.ts';
import type { FindingsPorts } from './replay-findings.ts';

export const scoreGrains = ['events', 'hours', 'days'] as const;
export type ScoreGrain = (typeof scoreGrains)[number];

/** Who is asked or paged plays no part here. */
const calibration = new Calibration(shippedTable, shippedBudgets);

/** So long late events and late reasons may come: what the rings of a user hold. */
const heldMs = (daysKept + 1) * dayMs;

type Scored = {
  readonly user: string;
  readonly at: Millis;
  /** By event only; `part` of one that was split. */
  readonly event: { readonly event_id: string; readonly part: number } | undefined;
  events: number;
  readonly scores: Map<string, number>;
  readonly tails: Map<string, number>;
};

export type ScoresOptions = {
  readonly grain: ScoreGrain;
  readonly from: Millis;
  readonly to: Millis;
  readonly out: NonNullable<FindingsPorts['out']>;
};

/** Of one partition. */
export class Scores {
  readonly detectors: readonly ChosenDetector[];
  readonly #options: ScoresOptions;
  readonly #widthMs: Millis;
  /** Those that may still change, oldest first, by person and time. */
  readonly #open = new Map<string, Scored>();
  /** Whose window is being judged. */
  #event: Scored | undefined;

  constructor(detectors: readonly ChosenDetector[], options: ScoresOptions) {
    this.#options = options;
    this.#widthMs = { events: 0, hours: hourMs, days: dayMs }[options.grain];
    this.detectors = detectors.map((chosen) =>
      listening(chosen, (heard, occasion) => {
        const peers = occasion.profile.isService ? 'service' : 'agent';
        if ('access' in occasion) return this.#hear(heard, peers, this.#event);
        // A day is no hour, whichever of its hours it would be written to.
        if (this.#widthMs < windowMs(occasion.kind)) return;
        this.#hear(heard, peers, this.#windowOf(occasion.user, occasion.start));
      }),
    );
  }

  /** Before the pipeline gets an access. */
  begin({ user, at, event_id, part }: Access): void {
    const isByEvent = this.#widthMs === 0;
    this.#event = isByEvent ? scored(user, at, { event_id, part }) : this.#windowOf(user, at);
    if (part === 0) this.#event.events += 1;
    if (isByEvent) this.#open.set(`${event_id} ${part}`, this.#event);
  }

  /** Writes what nobody will add to, now that the clock is there. */
  async write(clock: Millis): Promise<void> {
    const before = this.#widthMs === 0 ? Number.POSITIVE_INFINITY : clock - heldMs;
    for (const [key, one] of this.#open) {
      if (one.at >= before) continue;
      this.#open.delete(key);
      if (one.at < this.#options.from || one.at >= this.#options.to) continue;
      await this.#options.out.write(this.#line(one));
    }
  }

  #windowOf(user: string, at: Millis): Scored {
    const start = Math.floor(at / this.#widthMs) * this.#widthMs;
    const key = `${start} ${user}`;
    const known = this.#open.get(key) ?? scored(user, start, undefined);
    this.#open.set(key, known);
    return known;
  }

  #hear({ detector, finding, threshold }: Heard, peers: PeerClass, into: Scored | undefined): void {
    if (into === undefined) return;
    const { scores, tails } = into;
    scores.set(detector.id, Math.max(scores.get(detector.id) ?? 0, finding.score));
    const { score } = finding;
    const tail = calibration.calibratedTail(detector.id, peers, { score, threshold });
    tails.set(detector.id, Math.min(tails.get(detector.id) ?? 1, tail));
  }

  #line({ user, at, event, events, scores, tails }: Scored): string {
    const place = event ?? { events };
    const all = this.detectors.map(({ detector: { id } }) => [id, rounded(scores.get(id) ?? 0)]);
    const chosen = this.detectors.map(({ detector }) => detector);
    const combined = evidenceTogether(chosen, ({ id }) => tails.get(id) ?? 1);
    return JSON.stringify({
      user,
      at: new Date(at).toISOString(),
      ...place,
      ...Object.fromEntries(all),
      combined: rounded(combined),
    });
  }
}

function scored(user: string, at: Millis, event: Scored['event']): Scored {
  return { user, at, event, events: 0, scores: new Map(), tails: new Map() };
}

/** The last bits of a logarithm differ between engines. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
