// One world through all of it: lived once, then one thief after the other put into the records of
// one person, and every contender asked about all of them. The result is an Outcome, which is what
// is kept.

import { checkSettings } from '../simulate-settings.ts';
import { scoreBaselines, takeExternal } from './ask-others.ts';
import { choosePersons } from './choose-persons.ts';
import { externalLine } from './external.ts';
import { liveWorld } from './live.ts';
import type { Outcome } from './outcome.ts';
import { type Protocol, protocolOf, startOf } from './protocol.ts';
import { runTrials } from './run-trials.ts';
import { Openings } from './shipped.ts';
import {
  contendersOf,
  type EvaluateWorld,
  livingShare,
  type Run,
  type Step,
} from './world-options.ts';
import { partsOf } from './world-parts.ts';
import { WorldScores } from './world-scores.ts';

/** Days kept of each part, for every incident that the largest budget allows, and at least. */
const daysPerIncident = 30;
const daysKeptMin = 500;

/** Yields between days and between cells, so that whoever asked can show it, or stop. */
export function* evaluateWorld(options: EvaluateWorld): Generator<Step, Outcome, void> {
  const { world, detectors, external } = options;
  checkSettings(world);
  const protocol = protocolOf(world);
  const parts = partsOf(world);
  const contenders = contendersOf(options);
  const staffIds = [...new Set(parts.staff.members.map(({ id }) => id))];
  const scores = new WorldScores(staffIds, protocol, contenders.length);
  const chosen = choosePersons(parts, protocol, options.thieves);
  const openings = new Openings(parts.staff.members.map(({ id }) => id));
  const own = { detectors, budgets: options.budgets, incident: openings.hear };
  let events = 0;
  const living = liveWorld({
    ...{ world, protocol, own, chosen, hasTickets: options.hasTickets },
    tell: ({ contender, user, at, value }) => scores.raise({ contender, user, at, value }),
    onSeen(seen) {
      events += 1;
      external?.write(externalLine(seen, null));
    },
  });
  let next = living.next();
  for (; next.done !== true; next = living.next()) {
    const text = `seed ${world.seed}: day ${next.value} of ${world.days}`;
    yield { text, share: (next.value / world.days) * livingShare };
  }
  const lived = next.value;
  const run: Run = { options, protocol, parts, lived };
  const trials = yield* runTrials(run, chosen);
  scoreBaselines(run, trials, scores);
  if (external !== undefined) {
    yield { text: `seed ${world.seed}: asking ${external.id}`, share: 1, isForExternal: true };
    takeExternal(run, { trials, scores, external });
  }
  return {
    ...{ seed: world.seed, agents: world.agents, events, protocol, contenders },
    honest: scores.highest(keptMost(options, protocol)),
    oddities: lived.truth.oddities.map((oddity) => scores.oddSpan(oddity)),
    trials: trials.map(({ trial, rises }) => ({ ...trial, rises: rises.lists })),
    budgets: options.budgets,
    shipped: openings.opened(startOf(protocol, protocol.testFrom)),
  };
}

function keptMost({ budgetMost, world }: EvaluateWorld, { days }: Protocol): number {
  const incidents = (budgetMost * world.agents * days) / 1_000;
  return Math.ceil(daysKeptMin + daysPerIncident * incidents);
}
