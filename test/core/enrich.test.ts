// Enrichment field by field.

import { describe, expect, test } from 'vitest';
import { type Arrival, Enricher, refusalOf } from '../../src/core/enrich.ts';
import { networkOf } from '../../src/core/network.ts';
import { isOnShift, parseShift } from '../../src/core/shift.ts';
import { hourMs } from '../../src/core/time.ts';
import type { AccessEvent, EnrichedAccess } from '../../src/generated/records.ts';
import {
  accessEvent,
  noon,
  person,
  referenceOf,
  subject,
  ticket,
} from '../support/reference-rows.ts';

const arrival: Arrival = {
  partition: 2,
  offset: 77,
  seenAt: noon + 5,
  at: noon,
  reportedAt: null,
  isLate: false,
};

const reference = referenceOf({
  people: [
    person({ id: 'ann', shift: '09:00-17:00', utc_offset_minutes: 60, queues: ['billing', 'x'] }),
    person({ id: 'desk', kind: 'service', accounts: ['shared'] }),
  ],
  subjects: [subject({ id: 'customer', segment: 'en', vip: true })],
  tickets: [ticket({ id: 't', queue: 'billing' })],
});
for (const [table, sensitivity, subject_column] of [
  ['customers', 'personal', 'Customer_Id'],
  ['cards', 'secret', null],
  ['plans', 'public', null],
  ['odd', 'a word of the future', null],
] as const) {
  const asset = { source: 'crm', database: 'sales', table, sensitivity, subject_column };
  reference.apply('Asset', `crm/sales/${table}`, asset);
}

const enrich = (event: Partial<AccessEvent>): EnrichedAccess[] =>
  new Enricher(reference).enrich(accessEvent(event), arrival);

describe('enrich', () => {
  const cases: readonly {
    readonly name: string;
    readonly event: Partial<AccessEvent>;
    readonly expected: Partial<EnrichedAccess>;
  }[] = [
    {
      name: 'a known person brings all that is known of them',
      event: {},
      expected: {
        user: 'ann',
        user_kind: 'human',
        team: 'north',
        role: 'agent',
        queue: 'billing',
        site: 'berlin',
        utc_offset_minutes: 60,
        on_shift: true,
        employment: 'active',
      },
    },
    {
      name: 'an unknown account is its own user',
      event: { account: 'mallory' },
      expected: {
        user: 'mallory',
        user_kind: 'unknown',
        team: null,
        queue: null,
        on_shift: null,
        employment: 'unknown',
        utc_offset_minutes: 0,
      },
    },
    {
      name: 'the end user counts, not the shared account',
      event: { account: 'shared', end_user: 'ann-account' },
      expected: { user: 'ann', account: 'shared' },
    },
    {
      name: 'an unknown end user leaves the account',
      event: { account: 'shared', end_user: 'mallory' },
      expected: { user: 'desk', user_kind: 'service' },
    },
    { name: 'an empty end user is none', event: { end_user: '' }, expected: { user: 'ann' } },
    {
      name: 'subjects carry segment, flags, source and reason',
      event: { subjects: ['customer', 'nobody'] },
      expected: {
        segments: ['en', ''],
        flags: [2, 0],
        subject_sources: ['explicit', 'explicit'],
        reasons: ['open-in-queue', 'none'],
        tickets: ['t', ''],
        subject_count: 2,
      },
    },
    {
      name: 'a larger count of the source is kept',
      event: { subject_count: 9 },
      expected: { subject_count: 9 },
    },
    {
      name: 'ids are taken from literals where the column is known',
      event: {
        subjects: [],
        subject_count: 0,
        statement: "select * from customers where customer_id in ('a', 'b')",
      },
      expected: {
        subjects: ['a', 'b'],
        subject_sources: ['literal', 'literal'],
        subject_count: 2,
        statement: 'select * from customers where customer_id in (?, ?)',
        predicate: 'customer_id in (?)',
      },
    },
    {
      name: 'and not where it is not',
      event: {
        subjects: [],
        subject_count: 3,
        tables: ['plans'],
        statement: "select * from plans where customer_id = 'a'",
      },
      expected: { subjects: [], subject_count: 3 },
    },
    {
      name: 'the highest sensitivity counts',
      event: { tables: ['plans', 'cards', 'customers'] },
      expected: { sensitivity: 'secret' },
    },
    {
      name: 'a word not known yet ranks above nothing',
      event: { tables: ['odd', 'x'] },
      expected: { sensitivity: 'a word of the future' },
    },
    {
      name: 'tables nobody described are unknown',
      event: { tables: ['x'] },
      expected: { sensitivity: 'unknown' },
    },
    {
      name: 'unknown words are kept',
      event: { operation: 'teleport', touch: 'sniffed', status: 'so-so' },
      expected: { operation: 'teleport', touch: 'sniffed', status: 'so-so' },
    },
    {
      name: 'coordinates make an id where the source gave none',
      event: {},
      expected: {
        event_id: 'db-access/2/77',
        source_partition: 2,
        source_offset: 77,
        seen_at: noon + 5,
      },
    },
    {
      name: 'its own id is kept',
      event: { event_id: 'e-1' },
      expected: { event_id: 'e-1', part: 0, parts: 1 },
    },
    {
      name: 'the network is kept beside the address',
      event: { ip: '10.1.2.3' },
      expected: { ip: '10.1.2.3', network: '10.1.2.0/24' },
    },
  ];
  for (const { name, event, expected } of cases) {
    test(name, () => {
      const [access, ...more] = enrich(event);
      expect(access).toMatchObject(expected);
      expect(more).toEqual([]);
    });
  }

  test('many subjects become several records whose sums are those of the event', () => {
    const subjects = Array.from({ length: 12_001 }, (_, n) => `c${n}`);
    const parts = enrich({ subjects, subject_count: 13_000, rows: 50, bytes: 60 });
    const sum = (of: (part: EnrichedAccess) => number) =>
      parts.reduce((all, one) => all + of(one), 0);
    expect(parts.map(({ part, parts: of }) => `${part}/${of}`)).toEqual(['0/3', '1/3', '2/3']);
    expect(parts.flatMap((part) => part.subjects)).toEqual(subjects);
    expect(parts.every((one) => one.reasons.length === one.subjects.length)).toBe(true);
    expect([sum((p) => p.subject_count), sum((p) => p.rows), sum((p) => p.bytes)]).toEqual([
      13_000, 50, 60,
    ]);
  });

  test('long ids make smaller parts', () => {
    const subjects = Array.from({ length: 900 }, (_, n) => `${n}`.padEnd(1_000, 'x'));
    expect(enrich({ subjects }).every((part) => part.subjects.length <= 201)).toBe(true);
  });
});

describe('pending', () => {
  const enricher = new Enricher(reference);
  const pending = (given: Partial<AccessEvent>) => {
    const event = accessEvent(given);
    const [access] = enricher.find(event, arrival);
    return { access: access!, touch: enricher.pending(event, access!) };
  };

  test('holds the touches without a reason, with their indexes', () => {
    const { touch } = pending({ subjects: ['customer', 'nobody', 'no-one'], ticket: 'z' });
    expect(touch).toMatchObject({
      subjects: ['nobody', 'no-one'],
      subject_indexes: [1, 2],
      queues: ['billing', 'x'],
      ticket: 'z',
    });
  });
  test('is nothing where all is explained, and for services', () => {
    expect(pending({}).touch).toBeUndefined();
    const { access, touch } = pending({ account: 'shared', subjects: ['nobody'] });
    expect([access.reasons, touch]).toEqual([['none'], undefined]);
  });
});

describe('refusalOf', () => {
  const many = (length: number) => new Array<string>(length).fill('c');
  for (const { name, event, expected } of [
    { name: 'an empty account', event: { account: '' }, expected: 'user-missing' },
    { name: 'an account of spaces', event: { account: '  ' }, expected: 'user-missing' },
    { name: '100,000 subjects', event: { subjects: many(100_000) }, expected: undefined },
    { name: 'one more', event: { subjects: many(100_001) }, expected: 'too-many-subjects' },
  ]) {
    test(`${name}: ${expected ?? 'taken'}`, () => {
      expect(refusalOf(accessEvent(event))).toBe(expected);
    });
  }
});

describe('networkOf', () => {
  for (const { ip, expected } of [
    { ip: '10.1.2.3', expected: '10.1.2.0/24' },
    { ip: '256.1.2.3', expected: null },
    { ip: '10.1.2', expected: null },
    { ip: '10.1.2.3.4', expected: null },
    { ip: '10.1.2.', expected: null },
    { ip: '2001:db8:0:12::9', expected: '2001:db8:0::/48' },
    { ip: '2001:0DB8::1%eth0', expected: '2001:db8:0::/48' },
    { ip: '[fe80::1]', expected: 'fe80:0:0::/48' },
    { ip: '::ffff:10.1.2.3', expected: '10.1.2.0/24' },
    { ip: '1:2:3:4:5:6:7:8', expected: '1:2:3::/48' },
    { ip: '1:2:3', expected: null },
    { ip: '1::2::3', expected: null },
    { ip: 'desk-7', expected: null },
    { ip: '', expected: null },
  ]) {
    test(`${ip || 'nothing'} lies in ${expected}`, () => expect(networkOf(ip)).toBe(expected));
  }
});

describe('shifts', () => {
  for (const { shift, hour, offset, expected } of [
    { shift: '09:00-17:00', hour: 9, offset: 0, expected: true },
    { shift: '09:00-17:00', hour: 17, offset: 0, expected: false },
    { shift: '09:00-17:00', hour: 8, offset: 60, expected: true },
    { shift: '09:00-17:00', hour: 8, offset: -60, expected: false },
    { shift: '22:00-06:00', hour: 23, offset: 0, expected: true },
    { shift: '22:00-06:00', hour: 5, offset: 0, expected: true },
    { shift: '22:00-06:00', hour: 6, offset: 0, expected: false },
    { shift: '22:00-06:00', hour: 12, offset: 0, expected: false },
    { shift: '16:00-24:00', hour: 23, offset: 0, expected: true },
    { shift: '00:00-24:00', hour: 3, offset: 0, expected: true },
    { shift: '9:00 - 17:30', hour: 17, offset: 0, expected: true },
  ]) {
    const place = offset === 0 ? '' : ` in ${offset} min`;
    test(`${shift} at ${hour}:00 UTC${place}: ${expected}`, () => {
      const at = noon + (hour - 12) * hourMs;
      expect(isOnShift(parseShift(shift)!, at, offset)).toBe(expected);
    });
  }
  for (const text of ['', 'early', '25:00-26:00', '09:00', '09:60-10:00']) {
    test(`"${text}" is no shift`, () => expect(parseShift(text)).toBeUndefined());
  }
});
