// Whether a world has the shape it claims: sizes, shares and delays within stated ranges.

import { describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/core/time.ts';
import type { Ticket } from '../../src/generated/records.ts';
import { simulate } from '../../src/lab/simulate.ts';
import { defaultStart } from '../../src/lab/simulate-settings.ts';
import { isHuman } from './worlds.ts';

const world = simulate({
  agents: 150,
  customers: 50_000,
  days: 28,
  seed: 3,
  start: defaultStart,
  thief: 'none',
});
const tickets = [...world.tickets()];
const events = [...world.events()];
const people = new Map(world.people.flatMap((person) => person.accounts.map((a) => [a, person])));
const work = events.filter(isHuman);

const ticketsBySubject = new Map<string, Ticket[]>();
for (const ticket of tickets) {
  const known = ticketsBySubject.get(ticket.subject!);
  if (known === undefined) ticketsBySubject.set(ticket.subject!, [ticket]);
  else known.push(ticket);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}

function share<T>(values: readonly T[], isCounted: (value: T) => boolean): number {
  return values.filter(isCounted).length / values.length;
}

describe('people', () => {
  test('distinct customers per person and day lie between the bank and a call centre', () => {
    const perDay = new Map<string, Set<string>>();
    for (const { account, at, subjects } of work) {
      const { utc_offset_minutes, role } = people.get(account)!;
      if (role !== 'agent') continue;
      const key = `${account}/${Math.floor((at + utc_offset_minutes * minuteMs) / dayMs)}`;
      const met = perDay.get(key) ?? new Set();
      for (const subject of subjects) met.add(subject);
      perDay.set(key, met);
    }
    const sizes = [...perDay.values()].map(({ size }) => size);
    expect(quantile(sizes, 0.5)).toBeGreaterThan(18);
    expect(quantile(sizes, 0.5)).toBeLessThan(28);
    expect(quantile(sizes, 0.9)).toBeLessThan(50);
    expect(quantile(sizes, 0.99)).toBeGreaterThan(60);
  });

  test('5 to 9 % of the work falls on weekends', () => {
    const isWeekend = ({ at, account }: (typeof work)[number]) => {
      const local = at + people.get(account)!.utc_offset_minutes * minuteMs;
      const weekday = (Math.floor(local / dayMs) + 4) % 7;
      return weekday === 0 || weekday === 6;
    };
    expect(share(work, isWeekend)).toBeGreaterThan(0.05);
    expect(share(work, isWeekend)).toBeLessThan(0.09);
  });

  test('people work within their shifts, in their own time', () => {
    const isOnShift = ({ at, account }: (typeof work)[number]) => {
      const { utc_offset_minutes, shift } = people.get(account)!;
      const local = (at + utc_offset_minutes * minuteMs) % dayMs;
      const [from, until] = shift!.split('-').map((clock) => Number(clock.slice(0, 2)) * hourMs);
      return local >= from! && local < until!;
    };
    expect(share(work, isOnShift)).toBeGreaterThan(0.995);
    expect(new Set([...people.values()].map((p) => p.utc_offset_minutes)).size).toBeGreaterThan(3);
  });

  test('the services read more than any person', () => {
    const touches = new Map<string, number>();
    for (const { account, subject_count } of events) {
      touches.set(account, (touches.get(account) ?? 0) + subject_count);
    }
    const human = [...touches].filter(([account]) => !account.startsWith('svc-'));
    const most = Math.max(...human.map(([, count]) => count));
    expect(touches.get('svc-backup')).toBeGreaterThan(most);
    expect(touches.get('svc-crm-sync')).toBeGreaterThan(most);
  });
});

describe('tickets', () => {
  const calls = tickets.filter(({ kind, created_by }) => kind === 'ticket' && created_by !== null);
  const firstReads = new Map<string, number[]>();
  for (const { account, at, subjects, touch } of work) {
    if (touch === 'listed') continue;
    for (const subject of subjects) {
      const key = `${people.get(account)!.id}/${subject}`;
      const reads = firstReads.get(key);
      if (reads === undefined) firstReads.set(key, [at]);
      else reads.push(at);
    }
  }
  /** From the last look at the customer before the ticket was written, to the ticket. */
  const delays = calls.flatMap(({ created_by, subject, opened_at }) => {
    const reads = firstReads.get(`${created_by}/${subject}`) ?? [];
    const before = reads.filter((at) => at <= opened_at);
    return before.length === 0 ? [] : [opened_at - before[0]!];
  });

  test('tickets of calls are written after the look: median 4 min, 5 % later than an hour', () => {
    // Customers who call twice make some delays look longer: the bounds are above 4 min and 5 %.
    expect(delays.length / calls.length).toBeGreaterThan(0.85);
    expect(quantile(delays, 0.5) / minuteMs).toBeGreaterThan(3);
    expect(quantile(delays, 0.5) / minuteMs).toBeLessThan(6);
    const late = share(delays, (delay) => delay > hourMs);
    expect(late).toBeGreaterThan(0.03);
    expect(late).toBeLessThan(0.14);
  });

  test('mails and chats have theirs before the look, and every ticket ends after it began', () => {
    const written = tickets.filter((t) => t.kind === 'contact' || t.created_by === null);
    expect(written.length / tickets.length).toBeGreaterThan(0.35);
    expect(tickets.every(({ opened_at, closed_at }) => closed_at! > opened_at)).toBe(true);
  });

  test('a ticket named on an event is about its customer and was open for writing by then', () => {
    const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
    const named = work.filter(({ ticket }) => ticket !== null);
    expect(named.length / work.length).toBeGreaterThan(0.3);
    const wrong = named.filter(({ ticket, subjects, at }) => {
      const { subject, opened_at } = byId.get(ticket!)!;
      return !subjects.includes(subject!) || opened_at > at;
    });
    expect(wrong).toEqual([]);
  });

  test('4 to 9 % of the opened records have no ticket of that customer near them', () => {
    const opened = work.filter(({ touch, subjects }) => touch === 'opened' && subjects.length > 0);
    const isUnexplained = ({ subjects, at }: (typeof opened)[number]) =>
      !(ticketsBySubject.get(subjects[0]!) ?? []).some(
        ({ opened_at, closed_at }) =>
          opened_at <= at + hourMs && (closed_at ?? 0) >= at - 72 * hourMs,
      );
    expect(share(opened, isUnexplained)).toBeGreaterThan(0.03);
    expect(share(opened, isUnexplained)).toBeLessThan(0.09);
  });
});

describe('customers', () => {
  const subjects = [...world.subjects()];
  const canaries = new Set(subjects.filter(({ canary }) => canary).map(({ id }) => id));

  test('one in 2,000 is a canary, without a ticket and never opened by honest people', () => {
    expect(canaries.size).toBeGreaterThan(19);
    expect(canaries.size).toBeLessThan(31);
    expect(tickets.some(({ subject }) => canaries.has(subject!))).toBe(false);
    const opened = work.filter(({ touch }) => touch !== 'listed').flatMap((e) => e.subjects);
    expect(opened.some((subject) => canaries.has(subject))).toBe(false);
  });

  test('the busiest tenth makes about a third of the tickets', () => {
    // The distribution function of the rank is √(r/n): √0.1 = 0.32.
    const counts = [...ticketsBySubject.values()].map(({ length }) => length);
    const busiest = counts.sort((a, b) => b - a).slice(0, subjects.length / 10);
    const made = busiest.reduce((sum, count) => sum + count, 0) / tickets.length;
    expect(made).toBeGreaterThan(0.28);
    expect(made).toBeLessThan(0.45);
  });
});
