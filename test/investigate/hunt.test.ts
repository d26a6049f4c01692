// Headers of hunts, and what is said about wrong values before ClickHouse is asked.

import { describe, expect, test } from 'vitest';
import { findHunt, listHunts, runHunt } from '../../src/investigate/hunt.ts';
import { newHunt, ownHunt, parseHunt } from '../../src/investigate/hunt-header.ts';
import { type HuntType, parseHuntValue } from '../../src/investigate/hunt-value.ts';
import type { Warehouse } from '../../src/ports.ts';
import attackIds from '../support/attack-ids.json' with { type: 'json' };

const millis = "DateTime64(3, 'UTC')" as const;

test('a hunt of one’s own is read as any editor writes it', () => {
  const other = `\uFEFF${newHunt.replaceAll('\n', '\r\n')}`;
  expect(ownHunt('mine.sql', other)).toEqual(ownHunt('mine.sql', newHunt));
});

describe('shipped hunts', () => {
  test('are these', () => {
    expect(listHunts().map(({ id }) => id)).toEqual([
      'after-denial',
      'against-own-past',
      'against-peers',
      'before-leaving',
      'blast-radius',
      'canaries-read',
      'clock-skew',
      'copied-table',
      'customers-only-they-saw',
      'day-in-the-life',
      'dead-letters',
      'defrauded-segments',
      'dispositions',
      'each-a-little',
      'events-without-customers',
      'export-after-search',
      'false-alarm-review',
      'fan-out-ranking',
      'id-walks',
      'incidents-by-risk',
      'long-dormant-customers',
      'new-hosts',
      'new-tool',
      'off-shift',
      'offset-gaps',
      'one-segment',
      'one-ticket-many-customers',
      'opened-once',
      'other-customer',
      'overlapping-rare-customers',
      'person-timeline',
      'prefix-searches',
      'reads-without-ids',
      'reads-without-reason',
      'reopened-tickets',
      'same-customer-again',
      'service-by-hand',
      'shared-accounts',
      'shared-hosts',
      'silent-sources',
      'slow-drip',
      'staff-records',
      'team-drifts',
      'team-members',
      'ticket-after-read',
      'tickets-by-reader',
      'tickets-soon-closed',
      'unknown-people',
      'victims-by-reader',
      'victims-nobody-read',
      'what-a-threshold-would-do',
      'what-is-new',
      'what-victims-share',
      'who-read-these-customers',
      'who-read-this-customer',
      'who-read-this-segment',
      'who-was-there',
      'wildcard-exports',
    ]);
  });

  test('name techniques that there are', () => {
    const strange = listHunts().flatMap(({ id, attack }) =>
      attack.filter((one) => !attackIds.includes(one)).map((one) => `${id}: ${one}`),
    );
    expect(strange).toEqual([]);
  });

  for (const hunt of listHunts()) {
    test(`${hunt.id} uses exactly the parameters that it declares, with their types`, () => {
      const used = new Map<string, string>();
      for (const [, name = '', type = ''] of hunt.sql.matchAll(/\{(\w+):([^}]+)\}/g)) {
        expect(used.get(name) ?? type).toBe(type);
        used.set(name, type);
      }
      const declared = new Map(hunt.params.map(({ name, type }) => [name, type as string]));
      expect(used).toEqual(declared);
    });
  }
});

describe('a header', () => {
  const header =
    '-- title: T?\n-- theme: person\n-- why: because\n--   of that\n-- reading: r\n' +
    '-- benign: b\n-- cost: key\n-- columns: a, b\n';

  test('goes on over lines, and types its parameters', () => {
    const param = `-- param: since ${millis} = now() - INTERVAL 7 DAY | From\n`;
    const hunt = parseHunt(
      'one',
      `${header}${param}-- param: ids Array(String) | Ids\nSELECT 1;\n`,
    );
    expect(hunt).toMatchObject({
      title: 'T?',
      theme: 'person',
      cost: 'key',
      benign: 'b',
      why: 'because of that',
      columns: ['a', 'b'],
      sql: 'SELECT 1',
    });
    expect(hunt.params).toEqual([
      { name: 'since', type: millis, default: 'now() - INTERVAL 7 DAY', doc: 'From' },
      { name: 'ids', type: 'Array(String)', default: undefined, doc: 'Ids' },
    ]);
  });

  for (const { name, text } of [
    { name: 'without a title', text: header.replace('-- title: T?\n', '') },
    { name: 'whose title is no question', text: header.replace('T?', 'T') },
    { name: 'without harmless explanations', text: header.replace('-- benign: b\n', '') },
    { name: 'of an unknown theme', text: header.replace('person', 'anything') },
    { name: 'of an unknown cost', text: header.replace('key', 'little') },
    { name: 'with an unknown type', text: `${header}-- param: x Int7 = 1 | X\nSELECT 1` },
    { name: 'with a parameter without doc', text: `${header}-- param: x String = ''\nSELECT 1` },
    {
      name: 'with a parameter of an odd name',
      text: `${header}-- param: a\`b String | X\nSELECT 1`,
    },
    { name: 'with a line of no key', text: `${header}--nothing\nSELECT 1` },
  ]) {
    test(`${name} is a bug of the build`, () => {
      expect(() => parseHunt('one', text)).toThrow('one: ');
    });
  }
});

describe('a hunt of one’s own', () => {
  test('begins with one that can be run', () => {
    expect(ownHunt('mine.sql', newHunt)).toMatchObject({ id: 'mine.sql', cost: 'span' });
  });

  test('says what is wrong with its header', () => {
    const text = newHunt.replace('-- theme: theft', '-- theme: thefts');
    expect(() => ownHunt('mine.sql', text)).toThrow('mine.sql: unknown theme thefts; there are');
    expect(() => ownHunt('mine.sql', 'SELECT 1')).toThrow('mine.sql: no title.');
    expect(() => ownHunt('mine.sql', newHunt.split('SELECT user')[0]!)).toThrow('no statement');
  });
});

describe('values', () => {
  const cases: { type: HuntType; given: string | string[]; value?: unknown }[] = [
    { type: millis, given: '2026-01-31', value: '2026-01-31 00:00:00.000' },
    { type: millis, given: '2026-01-31 09:00:01', value: '2026-01-31 09:00:01.000' },
    { type: millis, given: '2026-01-31T09:00+02:00', value: '2026-01-31 07:00:00.000' },
    { type: millis, given: '2026-01-31T09:00:00.5Z', value: '2026-01-31 09:00:00.500' },
    { type: millis, given: 'yesterday' },
    { type: millis, given: '2026-13-01' },
    { type: millis, given: '2026-02-30' },
    { type: millis, given: '1900-01-01', value: '1900-01-01 00:00:00.000' },
    { type: millis, given: '1900-01-01T00:00+00:01' },
    { type: millis, given: '0000-01-01' },
    { type: millis, given: '2299-12-31T23:59:59.999', value: '2299-12-31 23:59:59.999' },
    { type: millis, given: '2299-12-31T23:59:59.999-00:01' },
    { type: millis, given: '9999-12-31' },
    { type: 'UInt32', given: '50', value: 50 },
    { type: 'UInt32', given: '-1' },
    { type: 'UInt32', given: '1.5' },
    { type: 'Float64', given: '0.5', value: 0.5 },
    { type: 'Float64', given: ' ' },
    { type: 'Float64', given: 'NaN' },
    { type: 'String', given: '', value: '' },
    { type: 'String', given: ['a', 'b'] },
    { type: 'Array(String)', given: 'a, b,,c', value: ['a', 'b', 'c'] },
    { type: 'Array(String)', given: ['a, b'], value: ['a, b'] },
    { type: 'Array(String)', given: ' , ' },
  ];
  for (const { type, given, value } of cases) {
    const outcome = value === undefined ? 'is refused' : `is ${JSON.stringify(value)}`;
    test(`${JSON.stringify(given)} as ${type} ${outcome}`, () => {
      const parsed = parseHuntValue(type, given);
      expect(parsed.kind === 'value' ? parsed.value : undefined).toEqual(value);
    });
  }

  test('a time that ClickHouse does not know is said to be one', () => {
    const problem = '"2300-01-01" is not within 1900 to 2299: ClickHouse knows no other times.';
    expect(parseHuntValue(millis, '2300-01-01')).toEqual({ kind: 'problem', problem });
  });

  test('all problems are said at once, with what to do', async () => {
    const nobody = {} as Warehouse; // Never asked: the values are wrong.
    const given = { subject: 'a', since: 'once', limit: 'all' };
    const asked = runHunt(nobody, findHunt('who-read-these-customers'), { given });
    await expect(asked).rejects.toMatchObject({ code: 'bad-usage' });
    await expect(asked).rejects.toThrow(
      /no parameter subject; .*Give subjects: Customer ids.*2026-01-31.*whole number/s,
    );
  });

  test('an unknown hunt is answered with the list', () => {
    expect(() => findHunt('nothing')).toThrow('person-timeline');
  });
});
