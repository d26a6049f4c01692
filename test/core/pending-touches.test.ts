// Touches that wait for a reason: what a ticket explains, what is written, what is given up.

import { describe, expect, test } from 'vitest';
import { PendingTouches, pendingMsDefault as pendingMs } from '../../src/core/pending-touches.ts';
import { minuteMs } from '../../src/core/time.ts';
import type { PendingTouch, Ticket } from '../../src/generated/records.ts';
import { noon, referenceOf, ticket } from '../support/reference-rows.ts';

function waiting(fields: Partial<PendingTouch> = {}): PendingTouch {
  const subjects = fields.subjects ?? ['customer'];
  return {
    event_id: 'e',
    part: 0,
    user: 'ann',
    account: 'ann-account',
    team: 'north',
    queues: ['billing'],
    at: noon,
    ticket: null,
    subject_indexes: subjects.map((_, index) => index + 3),
    segments: subjects.map(() => 'en'),
    ...fields,
    subjects,
  };
}

const billing = (fields: Partial<Ticket> = {}) => ticket({ id: 't', queue: 'billing', ...fields });

/** One record waits under key k; the ticket arrives; what is explained, and what stays. */
function arrive(record: PendingTouch, arriving: Ticket, clock = noon + minuteMs) {
  const pending = new PendingTouches();
  pending.add('k', record, noon);
  pending.changes.clear();
  const reference = referenceOf({ tickets: [ticket({ id: 'feed', subject: 'x' }), arriving] });
  pending.notice(arriving);
  const explained = pending.judge(reference, clock);
  return { explained, change: pending.changes.get('k'), left: pending.touches };
}

describe('an arriving ticket', () => {
  test('explains the touch of its customer, and the record goes', () => {
    expect(arrive(waiting(), billing())).toEqual({
      explained: [
        {
          event_id: 'e',
          part: 0,
          user: 'ann',
          at: noon,
          subject_index: 3,
          subject: 'customer',
          reason: 'open-in-queue',
          ticket: 't',
          segment: 'en',
          ticket_marks: 0,
          explained_at: noon + minuteMs,
        },
      ],
      change: null,
      left: 0,
    });
  });

  test('leaves the other customers of the record waiting, with their own indexes', () => {
    const { change, left } = arrive(waiting({ subjects: ['a', 'customer', 'b'] }), billing());
    expect(change).toMatchObject({ subjects: ['a', 'b'], subject_indexes: [3, 5] });
    expect(left).toBe(2);
  });

  for (const { name, record, arriving, explains } of [
    {
      name: 'of another customer explains nothing',
      record: waiting(),
      arriving: billing({ subject: 'other' }),
      explains: 0,
    },
    {
      name: 'that was opened too late explains nothing',
      record: waiting(),
      arriving: billing({ opened_at: noon + 61 * minuteMs }),
      explains: 0,
    },
    {
      name: 'that the event names explains it',
      record: waiting({ ticket: 't' }),
      arriving: billing({ queue: null, assignee: 'ann' }),
      explains: 1,
    },
    {
      name: 'that is a campaign explains its segment',
      record: waiting(),
      arriving: ticket({ id: 't', kind: 'campaign', subject: null, segments: ['en'] }),
      explains: 1,
    },
  ]) {
    test(name, () => expect(arrive(record, arriving).explained.length).toBe(explains));
  }

  for (const { name, clock, explains } of [
    { name: 'explains after 60 minutes of the clock', clock: noon + pendingMs, explains: 1 },
    { name: 'but not a millisecond later', clock: noon + pendingMs + 1, explains: 0 },
  ]) {
    test(name, () => expect(arrive(waiting(), billing(), clock).explained.length).toBe(explains));
  }
});

describe('waiting', () => {
  test('ends after 60 minutes of the clock', () => {
    const pending = new PendingTouches();
    pending.add('k', waiting(), noon);
    expect(pending.expire(noon + pendingMs)).toBe(0);
    expect(pending.expire(noon + pendingMs + 1)).toBe(1);
    expect([...pending.changes]).toEqual([['k', null]]);
  });

  test('ends after what the setting says', () => {
    const pending = new PendingTouches({ pendingMs: 5_000 });
    pending.add('k', waiting(), noon);
    expect(pending.expire(noon + 5_000)).toBe(0);
    expect(pending.expire(noon + 5_001)).toBe(1);
  });

  test('does not begin for an event that is late by more', () => {
    const pending = new PendingTouches();
    pending.add('k', waiting(), noon + pendingMs + 1);
    expect([pending.size, pending.changes.size]).toEqual([0, 0]);
  });

  test('is ended early for the oldest when too many wait', () => {
    const pending = new PendingTouches({ pendingTouchesMax: 3 });
    for (const key of ['k1', 'k2', 'k3']) pending.add(key, waiting({ subjects: ['a', key] }), noon);
    expect([pending.touches, pending.crowdedOut]).toEqual([2, 4]);
    expect([...pending.changes].filter(([, record]) => record !== null)).toHaveLength(1);
  });

  test('goes on after a restart', () => {
    const pending = new PendingTouches();
    pending.restore('k', waiting());
    pending.markAll();
    const reference = referenceOf({ tickets: [billing()] });
    expect(pending.judge(reference, noon)).toHaveLength(1);
    expect(pending.hasMarked).toBe(false);
  });
});
