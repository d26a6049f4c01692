// Mappings: what a row becomes, and that every mistake is named.

import { describe, expect, test } from 'vitest';
import { compileMapping, fieldsOf } from '../../src/core/mapping.ts';
import { type Mapping, parseMapping } from '../../src/core/mapping-file.ts';

const given: Mapping = {
  fields: {
    at: { column: 'time', zone: '+02:00' },
    account: { column: 'who' },
    source: { value: 'bank' },
    database: { value: 'loans' },
    operation: { value: 'select' },
    rows: { column: 'rows' },
    tables: { column: 'table' },
    subjects: { column: 'cases', split: ';' },
  },
};
const columns = ['time', 'who', 'rows', 'table', 'cases', 'rest'];

function mapped(cells: readonly string[]) {
  const compiled = compileMapping('AccessEvent', given, columns);
  if (compiled.kind === 'rejected') throw new Error(compiled.problems.join());
  return compiled.map({ cells });
}

describe('a row', () => {
  test('becomes a record with constants, lists, times and defaults', () => {
    const row = ['2011-10-01T02:38:44', 'ann', '1', 'A_SUBMITTED', 'c1; c2;', 'ignored'];
    expect(mapped(row)).toMatchObject({
      kind: 'record',
      record: {
        event_id: null,
        at: Date.UTC(2011, 9, 1, 0, 38, 44),
        account: 'ann',
        source: 'bank',
        rows: 1,
        tables: ['A_SUBMITTED'],
        subjects: ['c1', 'c2'],
        bytes: 0,
        touch: 'opened',
        status: 'ok',
        duration_ms: null,
      },
    });
  });

  for (const { name, cells, reason } of [
    {
      name: 'no account',
      cells: ['2011-10-01', '', '1', 't', 'c', ''],
      reason: 'account is missing',
    },
    { name: 'no time', cells: ['soon', 'ann', '1', 't', 'c', ''], reason: 'at is no time' },
    {
      name: 'half a row',
      cells: ['2011-10-01', 'a', '1.5', 't', '', ''],
      reason: 'rows is no whole number',
    },
    {
      name: 'more rows than a number holds',
      cells: ['2011-10-01', 'a', '99999999999999999', 't', '', ''],
      reason: 'rows is no whole number',
    },
  ]) {
    test(`is rejected: ${name}`, () =>
      expect(mapped(cells)).toMatchObject({ kind: 'rejected', reason }));
  }
});

describe('records that are ours already', () => {
  const compiled = compileMapping('Ticket', undefined, undefined);
  const map = compiled.kind === 'mapper' ? compiled.map : undefined;

  test('need no mapping, and times may be milliseconds or ISO', () => {
    const value = { id: 7, opened_at: '2026-01-01T00:00Z', closed_at: 1_767_225_600_000 };
    expect(map?.({ value })).toMatchObject({
      record: {
        id: '7',
        opened_at: 1_767_225_600_000,
        closed_at: 1_767_225_600_000,
        kind: 'ticket',
      },
    });
  });

  test('are rejected for a field that is none: a slip must not lose data', () => {
    expect(map?.({ value: { id: 'x', opened_at: 0, asignee: 'ann' } })).toMatchObject({
      reason: 'unknown field',
      detail: "'asignee' is no field. Did you mean assignee?",
    });
  });

  test('have whole characters only, in texts and in lists', () => {
    const people = compileMapping('Person', undefined, undefined);
    const value = { id: 'a\ud800', accounts: ['\udc00b', '\u{1f600}'], queues: '\ud83d' };
    expect(people.kind === 'mapper' && people.map({ value })).toMatchObject({
      record: { id: 'a\ufffd', accounts: ['\ufffdb', '\u{1f600}'], queues: ['\ufffd'] },
    });
  });

  test('may lie deeper in a foreign record', () => {
    const nested: Mapping = {
      fields: { id: { column: 'issue.key' }, opened_at: { column: 'at' } },
    };
    const deep = compileMapping('Ticket', nested, undefined);
    const value = { issue: { key: 'T-1' }, at: 5 };
    expect(deep.kind === 'mapper' && deep.map({ value })).toMatchObject({ record: { id: 'T-1' } });
  });
});

describe('a mapping file', () => {
  test('reports all its mistakes at once, with the nearest name', () => {
    const wrong = {
      feilds: {},
      fields: {
        acount: 'who',
        at: { column: 'time', zone: 'Europe/Berlin' },
        rows: { value: 'many' },
        tables: { column: 'a', value: 'b' },
      },
    };
    const parsed = parseMapping(wrong, fieldsOf('AccessEvent'));
    expect(parsed.kind === 'rejected' && parsed.problems).toEqual([
      'feilds: not known here. Did you mean fields?',
      'fields.acount: no such field. Did you mean account?',
      "fields.at: zone 'Europe/Berlin' is no offset such as +02:00 or UTC",
      'fields.rows: value: "many" does not fit the field',
      'fields.tables: needs either `column` or `value`',
      'fields.account: required, name its column or give a value',
      'fields.source: required, name its column or give a value',
      'fields.database: required, name its column or give a value',
      'fields.operation: required, name its column or give a value',
    ]);
  });

  test('that names a column the file does not have is refused before the first row', () => {
    const compiled = compileMapping('AccessEvent', given, [
      'time',
      'whom',
      'rows',
      'table',
      'cases',
    ]);
    expect(compiled).toEqual({
      kind: 'rejected',
      problems: ["account: the file has no column 'who'. Did you mean whom?"],
    });
  });
});
