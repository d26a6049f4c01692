// The same question has the same answer: what a hunt shows for example are the first by name, and
// not whichever came first.

import { expect, test } from 'vitest';
import { listHunts } from '../../src/investigate/hunt.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { days, hunted, march, plantOnly, type Row, read } from '../support/planted-rows.ts';

const world = embedded();
const names = days(1, 9).map((i) => `n${10 - i}`);
const firstFive = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** Of each hunt the column with a few of many. */
const few = [
  { id: 'canaries-read', column: 'examples' },
  { id: 'clock-skew', column: 'accounts_ahead' },
  { id: 'day-in-the-life', column: 'apps', given: { user: 'mole', day: '2024-03-20' } },
  { id: 'day-in-the-life', column: 'hosts', given: { user: 'mole', day: '2024-03-20' } },
  { id: 'reads-without-reason', column: 'examples' },
  { id: 'staff-records', column: 'tickets', given: { customers: 'all' } },
  { id: 'tickets-by-reader', column: 'examples' },
  { id: 'unknown-people', column: 'programs' },
  { id: 'who-read-this-segment', column: 'examples', given: { segment: 'gold' } },
  { id: 'who-was-there', column: 'accounts' },
  { id: 'who-was-there', column: 'hosts' },
] as const;

describeEmbedded('of many, the first by name', () => {
  for (const { id, column, ...asked } of few) {
    test(`${id}: ${column}`, async () => {
      // In reverse, each in an access of its own: nine of everything that can differ.
      await plantOnly(
        world.warehouse,
        names.flatMap((name, i) => {
          const at = march(20, `10:00:0${i}`);
          const place: Row = { host: name, app: name, program: name };
          const own: Row = { ...place, account: name, reported_at: march(21) };
          const behind = { ...own, reason: 'ticket-named', mark: 3, behind: name };
          return [
            read('mole', at, name, { ...own, segment: 'gold', flags: [1] }),
            read('mole', at, `x${name}`, behind),
            read('mole', at, 'all', { ...behind, mark: 0 }),
            read('stranger', at, [], { ...place, user_kind: 'unknown' }),
          ];
        }),
      );
      const rows = await hunted(world.warehouse, id, 'given' in asked ? asked.given : {});
      const shown = rows.find(({ user }) => user !== 'stranger')?.[column];
      const list = typeof shown === 'string' ? shown.split(', ') : (shown as string[]);
      const bare = list.map((name) => name.replace(/^x/, '').trim());
      expect(bare).toEqual(firstFive);
    });
  }

  test('no hunt takes whichever come first', () => {
    for (const { id, sql } of listHunts()) expect(sql, id).not.toMatch(/groupUniqArray\w*\(\d/);
  });
});
