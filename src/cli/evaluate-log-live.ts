// Living through a log, which takes long, and is kept in a file: whoever asks for other budgets of
// the same log, thefts and code has the answer at once. For `evaluate-log`.

import { join } from 'node:path';
import { hash128 } from '../core/hash.ts';
import { detectors } from '../generated/detectors.ts';
import { evaluateLog } from '../lab/evaluate/log/evaluate-log.ts';
import type { LogOutcome } from '../lab/evaluate/log/log-outcome.ts';
import { codeKey } from './code-key.ts';
import type { Context } from './command.ts';
import type { LogPlan } from './evaluate-log-plan.ts';
import type { LogRead } from './evaluate-log-read.ts';
import { keptOrMade } from './kept-file.ts';
import { openProgress } from './progress.ts';

/** Undefined: stopped. */
export function liveOrReadLog(
  context: Context,
  plan: LogPlan,
  read: LogRead,
): Promise<LogOutcome | undefined> {
  const path = join(plan.out, 'log-outcome.json');
  const found = `The log was lived already, and what came of it is in ${path}.`;
  const keeping = { path, key: keyOf(context, plan, read), found };
  return keptOrMade(context, keeping, () => live(context, plan, read));
}

/** Holds for the same records, thefts, settings and code, and for no other. */
function keyOf({ settings }: Context, plan: LogPlan, { digest }: LogRead): string {
  const { cells, starts, eligibleDays, seed } = plan;
  const { questionBudget, incidentBudget } = settings;
  const asked = { digest, cells, starts, eligibleDays, seed, questionBudget, incidentBudget };
  return hash128(JSON.stringify({ ...asked, code: codeKey() }));
}

async function live(
  { outside, settings }: Context,
  { cells, starts, eligibleDays, seed }: LogPlan,
  { events, reference }: LogRead,
): Promise<LogOutcome | undefined> {
  const { questionBudget: question, incidentBudget: incident } = settings;
  const budgets = { question, incident };
  const asked = { events, reference, detectors, budgets, cells, starts, eligibleDays, seed };
  const progress = openProgress(outside.terminal, outside.clock);
  const steps = evaluateLog(asked);
  try {
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return step.value;
      progress.show(step.value);
      // Between steps somebody may want to stop, and only then is there time to hear it.
      await outside.clock.sleep(0);
      if (outside.stop.aborted) return undefined;
    }
  } finally {
    progress.end();
  }
}
