// Which accesses stand in an order that can be walked, and where.

import { describe, expect, test } from 'vitest';
import { orderKeyOf } from '../../src/core/order-key.ts';
import { StatementReader } from '../../src/core/statement.ts';

const statements = new StatementReader();
const keyOf = (subjects: readonly string[], sql: string | null = null) =>
  orderKeyOf(sql, sql === null ? null : statements.read(sql).predicate, subjects);
const search = (beginning: string, ids: readonly string[] = []) =>
  keyOf(ids, `SELECT id FROM customers WHERE name LIKE '${beginning}%' LIMIT 20`);

describe('the number of an id', () => {
  for (const { id, expected } of [
    { id: 'c1000017', expected: 1_000_017 },
    { id: '17', expected: 17 },
    { id: 'CUST-0017', expected: 17 },
    { id: 'kunde/17', expected: 17 },
    { id: '0', expected: 0 },
    { id: '123456789012345', expected: 123_456_789_012_345 },
    { id: '1234567890123456', expected: -1 },
    { id: '8f14e45f-ceea-467f-a9b3-112233445566', expected: -1 },
    { id: 'DE-2024-0042', expected: -1 },
    { id: 'mei-ling', expected: -1 },
    { id: '17a', expected: -1 },
    { id: '', expected: -1 },
  ]) {
    test(`${id || 'an empty id'}: ${expected}`, () => expect(keyOf([id])).toBe(expected));
  }
  test('of several customers there is none', () => expect(keyOf(['c1', 'c2'])).toBe(-1));
  test('nor of none', () => expect(keyOf([])).toBe(-1));
});

describe('the beginning of a search', () => {
  test('lies in a range of its own', () => {
    expect(search('aa')).toBe(-2 - (10 * 37 + 10));
    expect(search('aa', ['c17'])).toBe(search('aa'));
  });
  test('moves by one from letter to letter, whatever the case', () => {
    expect(search('ab')).toBe(search('aa') - 1);
    expect(search('MEIER AC')).toBe(search('meier ab') - 1);
  });
  test('moves by one from digit to digit', () => {
    expect(search('030 124')).toBe(search('030 123') - 1);
  });
  test('a list by anything else has none', () => {
    for (const sql of [
      "SELECT id FROM customers WHERE name LIKE '%meier%'",
      "SELECT id FROM customers WHERE segment = 'en'",
      'SELECT id FROM customers WHERE name LIKE ?',
    ]) {
      expect(keyOf([], sql)).toBe(-1);
    }
  });
  test('equality is no search: the id counts', () => {
    expect(keyOf(['c17'], "SELECT * FROM customers WHERE id = 'c17'")).toBe(17);
  });
});
