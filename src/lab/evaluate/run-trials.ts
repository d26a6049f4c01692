// All trials of a world: each cell's thief in the records of each chosen person, one at a time. For
// evaluate-world.

import { keepDays, planHonestDays } from '../honest-days.ts';
import { type Cell, isWatching } from './cells.ts';
import type { PersonDays } from './day-features.ts';
import { externalLine, trialName } from './external.ts';
import { type Injected, inject } from './inject.ts';
import type { Trial } from './outcome.ts';
import { startOf } from './protocol.ts';
import { RisingScores } from './rising-scores.ts';
import { Openings } from './shipped.ts';
import { relive } from './trial.ts';
import { contendersOf, livingShare, type Run, type Step } from './world-options.ts';

export type RunningTrial = {
  readonly trial: Omit<Trial, 'rises'>;
  readonly rises: RisingScores;
  readonly days: PersonDays;
};

export function* runTrials(
  run: Run,
  chosen: readonly string[],
): Generator<Step, RunningTrial[], void> {
  const { options, protocol, parts } = run;
  // Local days: the one after the last has begun in the east before the world ends.
  const until = { from: protocol.testFrom, until: protocol.days + 1 };
  const running: RunningTrial[] = [];
  const honest = options.cells.some(isWatching) ? keepDays(planHonestDays(parts)) : undefined;
  for (const [i, cell] of options.cells.entries()) {
    for (const injected of inject({ parts, cell, people: chosen, honest, ...until })) {
      running.push(runTrial(run, cell, injected));
    }
    const share = livingShare + ((i + 1) / options.cells.length) * (1 - livingShare);
    yield { text: `seed ${options.world.seed}: ${cell.id}`, share };
  }
  return running;
}

function runTrial(run: Run, cell: Cell, injected: Injected): RunningTrial {
  const { options, protocol, lived } = run;
  const { external, hasTickets = true } = options;
  const { person, takenAt } = injected;
  const startedAt = takenAt[0] ?? startOf(protocol, protocol.testFrom);
  const endsAt = startOf(protocol, protocol.days);
  const rises = new RisingScores(contendersOf(options).length, {
    startedAt,
    endsAt,
    takenAt,
    protocol,
  });
  const openings = new Openings([person]);
  const days = relive({
    ...{ lived, protocol, cell: cell.id },
    // Where no tickets are fed in, those that the thief writes are not either.
    injected: hasTickets ? injected : { ...injected, tickets: [] },
    own: { detectors: options.detectors, budgets: options.budgets, incident: openings.hear },
    records: lived.records.get(person)!,
    honest: lived.days[lived.people.indexOf(person)]!,
    tell: ({ contender, user, at, value }) => rises.raise({ contender, user, at, value }),
    onSeen: (seen) => external?.write(externalLine(seen, trialName(person, cell.id))),
  });
  const { question, incident } = openings.announced(startedAt);
  const firstOf = (times: readonly number[]) => {
    const at = Math.min(...times);
    return at < endsAt ? rises.riseAt(at) : null;
  };
  const shipped = { question: firstOf(question), incident: firstOf(incident) };
  const trial = { cell: cell.id, person, startedAt, endsAt, taken: takenAt.length, shipped };
  return { trial, rises, days };
}
