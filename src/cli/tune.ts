// `tune`: which weights of detectors and hurdles of families find most thieves at the same price?
// Lives through worlds with a ticket feed and without one, keeps what the detectors said, and
// weighs it anew by one choice after the other. What is chosen goes into the detectors' files and
// core/stats/evidence.ts by hand, after which `calibrate --table` is to be run again.

import { OutsideError } from '../errors.ts';
import { detectors } from '../generated/detectors.ts';
import { choose, type Marked, markOf, type Tuning } from '../lab/tune/choose.ts';
import type { SaidWorld } from '../lab/tune/said-world.ts';
import { type Choice, shippedChoice } from '../lab/tune/weigh.ts';
import { type Command, type Context, jsonFlag } from './command.ts';
import { evaluateFlags, planFrom } from './evaluate-plan.ts';
import { openProgress, type Progress } from './progress.ts';
import { seedsFrom } from './seeds-flag.ts';
import { worldsOf } from './tune-worlds.ts';

const ownFlags = ['seeds', 'attacks', 'thieves', 'budgets', 'out', 'agents', 'customers', 'days'];
const worldFlags = ['world', 'shape'];

export const tune: Command = {
  name: 'tune',
  summary: 'Look for weights and hurdles of the detectors that find more at the same price.',
  usage: 'tune [--seeds N,N-N,…] [--check N,N-N,…] [--attacks NAME,…] [--out DIR] [--json] …',
  examples: [
    'tune --seeds 1,2,3,4 --check 8,9 --agents 300 --customers 90000',
    'tune --seeds 1,2 --attacks no-ticket+10,burst+100 --budgets 1',
  ],
  flags: [
    ...evaluateFlags.filter(({ name }) => [...ownFlags, ...worldFlags].includes(name)),
    {
      name: 'check',
      value: 'N,N-N,…',
      doc: 'Seeds of worlds in which nothing is chosen: what the choice comes to elsewhere.',
    },
    jsonFlag,
  ],
  settings: ['questionBudget', 'incidentBudget'],
  async run(context) {
    const { flags, words, outside, print, say } = context;
    if (words.length > 0) throw new OutsideError('bad-usage', `What is '${words[0]}' for?`);
    const plan = planFrom(flags, outside.version);
    const named = flags.text('check');
    const check = named === undefined ? [] : seedsFrom(named, 'check');
    const twice = check.find((seed) => plan.run.seeds.includes(seed));
    if (twice !== undefined) {
      const message = `Seed ${twice} is in --seeds: with --check nothing may be chosen in it.`;
      throw new OutsideError('bad-usage', message);
    }
    const progress = openProgress(outside.terminal, outside.clock);
    try {
      const seeds = [...plan.run.seeds, ...check];
      const worlds = await worldsOf(context, { plan, seeds, progress });
      if (worlds === undefined) return 1;
      const isChecked = ({ seed }: SaidWorld) => check.includes(seed);
      const own = worlds.filter((one) => !isChecked(one));
      const tuning: Tuning = { detectors, budgets: plan.budgets };
      const first = shippedChoice(detectors);
      const best = await chosen(context, { worlds: own, tuning, first, progress });
      if (best === undefined) return 1;
      const both = (judged: readonly SaidWorld[]) => ({
        shipped: markOf(judged, tuning, first),
        chosen: markOf(judged, tuning, best),
      });
      const others = worlds.filter(isChecked);
      const found = { tuned: both(own), ...(others.length > 0 && { checked: both(others) }) };
      if (flags.has('json')) await print(JSON.stringify({ choice: best, found }));
      else for (const line of lines(best, found, plan.budgets)) await print(line);
      say(
        'Nothing is changed by this: weights are in src/detectors, hurdles in stats/evidence.ts.',
      );
      return 0;
    } finally {
      progress.end();
    }
  },
};

type Choosing = {
  readonly worlds: readonly SaidWorld[];
  readonly tuning: Tuning;
  readonly first: Choice;
  readonly progress: Progress;
};

async function chosen(
  { outside, say }: Context,
  { worlds, tuning, first, progress }: Choosing,
): Promise<Choice | undefined> {
  const steps = choose(worlds, tuning, first);
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) {
    const { change, total, isBetter } = step.value;
    progress.end();
    if (isBetter) say(`${change}: ${percent(total)} found`);
    await outside.clock.sleep(0);
    if (outside.stop.aborted) return undefined;
  }
  return step.value;
}

type Found = Readonly<Record<string, { readonly shipped: Marked; readonly chosen: Marked }>>;

function* lines(
  { weights, hurdles, volumeAlone, beside }: Choice,
  found: Found,
  budgets: readonly number[],
) {
  yield 'Weights, as chosen:';
  for (const [i, { id, family, always }] of detectors.entries()) {
    if (!always) yield `  ${family.padEnd(12)}${id.padEnd(24)}${weights[i]}`;
  }
  yield 'Hurdles, as chosen:';
  for (const [family, hurdle] of Object.entries(hurdles)) yield `  ${family.padEnd(12)}${hurdle}`;
  yield `  volume, where no tickets are fed in: ${volumeAlone}`;
  yield `Of the families beside the strongest: ${beside}`;
  for (const [where, { shipped, chosen: best }] of Object.entries(found)) {
    yield '';
    yield `In worlds that were ${where}, at budgets ${budgets.join(', ')}, as shipped → chosen:`;
    yield 'found, half within a week, half within four. After a dash no tickets are fed in.';
    yield `  ${'mean of the groups'.padEnd(24)}${percent(shipped.total)} → ${percent(best.total)}`;
    for (const [i, { cell, found: after }] of best.cells.entries()) {
      const before = shipped.cells[i]!.found;
      const text = before.map((share, at) => `${percent(share)} → ${percent(after[at]!)}`);
      yield `  ${cell.padEnd(24)}${text.map((one) => one.padEnd(18)).join('')}`.trimEnd();
    }
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
