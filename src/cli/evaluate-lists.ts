// `evaluate-lists`: how good is attribution? Lists of victims with a source and without one, in
// worlds that are simulated for it, and the table of who is named.

import { suggestion } from '../core/nearest.ts';
import { OutsideError } from '../errors.ts';
import type { ListOutcome } from '../lab/attribution/judge-lists.ts';
import { type ListKind, listKinds, worldDaysMin } from '../lab/attribution/list-kinds.ts';
import { listLines, listRows, reliabilityOf } from '../lab/attribution/list-table.ts';
import { type Command, type Flags, jsonFlag } from './command.ts';
import { judgedOrKept, type ListPlan } from './evaluate-lists-worlds.ts';
import { openProgress } from './progress.ts';
import { seedsFrom } from './seeds-flag.ts';
import { worldFlags, worldFrom } from './world-flags.ts';

const usual = { agents: '150', customers: '900000', days: '238', world: 'lively' } as const;
const usualLists = 20;
const usualLengths = [5, 10, 20, 50];
const usualUnrelated = [0, 0.3, 0.6, 0.9];

export const evaluateLists: Command = {
  name: 'evaluate-lists',
  summary: 'Show who is named by lists of victims in simulated worlds, and who should not be.',
  usage: 'evaluate-lists [--seeds N,N-N,…] [--kinds NAME,…] [--lists N] [--lengths N,…] [--json] …',
  examples: [
    'evaluate-lists --seeds 51-80 --out lists',
    'evaluate-lists --seeds 51 --agents 60 --customers 360000 --lists 3 --kinds one,contact,desk',
  ],
  flags: [
    { name: 'seeds', value: 'N,N-N,…', doc: 'Seeds of the worlds [51].' },
    {
      name: 'kinds',
      value: 'NAME,…',
      doc: `Which lists: ${listKinds.map(({ id }) => id).join(', ')} [all].`,
    },
    { name: 'lists', value: 'N', doc: `Lists of each kind and length in a world [${usualLists}].` },
    { name: 'lengths', value: 'N,…', doc: `Victims of a list [${usualLengths.join(',')}].` },
    {
      name: 'unrelated',
      value: 'SHARE,…',
      doc: `Shares of victims whom nobody took [${usualUnrelated.join(',')}].`,
    },
    {
      name: 'out',
      value: 'FOLDER',
      doc: 'Keeps what came of each world there, for a run that goes on or adds some.',
    },
    ...worldFlags
      .filter(({ name }) => name in usual || name === 'shape')
      .map((flag) => ({ ...flag, doc: withUsual(flag.doc, flag.name) })),
    jsonFlag,
  ],
  settings: [],
  async run(context) {
    const { flags, words, outside, print } = context;
    if (words.length > 0) throw new OutsideError('bad-usage', `What is '${words[0]}' for?`);
    const plan = planFrom(flags);
    const progress = openProgress(outside.terminal, outside.clock);
    const outcomes: ListOutcome[] = [];
    try {
      for (const [i, seed] of plan.seeds.entries()) {
        const done = i / plan.seeds.length;
        const judged = await judgedOrKept(context, plan, { seed, done, progress });
        if (judged === undefined) return 1;
        outcomes.push(...judged);
      }
    } finally {
      progress.end();
    }
    if (flags.has('json')) {
      const said = { rows: listRows(outcomes), reliability: reliabilityOf(outcomes) };
      await print(JSON.stringify(said));
    } else for (const line of listLines(outcomes)) await print(line);
    return 0;
  },
};

function planFrom(flags: Flags): ListPlan {
  const world = worldFrom(withUsuals(flags));
  if (world.days < worldDaysMin) {
    const message = `--days must be at least ${worldDaysMin}: clean time, theft, complaints.`;
    throw new OutsideError('bad-usage', message);
  }
  return {
    world,
    seeds: seedsFrom(flags.text('seeds') ?? '51', 'seeds'),
    kinds: kindsFrom(flags.text('kinds')),
    lists: listsFrom(flags),
    lengths: numbersFrom(flags, 'lengths', { usual: usualLengths, max: 1_000, isWhole: true }),
    out: flags.text('out'),
    unrelatedShares: numbersFrom(flags, 'unrelated', { usual: usualUnrelated, max: 1 }),
  };
}

/** Worlds are larger than others, and longer. */
function withUsuals(flags: Flags): Flags {
  return {
    has: (name) => flags.has(name),
    text: (name) => flags.text(name) ?? usual[name as keyof typeof usual],
  };
}

function withUsual(doc: string, name: string): string {
  const value = usual[name as keyof typeof usual];
  return value === undefined ? doc : doc.replace(/\[[^[]*\]\.?$/, `[${value}].`);
}

function kindsFrom(text: string | undefined): readonly ListKind[] {
  if (text === undefined) return listKinds;
  return [...new Set(text.split(','))].map((word) => {
    const kind = listKinds.find(({ id }) => id === word.trim());
    if (kind !== undefined) return kind;
    const ids = listKinds.map(({ id }) => id);
    const meant = suggestion(word.trim(), ids) || ` There are: ${ids.join(', ')}.`;
    throw new OutsideError('bad-usage', `--kinds: there is no '${word.trim()}'.${meant}`);
  });
}

function listsFrom(flags: Flags): number {
  const numbers = numbersFrom(flags, 'lists', { usual: [usualLists], max: 1_000, isWhole: true });
  if (numbers.length > 1) throw new OutsideError('bad-usage', '--lists is one number.');
  return numbers[0]!;
}

type Numbers = { readonly usual: readonly number[]; readonly max: number; readonly isWhole?: true };

function numbersFrom(flags: Flags, name: string, { usual, max, isWhole }: Numbers): number[] {
  const text = flags.text(name);
  if (text === undefined) return [...usual];
  return [...new Set(text.split(','))].map((word) => {
    const number = Number(word);
    const isRight = word.trim() !== '' && number >= (isWhole ? 1 : 0) && number <= max;
    if (isRight && (!isWhole || Number.isInteger(number))) return number;
    const kind = isWhole ? `whole numbers from 1 to ${max}` : `numbers from 0 to ${max}`;
    throw new OutsideError('bad-usage', `--${name} are ${kind}, such as ${usual.join(',')}.`);
  });
}
