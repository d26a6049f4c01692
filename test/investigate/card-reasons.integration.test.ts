// When a read counts as without a reason, or as uncalled: the card of the person and the card of
// the customer must say the same of it.

import { beforeAll, expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import { subjectCard } from '../../src/investigate/cards/subject-card.ts';
import { userCard } from '../../src/investigate/cards/user-card.ts';
import { customersText, ticketLines } from '../../src/investigate/cards/user-words.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { explainedLater, march, plant, plantOnly, read, served } from '../support/planted-rows.ts';

const world = embedded();

const accesses = [
  read('dora', march(4), ['a', 'b', 'c', 'd'], {
    reasons: ['assignee', 'none', 'none', 'assignee'],
  }),
  served('dora', march(5), 'handed-on', { mark: 3, behind: 'up' }),
  served('dora', march(5), 'made-up', { mark: 3, behind: 'own' }),
  read('dora', march(6), ['twice', 'twice']),
  read('dora', march(7), ['asked-at-last', 'excused-at-last', 'handed-on-later']),
];
const late = (subject: string, time: string, more: Readonly<Record<string, unknown>>) =>
  explainedLater(4, accesses[4]!, subject, { explained_at: march(7, time), ...more });
const own = { ticket: 'own', ticket_marks: 3 };

beforeAll(async () => {
  if (!hasLibrary) return;
  await plantOnly(world.warehouse, accesses, [
    explainedLater(3, accesses[3]!, 'twice', { subject_index: 1, reason: 'assignee' }),
    late('asked-at-last', '11:00:00', own),
    late('asked-at-last', '12:00:00', { reason: 'assignee', ticket_marks: 0 }),
    late('excused-at-last', '12:00:00', { ...own, subject_index: 1 }),
    late('excused-at-last', '11:00:00', { reason: 'assignee', subject_index: 1 }),
    late('handed-on-later', '11:00:00', { ticket: 'up', ticket_marks: 3, subject_index: 2 }),
  ]);
  const kinds = { up: 'escalation', own: 'ticket', unread: 'ticket' };
  await plant(
    world.warehouse,
    'tickets',
    Object.entries(kinds).map(([id, kind], _offset) => ({
      ...{ _log: 'log', _partition: 0, _offset, _key: id, id, kind, created_by: 'dora' },
      ...{
        inbound: id === 'unread',
        opened_at: march(id === 'unread' ? 3 : 5),
        subject: id === 'up' ? 'handed-on' : 'made-up',
      },
    })),
  );
});

const cardOf = () => userCard(world.warehouse, { user: 'dora', days: 7 });

describeEmbedded('reasons on cards', () => {
  test('named are those without a reason, and of how many', async () => {
    const { strays, reads } = await cardOf();
    const one = strays.find(({ at }) => at === Date.UTC(2024, 2, 4, 10))!;
    expect(one).toMatchObject({ customers: ['b', 'c'], customersTotal: 4, straysTotal: 2 });
    expect(customersText(one, 'strays')).toBe('b and 1 more, of 4 opened');
    const all = reads.find(({ event }) => event === one.event)!;
    expect(customersText(all, 'all')).toBe('a and 3 more');
  });

  test('who hands a customer on has made nothing up, and it is said what is left out', async () => {
    const { tickets, measures, from } = await cardOf();
    expect(tickets).toMatchObject({ made: 3, uncalled: 1, escalations: 1 });
    expect(ticketLines({ tickets } as Awaited<ReturnType<typeof cardOf>>)[0]).toContain(
      '1 for which nobody had called (1 escalation aside);',
    );
    const uncalled = measures.find(({ name }) => name === 'uncalled')!;
    expect(uncalled.own[(Date.UTC(2024, 2, 5) - from) / dayMs]).toBe(1);
  });

  test('a ticket of a day without a read stands in the line of tickets', async () => {
    const { measures, from, daysActive, latestDay } = await cardOf();
    const day = (Date.UTC(2024, 2, 3) - from) / dayMs;
    const of = (name: string) => measures.find((one) => one.name === name)!.own[day];
    expect([of('tickets made'), of('accesses')]).toEqual([1, null]);
    expect([daysActive, latestDay]).toEqual([4, Date.UTC(2024, 2, 7)]);
  });

  test('of several late reasons the last holds, for each place in an access', async () => {
    const { measures, from, strays } = await cardOf();
    const of = (name: string, day: number) =>
      measures.find((one) => one.name === name)!.own[(Date.UTC(2024, 2, day) - from) / dayMs];
    expect([of('no reason', 6), of('no reason', 7), of('uncalled', 7)]).toEqual([1, 0, 1]);
    const reasons = strays.map((one) => one.reasons);
    expect(reasons[0]).toEqual({
      ...{ 'assignee later': 1, 'open-in-queue later (uncalled)': 1, 'open-in-queue later': 1 },
    });
    expect(reasons[1]).toEqual({ none: 1, 'assignee later': 1 });
  });

  for (const [subject, strays, reasons] of [
    ['b', 1, { none: 1 }],
    ['a', 0, { assignee: 1 }],
    ['handed-on', 0, { 'ticket-named': 1 }],
    ['made-up', 1, { 'ticket-named (uncalled)': 1 }],
    ['twice', 1, { none: 1, assignee: 1 }],
    ['asked-at-last', 0, { assignee: 1 }],
    ['excused-at-last', 1, { 'open-in-queue (uncalled)': 1 }],
    ['handed-on-later', 0, { 'open-in-queue': 1 }],
  ] as const) {
    test(`the card of the customer says so too: ${subject}`, async () => {
      const card = await subjectCard(world.warehouse, { id: subject });
      expect(card.strays).toBe(strays);
      expect(card.readers[0]?.reasons).toEqual(reasons);
    });
  }

  test('a read on a day of which the sums of days do not know yet is counted', async () => {
    await world.warehouse.execute("ALTER TABLE user_day DELETE WHERE day > '2024-03-05'");
    const card = await subjectCard(world.warehouse, { id: 'twice' });
    expect([card.reads, card.readsByDay, card.straysByDay]).toEqual([2, [2], [1]]);
    expect(card.until).toBe(Date.UTC(2024, 2, 7));
  });
});
