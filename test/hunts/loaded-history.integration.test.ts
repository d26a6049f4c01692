// Where history was loaded, tickets were there when the reads came in: what then counts as late is
// what was opened after the read.

import { expect, test } from 'vitest';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { hunted, march, picked, plant, plantOnly, read, served } from '../support/planted-rows.ts';

const world = embedded();

describeEmbedded('loaded history', () => {
  test('a ticket opened after the read is late, though it came before it', async () => {
    const behind = (n: number) => ({ reason: 'assignee', behind: `w${n}`, mark: 1 });
    await plantOnly(world.warehouse, [
      ...[1, 2, 3, 4].map((n) => read('late', march(n), `l${n}`, behind(n))),
      ...[1, 2, 3, 4].map((n) => served('first', march(n), `f${n}`, { behind: `b${n}` })),
      ...[1, 2, 3, 4].map((n) => served('gone', march(n), `g${n}`, { behind: `unknown${n}` })),
    ]);
    const ticket = (id: string, opened_at: string) => ({ _log: 'first', _key: id, id, opened_at });
    await plant(world.warehouse, 'tickets', [
      ...[1, 2, 3, 4].map((n) => ticket(`w${n}`, march(n, '10:30:00'))),
      ...[1, 2, 3, 4].map((n) => ticket(`b${n}`, march(n, '09:59:00'))),
    ]);
    const rows = await hunted(world.warehouse, 'ticket-after-read');
    expect(picked(rows, 'user', 'customers', 'late', 'own', 'usual_minutes')).toEqual([
      ['late', 4, 4, 4, 30],
    ]);
  });
});
