// Every rule of core/explain with its edges, as a table.

import { describe, expect, test } from 'vitest';
import {
  explain,
  reasonConfidence,
  reasonTenths,
  type Touch,
  ticketMarks,
} from '../../src/core/explain.ts';
import { dayMs, hourMs, minuteMs } from '../../src/core/time.ts';
import type { Ticket } from '../../src/generated/records.ts';
import { noon, person, referenceOf, subject, ticket } from '../support/reference-rows.ts';

const touch: Touch = {
  user: 'ann',
  team: 'north',
  queues: ['billing'],
  at: noon,
  ticket: null,
  subject: 'customer',
  segment: 'en',
};

const people = [
  ...[person({ id: 'ann' }), person({ id: 'bob' }), person({ id: 'eve', team: 'south' })],
  person({ id: 'kim', employment: 'leave' }),
  person({ id: 'lee', employment: 'leave', team: 'south' }),
];
const subjects = [
  subject({ id: 'customer', segment: 'en' }),
  subject({ id: 'other' }),
  subject({ id: 'duplicate', merged_into: 'customer' }),
];

type Case = {
  readonly name: string;
  readonly touch?: Partial<Touch>;
  readonly ticket: Partial<Ticket>;
  readonly expect: string;
};

const named = { ticket: 't' };
const mine = { assignee: 'ann' };
const contact = { kind: 'contact', ...mine };
const campaign = { kind: 'campaign', subject: null, segments: ['en'] };
const billing = { queue: 'billing' };
const escalation = { kind: 'escalation', created_by: 'bob' };

const cases: readonly Case[] = [
  { name: 'a named ticket that is theirs', touch: named, ticket: mine, expect: 'ticket-named' },
  { name: 'a named ticket in their queue', touch: named, ticket: billing, expect: 'ticket-named' },
  { name: 'a named ticket of nobody', touch: named, ticket: {}, expect: 'none' },
  {
    name: 'a named ticket of a colleague',
    touch: named,
    ticket: { assignee: 'bob' },
    expect: 'none',
  },
  {
    name: 'a named ticket of another customer',
    touch: named,
    ticket: { ...mine, subject: 'other' },
    expect: 'none',
  },
  {
    name: 'a named ticket without a customer',
    touch: named,
    ticket: { ...mine, subject: null },
    expect: 'none',
  },
  {
    name: 'a name that no ticket has',
    touch: { ticket: 'made-up' },
    ticket: { subject: 'other' },
    expect: 'none',
  },
  {
    name: 'a named ticket of a duplicate record',
    touch: named,
    ticket: { ...mine, subject: 'duplicate' },
    expect: 'ticket-named',
  },
  {
    name: 'a named ticket opened 60 minutes later',
    touch: named,
    ticket: { ...mine, opened_at: noon + hourMs },
    expect: 'ticket-named',
  },
  {
    name: 'a named ticket opened later still',
    touch: named,
    ticket: { ...mine, opened_at: noon + hourMs + 1 },
    expect: 'none',
  },
  {
    name: 'a named ticket closed 72 hours before',
    touch: named,
    ticket: { ...mine, opened_at: noon - 9 * dayMs, closed_at: noon - 72 * hourMs },
    expect: 'ticket-named',
  },
  {
    name: 'a named ticket closed before that',
    touch: named,
    ticket: { ...mine, opened_at: noon - 9 * dayMs, closed_at: noon - 72 * hourMs - 1 },
    expect: 'assignee',
  },

  { name: 'a call routed to them just now', ticket: contact, expect: 'contact-routed' },
  {
    name: 'a call of 30 minutes ago',
    ticket: { ...contact, opened_at: noon - 30 * minuteMs },
    expect: 'contact-routed',
  },
  {
    name: 'a call of 31 minutes ago',
    ticket: { ...contact, opened_at: noon - 31 * minuteMs },
    expect: 'assignee',
  },
  {
    name: 'a long call that ended a while ago',
    ticket: { ...contact, opened_at: noon - 3 * hourMs, closed_at: noon - 30 * minuteMs },
    expect: 'contact-routed',
  },
  {
    name: 'a call that comes 30 minutes later',
    ticket: { ...contact, opened_at: noon + 30 * minuteMs },
    expect: 'contact-routed',
  },
  {
    name: 'a call that comes 31 minutes later',
    ticket: { ...contact, opened_at: noon + 31 * minuteMs },
    expect: 'assignee',
  },
  {
    name: 'a call they made themselves',
    ticket: { ...contact, inbound: false },
    expect: 'assignee',
  },
  { name: 'a call routed to a colleague', ticket: { ...contact, assignee: 'bob' }, expect: 'none' },

  { name: 'a campaign for the segment', ticket: campaign, expect: 'campaign' },
  {
    name: 'a campaign for another segment',
    ticket: { ...campaign, segments: ['de'] },
    expect: 'none',
  },
  {
    name: 'a campaign for no segment at all',
    ticket: { ...campaign, segments: [] },
    expect: 'none',
  },
  {
    name: 'a campaign of their team',
    ticket: { ...campaign, teams: ['south', 'north'] },
    expect: 'campaign',
  },
  { name: 'a campaign of another team', ticket: { ...campaign, teams: ['south'] }, expect: 'none' },
  {
    name: 'a campaign of a team, for somebody without',
    touch: { team: null },
    ticket: { ...campaign, teams: ['north'] },
    expect: 'none',
  },
  {
    name: 'a campaign in its last millisecond',
    ticket: { ...campaign, opened_at: noon - dayMs, until: noon },
    expect: 'campaign',
  },
  {
    name: 'a campaign that is over',
    ticket: { ...campaign, opened_at: noon - dayMs, until: noon - 1 },
    expect: 'none',
  },
  {
    name: 'a campaign that was closed',
    ticket: { ...campaign, opened_at: noon - dayMs, closed_at: noon - 1 },
    expect: 'none',
  },
  {
    name: 'a campaign, for a customer of unknown segment',
    touch: { segment: '' },
    ticket: { ...campaign, segments: [''] },
    expect: 'none',
  },

  { name: 'an open ticket in their queue', ticket: billing, expect: 'open-in-queue' },
  { name: 'an open ticket in another queue', ticket: { queue: 'sales' }, expect: 'none' },
  {
    name: 'a ticket in their queue, closed just then',
    ticket: { ...billing, opened_at: noon - dayMs, closed_at: noon },
    expect: 'open-in-queue',
  },
  {
    name: 'a ticket in their queue, closed before',
    ticket: { ...billing, opened_at: noon - dayMs, closed_at: noon - 1 },
    expect: 'none',
  },
  {
    name: 'a ticket in their queue, written 60 minutes later',
    ticket: { ...billing, opened_at: noon + hourMs },
    expect: 'open-in-queue',
  },
  {
    name: 'a ticket in their queue, written later still',
    ticket: { ...billing, opened_at: noon + hourMs + 1 },
    expect: 'none',
  },
  {
    name: 'an open ticket of whom the customer was merged into',
    touch: { subject: 'duplicate' },
    ticket: billing,
    expect: 'open-in-queue',
  },

  { name: 'a ticket assigned to them', ticket: mine, expect: 'assignee' },
  {
    name: 'a ticket of theirs closed 30 days ago',
    ticket: { ...mine, opened_at: noon - 40 * dayMs, closed_at: noon - 30 * dayMs },
    expect: 'assignee',
  },
  {
    name: 'a ticket of theirs closed before that',
    ticket: { ...mine, opened_at: noon - 40 * dayMs, closed_at: noon - 30 * dayMs - 1 },
    expect: 'none',
  },
  { name: 'a ticket they only wrote themselves', ticket: { created_by: 'ann' }, expect: 'none' },

  { name: 'an escalation by a team-mate', ticket: escalation, expect: 'escalation' },
  {
    name: 'an escalation of 7 days ago',
    ticket: { ...escalation, opened_at: noon - 7 * dayMs },
    expect: 'escalation',
  },
  {
    name: 'an escalation of long ago',
    ticket: { ...escalation, opened_at: noon - 7 * dayMs - 1 },
    expect: 'none',
  },
  {
    name: 'an escalation by another team',
    ticket: { ...escalation, created_by: 'eve' },
    expect: 'none',
  },
  {
    name: 'an escalation by nobody known',
    ticket: { ...escalation, created_by: 'mallory' },
    expect: 'none',
  },
  {
    name: 'an escalation of their own',
    ticket: { ...escalation, created_by: 'ann' },
    expect: 'none',
  },
];

const covered: readonly Case[] = [
  { name: 'a ticket of a team-mate on leave', ticket: { assignee: 'kim' }, expect: 'leave-cover' },
  {
    name: 'one that was closed 30 days ago',
    ticket: { assignee: 'kim', opened_at: noon - 40 * dayMs, closed_at: noon - 30 * dayMs },
    expect: 'leave-cover',
  },
  {
    name: 'one that was closed before that',
    ticket: { assignee: 'kim', opened_at: noon - 40 * dayMs, closed_at: noon - 30 * dayMs - 1 },
    expect: 'none',
  },
  { name: 'a ticket of a team-mate who is there', ticket: { assignee: 'bob' }, expect: 'none' },
  { name: 'a ticket of another team on leave', ticket: { assignee: 'lee' }, expect: 'none' },
  { name: 'one of no team', touch: { team: null }, ticket: { assignee: 'kim' }, expect: 'none' },
];

describe('explain', () => {
  for (const given of [...cases, ...covered]) {
    test(`${given.name}: ${given.expect}`, () => {
      const reference = referenceOf({
        people,
        subjects,
        tickets: [ticket({ id: 't', ...given.ticket })],
      });
      const found = explain({ ...touch, ...given.touch }, reference);
      expect(found).toMatchObject({
        reason: given.expect,
        ticket: given.expect === 'none' ? '' : 't',
        confidence: reasonConfidence[given.expect],
      });
    });
  }

  test('without any ticket feed nothing is known', () => {
    expect(explain(touch, referenceOf({ people, subjects })).reason).toBe('unknown');
  });

  test('a feed whose only ticket was deleted is a feed all the same', () => {
    const reference = referenceOf({ people, subjects, tickets: [ticket({ id: 't', ...billing })] });
    reference.apply('Ticket', 't', null);
    expect(explain(touch, reference).reason).toBe('none');
  });

  test('the strongest reason counts, whichever ticket came first', () => {
    const tickets = [
      ticket({ id: 'a', ...mine }),
      ticket({ id: 'b', ...billing }),
      ticket({ id: 'c', ...contact }),
    ];
    for (const order of [tickets, tickets.toReversed()]) {
      const found = explain(touch, referenceOf({ people, subjects, tickets: order }));
      expect(found).toMatchObject({ reason: 'contact-routed', ticket: 'c' });
    }
  });

  test('of several tickets the newest is named, then the one with the smaller id', () => {
    const tickets = [
      ticket({ id: 'old', ...billing, opened_at: noon - dayMs }),
      ticket({ id: 'y', ...billing }),
      ticket({ id: 'x', ...billing }),
    ];
    for (const order of [tickets, tickets.toReversed()]) {
      expect(explain(touch, referenceOf({ people, subjects, tickets: order })).ticket).toBe('x');
    }
  });
});

describe('marks of a ticket', () => {
  const named: Partial<Touch> = { ticket: 't' };
  const mine: Partial<Ticket> = { assignee: 'ann' };
  const day = { opened_at: noon - dayMs };
  for (const { name, ticket: given, of = named, expect: marks } of [
    { name: 'a customer called, a colleague wrote', ticket: { created_by: 'bob' }, expect: 0 },
    { name: 'written by the reader', ticket: { created_by: 'ann' }, expect: 1 },
    { name: 'nobody called', ticket: { inbound: false }, expect: 2 },
    { name: 'both', ticket: { created_by: 'ann', inbound: false }, expect: 3 },
    {
      name: 'closed a millisecond before two minutes',
      ticket: { closed_at: noon + 2 * minuteMs - 1 },
      expect: 4,
    },
    { name: 'closed after two', ticket: { closed_at: noon + 2 * minuteMs }, expect: 0 },
    { name: 'closed before the read', ticket: { ...day, closed_at: noon - 1 }, expect: 8 },
    { name: 'closed as it was read', ticket: { ...day, closed_at: noon }, expect: 0 },
    {
      name: 'a ticket of somebody else named',
      ticket: { subject: 'other', created_by: 'ann' },
      expect: 16,
    },
    {
      name: 'a ticket of the duplicate named',
      ticket: { subject: 'duplicate' },
      expect: 0,
    },
    {
      name: 'none named, one in the queue',
      ticket: { queue: 'billing', created_by: 'ann' },
      of: {},
      expect: 1,
    },
    { name: 'nothing known of it', ticket: { subject: null }, expect: 0 },
  ] as { name: string; ticket: Partial<Ticket>; of?: Partial<Touch>; expect: number }[]) {
    test(`${name}: ${marks}`, () => {
      const tickets = [ticket({ id: 't', ...mine, ...given })];
      const reference = referenceOf({ people, subjects, tickets });
      expect(explain({ ...touch, ...of }, reference).marks).toBe(marks);
    });
  }

  test('a ticket of somebody else is a mark, whatever else explains the read', () => {
    const tickets = [
      ticket({ id: 't', subject: 'other' }),
      ticket({ id: 'own', assignee: 'ann', inbound: false }),
    ];
    const reference = referenceOf({ people, subjects, tickets });
    expect(explain({ ...touch, ...named }, reference)).toMatchObject({
      reason: 'assignee',
      ticket: 'own',
      marks: ticketMarks.otherCustomer | ticketMarks.noContact,
    });
  });
});

describe('reasonTenths', () => {
  for (const { reason, tenths } of [
    { reason: 'ticket-named', tenths: 10 },
    { reason: 'contact-routed', tenths: 10 },
    { reason: 'campaign', tenths: 10 },
    { reason: 'open-in-queue', tenths: 9 },
    { reason: 'assignee', tenths: 8 },
    { reason: 'escalation', tenths: 6 },
    { reason: 'leave-cover', tenths: 6 },
    { reason: 'none', tenths: 0 },
    { reason: 'unknown', tenths: 10 },
    { reason: 'a word of the future', tenths: 0 },
  ]) {
    test(`${reason} is ${tenths} tenths`, () => expect(reasonTenths(reason)).toBe(tenths));
  }
});
