// What a skeleton drops, what it keeps and what it gives up on; and that a reader with a full
// memory tells statements apart which nearly share one. Laws: statement-skeleton.prop.test.ts.

import { describe, expect, test } from 'vitest';
import { predicateOf, removeLiterals, StatementReader, shapeOf } from '../../src/core/statement.ts';
import { StatementSkeleton } from '../../src/core/statement-skeleton.ts';

function skeletonOf(sql: string): string | undefined {
  const skeleton = new StatementSkeleton();
  return skeleton.write(sql) ? skeleton.bytes.slice(0, skeleton.length).join() : undefined;
}

const plain = (sql: string) => ({
  statement: removeLiterals(sql),
  shape: shapeOf(sql),
  predicate: predicateOf(sql) ?? null,
});

describe('statements with one skeleton', () => {
  for (const { name, a, b } of [
    { name: 'other literals', a: "a = 'x' or b = 'yy'", b: "a = '' or b = '日本'" },
    { name: 'a doubled quote', a: "a = 'O''Neil'", b: "a = 'Smith'" },
    { name: 'a lonely backslash', a: "a like 'x%' escape '\\'", b: "a like 'y%' escape '!'" },
    { name: 'other numbers', a: 'a = 1 and b > -2.50 limit 7', b: 'a = 20 and b > -3 limit 8' },
    { name: 'the end of an exponent', a: 'a = 1e-5', b: 'a = 1e-77' },
    { name: 'another comment', a: "a = b /* 'x -- */", b: 'a = b /**/' },
    { name: 'another kind of comment', a: 'a -- x\r\n= b', b: 'a /* x */= b' },
    { name: 'other patterns of one kind', a: "a like 'Mei%'", b: "a like 'Schu%m%'" },
    { name: 'nothing but wildcards', a: "a like '%'", b: "a like '%%%'" },
    {
      name: 'a copied name',
      a: 'select "a", `b`, [c] where d = 1',
      b: 'select "a", `b`, [c] where d = 2',
    },
  ]) {
    test(name, () => {
      expect(skeletonOf(a)).toBeDefined();
      expect(skeletonOf(a)).toBe(skeletonOf(b));
      expect(plain(a)).toEqual(plain(b));
    });
  }
});

describe('near-misses are told apart by a reader that knows the other', () => {
  for (const { name, a, b } of [
    { name: 'a wildcard', a: "select 1 where a like 'x'", b: "select 1 where a like 'x%'" },
    { name: 'its side', a: "select 1 where a like '%x'", b: "select 1 where a like 'x%'" },
    { name: 'both sides', a: "select 1 where a like '%x%'", b: "select 1 where a like 'x%'" },
    { name: 'nothing else', a: "select 1 where a like '%'", b: "select 1 where a like '%x%'" },
    { name: 'in the middle', a: "select 1 where a like 'x%y'", b: "select 1 where a like 'xy%'" },
    { name: 'a wildcard far away', a: "where a ='x'and b /* */", b: "where a ='x'and b /*%*/" },
    { name: 'and in a line', a: "where a ='x'and b --\n", b: "where a ='x'and b --%\n" },
    { name: 'a longer list', a: "where a in ('x', 'y')", b: "where a in ('x', 'y', 'z')" },
    { name: 'a prefix', a: "where a = N'x'", b: "where a = 'x'" },
    { name: 'a literal after a literal', a: "where a = 'x' 'y'", b: "where a = 'x''y'" },
    { name: 'spaces', a: "where a = 'x'", b: "where a =  'x'" },
    { name: 'the number of a column', a: 'where t1 = 1', b: 'where t2 = 1' },
    { name: 'the number of a bind', a: 'where a = $1', b: 'where a = $2' },
    { name: 'and of one of another kind', a: 'where a = ?1', b: 'where a = ?2' },
    { name: 'the number of a column beyond ASCII', a: 'where ü1 = 1', b: 'where ü2 = 1' },
    { name: 'letters that look alike in a byte', a: 'where \u0161 = 1', b: 'where \u0261 = 1' },
    { name: 'a bind like a literal', a: "where 'x'abc = '%'", b: "where ?abc = '%'" },
    { name: 'a number for a name', a: 'where a = 1', b: 'where a = a' },
    { name: 'a sign', a: 'where a = 1', b: 'where a = -1' },
    { name: 'a subscript', a: 'where a[1] = 2', b: 'where a [1] = 2' },
    { name: 'a quote in a subscript', a: "select a[b'] 'c'", b: "select a[b'] 'd'" },
    { name: 'a doubled bracket', a: "select [a]] 'c']", b: "select [a]] 'd']" },
    { name: 'a comment in dollars', a: 'select $$--$$ a', b: 'select $$--$$ b' },
    { name: 'a comment in quotes', a: 'where c = "x\\"--" and a', b: 'where c = "x\\"--" and b' },
    {
      name: 'a comment in a literal',
      a: "where c = 'x\\'--' and a",
      b: "where c = 'x\\'--' and b",
    },
    { name: 'a name in quotes', a: 'where a > b."c"', b: 'where a > b."d"' },
    {
      name: 'what follows a comment',
      a: 'where a = 1 -- x\nand b = 2',
      b: 'where a = 1 -- x and b = 2',
    },
    {
      name: 'a return that ends no comment',
      a: 'where a = 1 -- x\rand b',
      b: 'where a = 1 -- x\nand b',
    },
  ]) {
    test(name, () => {
      const reader = new StatementReader();
      for (const sql of [a, b, a, b, a, b]) expect(reader.read(sql)).toEqual(plain(sql));
      expect(reader.read(a)).not.toEqual(reader.read(b));
    });
  }
});

describe('gives up on', () => {
  for (const sql of [
    "a = 'it\\'s'",
    "a = '\\''",
    "a = 'never closed",
    'a = "never closed',
    'a = "x\\"y"',
    'select [never closed',
    'where a[b] = 1',
    'a = $$x$$',
    'a = $q$x$q$',
    'a /* never closed',
    `select ${'a'.repeat(8_192)}`,
  ]) {
    test(sql.slice(0, 40), () => expect(skeletonOf(sql)).toBeUndefined());
  }
});

test('an overlong statement is read as before, each time', () => {
  const reader = new StatementReader();
  const sql = `select ${'a, '.repeat(4_000)} b where c = 'x%'`;
  for (let i = 0; i < 3; i += 1) expect(reader.read(sql)).toEqual(plain(sql));
});
