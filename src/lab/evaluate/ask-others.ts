// What those say of a world and its trials who are not part of our pipeline: the baselines, and a
// program outside. For evaluate-world.

import { Desk } from './desk.ts';
import { type External, trialName } from './external.ts';
import { ownContenders } from './own-scores.ts';
import { judgedAt } from './protocol.ts';
import type { RunningTrial } from './run-trials.ts';
import { scoreDays } from './score-days.ts';
import type { Run } from './world-options.ts';
import { contendersOf } from './world-options.ts';
import type { WorldScores } from './world-scores.ts';

export function scoreBaselines(
  run: Run,
  trials: readonly RunningTrial[],
  scores: WorldScores,
): void {
  const { options, protocol, lived } = run;
  const first = ownContenders(options.detectors).length;
  const byDays = new Map(trials.map(({ days, rises }) => [days, rises]));
  scoreDays({
    desk: new Desk({ seed: options.world.seed, days: options.world.days, people: lived.days }),
    baselines: options.baselines,
    trials: [...byDays.keys()],
    from: protocol.calibrationFrom,
    tell({ baseline, person, day, value }) {
      const score = { contender: first + baseline, user: person.person, value };
      (byDays.get(person) ?? scores).raise({ ...score, at: judgedAt(protocol, day) });
    },
  });
}

type Asking = {
  readonly trials: readonly RunningTrial[];
  readonly scores: WorldScores;
  readonly external: External;
};

export function takeExternal({ options }: Run, { trials, scores, external }: Asking): void {
  const byName = new Map(
    trials.map(({ trial, rises }) => [trialName(trial.person, trial.cell), { trial, rises }]),
  );
  const contender = contendersOf(options).length - 1;
  for (const { user, at, score } of external.scores()) {
    const trial = byName.get(user);
    const told = { contender, user: trial?.trial.person ?? user, at, value: score };
    (trial?.rises ?? scores).raise(told);
  }
}
