// A real log through all of it: lived once as it is, where every incident counts as false, then
// with thefts put one at a time into the records of one person. The result is a LogOutcome.

import type { Budgets } from '../../../core/calibration.ts';
import type { Detector } from '../../../core/detector.ts';
import type { Reference } from '../../../core/reference.ts';
import type { AccessEvent } from '../../../generated/records.ts';
import { liveEvents } from '../live.ts';
import type { LogCell } from './log-cells.ts';
import { eligiblePeople, factsOf, userDaysWithin } from './log-facts.ts';
import { Honest } from './log-honest.ts';
import { logContenders } from './log-listener.ts';
import type { LogOutcome, LogTrial } from './log-outcome.ts';
import { logPerson } from './log-thefts.ts';
import { type LogRun, placeboOf, trialsOf } from './log-trials.ts';

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
      ...{ protocol, chosen: eligible },
      ...{ tell: honest.listener.tell, onSeen: honest.listener.onSeen },
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
    isPlaceboExact &&= honest.isSame(thief.id, placebo);
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
