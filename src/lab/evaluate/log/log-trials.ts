// All trials of a log: each theft at each start of each person who is eligible, one at a time, and
// the placebo beside it. For evaluate-log.
//
// The placebo is lived again with nothing added, once for each person: its verdicts do not depend
// on where a theft would have begun, and are looked at in the window of each theft.

import type { Detector } from '../../../core/detector.ts';
import { dayMs, type Millis } from '../../../core/time.ts';
import type { Lived } from '../live.ts';
import type { OwnPipeline, Tell } from '../own-scores.ts';
import { startOf } from '../protocol.ts';
import { RisingScores } from '../rising-scores.ts';
import { relive } from '../trial.ts';
import type { LogCell } from './log-cells.ts';
import type { LogFacts } from './log-facts.ts';
import { logContenders, logListener } from './log-listener.ts';
import type { LogTrial } from './log-outcome.ts';
import { type LogPerson, type LogTheft, stealFromLog } from './log-thefts.ts';

export type LogRun = {
  readonly lived: Lived;
  readonly facts: LogFacts;
  readonly detectors: readonly Detector[];
  readonly budgets: OwnPipeline['budgets'];
  readonly thieves: readonly LogPerson[];
  readonly cells: readonly LogCell[];
  /** Starts of each person. */
  readonly starts: number;
  readonly seed: string;
};

export type Told = Parameters<Tell>[0];

/** A theft is looked for as long. */
export const horizonDays = 28;
/** Verdicts about a window come hours after it. */
const laggingMs = dayMs;

/** Everything that one person gives with nothing added. */
export function placeboOf(run: LogRun, thief: LogPerson): Told[] {
  const nothing = { events: [], replacedDay: undefined };
  const endsAt = Number.POSITIVE_INFINITY;
  return reliveIn(run, { thief, theft: nothing, cell: 'placebo', endsAt });
}

export function* trialsOf(
  run: LogRun,
  thief: LogPerson,
  placebo: readonly Told[],
): Generator<void, LogTrial[], void> {
  const { facts, cells, starts, seed, thieves } = run;
  const trials: LogTrial[] = [];
  for (const cell of cells) {
    for (let turn = 0; turn < starts; turn += 1) {
      const theft = stealFromLog({ facts, cell, thief, people: thieves, seed, turn });
      trials.push(trialOf(run, { thief, cell, theft, placebo }));
    }
    yield;
  }
  return trials;
}

type Theft = {
  readonly thief: LogPerson;
  readonly cell: LogCell;
  readonly theft: LogTheft;
  readonly placebo: readonly Told[];
};

function trialOf(run: LogRun, { thief, cell, theft, placebo }: Theft): LogTrial {
  const { protocol } = run.facts;
  const { startedAt } = theft;
  const endsAt = Math.min(startOf(protocol, protocol.days), startedAt + horizonDays * dayMs);
  const takenAt = theft.takenAt.filter((at) => at < endsAt);
  const risesOf = (told: readonly Told[], taken: readonly Millis[]) => {
    const watched = { protocol, startedAt, endsAt, takenAt: taken };
    const rises = new RisingScores(logContenders(run.detectors).length, watched);
    for (const one of told) rises.raise(one);
    return rises.lists;
  };
  const told = reliveIn(run, { thief, theft, cell: cell.id, endsAt });
  return {
    ...{ cell: cell.id, person: thief.id, startedAt, endsAt, taken: takenAt.length },
    rises: risesOf(told, takenAt),
    placebo: risesOf(placebo, []),
  };
}

type Reliving = {
  readonly thief: LogPerson;
  readonly theft: Pick<LogTheft, 'events' | 'replacedDay'>;
  readonly cell: string;
  readonly endsAt: Millis;
};

function reliveIn(run: LogRun, { thief, theft, cell, endsAt }: Reliving): Told[] {
  const { lived, facts, detectors, budgets } = run;
  const { colleagues } = lived;
  const told: Told[] = [];
  const listener = logListener(detectors, (score) => void told.push(score));
  const own = ownRecords(thief, theft.replacedDay);
  const ticks = colleagues.ticks.filter(({ clock }) => clock < endsAt + laggingMs);
  relive({
    lived: { ...lived, colleagues: { ...colleagues, ticks } },
    protocol: facts.protocol,
    own: { detectors, budgets, incident: listener.incident },
    records: own.filter(({ access }) => access.at < endsAt),
    injected: { person: thief.id, events: [...theft.events], tickets: [] },
    cell,
    honest: lived.days[lived.people.indexOf(thief.id)]!,
    ...{ tell: listener.tell, onSeen: listener.onSeen },
  });
  return told;
}

function ownRecords({ records, byDay }: LogPerson, replacedDay: number | undefined) {
  if (replacedDay === undefined) return records;
  const replaced = new Set(byDay.get(replacedDay));
  return records.filter((seen) => !replaced.has(seen));
}
