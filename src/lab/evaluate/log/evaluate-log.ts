// A real log through all of it: lived once as it is, where every incident counts as false, then
// with thefts put one at a time into the records of one person. The result is a LogOutcome.

import type { Budgets } from '../../../core/calibration.ts';
import type { Detector } from '../../../core/detector.ts';
import type { Reference } from '../../../core/reference.ts';
import type { AccessEvent, Anomaly, Incident } from '../../../generated/records.ts';
import { liveEvents } from '../live.ts';
import { dayOf } from '../protocol.ts';
import { WorldScores } from '../world-scores.ts';
import type { LogCell } from './log-cells.ts';
import { eligiblePeople, factsOf, type LogFacts, userDaysWithin } from './log-facts.ts';
import { logContenders, logListener } from './log-listener.ts';
import type { Half, HonestCase, LogOutcome, LogTrial } from './log-outcome.ts';
import { logPerson } from './log-thefts.ts';
import { type LogRun, placeboOf, type Told, trialsOf } from './log-trials.ts';

export type EvaluateLog = {
  /** In the order of time. */
  readonly events: readonly AccessEvent[];
  readonly reference: Reference;
  readonly detectors: readonly Detector[];
  readonly budgets: Budgets;
  readonly cells: readonly LogCell[];
  /** Starts of each person. */
  readonly starts: number;
  /** Days that somebody must have been at work in both halves, to be made a thief. */
  readonly eligibleDays: number;
  readonly seed: string;
};

export type LogStep = { readonly text: string; readonly share: number };

/** Share of the work that is living the log; the rest is trials. */
const livingShare = 0.1;

/** Yields between days and between thefts, so that whoever asked can show it, or stop. */
export function* evaluateLog(options: EvaluateLog): Generator<LogStep, LogOutcome, void> {
  const { events, reference, detectors, budgets, cells, starts, seed } = options;
  const facts = factsOf(events, reference);
  const { protocol } = facts;
  const people = [...facts.activeDays.keys()];
  const eligible = eligiblePeople(facts, options.eligibleDays);
  const honest = new Honest(facts, detectors);
  const living = liveEvents(
    {
      ...{ protocol, chosen: eligible, tell: honest.listener.tell },
      own: { detectors, budgets, anomaly: honest.anomaly, incident: honest.incident },
    },
    { reference, people, events },
  );
  let next = living.next();
  for (; next.done !== true; next = living.next()) {
    const share = (next.value / protocol.days) * livingShare;
    yield { text: `day ${next.value} of ${protocol.days}`, share };
  }
  const lived = next.value;
  const thieves = eligible.map((id) => logPerson(id, lived.records.get(id)!, facts));
  const run: LogRun = { ...{ lived, facts, detectors, budgets, thieves, cells, starts, seed } };
  const trials: LogTrial[] = [];
  let isPlaceboExact = true;
  for (const [i, thief] of thieves.entries()) {
    const placebo = placeboOf(run, thief);
    isPlaceboExact &&= isSame(placebo, honest.toldOf(thief.id));
    for (const stealing = trialsOf(run, thief, placebo); ; ) {
      const share = livingShare + (i / thieves.length) * (1 - livingShare);
      yield { text: `thefts by person ${i + 1} of ${thieves.length}`, share };
      const step = stealing.next();
      if (step.done !== true) continue;
      trials.push(...step.value);
      break;
    }
  }
  return {
    ...{ protocol, people, eligible, trials, isPlaceboExact, services: facts.services },
    ...{ contenders: logContenders(detectors), events: facts.events },
    customers: facts.customers.ids.length,
    userDays: {
      calibration: userDaysWithin(facts, protocol.calibrationFrom, protocol.testFrom),
      test: userDaysWithin(facts, protocol.testFrom, protocol.days),
    },
    ...{ honest: honest.scores.highest(Number.POSITIVE_INFINITY), cases: honest.cases },
    anomalies: honest.anomalies,
  };
}

/** What the unmodified log gives. */
class Honest {
  readonly scores: WorldScores;
  readonly cases: HonestCase[] = [];
  readonly anomalies: Record<string, Record<Half, number>>;
  readonly listener: ReturnType<typeof logListener>;
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
    if (user === undefined || this.#seen.get(id) === tier) return;
    this.#seen.set(id, tier);
    const day = dayOf(this.#facts.protocol, at);
    this.cases.push({ user, day, tier: tier === 'incident' ? 'incident' : 'question' });
  };

  toldOf(user: string): readonly Told[] {
    return this.#told.get(user) ?? [];
  }

  #halfOf(day: number): Half | undefined {
    const { calibrationFrom, testFrom } = this.#facts.protocol;
    if (day < calibrationFrom) return undefined;
    return day < testFrom ? 'calibration' : 'test';
  }
}

function isSame(one: readonly Told[], other: readonly Told[]): boolean {
  const lines = (told: readonly Told[]) => told.map((score) => JSON.stringify(score)).sort();
  const [here, there] = [lines(one), lines(other)];
  return here.length === there.length && here.every((line, i) => line === there[i]);
}
