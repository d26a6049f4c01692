// The tables behind the explanations: people as of the event, merged customers, order of tickets.

import { describe, expect, test } from 'vitest';
import { canaryFlag, vipFlag } from '../../src/core/subject-table.ts';
import { dayMs } from '../../src/core/time.ts';
import { noon, person, referenceOf, subject, ticket } from '../support/reference-rows.ts';

describe('a person behind an account', () => {
  const reference = referenceOf({
    people: [
      person({ id: 'ann', team: 'old', accounts: ['a1', 'a2'] }),
      person({ id: 'ann', team: 'new', accounts: ['a1'], valid_from: noon }),
      person({ id: 'bob', accounts: ['a2'], valid_from: noon + dayMs }),
      person({ id: 'cleo', accounts: ['c1'], valid_from: noon }),
    ],
  });
  for (const { name, account, at, expected } of [
    { name: 'before a change, the old version', account: 'a1', at: noon - 1, expected: 'ann old' },
    {
      name: 'from its first millisecond, the new one',
      account: 'a1',
      at: noon,
      expected: 'ann new',
    },
    { name: 'an account they had to give back', account: 'a2', at: noon, expected: 'nobody' },
    { name: 'and had before', account: 'a2', at: noon - 1, expected: 'ann old' },
    { name: 'an account handed on', account: 'a2', at: noon + dayMs, expected: 'bob north' },
    { name: 'somebody not there yet', account: 'c1', at: noon - 1, expected: 'nobody' },
    { name: 'an id used as an account', account: 'ann', at: noon, expected: 'ann new' },
    { name: 'an account nobody has', account: 'x', at: noon, expected: 'nobody' },
  ]) {
    test(name, () => {
      const found = reference.person(account, at);
      expect(found === undefined ? 'nobody' : `${found.id} ${found.team}`).toBe(expected);
    });
  }

  test('a tombstone takes the person and the accounts away', () => {
    const small = referenceOf({ people: [person({ id: 'ann' })] });
    small.apply('Person', 'ann', null);
    expect(small.person('ann-account', noon)).toBeUndefined();
    expect(small.people.size).toBe(0);
  });
});

describe('a customer', () => {
  const reference = referenceOf({
    subjects: [
      subject({ id: 'a', segment: 'en', canary: true, merged_into: 'b' }),
      subject({ id: 'b', vip: true, merged_into: 'c' }),
      subject({ id: 'c', segment: 'de' }),
      subject({ id: 'loop', segment: 'fr', merged_into: 'pool' }),
      subject({ id: 'pool', merged_into: 'loop' }),
    ],
  });
  const { subjects } = reference;
  for (const { id, flags, segment } of [
    { id: 'a', flags: canaryFlag | vipFlag, segment: 'de' },
    { id: 'b', flags: vipFlag, segment: 'de' },
    { id: 'c', flags: 0, segment: 'de' },
    { id: 'loop', flags: 0, segment: 'fr' },
    { id: 'nobody', flags: 0, segment: '' },
  ]) {
    test(`${id} has flags ${flags} and segment "${segment}"`, () => {
      const row = subjects.find(id);
      expect([subjects.flags(row), subjects.segment(row)]).toEqual([flags, segment]);
    });
  }

  test('a tombstone makes a canary an ordinary unknown again', () => {
    const small = referenceOf({ subjects: [subject({ id: 'a', canary: true, segment: 'en' })] });
    small.apply('Subject', 'a', null);
    const row = small.subjects.find('a');
    expect([small.subjects.flags(row), small.subjects.segment(row)]).toEqual([0, '']);
  });

  test('a thousand and more rows keep what the first ones said', () => {
    const many = Array.from({ length: 3_000 }, (_, n) =>
      subject({ id: `s${n}`, segment: `seg${n % 7}`, canary: n % 2 === 0 }),
    );
    const { subjects: table } = referenceOf({ subjects: many });
    const row = table.find('s2');
    expect([table.flags(row), table.segment(row)]).toEqual([canaryFlag, 'seg2']);
  });
});

describe('tickets of a customer', () => {
  function chain(reference: ReturnType<typeof referenceOf>): string[] {
    const { subjects, tickets } = reference;
    const ids: string[] = [];
    let row = subjects.newestTicket(subjects.find('customer'));
    while (row >= 0) {
      ids.push(tickets.id(row));
      row = tickets.next(row);
    }
    return ids;
  }
  const rows = [3, 1, 2, 0].map((n) => ticket({ id: `t${n}`, opened_at: noon + n }));

  test('are chained from the newest to the oldest', () => {
    expect(chain(referenceOf({ tickets: rows }))).toEqual(['t3', 't2', 't1', 't0']);
  });

  test('move when they change, and go when they are deleted or given to another', () => {
    const reference = referenceOf({ tickets: rows });
    reference.apply('Ticket', 't0', ticket({ id: 't0', opened_at: noon + 9 }));
    reference.apply('Ticket', 't2', null);
    reference.apply('Ticket', 't1', ticket({ id: 't1', subject: 'other' }));
    expect(chain(reference)).toEqual(['t0', 't3']);
    expect(reference.tickets.size).toBe(3);
  });

  test('a ticket that becomes a campaign leaves the chain', () => {
    const reference = referenceOf({ tickets: rows });
    reference.apply('Ticket', 't3', ticket({ id: 't3', kind: 'campaign', segments: ['en', 'en'] }));
    expect(chain(reference)).toEqual(['t2', 't1', 't0']);
    expect(reference.campaigns('en').map(({ id }) => id)).toEqual(['t3']);
    reference.apply('Ticket', 't3', null);
    expect(reference.campaigns('en')).toEqual([]);
  });
});
