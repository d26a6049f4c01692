// What is left of a statement, as a table; the laws are in statement.prop.test.ts.

import { describe, expect, test } from 'vitest';
import { predicateOf, removeLiterals, StatementReader, shapeOf } from '../../src/core/statement.ts';

describe('removeLiterals', () => {
  for (const { sql, expected } of [
    { sql: "select * from c where id = 'C-17'", expected: 'select * from c where id = ?' },
    { sql: 'select 1, -2.5e-3, 0xFF, .5, t.c2', expected: 'select ?, -?, ?, ?, t.c2' },
    { sql: "name = 'O''Brien' or name = 'it\\'s'", expected: 'name = ? or name = ?' },
    { sql: "a like '50\\%' escape '\\' and b = 'x'", expected: 'a like ? escape ? and b = ?' },
    {
      sql: 'select "id" from "c" where x = "secret"',
      expected: 'select "id" from "c" where x = ?',
    },
    { sql: 'where x in ("ann", "bob")', expected: 'where x in (?, ?)' },
    { sql: 'where a."x" = b."x"', expected: 'where a."x" = b."x"' },
    { sql: 'where a = "b"."c"', expected: 'where a = "b"."c"' },
    {
      sql: 'select [id], `name` from [c] where a[1] = 2',
      expected: 'select [id], `name` from [c] where a[?] = ?',
    },
    {
      sql: 'where id = $1 and a = :name and b = @p1 and c = ?',
      expected: 'where id = $1 and a = :name and b = @p1 and c = ?',
    },
    { sql: "select $$it's$$, $q$ '$$' $q$ from t", expected: 'select ?, ? from t' },
    {
      sql: "select a -- ticket of Ann\nfrom t /* 'x' */ where b = 1",
      expected: 'select a  from t   where b = ?',
    },
    { sql: "where a = 'never closed", expected: 'where a = ?' },
    { sql: 'where a = b and "never closed', expected: 'where a = b and ?' },
    { sql: "where x = N'ü' and y = '日本'", expected: 'where x = N? and y = ?' },
    { sql: "select '2024-01-01'::date, x::text", expected: 'select ?::date, x::text' },
    { sql: '', expected: '' },
  ]) {
    test(sql || 'nothing', () => expect(removeLiterals(sql)).toBe(expected));
  }

  test('stops at 8,192 characters, in time', () => {
    const worst = ['"', "'", '$a', '(', '[a', '/*', '-- ', '1e-', 'in ("', '= "'];
    for (const piece of worst) {
      expect(removeLiterals(piece.repeat(200_000)).length).toBeLessThanOrEqual(8_192);
    }
  });
});

describe('shapeOf', () => {
  const shape = shapeOf('select * from t where id in (1, 2) and b = $1');
  for (const { name, sql, isSame } of [
    { name: 'other literals', sql: 'select * from t where id in (7, 8) and b = 9', isSame: true },
    {
      name: 'a longer list',
      sql: "select * from t where id in (1,2,3,'x') and b = ?",
      isSame: true,
    },
    { name: 'case and spaces', sql: 'SELECT *\n  FROM T WHERE ID IN(1) AND B=:b', isSame: true },
    {
      name: 'a comment',
      sql: 'select /* 7 */ * from t where id in (1) and b = 2 -- x',
      isSame: true,
    },
    { name: 'another column', sql: 'select * from t where id in (1) and c = 2', isSame: false },
    { name: 'another operator', sql: 'select * from t where id in (1) and b >= 2', isSame: false },
  ]) {
    test(`${name}: ${isSame ? 'the same' : 'another'} shape`, () => {
      expect(shapeOf(sql) === shape).toBe(isSame);
    });
  }
});

describe('predicateOf', () => {
  for (const { sql, expected } of [
    { sql: 'select * from c', expected: undefined },
    { sql: "select * from c WHERE Id = 'x'", expected: 'id = ?' },
    { sql: 'select * from c where id in (1, 2, 3) order by id limit 5', expected: 'id in (?)' },
    { sql: "select * from c where name like 'Mei%'", expected: "name like 'x%'" },
    {
      sql: "select * from c where name like '%mei%' or n like '%'",
      expected: "name like '%x%' or n like '%'",
    },
    {
      sql: 'select * from (select * from a where x = 1) q where y > 2 group by z',
      expected: 'y > ?',
    },
    { sql: 'select * from (select * from a where x = 1 limit 3) q', expected: 'x = ?' },
    { sql: 'delete from c where a = 1; drop table c', expected: 'a = ?' },
    {
      sql: 'select a from c where exists (select 1 from d where d.a = c.a) union select 2',
      expected: 'exists (select ? from d where d.a = c.a)',
    },
    { sql: 'select 1 where', expected: undefined },
  ]) {
    test(sql, () => expect(predicateOf(sql)).toBe(expected));
  }
});

describe('literals compared with the column of customers', () => {
  const reader = new StatementReader();
  const columns = new Set(['customer_id']);
  for (const { sql, expected } of [
    { sql: "where customer_id = '123'", expected: ['123'] },
    { sql: "where c.Customer_ID IN ('a', 'b','a', 7)", expected: ['a', 'b', '7'] },
    { sql: "where \"customer_id\" = 'O''B'", expected: ["O'B"] },
    { sql: "where customer_id = 'a' or customer_id = 'b'", expected: ['a', 'b'] },
    { sql: "where customer_id != 'a' and other = 'b'", expected: [] },
    { sql: 'where customer_id = other.customer_id', expected: [] },
    { sql: 'where customer_id in (select id from vip)', expected: [] },
    { sql: 'where customer_id in (?, $1)', expected: [] },
    { sql: "where customer_id in ('a', x, 'b')", expected: ['a'] },
    { sql: 'where customer_id', expected: [] },
    { sql: "where customer_id = 'never closed", expected: ['never closed'] },
  ]) {
    test(sql, () => expect(reader.literals(sql, columns)).toEqual(expected));
  }
});
