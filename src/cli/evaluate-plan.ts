// The flags of `evaluate`, and what they come to.

import { createHash } from 'node:crypto';
import { suggestion } from '../core/nearest.ts';
import { OutsideError } from '../errors.ts';
import {
  type Cell,
  catalogueCells,
  cellsNamed,
  cellsUsual,
  ladderCells,
  placeboCell,
} from '../lab/evaluate/cells.ts';
import { type ThresholdKind, thresholdKinds } from '../lab/evaluate/judge.ts';
import { budgetsUsual } from '../lab/evaluate/protocol.ts';
import type { RunNote } from '../lab/evaluate/report.ts';
import type { SimulateSettings } from '../lab/simulate-settings.ts';
import { type Flag, type Flags, wholeOf } from './command.ts';
import { seedsFrom } from './seeds-flag.ts';
import { worldFlags, worldFrom } from './world-flags.ts';

const defaults = { agents: '400', days: '120', customers: '120000', world: 'lively' } as const;
/** A minute or two. */
const quick = {
  agents: '100',
  days: '90',
  customers: '30000',
  worlds: '1',
  thieves: '10',
} as const;
const worldsUsual = 2;
const thievesUsual = 20;
const worldsAllowed = { min: 1, max: 1_000 };
/** Shorter parts would calibrate on nothing. */
const daysMin = 60;

const ownWords: readonly string[] = ['agents', 'customers', 'days', 'world', 'shape'];

export const evaluateFlags: readonly Flag[] = [
  {
    name: 'quick',
    doc: 'A small run to see what comes out: one world of 100 people, ten thieves a cell.',
  },
  { name: 'worlds', value: 'N', doc: `How many worlds [${worldsUsual}]: seeds 1 to N.` },
  { name: 'seeds', value: 'N,N-N,…', doc: 'Or which.' },
  {
    name: 'nonce',
    value: 'TEXT',
    doc: 'Seeds of a report instead: SHA-256 of commit and nonce, which is named after the freeze.',
  },
  { name: 'commit', value: 'HASH', doc: 'With --nonce: the commit that is measured.' },
  {
    name: 'attacks',
    value: 'NAME,…',
    doc:
      'no-ticket+N and laundered+N (customers a day), burst+N (in one hour), an attack of the ' +
      'catalogue as NAME or NAME/LEVEL, usual, ladder (many paces, for the best response) or ' +
      'all [usual].',
  },
  {
    name: 'without-tickets',
    doc: 'A company that feeds no tickets in: nobody lacks a reason, and volume is what is left.',
  },
  { name: 'thieves', value: 'N', doc: `Persons of each world who steal [${thievesUsual}].` },
  {
    name: 'budgets',
    value: 'N,…',
    doc: `Incidents per 1,000 people and day [${budgetsUsual.join(',')}].`,
  },
  {
    name: 'thresholds',
    value: thresholdKinds.join('|'),
    doc:
      'frozen: from the calibration, as in life. matched: from the honest days of the test, so ' +
      'that all contenders come to the budget and can be compared [frozen].',
  },
  { name: 'out', value: 'DIR', doc: 'Where page, figures and worlds are kept [evaluation].' },
  {
    name: 'external',
    value: 'CMD',
    doc: 'A program that gets events as lines of JSON and answers with scores.',
  },
  ...worldFlags
    .filter(({ name }) => ownWords.includes(name))
    .map((flag) => {
      const usual = defaults[flag.name as keyof typeof defaults];
      return { ...flag, doc: flag.doc.replace(/ \[[^\]]*\]\.$/, usual ? ` [${usual}].` : '.') };
    }),
];

export type Plan = {
  readonly world: Omit<SimulateSettings, 'seed'>;
  readonly run: RunNote;
  readonly hasTickets: boolean;
  readonly cells: readonly Cell[];
  readonly thieves: number;
  readonly budgets: readonly number[];
  readonly budgetMost: number;
  readonly out: string;
  readonly external: string | undefined;
};

export function planFrom(given: Flags, version: string): Plan {
  const flags = withDefaults(given);
  const { seed: _, ...world } = worldFrom(flags);
  if (world.days < daysMin) {
    const why = 'they are warm-up, calibration and test';
    throw new OutsideError('bad-usage', `--days must be ${daysMin} or more: ${why}.`);
  }
  const budgets = numbers(flags.text('budgets') ?? budgetsUsual.join(','), 'budgets');
  const cells = [placeboCell(), ...attacksFrom(flags.text('attacks') ?? 'usual')];
  return {
    world: { ...world, thief: 'none', attack: undefined },
    run: {
      command: `evaluate ${wordsOf(given)}`.trim(),
      ...{ version, ...seedsOf(flags), thresholds: thresholdsFrom(flags) },
      cellTitles: Object.fromEntries(cells.map(({ id, title }) => [id, title])),
    },
    hasTickets: !flags.has('without-tickets'),
    ...{ cells, budgets, budgetMost: Math.max(...budgets) },
    thieves: wholeOf(flags, 'thieves', worldsAllowed) ?? thievesUsual,
    out: flags.text('out') ?? 'evaluation',
    external: flags.text('external'),
  };
}

function thresholdsFrom(flags: Flags): ThresholdKind {
  const named = flags.text('thresholds') ?? 'frozen';
  const found = thresholdKinds.find((kind) => kind === named);
  if (found !== undefined) return found;
  const message = `--thresholds is ${thresholdKinds.join(' or ')}, not '${named}'.`;
  throw new OutsideError('bad-usage', message);
}

function withDefaults(given: Flags): Flags {
  const usual: Readonly<Record<string, string>> = given.has('quick')
    ? { ...defaults, ...quick }
    : defaults;
  return { has: (name) => given.has(name), text: (name) => given.text(name) ?? usual[name] };
}

function wordsOf(flags: Flags): string {
  return evaluateFlags
    .filter(({ name }) => flags.has(name))
    .map(({ name, value }) => (value === undefined ? `--${name}` : `--${name} ${flags.text(name)}`))
    .join(' ');
}

/** Each seed is another part of one hash, so that nobody can look for lucky ones. */
function seedsOf(flags: Flags): Pick<RunNote, 'seeds' | 'sealed'> {
  const count = wholeOf(flags, 'worlds', worldsAllowed) ?? worldsUsual;
  const nonce = flags.text('nonce');
  const commit = flags.text('commit');
  if ((nonce === undefined) !== (commit === undefined)) {
    throw new OutsideError('bad-usage', '--nonce and --commit go together.');
  }
  if (nonce !== undefined && commit !== undefined) {
    const seedOf = (world: number) =>
      createHash('sha256').update(`${commit} ${nonce} ${world}`).digest().readUInt32BE(0);
    const seeds = Array.from({ length: count }, (_, world) => seedOf(world + 1));
    return { seeds, sealed: { commit, nonce } };
  }
  const named = flags.text('seeds');
  if (named === undefined)
    return { seeds: Array.from({ length: count }, (_, i) => i + 1), sealed: null };
  return { seeds: seedsFrom(named, 'seeds'), sealed: null };
}

const groups: Readonly<Record<string, () => Cell[]>> = {
  usual: cellsUsual,
  ladder: ladderCells,
  all: () => [...cellsUsual(), ...catalogueCells()],
};

function attacksFrom(text: string): Cell[] {
  const cells = new Map<string, Cell>();
  for (const name of text.split(',').map((word) => word.trim())) {
    const found = groups[name]?.() ?? cellsNamed(name);
    if (found === undefined) {
      const known = [...Object.keys(groups), ...catalogueCells().map(({ attack }) => attack.id)];
      const meant =
        suggestion(name, known) || ' Such as no-ticket+10, laundered+40 or slow-ramp/2.';
      throw new OutsideError('bad-usage', `--attacks: there is none called '${name}'.${meant}`);
    }
    for (const cell of found) cells.set(cell.id, cell);
  }
  return [...cells.values()];
}

function numbers(text: string, flag: string): number[] {
  const found = text.split(',').map(Number);
  if (text !== '' && found.every((value) => Number.isFinite(value) && value > 0)) return found;
  throw new OutsideError('bad-usage', `--${flag} are numbers above 0 with commas between them.`);
}
