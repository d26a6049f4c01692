// The worlds of `evaluate-lists`, one by one; each is kept in a file where a folder is given, so
// that a run that was stopped goes on where it was, and more worlds can be added.

import { join } from 'node:path';
import { hash128 } from '../core/hash.ts';
import { judgeLists, type ListOutcome } from '../lab/attribution/judge-lists.ts';
import type { ListKind } from '../lab/attribution/list-kinds.ts';
import { ListWorld } from '../lab/attribution/list-world.ts';
import type { SimulateSettings } from '../lab/simulate-settings.ts';
import { codeKey } from './code-key.ts';
import type { Context } from './command.ts';
import { keptOrMade } from './kept-file.ts';
import type { Progress } from './progress.ts';

const livingShare = 0.5;

export type ListPlan = {
  readonly seeds: readonly number[];
  readonly kinds: readonly ListKind[];
  readonly lists: number;
  readonly lengths: readonly number[];
  readonly unrelatedShares: readonly number[];
  readonly out: string | undefined;
  readonly world: SimulateSettings;
};

type Turn = { readonly seed: number; readonly done: number; readonly progress: Progress };

/** Undefined: stopped. */
export function judgedOrKept(
  context: Context,
  plan: ListPlan,
  turn: Turn,
): Promise<ListOutcome[] | undefined> {
  const { seeds, out, kinds, ...asked } = plan;
  const judge = () => judgeWorld(context, plan, turn);
  if (out === undefined) return judge();
  const { seed } = turn;
  const ids = kinds.map(({ id }) => id);
  const key = hash128(JSON.stringify({ ...asked, seed, ids, code: codeKey() }));
  // Of other kinds or lengths there is another file.
  const path = join(out, `lists-${seed}-${key.slice(0, 8)}.json`);
  return keptOrMade(context, { path, key, found: `Seed ${seed} is in ${path} already.` }, judge);
}

/** Undefined: stopped. */
async function judgeWorld(
  { outside }: Context,
  { seeds, world, out: _, ...judging }: ListPlan,
  { seed, done, progress }: Turn,
): Promise<ListOutcome[] | undefined> {
  const share = (part: number) => done + part / seeds.length;
  const living = ListWorld.live({ ...world, seed, thief: 'none' });
  let day = living.next();
  for (; day.done !== true; day = living.next()) {
    const text = `seed ${seed}: day ${day.value} of ${world.days}`;
    progress.show({ share: share((day.value / world.days) * livingShare), text });
    // Lets a signal be heard: a world is lived in this thread.
    await outside.clock.sleep(0);
    if (outside.stop.aborted) return undefined;
  }
  const steps = judgeLists({ ...judging, world: day.value });
  let step = steps.next();
  for (let kinds = 0; step.done !== true; step = steps.next(), kinds += 1) {
    const part = livingShare + (kinds / judging.kinds.length) * (1 - livingShare);
    progress.show({ share: share(part), text: `seed ${seed}: lists of kind ${step.value}` });
    await outside.clock.sleep(0);
    if (outside.stop.aborted) return undefined;
  }
  return step.value;
}
