// What the unmodified log gives: scores of everybody, false questions and incidents, anomalies. For
// evaluate-log.

import type { Detector } from '../../../core/detector.ts';
import type { Anomaly, Incident } from '../../../generated/records.ts';
import { dayOf } from '../protocol.ts';
import { WorldScores } from '../world-scores.ts';
import type { LogFacts } from './log-facts.ts';
import { type LogListener, logContenders, logListener } from './log-listener.ts';
import type { Half, HonestCase } from './log-outcome.ts';
import type { Told } from './log-trials.ts';

export class Honest {
  readonly scores: WorldScores;
  readonly cases: HonestCase[] = [];
  readonly anomalies: Record<string, Record<Half, number>>;
  readonly listener: LogListener;
  readonly #facts: LogFacts;
  readonly #users: ReadonlyMap<string, number>;
  readonly #told = new Map<string, Told[]>();
  /** Tier by incident. */
  readonly #seen = new Map<string, string>();

  constructor(facts: LogFacts, detectors: readonly Detector[]) {
    const people = [...facts.activeDays.keys()];
    this.#facts = facts;
    this.#users = new Map(people.map((id, number) => [id, number]));
    this.scores = new WorldScores(people, facts.protocol, logContenders(detectors).length);
    this.anomalies = Object.fromEntries(
      detectors.map(({ id }) => [id, { calibration: 0, test: 0 }]),
    );
    this.listener = logListener(detectors, (told) => {
      this.scores.raise(told);
      const known = this.#told.get(told.user);
      if (known === undefined) this.#told.set(told.user, [told]);
      else known.push(told);
    });
  }

  readonly anomaly = ({ detector, user, at }: Anomaly): void => {
    const half = this.#halfOf(dayOf(this.#facts.protocol, at));
    if (this.#users.has(user) && half !== undefined) this.anomalies[detector]![half] += 1;
  };

  readonly incident = (incident: Incident): void => {
    this.listener.incident(incident);
    const { id, at, tier } = incident;
    const user = this.#users.get(incident.user);
    const before = this.#seen.get(id);
    if (user === undefined || before === tier) return;
    this.#seen.set(id, tier);
    const day = dayOf(this.#facts.protocol, at);
    const told = tier === 'incident' ? 'incident' : 'question';
    this.cases.push({ user, day, tier: told, isRisen: before !== undefined });
  };

  /** Whether a person alone gave the very scores of the whole run. */
  isSame(user: string, told: readonly Told[]): boolean {
    const lines = (scores: readonly Told[]) => scores.map((one) => JSON.stringify(one)).sort();
    const [here, there] = [lines(told), lines(this.#told.get(user) ?? [])];
    return here.length === there.length && here.every((line, i) => line === there[i]);
  }

  #halfOf(day: number): Half | undefined {
    const { calibrationFrom, testFrom } = this.#facts.protocol;
    if (day < calibrationFrom) return undefined;
    return day < testFrom ? 'calibration' : 'test';
  }
}
