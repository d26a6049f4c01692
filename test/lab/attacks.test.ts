// Every attack of the catalogue at each of its levels, in a small world.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import type { AccessEvent } from '../../src/generated/records.ts';
import { attacks } from '../../src/lab/attacks.ts';
import { type Level, livelyShape } from '../../src/lab/simulate-settings.ts';
import type { AttackTruth } from '../../src/lab/truth.ts';
import { textsOf, worldOf } from './worlds.ts';

const small = { agents: 14, customers: 3_000, days: 60, thief: 'none' } as const;
const startDay = 7;
const start = worldOf(small).settings.start;
const honest = [...worldOf(small).events()];
const honestTexts = textsOf(honest);

type Carried = {
  readonly events: readonly AccessEvent[];
  readonly stolen: readonly AccessEvent[];
  readonly truth: AttackTruth;
};

function carriedOut(attack: string, level: Level, days: number = small.days): Carried {
  const world = worldOf({ ...small, days, attack: { attack, level, startDay } });
  const events = [...world.events()];
  const truth = world.truth().attack!;
  const ids = new Set(truth.events);
  return { events, truth, stolen: events.filter(({ event_id }) => ids.has(event_id!)) };
}

const cases = attacks.flatMap(({ id, levels }) =>
  levels.map((what, i) => ({ id, what, level: (i + 1) as Level })),
);

test.each(cases)('$id, level $level: $what', ({ id, level, what }) => {
  const { events, stolen, truth } = carriedOut(id, level);
  expect(truth).toMatchObject({ attack: id, level, what });
  expect(stolen).toHaveLength(truth.events.length);
  expect(stolen.length).toBeGreaterThan(0);
  expect(truth.taken.length).toBeGreaterThan(0);
  expect(truth.startedAt).toBeGreaterThanOrEqual(start + (startDay - 1) * dayMs);
  // Who grants a right is not among those who take.
  const taking = stolen.filter(({ operation }) => operation !== 'grant');
  for (const { account } of taking) expect(truth.accounts).toContain(account);
  const subjects = truth.taken.map(({ subject }) => subject);
  expect(new Set(subjects).size).toBe(subjects.length);
  // Whoever copies own work adds nothing; who leaves does no honest work after that.
  const ids = new Set(truth.events);
  const left = new Set(id === 'leaver' ? truth.accounts : []);
  const isOthers = ({ account }: AccessEvent) => !left.has(account);
  const isKept = (event: AccessEvent) => id === 'own-reads' || !ids.has(event.event_id!);
  expect(textsOf(events.filter((event) => isKept(event) && isOthers(event)))).toEqual(
    honestTexts.filter((_, i) => isOthers(honest[i]!)),
  );
});

describe('the harder the level, the less is taken', () => {
  const paced = ['low-and-slow', 'laundered', 'own-reads', 'slow-ramp', 'own-queue', 'harvest'];
  test.each(paced)('%s', (id) => {
    const taken = ([1, 2, 3, 4] as const).map(
      (level) => carriedOut(id, level, 30).truth.taken.length,
    );
    expect(taken).toEqual([...taken].sort((a, b) => b - a));
    expect(taken[0]).toBeGreaterThan(taken[3]!);
  });
});

test('laundered reads name tickets that the thief wrote, and nobody called for', () => {
  const world = worldOf({ ...small, attack: { attack: 'laundered', level: 2, startDay } });
  const own = [...world.tickets()].filter(({ inbound, kind }) => !inbound && kind === 'ticket');
  for (const _ of world.events());
  const { people, taken } = world.truth().attack!;
  expect(own.length).toBe(taken.length);
  for (const { created_by, assignee } of own)
    expect([created_by, assignee]).toEqual([people[0], people[0]]);
});

test('a leaver gives notice, leaves, and at level 1 reads on after that', () => {
  const world = worldOf({ ...small, attack: { attack: 'leaver', level: 1, startDay } });
  for (const _ of world.events());
  const { people, startedAt } = world.truth().attack!;
  const versions = world.people.filter(({ id }) => id === people[0]);
  expect(versions.map(({ employment }) => employment)).toEqual(['active', 'notice', 'ended']);
  expect(startedAt).toBeGreaterThan(versions.at(-1)!.valid_from!);
});

test('a framing is done in the name of whom it accuses', () => {
  const { stolen, truth } = carriedOut('framing', 2);
  expect([truth.people.length, truth.borrowed.length]).toEqual([1, 1]);
  expect(new Set(stolen.map(({ account }) => account))).toEqual(new Set([truth.accounts[1]]));
});

test('a thief by other accounts sits at the own desk, and is not there on days off', () => {
  for (const level of [2, 3, 4] as const) {
    const { stolen, truth } = carriedOut('shared-account', level);
    expect(truth.people).toHaveLength(1);
    expect(new Set(stolen.map(({ host }) => host)).size).toBe(1);
    expect(new Set(stolen.map(({ account }) => account)).size).toBe([1, 3, 5][level - 2]);
  }
});

test('a copy of a table is read after it was made', () => {
  for (const level of [1, 2, 3] as const) {
    const { stolen } = carriedOut('copied-table', level);
    const made = stolen.find(({ operation }) => operation === 'insert')!;
    const reads = stolen.filter(({ operation }) => operation === 'export');
    expect(reads.length).toBeGreaterThan(0);
    for (const read of reads) {
      expect(read.at).toBeGreaterThan(made.at);
      expect(read.rows).toBe(made.rows);
    }
  }
});

test('who leaves in a lively world does nothing after that, but by the account left open', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const attack = { attack: 'leaver', level: 3, startDay } as const;
    const shape = { ...livelyShape, quarterlyMoves: 1 };
    const world = worldOf({ ...small, seed, shape, attack });
    const events = [...world.events()];
    const { people, accounts } = world.truth().attack!;
    const versions = world.people.filter(({ id }) => id === people[0]);
    const ended = versions.find(({ employment }) => employment === 'ended')!.valid_from!;
    expect(events.filter(({ account, at }) => account === accounts[0] && at >= ended)).toEqual([]);
    const noticed = versions.find(({ employment }) => employment === 'notice')!.valid_from!;
    expect(noticed).toBeLessThan(start + (startDay + 2) * dayMs);
  }
});

test('an enumeration goes through the numbers in the order it claims', () => {
  const numbers = (level: Level) => {
    const opened = carriedOut('enumeration', level, 12).stolen.filter(
      ({ tables, subjects }) => tables[0] === 'customers' && subjects.length === 1,
    );
    return [...new Set(opened.map(({ subjects }) => Number(subjects[0]!.slice(1))))];
  };
  const steps = (of: readonly number[]) => of.slice(1, 100).map((n, i) => n - of[i]!);
  expect(steps(numbers(1)).filter((step) => step === 1).length).toBeGreaterThan(80);
  expect(steps(numbers(2)).filter((step) => step === 7).length).toBeGreaterThan(80);
  const shuffled = steps(numbers(3));
  expect(shuffled.filter((step) => Math.abs(step) < 20).length).toBeLessThan(10);
  expect(new Set(shuffled).size).toBeGreaterThan(80);
});

test('each attack and level is explained', () => {
  const page = readFileSync(new URL('../../docs/worlds.md', import.meta.url), 'utf8');
  for (const { id, title, levels } of attacks) {
    expect(page).toContain(`| \`${id}\` | ${title} | ${levels.join(' | ')} |`);
  }
});
