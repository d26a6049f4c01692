// Hunts for shapes of theft, by tickets and on machines: who is to be in their answers in the
// golden world, and who is not. What each of them has done is beside their rows in planted-….ts;
// the hunts that are about something else are in expected-answers.ts.

import type { Expectations } from './expectation.ts';
import { thief } from './victims.ts';

/** More than there are: an answer that is cut says nothing of who is not in it. */
const all = { limit: '2000' };

/** Of both the hunt asks nothing but their name. */
const byUser = (id: string) => ({ contains: { user: `mole-${id}` }, lacks: { user: `ann-${id}` } });

export const expectedThefts: Expectations = {
  'after-denial': {
    given: {},
    contains: { user: 'mole-after-denial', denials: 2, granted_by: ['bob-after-denial'] },
    lacks: { user: 'ann-after-denial' },
  },
  'before-leaving': { given: {}, ...byUser('before-leaving') },
  'copied-table': {
    given: {},
    contains: { user: 'mole-copied-table', table: 'crm-proxy/crm/tmp_mole', reads: 1 },
    lacks: { user: 'ann-copied-table' },
  },
  'each-a-little': {
    given: {},
    contains: { day: '2026-02-04', segment: 'gold-card', people: 8, most_by_one: 3 },
    lacks: { segment: 'silver-card' },
  },
  'export-after-search': { given: {}, ...byUser('export-after-search') },
  'fan-out-ranking': {
    given: all,
    contains: { user: 'mole-fan-out-ranking', day: '2026-02-03', rows: 1200 },
    after: { user: 'ann-fan-out-ranking', rows: 1200 },
  },
  'id-walks': {
    given: {},
    contains: { user: 'mole-id-walks', customers: 12, longest_step: 1 },
    lacks: { user: 'ann-id-walks' },
  },
  // The world is not half a year old.
  'long-dormant-customers': {
    given: { dormant: '21', ...all },
    contains: { user: 'mole-long-dormant-customers', dormant: 6, never: 0 },
    lacks: { user: 'ann-long-dormant-customers' },
  },
  'new-tool': {
    given: {},
    contains: { user: 'mole-new-tool', tool: 'program psql' },
    lacks: { user: 'ann-new-tool' },
  },
  'off-shift': { given: {}, ...byUser('off-shift') },
  'one-segment': {
    given: {},
    contains: { user: 'mole-one-segment', segment: 'ja-business', customers: 15 },
    lacks: { user: 'ann-one-segment' },
  },
  'opened-once': { given: {}, ...byUser('opened-once') },
  'overlapping-rare-customers': {
    given: {},
    contains: {
      user: 'mole-overlapping-rare-customers-1',
      other: 'mole-overlapping-rare-customers-2',
    },
    lacks: { user: 'ann-overlapping-rare-customers-1' },
  },
  'prefix-searches': { given: {}, ...byUser('prefix-searches') },
  // The simulated thief, whom a supervisor with a report of each night comes before.
  'reads-without-reason': {
    given: all,
    contains: { user: thief, day: '2026-02-05', customers: 24 },
    lacks: ['ann', 'refused', 'listed', 'service'].map((who) => ({ user: `${who}-slow-drip` })),
  },
  'same-customer-again': {
    given: all,
    contains: { user: 'mole-same-customer-again', customer: 'former-partner', days: 20 },
    lacks: { user: 'ann-same-customer-again' },
  },
  'shared-accounts': { given: {}, ...byUser('shared-accounts') },
  'slow-drip': {
    given: {},
    contains: { user: 'mole-slow-drip', days_with: 12, customers: 48 },
    lacks: { user: 'ann-slow-drip' },
  },
  'team-drifts': {
    given: { since: '2026-02-01 00:00:00' },
    contains: { team: 'team-mole' },
    lacks: { team: 'team-ann' },
  },
  // Since the simulated theft began; supervisors look at samples without a ticket all day.
  'team-members': {
    given: { team: 'en-consumer-cork-1', since: '2026-01-23 00:00:00' },
    contains: { user: thief, without_reason: 234 },
    lacks: { user: 'supervisor-0008' },
  },
  'wildcard-exports': {
    given: all,
    contains: { user: 'mole-wildcard-exports', how: 'no condition, all columns' },
    lacks: { user: 'ann-wildcard-exports' },
  },

  'one-ticket-many-customers': {
    given: {},
    contains: { ticket: 'ticket-of-one', user: 'mole-one-ticket-many-customers', customers: 8 },
    lacks: { ticket: 'campaign-of-many' },
  },
  'other-customer': {
    given: {},
    contains: { user: 'mole-other-customer', other_customer: 6 },
    lacks: { user: 'ann-other-customer' },
  },
  'reopened-tickets': {
    given: {},
    contains: { user: 'mole-reopened-tickets', reopened: 1 },
    lacks: { user: 'ann-reopened-tickets' },
  },
  'ticket-after-read': {
    given: all,
    contains: { user: 'mole-ticket-after-read', late: 6, uncalled: 6 },
    lacks: { user: 'ann-ticket-after-read' },
  },
  'tickets-by-reader': {
    given: all,
    contains: { user: 'mole-tickets-by-reader', own: 6, uncalled: 6 },
    lacks: { user: 'ann-tickets-by-reader' },
  },
  'tickets-soon-closed': {
    given: {},
    contains: { user: 'mole-tickets-soon-closed', soon_closed: 6 },
    lacks: { user: 'ann-tickets-soon-closed' },
  },

  'new-hosts': {
    given: {},
    contains: { host: 'laptop-unknown', people: 4, customers: 40, without_reason: 20 },
    lacks: { host: 'desk-known' },
  },
  'service-by-hand': {
    given: {},
    contains: { user: 'svc-mole-by-hand', host: 'ws-manila-0017', program: 'psql' },
    lacks: { user: 'svc-ann-by-job' },
  },
  'shared-hosts': {
    given: {},
    contains: { host: 'kiosk-shared', people: 8, without_reason: 8 },
    lacks: { host: 'desk-of-two' },
  },
};
