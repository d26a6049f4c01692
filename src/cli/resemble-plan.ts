// The flags of `resemble`, and what they come to.

import { minuteMs } from '../core/time.ts';
import { timeProblem, timeReader } from '../core/time-words.ts';
import { OutsideError } from '../errors.ts';
import type { SimulateSettings } from '../lab/simulate-settings.ts';
import { type Flag, type Flags, jsonFlag } from './command.ts';
import { inputFlags } from './input-flags.ts';
import { grouped } from './progress.ts';
import { worldFlags, worldFrom } from './world-flags.ts';

const usual = { agents: '300', days: '120', world: 'lively', zone: 'UTC' } as const;
/** Nobody steals in it: a theft is not what a log is compared by. */
const ownWords: readonly string[] = ['agents', 'customers', 'days', 'world', 'shape', 'seed'];
/** Customers of whom each agent meets some: those of the usual world. */
const customersPerAgent = 333;
/** Of a shorter world nothing can be said of the 28 days before. */
const daysMin = 35;

export const resembleFlags: readonly Flag[] = [
  ...inputFlags,
  {
    name: 'people',
    value: 'FILE',
    doc: 'Who is behind the accounts, and in which zone, as for ingest people: JSONL, CSV, Avro.',
  },
  {
    name: 'zone',
    value: 'OFFSET',
    doc: 'Clock on the walls of all whom that does not name, such as +01:00 [UTC].',
  },
  {
    name: 'without',
    value: 'ACCOUNT,…',
    doc: 'Accounts that no person is behind, such as robots.',
  },
  ...worldFlags
    .filter(({ name }) => ownWords.includes(name))
    .map((flag) => {
      const value = usual[flag.name as keyof typeof usual] ?? shownOf(flag.name);
      return { ...flag, doc: flag.doc.replace(/ \[[^\]]*\]\.$/, value ? ` [${value}].` : '.') };
    }),
  { name: 'out', value: 'FILE', doc: 'Where the page is written [resemblance.html].' },
  jsonFlag,
];

function shownOf(name: string): string | undefined {
  if (name === 'customers') return `${customersPerAgent} an agent`;
  return name === 'seed' ? '1; another is taken as yardstick' : undefined;
}

export type ResemblePlan = {
  readonly paths: readonly string[];
  readonly people: string | undefined;
  readonly offsetMs: number;
  readonly without: ReadonlySet<string>;
  /** And another, to see how far two of its kind are apart. */
  readonly worlds: readonly [world: SimulateSettings, other: SimulateSettings];
  readonly out: string;
  /** As somebody would type it to get the same. */
  readonly command: string;
  readonly worldText: string;
};

export function resemblePlan(words: readonly string[], given: Flags): ResemblePlan {
  if (words.length === 0) throw new OutsideError('bad-usage', 'resemble needs a file of accesses.');
  const agents = given.text('agents') ?? usual.agents;
  const asked: Readonly<Record<string, string>> = {
    ...usual,
    customers: String(Math.max(100, Number(agents) * customersPerAgent)),
    thief: 'none',
  };
  const flags: Flags = {
    has: (name) => given.has(name),
    text: (name) => given.text(name) ?? asked[name],
  };
  const world = worldFrom(flags);
  if (world.days < daysMin) {
    const why = 'half of what is compared needs the 28 days before';
    throw new OutsideError('bad-usage', `--days must be ${daysMin} or more: ${why}.`);
  }
  const said = resembleFlags.flatMap(({ name, value }) => {
    if (!given.has(name) || name === 'json') return [];
    return [value === undefined ? `--${name}` : `--${name} ${given.text(name)}`];
  });
  const shape = given.text('shape');
  const kind = `${flags.text('world')}${shape === undefined ? '' : `, ${shape}`}`;
  const { agents: people, customers, days } = world;
  const size = `${grouped(people)} agents, ${grouped(customers)} customers, ${days} days`;
  return {
    paths: words,
    people: given.text('people'),
    offsetMs: offsetFrom(flags.text('zone')!),
    without: new Set((given.text('without') ?? '').split(',').map((word) => word.trim())),
    worlds: [world, { ...world, seed: world.seed + 1 }],
    out: given.text('out') ?? 'resemblance.html',
    command: ['resemble', ...words, ...said].join(' '),
    worldText: `${kind}; ${size}; seeds ${world.seed} and ${world.seed + 1}; nobody steals.`,
  };
}

function offsetFrom(zone: string): number {
  const problem = timeProblem('iso', zone);
  if (problem !== undefined) throw new OutsideError('bad-usage', `--zone: ${problem}.`);
  // Midnight there is so much before midnight UTC.
  const midnight = timeReader('iso', zone)('1970-01-02T00:00');
  return midnight === undefined ? 0 : 24 * 60 * minuteMs - midnight;
}
