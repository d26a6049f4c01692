// The worlds of an evaluation, one after the other; each is kept in a file once it is done, so that
// a run that was stopped goes on where it was, and more worlds can be added. For `evaluate`.

import { join } from 'node:path';
import { hash128 } from '../core/hash.ts';
import { defaultsOf, type Params } from '../core/param.ts';
import { evaluateWorld } from '../lab/evaluate/evaluate-world.ts';
import type { Outcome } from '../lab/evaluate/outcome.ts';
import type { EvaluateWorld } from '../lab/evaluate/world-options.ts';
import { codeKey } from './code-key.ts';
import type { Context } from './command.ts';
import { openExternal } from './evaluate-external.ts';
import type { Plan } from './evaluate-plan.ts';
import { keptOrMade } from './kept-file.ts';
import type { Progress } from './progress.ts';

type Turn = { readonly position: number; readonly of: number; readonly progress: Progress };

type Kept = { readonly budgetMost: number; readonly outcome: Outcome };

type Asked = {
  readonly plan: Plan;
  readonly asked: Omit<EvaluateWorld, 'external'>;
  readonly turn: Turn;
};

/** Undefined: stopped. */
export async function liveOrRead(context: Context, run: Asked): Promise<Outcome | undefined> {
  const { plan, asked } = run;
  // A program outside may have changed since, and nobody here would know.
  if (plan.external !== undefined) return live(context, run);
  const { world, budgetMost } = asked;
  const path = join(plan.out, 'worlds', `seed-${world.seed}.json`);
  const keeping = {
    ...{ path, key: keyOf(asked), found: `Seed ${world.seed} is in ${path} already.` },
    // For a larger budget too few scores may have been kept.
    suffices: (kept: Kept) => kept.budgetMost >= budgetMost,
  };
  const kept = await keptOrMade(context, keeping, async () => {
    const outcome = await live(context, run);
    return outcome && { budgetMost, outcome };
  });
  return kept?.outcome;
}

async function live(
  { outside }: Context,
  { plan, asked, turn }: Asked,
): Promise<Outcome | undefined> {
  const { external: command, out } = plan;
  const external =
    command === undefined
      ? undefined
      : openExternal(command, join(out, `external-${asked.world.seed}.jsonl`));
  try {
    const steps = evaluateWorld({ ...asked, ...(external && { external }) });
    let step = steps.next();
    while (step.done !== true) {
      const { text, share, isForExternal } = step.value;
      turn.progress.show({ text, share: (turn.position + share) / turn.of });
      // Between steps somebody may want to stop, and only then is there time to hear it.
      await outside.clock.sleep(0);
      if (isForExternal === true && !outside.stop.aborted) await external?.ask(outside.stop);
      if (outside.stop.aborted) return undefined;
      step = steps.next();
    }
    return step.value;
  } finally {
    external?.close();
  }
}

/** Kept outcomes hold for the same world, thieves, code and settings, and for no other. */
function keyOf(asked: Asked['asked']): string {
  const { world, hasTickets, cells, thieves, budgets } = asked;
  return hash128(
    JSON.stringify({
      ...{ world, hasTickets, thieves, budgets, code: codeKey() },
      cells: cells.map(({ id }) => id),
      detectors: asked.detectors.map(({ id, version, params }) => {
        return [id, version, defaultsOf(params as Params)];
      }),
      baselines: asked.baselines.map(({ id }) => id),
    }),
  );
}
