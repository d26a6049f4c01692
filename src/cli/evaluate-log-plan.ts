// The flags of `evaluate-log`, and what they come to.

import { OutsideError } from '../errors.ts';
import {
  burstCell,
  burstsUsual,
  dailyCell,
  type LogCell,
  masqueradeCell,
  pacesUsual,
} from '../lab/evaluate/log/log-cells.ts';
import { budgetsUsual } from '../lab/evaluate/protocol.ts';
import { kinds } from '../stages/ingest-kinds.ts';
import { type Flag, type Flags, wholeOf } from './command.ts';
import { referenceKinds } from './evaluate-log-read.ts';

const startsUsual = 20;
const eligibleUsual = 10;
const wholeMax = 10_000;
const wholeAllowed = { min: 1, max: wholeMax };

export const evaluateLogFlags: readonly Flag[] = [
  { name: 'map', value: 'FILE', doc: 'What the columns of accesses mean: see docs/ingest.md.' },
  ...referenceKinds.flatMap((kind): Flag[] => {
    const { word } = kinds[kind];
    return [
      { name: word, value: 'FILE', doc: `The ${word}, as ingest takes them.` },
      { name: `${word}-map`, value: 'FILE', doc: `What the columns of --${word} mean.` },
    ];
  }),
  {
    name: 'bursts',
    value: 'N,…|none',
    doc: `Customers stolen within one hour [${burstsUsual.join(',')}].`,
  },
  {
    name: 'paces',
    value: 'N,…|none',
    doc: `Customers stolen a working day [${pacesUsual.join(',')}].`,
  },
  { name: 'starts', value: 'N', doc: `Thefts of each kind by each person [${startsUsual}].` },
  {
    name: 'eligible',
    value: 'DAYS',
    doc: `Who steals was at work on so many days of both halves [${eligibleUsual}].`,
  },
  {
    name: 'budgets',
    value: 'N,…',
    doc: `Incidents per 1,000 user-days, learnt on the first half [${budgetsUsual.join(',')}].`,
  },
  { name: 'seed', value: 'TEXT', doc: 'From which starts and customers are drawn [1].' },
  { name: 'out', value: 'DIR', doc: 'Where page and figures are kept [evaluation].' },
];

export type LogPlan = {
  readonly command: string;
  readonly cells: readonly LogCell[];
  readonly starts: number;
  readonly eligibleDays: number;
  readonly budgets: readonly number[];
  readonly seed: string;
  readonly out: string;
};

export function logPlanFrom(flags: Flags, files: readonly string[]): LogPlan {
  if (files.length === 0) {
    throw new OutsideError('bad-usage', 'evaluate-log needs at least one file of accesses.');
  }
  const bursts = numbers(flags, 'bursts', burstsUsual);
  const paces = numbers(flags, 'paces', pacesUsual);
  for (const count of [...bursts, ...paces]) {
    if (!Number.isSafeInteger(count)) {
      throw new OutsideError('bad-usage', 'Customers of --bursts and --paces are whole numbers.');
    }
  }
  const budgets = numbers(flags, 'budgets', budgetsUsual);
  if (budgets.length === 0) throw new OutsideError('bad-usage', '--budgets: at least one.');
  return {
    command: ['evaluate-log', ...files, ...wordsOf(flags)].join(' '),
    cells: [...bursts.map(burstCell), ...paces.map(dailyCell), masqueradeCell()],
    starts: wholeOf(flags, 'starts', wholeAllowed) ?? startsUsual,
    eligibleDays: wholeOf(flags, 'eligible', wholeAllowed) ?? eligibleUsual,
    budgets,
    seed: flags.text('seed') ?? '1',
    out: flags.text('out') ?? 'evaluation',
  };
}

/** As somebody would type it again, but for where it is kept. */
function wordsOf(flags: Flags): string[] {
  return evaluateLogFlags
    .filter(({ name }) => name !== 'out' && flags.has(name))
    .map(({ name }) => `--${name} ${flags.text(name)}`);
}

function numbers(flags: Flags, flag: string, usual: readonly number[]): number[] {
  const text = flags.text(flag) ?? usual.join(',');
  if (text === 'none') return [];
  const found = [...new Set(text.split(',').map(Number))];
  if (text !== '' && found.every((value) => value > 0 && value <= wholeMax)) return found;
  const message = `--${flag} are numbers from above 0 to ${wholeMax} with commas between them.`;
  throw new OutsideError('bad-usage', message);
}
