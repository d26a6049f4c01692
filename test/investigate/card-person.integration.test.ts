// Who is meant by a name, and who they were at the time: people change teams, are written of ahead
// and too late, leave the table, and hand accounts on.

import { beforeAll, expect, test } from 'vitest';
import { asker } from '../../src/investigate/attribution/count-reach.ts';
import { knownPerson } from '../../src/investigate/cards/known-person.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { march, plant, plantOnly, type Row, read } from '../support/planted-rows.ts';

const world = embedded();

beforeAll(async () => {
  if (!hasLibrary) return;
  await plantOnly(world.warehouse, [
    read('left', march(3), 'a', { account: 'left-account', role: 'stranger' }),
    read('ann', march(4), 'a', { account: 'desk-1' }),
    read('ann', march(6), 'a', { account: 'desk-1' }),
    read('bob', march(9), 'a', { account: 'desk-1' }),
    read('ann', march(9), 'a', { account: 'old-of-ann' }),
  ]);
  // In this order, each a part of its own: a table of newest rows keeps the last one written.
  for (const [id, role, more] of versions) {
    await plant(world.warehouse, 'people', [
      {
        ...{ _log: 'log', _partition: 0, _offset: versions.findIndex((one) => one[1] === role) },
        ...{ _key: id, id, kind: 'human', team: 'desk', role, employment: 'active' },
        ...{ accounts: [`${id}-account`], ...more },
      },
    ]);
  }
});

const versions: readonly (readonly [id: string, role: string, more: Row])[] = [
  ['mover', 'agent', {}],
  ['mover', 'lead', { valid_from: march(20) }],
  ['mover', 'boss', { valid_from: march(30) }],
  // Written last, about a time before.
  ['mover', 'typing error', { valid_from: march(10) }],
  ['mover', 'senior', { valid_from: march(10) }],
  ['left', 'keeper', { valid_from: march(1) }],
  ['left', 'gone', { _deleted: 1 }],
  ['bob', 'agent of desk-1', { accounts: ['desk-1'] }],
  ['cara', 'only listed', { accounts: ['spare'] }],
];

const at = (day: number) => Date.UTC(2024, 2, day);
const ask = () => asker(world.warehouse);
const roles = (entries: readonly { readonly role: string | null }[]) =>
  entries.map(({ role }) => role);

describeEmbedded('people on cards', () => {
  for (const { until, role, before } of [
    { until: 5, role: 'agent', before: [] },
    { until: 15, role: 'senior', before: ['agent'] },
    { until: 25, role: 'lead', before: ['senior', 'agent'] },
    { until: 31, role: 'boss', before: ['lead', 'senior', 'agent'] },
  ]) {
    test(`on the ${until}th: ${role}, after ${before.join(', ') || 'nothing'}`, async () => {
      const person = await knownPerson(ask(), 'mover', at(until));
      expect([person.role, person.accounts]).toEqual([role, ['mover-account']]);
      expect(roles(person.before)).toEqual(before);
    });
  }

  test('who was struck off the table keeps the last entry that they had', async () => {
    const person = await knownPerson(ask(), 'left', at(5));
    expect([person.isEntered, person.role]).toEqual([false, 'stranger']);
    expect(roles(person.before)).toEqual(['keeper']);
  });

  test('an account leads to whoever used it, or is listed with it', async () => {
    expect((await knownPerson(ask(), 'old-of-ann', at(9))).user).toBe('ann');
    expect((await knownPerson(ask(), 'spare', at(9))).user).toBe('cara');
  });

  test('an account of several: all are said, with when, and nobody is chosen', async () => {
    await expect(knownPerson(ask(), 'desk-1', at(9))).rejects.toMatchObject({
      code: 'shared-name',
      message:
        "The account 'desk-1' has been that of several: bob (1 access, 2024-03-09 to " +
        '2024-03-09); ann (2 accesses, 2024-03-04 to 2024-03-06).',
    });
  });
});
