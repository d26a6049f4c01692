// Assignment of tasks: even, sticky, deterministic.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignTasks } from '../../src/core/assign-tasks.ts';

const cases = [
  { name: 'one member gets all', tasks: 3, members: ['a'], owners: [], expect: 'aaa' },
  { name: 'two share by name', tasks: 4, members: ['b', 'a'], owners: [], expect: 'abab' },
  {
    name: 'who owned more keeps the odd one',
    tasks: 3,
    members: ['a', 'b'],
    owners: 'bbb',
    expect: 'bba',
  },
  {
    name: 'a newcomer gets only its share',
    tasks: 4,
    members: ['a', 'b', 'c'],
    owners: 'aabb',
    expect: 'aabc',
  },
  {
    name: 'tasks of one who left are spread',
    tasks: 4,
    members: ['b', 'c'],
    owners: 'aabc',
    expect: 'bcbc',
  },
  { name: 'more members than tasks', tasks: 1, members: ['a', 'b'], owners: 'b', expect: 'b' },
];

describe('assignTasks', () => {
  for (const { name, tasks, members, owners, expect: wanted } of cases) {
    test(name, () => {
      const before = new Map([...owners].map((owner, task) => [task, owner]));
      const numbers = Array.from({ length: tasks }, (_, task) => task);
      const assigned = assignTasks(numbers, members, before);
      expect(numbers.map((task) => assigned.get(task)).join('')).toBe(wanted);
    });
  }

  test('shares differ by one at most, and applying it again changes nothing', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
    const owners = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'z'), { maxLength: 12 });
    fc.assert(
      fc.property(fc.nat(12), names, owners, (count, members, before) => {
        const tasks = Array.from({ length: count }, (_, task) => task);
        const now = assignTasks(tasks, members, new Map(before.entries()));
        const shares = members.map(
          (name) => [...now.values()].filter((own) => own === name).length,
        );
        expect(now.size).toBe(count);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        expect(assignTasks(tasks, [...members].reverse(), now)).toEqual(now);
      }),
    );
  });
});
