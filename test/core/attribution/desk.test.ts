// Which reads somebody had asked for.

import { describe, expect, test } from 'vitest';
import { deskOf, isRouted } from '../../../src/core/attribution/desk.ts';
import { ticketMarks } from '../../../src/core/explain.ts';

const { ownTicket, noContact, soonClosed } = ticketMarks;

describe('isRouted', () => {
  for (const { name, reason, marks, is } of [
    { name: 'a ticket of somebody else', reason: 'ticket-named', marks: 0, is: true },
    {
      name: 'a call, whose ticket the reader wrote',
      reason: 'assignee',
      marks: ownTicket,
      is: true,
    },
    {
      name: 'an own ticket of nobody',
      reason: 'assignee',
      marks: ownTicket | noContact,
      is: false,
    },
    {
      name: 'with more that is odd',
      reason: 'assignee',
      marks: ownTicket | noContact | soonClosed,
      is: false,
    },
    {
      name: 'a ticket of nobody, by somebody else',
      reason: 'campaign',
      marks: noContact,
      is: true,
    },
    { name: 'no reason', reason: 'none', marks: 0, is: false },
    { name: 'nothing is known of reasons', reason: 'unknown', marks: 0, is: true },
  ]) {
    test(`${name}: ${is}`, () => expect(isRouted({ reason, marks })).toBe(is));
  }
});

test('a desk is a queue in a third of a UTC day', () => {
  expect(deskOf('en', 0)).toBe(deskOf('en', 8 * 3_600_000 - 1));
  expect(deskOf('en', 0)).not.toBe(deskOf('en', 8 * 3_600_000));
  expect(deskOf(null, 0)).not.toBe(deskOf('en', 0));
});
