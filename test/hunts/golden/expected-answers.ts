// Hunts about one person, about readers and victims, about sources, and about what was found: what
// is to be in their answers in the golden world, and what is not. The rest: expected-thefts.ts.

import type { Expectations } from './expectation.ts';
import { ringVictims, thief, victims } from './victims.ts';

/** More than there are: an answer that is cut says nothing of who is not in it. */
const all = { limit: '2000' };

export const expectedAnswers: Expectations = {
  // Of the same person: the weeks and days of the theft before those of before it.
  'against-own-past': {
    given: { user: thief },
    contains: { week: '2026-02-02' },
    after: { week: '2026-01-12' },
  },
  'against-peers': {
    given: { user: thief },
    contains: { day: '2026-01-27', rank_without_reason: 1, without_reason: 28 },
    after: { day: '2026-01-14' },
  },
  'customers-only-they-saw': {
    given: { user: 'mole-customers-only-they-saw' },
    contains: { subject: 'alone-1', without_reason: 1 },
    lacks: [{ subject: 'met-by-two' }, { subject: 'alone-refused' }],
  },
  // At eleven somebody else was still at work.
  'day-in-the-life': {
    given: { user: 'mole-day-in-the-life', day: '2026-02-03 00:00:00' },
    contains: { hour: '2026-02-03 22:00:00', without_reason: 10, customers: 16 },
    lacks: { hour: '2026-02-03 23:00:00' },
  },
  // The night in which the thief was opened an incident.
  'person-timeline': {
    given: { user: thief, since: '2026-01-30 12:00:00', until: '2026-02-01 00:00:00' },
    contains: { kind: 'incident', at: '2026-01-31 01:00:00.000' },
    lacks: [{ detail: 'ann stayed an hour longer' }, { detail: 'ann stayed longer again' }],
  },
  // Two others used it, with excuses; a service is nobody. The program of the desk is not new.
  'what-is-new': {
    given: { user: 'mole-new-tool' },
    contains: { kind: 'program', name: 'psql', others: 2 },
    lacks: { name: 'crm-web' },
  },

  'staff-records': {
    given: { customers: ['staff-1', 'staff-2'] },
    contains: { user: 'mole-staff-records', subject: 'staff-1', of_list: 2, without_reason: 3 },
    lacks: ['ann', 'refused', 'service'].map((who) => ({ user: `${who}-staff-records` })),
  },
  // Who was refused has read nobody.
  'who-read-these-customers': {
    given: { subjects: victims },
    contains: { user: thief, customers_hit: 10, without_reason: 7 },
    lacks: { user: 'ann-refused' },
  },
  'who-read-this-customer': {
    given: { subject: 'c1002677' },
    contains: { user: thief, touch: 'opened', reason: 'none' },
    lacks: { user: 'ann-refused' },
  },
  'who-read-this-segment': {
    given: { segment: 'gold-card' },
    contains: { user: 'mole-each-a-little-1', without_reason: 3 },
    lacks: { user: 'ann-who-read-this-segment' },
  },
  // In another table at that minute.
  'who-was-there': {
    given: {
      table: 'payment_methods',
      since: '2026-02-03 12:00:00',
      until: '2026-02-03 13:00:00',
    },
    contains: { user: 'mole-after-denial' },
    lacks: { user: 'ann-after-denial' },
  },

  // A victim too, whom the thief served on a day before the theft, under a ticket.
  'blast-radius': {
    given: { user: thief },
    contains: { subject: 'c1002677', first_at: '2026-01-23 10:49:32.461' },
    lacks: ['c1002266', 'refused-of-thief', 'late-of-thief'].map((subject) => ({ subject })),
  },
  // A victim of gold-card was only tried.
  'defrauded-segments': {
    given: { subjects: [...victims, 'tried-1'] },
    contains: { segment: 'en-consumer', victims: 9 },
    lacks: [{ segment: 'ja-consumer' }, { segment: 'gold-card' }],
  },
  'events-without-customers': {
    given: {},
    contains: { table: 'contracts', without_ids: 4, with_rows: 3, rows: 120 },
    lacks: { table: 'contract_files' },
  },
  'reads-without-ids': {
    given: all,
    contains: { user: 'mole-reads-without-ids', unknown: 5000 },
    lacks: { user: 'ann-reads-without-ids' },
  },
  // The report of each night has all victims in it, and a third of the company.
  'victims-by-reader': {
    given: { subjects: victims },
    contains: { user: thief, victims: 10 },
    after: { user: 'supervisor-0008', victims: 12 },
  },
  'victims-nobody-read': {
    given: { subjects: [...victims, 'victim-never-read', 'victim-merged', 'tried-1'] },
    contains: { subject: 'victim-never-read', is_known: 1 },
    lacks: { subject: 'victim-merged' },
  },
  'what-victims-share': {
    given: { subjects: ringVictims },
    contains: { kind: 'program', name: 'legacy-client', victims: 8 },
    lacks: { kind: 'program', name: 'refused-client' },
    after: { kind: 'program', name: 'crm-web' },
  },

  'clock-skew': {
    given: {},
    contains: { source: 'clock-ahead', clamped: 3, ahead_seconds: 600 },
    after: { source: 'clock-right' },
  },
  'dead-letters': {
    given: { topic: 'db-access' },
    contains: { topic: 'db-access', reason: 'truncated', records: 3 },
    lacks: { topic: 'tickets' },
  },
  'offset-gaps': {
    given: {},
    contains: { log: 'log-with-hole', last_before: 4, first_after: 6 },
    lacks: { log: 'log-whole' },
  },
  'silent-sources': {
    given: { now: '2026-02-09 00:00:00' },
    contains: { source: 'silent-proxy' },
    after: { source: 'weekly-proxy' },
  },
  'unknown-people': {
    given: {},
    contains: { account: 'mole-unknown-people', person_now: '' },
    after: { account: 'ann-unknown-people', person_now: 'newcomer' },
  },

  // Prominent is no canary.
  'canaries-read': {
    given: {},
    contains: { user: 'mole-canaries-read', without_reason: 1 },
    lacks: { user: 'ann-canaries-read' },
  },
  // An author who excuses the same person again, and one whom the same author found guilty.
  dispositions: {
    given: { verdict: 'benign' },
    contains: { author: 'mole-dispositions', by_author_on_user: 2 },
    lacks: { user: 'ann-dispositions' },
  },
  // A detector that only asked, and opened no incident.
  'false-alarm-review': {
    given: { tier: 'incident' },
    contains: { detector: 'off-hours', benign: 2, alone_benign: 2 },
    lacks: { detector: 'query-shape' },
  },
  // A senior who was asked what something was for.
  'incidents-by-risk': {
    given: { tier: 'incident' },
    contains: { user: thief, state: 'updated', anomalies: 20 },
    lacks: { user: 'senior-0004' },
  },
  'what-a-threshold-would-do': {
    given: { team: 'team-of-threshold' },
    contains: { highest_user: 'mole-what-a-threshold-would-do', highest: 30, people_flagged: 1 },
    lacks: { highest_user: 'svc-ann-what-a-threshold-would-do' },
  },
};
