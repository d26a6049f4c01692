// Shortest way to write reference records and events in tests: only what the case is about.

import { Reference } from '../../src/core/reference.ts';
import type { AccessEvent, Person, Subject, Ticket } from '../../src/generated/records.ts';

/** Noon of a Wednesday, UTC. */
export const noon = Date.UTC(2026, 2, 4, 12);

export function person(fields: Partial<Person> & { readonly id: string }): Person {
  return {
    accounts: [`${fields.id}-account`],
    kind: 'human',
    team: 'north',
    role: 'agent',
    queues: ['billing'],
    site: 'berlin',
    utc_offset_minutes: 0,
    shift: null,
    employment: 'active',
    valid_from: null,
    ...fields,
  };
}

export function ticket(fields: Partial<Ticket> & { readonly id: string }): Ticket {
  return {
    kind: 'ticket',
    subject: 'customer',
    segments: [],
    teams: [],
    until: null,
    queue: null,
    assignee: null,
    created_by: null,
    inbound: true,
    opened_at: noon,
    closed_at: null,
    ...fields,
  };
}

export function subject(fields: Partial<Subject> & { readonly id: string }): Subject {
  return { segment: null, vip: false, canary: false, merged_into: null, ...fields };
}

export function accessEvent(fields: Partial<AccessEvent> = {}): AccessEvent {
  return {
    event_id: null,
    at: noon,
    account: 'ann-account',
    end_user: null,
    source: 'crm',
    database: 'sales',
    operation: 'select',
    tables: ['customers'],
    columns: [],
    statement: null,
    rows: 1,
    bytes: 100,
    subjects: ['customer'],
    subject_count: 1,
    touch: 'opened',
    ticket: null,
    app: null,
    program: null,
    host: null,
    ip: null,
    session: null,
    duration_ms: 5,
    status: 'ok',
    ...fields,
  };
}

export function referenceOf(rows: {
  readonly people?: readonly Person[];
  readonly tickets?: readonly Ticket[];
  readonly subjects?: readonly Subject[];
}): Reference {
  const reference = new Reference();
  for (const one of rows.people ?? []) reference.apply('Person', one.id, one);
  for (const one of rows.subjects ?? []) reference.apply('Subject', one.id, one);
  for (const one of rows.tickets ?? []) reference.apply('Ticket', one.id, one);
  return reference;
}
