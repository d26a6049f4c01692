// A task has one owner at a time, goes the shortest way to an even share, and stays where it is.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  assignCooperatively,
  type Claim,
} from '../../../src/adapters/kafka/cooperative-assigner.ts';

const tasksMax = 30;

type Members = Map<string, Claim>;

function tasksUpTo(count: number): number[] {
  return Array.from({ length: count }, (_, task) => task);
}

/** One round of the group: all assigned, then everybody releases what it no longer has. */
function round(tasks: readonly number[], members: Members, generation: number): Members {
  const assigned = assignCooperatively(tasks, members);
  return new Map(
    [...members].map(([id, { instance }]) => [
      id,
      { instance, owned: assigned.get(id) ?? [], generation },
    ]),
  );
}

function settled(tasks: readonly number[], members: Members, generation: number): Members {
  return round(tasks, round(tasks, members, generation), generation + 1);
}

const membership = fc.record({
  tasks: fc.integer({ min: 0, max: tasksMax }),
  names: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 6 }),
});

function fresh(names: readonly string[]): Members {
  return new Map(
    names.map((name) => [`id-${name}`, { instance: name, owned: [], generation: -1 }]),
  );
}

test('cooperative assignment > no task has two owners, in any round of any history', () => {
  const change = fc.record({ joins: fc.boolean(), name: fc.stringMatching(/^[a-d]$/) });
  fc.assert(
    fc.property(membership, fc.array(change, { maxLength: 12 }), ({ tasks, names }, changes) => {
      const all = tasksUpTo(tasks);
      let members = round(all, fresh(names), 0);
      changes.forEach(({ joins, name }, index) => {
        if (joins) members.set(`id-${name}`, { instance: name, owned: [], generation: -1 });
        else if (members.size > 1) members.delete(`id-${name}`);
        const before = members;
        members = round(all, members, index + 1);
        const owned = [...members.values()].flatMap((claim) => claim.owned);
        expect(new Set(owned).size).toBe(owned.length);
        for (const [id, { owned: now }] of members) {
          for (const task of now) {
            const owner = [...before].find(([, claim]) => claim.owned.includes(task));
            // Whoever has it now had it before, or nobody did.
            expect(owner?.[0] ?? id).toBe(id);
          }
        }
      });
    }),
  );
});

test('cooperative assignment > two rounds give every task an owner, in even shares', () => {
  fc.assert(
    fc.property(membership, membership, ({ tasks, names }, { names: others }) => {
      const all = tasksUpTo(tasks);
      const first = settled(all, fresh(names), 0);
      const joined = new Map([...fresh(others), ...first]);
      const claims = [...settled(all, joined, 2).values()];
      expect(claims.flatMap(({ owned }) => owned).sort((a, b) => a - b)).toEqual(all);
      const sizes = claims.map(({ owned }) => owned.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('cooperative assignment > a member that restarts under its name gets its tasks back', () => {
  const names = ['a', 'b', 'c'];
  const all = tasksUpTo(24);
  const before = settled(all, fresh(names), 0);
  const gone = before.get('id-b')!.owned;
  // It was killed: the group hears of the new one before it drops the old one.
  const restarted = new Map(before);
  restarted.delete('id-b');
  restarted.set('new-b', { instance: 'b', owned: [], generation: -1 });
  const after = round(all, restarted, 2);
  expect(after.get('new-b')?.owned).toEqual(gone);
  for (const id of ['id-a', 'id-c']) expect(after.get(id)?.owned).toEqual(before.get(id)?.owned);
});

test('cooperative assignment > a member that was away claims in vain what others got since', () => {
  const claims: Members = new Map([
    ['away', { instance: 'away', owned: [0, 1], generation: 3 }],
    ['here', { instance: 'here', owned: [0, 1], generation: 5 }],
  ]);
  const assigned = assignCooperatively([0, 1], claims);
  expect(assigned.get('away')).toEqual([]);
  expect(assigned.get('here')).toHaveLength(1);
});
