// The worlds of `tune`, each lived with a ticket feed and without one, and kept in a file once it
// is done: whoever stops goes on, and whoever asks for other budgets has the answer at once.

import { join } from 'node:path';
import { hash128 } from '../core/hash.ts';
import { detectors } from '../generated/detectors.ts';
import type { SaidWorld } from '../lab/tune/said-world.ts';
import { type TuneWorld, tuneWorld } from '../lab/tune/tune-world.ts';
import { codeKey } from './code-key.ts';
import type { Context } from './command.ts';
import type { Plan } from './evaluate-plan.ts';
import { keptOrMade } from './kept-file.ts';
import type { Progress } from './progress.ts';

type Worlds = {
  readonly plan: Plan;
  readonly seeds: readonly number[];
  readonly progress: Progress;
};

/** Undefined: stopped. */
export async function worldsOf(
  context: Context,
  { plan, seeds, progress }: Worlds,
): Promise<SaidWorld[] | undefined> {
  const { questionBudget: question, incidentBudget: incident } = context.settings;
  const worlds: SaidWorld[] = [];
  const all = seeds.flatMap((seed) => [true, false].map((hasTickets) => ({ seed, hasTickets })));
  for (const [position, { seed, hasTickets }] of all.entries()) {
    const world = await liveOrRead(context, {
      asked: {
        ...{ world: { ...plan.world, seed }, hasTickets, detectors, thieves: plan.thieves },
        ...{ budgets: { question, incident }, cells: plan.cells },
      },
      path: join(plan.out, `said-${seed}${hasTickets ? '' : '-without-tickets'}.json`),
      show: (text, share) => progress.show({ text, share: (position + share) / all.length }),
    });
    if (world === undefined) return undefined;
    worlds.push(world);
  }
  return worlds;
}

type Living = {
  readonly asked: TuneWorld;
  readonly path: string;
  readonly show: (text: string, share: number) => void;
};

function liveOrRead(
  context: Context,
  { asked, path, show }: Living,
): Promise<SaidWorld | undefined> {
  const { outside } = context;
  const { world, hasTickets, thieves, budgets, cells } = asked;
  const cellIds = cells.map(({ id }) => id);
  const settings = { world, hasTickets, thieves, budgets, cellIds, code: codeKey() };
  const key = hash128(JSON.stringify(settings));
  const found = `Seed ${world.seed} is in ${path} already.`;
  return keptOrMade(context, { path, key, found }, async () => {
    const steps = tuneWorld(asked);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) {
      show(step.value.text, step.value.share);
      // Between steps somebody may want to stop, and only then is there time to hear it.
      await outside.clock.sleep(0);
      if (outside.stop.aborted) return undefined;
    }
    return step.value;
  });
}
