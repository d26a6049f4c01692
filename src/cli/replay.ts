// `replay`, `replay diff|list|show|delete`: history once more, under other settings.

import { suggestion } from '../core/nearest.ts';
import { OutsideError } from '../errors.ts';
import { differenceText } from '../investigate/diff-words.ts';
import { diffReplays } from '../investigate/replay-diff.ts';
import { deleteReplay, findReplay } from '../investigate/replay-store.ts';
import type { Warehouse } from '../ports.ts';
import { type Command, type Context, jsonFlag } from './command.ts';
import { requireAtRest } from './replay-checks.ts';
import { live, requestFlags } from './replay-flags.ts';
import { withReplayHouse } from './replay-house.ts';
import { startReplay } from './replay-run.ts';
import { list, show } from './replay-show.ts';

const verbs = ['diff', 'list', 'show', 'delete'];

export const replay: Command = {
  name: 'replay',
  summary: 'Run detection again over what is archived, under other settings, and compare.',
  usage: 'replay [--from TIME] [--set NAME=VALUE …] | diff A B|live | list | show|delete ID',
  examples: [
    'replay --set detector.unexplained-access.threshold=2.5 --id milder --reason "too quiet?"',
    'replay diff milder live',
    'replay --from 2024-03-01 --to 2024-04-01 --users kim.lee --source clickhouse',
    'replay --resume milder',
    'replay --scores days scores.jsonl',
    'replay --source raw --reference then',
    'replay list',
    'replay delete milder',
  ],
  flags: [
    ...requestFlags,
    { name: 'resume', value: 'ID', doc: 'Go on with one that was stopped.' },
    {
      name: 'scores',
      value: 'GRAIN FILE',
      doc: 'Every score too, of events, hours or days, whether or not it was high enough.',
    },
    { name: 'force', doc: 'delete, --resume: one too that looks as if it were running.' },
    { name: 'out', value: 'FILE', doc: 'Write findings into a file too, as lines of JSON.' },
    jsonFlag,
  ],
  settings: [
    'data',
    'brokers',
    'registry',
    'clickhouse',
    'questionBudget',
    'incidentBudget',
    'grace',
  ],
  async run(context) {
    const [verb, ...words] = context.words;
    const isVerb = verb !== undefined && verbs.includes(verb);
    // The word after --scores is a file.
    if (verb === undefined || (!isVerb && context.flags.has('scores'))) {
      return startReplay(context);
    }
    if (!isVerb) {
      const said = `replay what? Nothing, or ${verbs.join(', ')}.${suggestion(verb, verbs)}`;
      throw new OutsideError('bad-usage', said);
    }
    const count = { diff: 2, list: 0 }[verb] ?? 1;
    if (words.length !== count) {
      const needs = { diff: 'two of ID, ID and live', list: 'no more words' }[verb] ?? 'an ID';
      throw new OutsideError('bad-usage', `replay ${verb} takes ${needs}.`);
    }
    await withReplayHouse(context, ({ warehouse }) => answer(context, warehouse, verb));
    return 0;
  },
};

async function answer(context: Context, warehouse: Warehouse, verb: string): Promise<void> {
  const [, first = '', second = ''] = context.words;
  if (verb === 'list') return list(context, warehouse);
  if (verb === 'diff') return diff(context, warehouse, [first, second]);
  const row = await findReplay(warehouse, first);
  if (verb === 'show') return show(context, warehouse, row);
  requireAtRest(row, context);
  await deleteReplay(warehouse, row.id);
  await context.print(`Deleted ${row.id} and what it had found.`);
}

async function diff(
  { flags, print }: Context,
  warehouse: Warehouse,
  [after, before]: readonly [string, string],
): Promise<void> {
  const sideOf = async (name: string) => ({
    name,
    replay: name === live ? undefined : await findReplay(warehouse, name),
  });
  const difference = await diffReplays(warehouse, await sideOf(after), await sideOf(before));
  if (flags.has('json')) return print(JSON.stringify(difference));
  for (const line of differenceText(difference)) await print(line);
}
