// The law that core/statement-skeleton lives by: one skeleton, one set of facts. For texts made of
// what SQL is made of, each with a sibling that differs in a few places, and for any text.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { predicateOf, removeLiterals, StatementReader, shapeOf } from '../../src/core/statement.ts';
import { StatementSkeleton } from '../../src/core/statement-skeleton.ts';

/** Pieces that a skeleton might take for one another, if it were wrong. */
const groups: readonly (readonly string[])[] = [
  ["'x'", "'yy'", "''", "'a''b'", "'%'", "'%%'", "'a%'", "'%a'", "'%a%'", "'a%b'", "'\n'", "'ü'"],
  ["'\\'", "'\\''", "'a\\'b'", "'x'", "'\\\\'", "'''%'", "'a\\'", "'%'"],
  ["'--'", "'/*'", "'\"'", "N'x'", "E'\\n'", "'x' 'y'", "'x''y'", "'x'y", "'x"],
  ['1', '22', '1.5', '.5', '1.', '1e5', '1e-5', '0x1f', '1a', '-1', '1.5.2', '1$', '1e-'],
  ['b1', 'b2', 'ü1', 'ü2', '@1', '@2', '@@1', ':1', ':2', '?1', '?2', '$1', '$2', '\u00a01'],
  ['/* x */', '/**/', '/*%*/', '/*/', '/* \' " */', '/*a\n*/', '/*é*/', '/*/*/', '/*'],
  ['-- x\n', '--\n', '-- %\r\n', '--\r', '-- %\n', '--x', '--\r1\n', '--'],
  ['ü', '\u01fc', '\u02fc', '\ud83d', 'é'],
  ['"a"', '"%"', '"a""b"', '"a\\"', '"a\\" b = "', '"', '= "a%"', 'in ("a"', '"a\\\\"'],
  ['`a`', '`a\\`', '`', '`%`', `\`${'a'.repeat(129)}\``],
  ['[a]', '[a]]b]', '[a', '[', ']', '[1]', 'a[1]', 'a[b]', '[ü 1]', "[a'1']", '[a 2]', '[a 1]'],
  ['$', '$$', '$a$', '$1$', 'a$x$a$', '$a$x$a$', '$$x$$', '$$y$$', '$ü$', '$a$b$', 'a$1'],
  ['select', 'where', 'in', 'in (', 'like', 'escape', 'and', 'group', 'between', 'limit'],
  ['(', ')', ',', '.', ';', '=', '<', '-', '+', '/', '*', '%', '::', '?', '\\', "'", '@', ':'],
];
const spaces = ['', '', ' ', ' ', '  ', '\n', '\r\n', '\u00a0', '\t'];

function twins(group: readonly string[]): fc.Arbitrary<readonly string[]> {
  return fc.tuple(fc.constantFrom(...group), fc.constantFrom(...group));
}

const piece = fc.oneof(
  { arbitrary: fc.constantFrom(...groups).chain(twins), weight: 9 },
  { arbitrary: twins(spaces), weight: 5 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 8 }).map((one) => [one, one]), weight: 1 },
);

/** A text, and one that differs from it in one piece, and perhaps in a digit. */
const siblings = fc
  .tuple(
    fc.constantFrom('', 'where ', "select 1 where a like '%' and "),
    fc.array(piece, { minLength: 1, maxLength: 12 }),
    fc.nat(11),
    fc.option(fc.nat(3)),
  )
  .map(([opening, pieces, place, digit]) => {
    const text = (twin: number) =>
      opening + pieces.map((both, i) => both[i === place % pieces.length ? twin : 0]).join('');
    return [text(0), digit === null ? text(1) : withOtherDigit(text(1), digit)] as const;
  });

function withOtherDigit(text: string, place: number): string {
  let left = place;
  return text.replace(/[1-9]/g, (digit) => {
    left -= 1;
    return left === -1 ? String(10 - Number(digit)) : digit;
  });
}

const plain = (sql: string) => ({
  statement: removeLiterals(sql),
  shape: shapeOf(sql),
  predicate: predicateOf(sql) ?? null,
});

const numRuns = 300;

test('siblings with one skeleton have the same facts', () => {
  const [one, other] = [new StatementSkeleton(), new StatementSkeleton()];
  fc.assert(
    fc.property(siblings, ([a, b]) => {
      fc.pre(one.write(a) && other.write(b) && one.length === other.length);
      const isSame = one.words.every((word, i) => i >= one.wordCount || word === other.words[i]);
      if (isSame) expect(one.hash).toBe(other.hash);
      if (isSame) expect(plain(a)).toEqual(plain(b));
    }),
    { numRuns },
  );
});

test('a reader that has read many others says what one says that has read nothing', () => {
  const reader = new StatementReader();
  fc.assert(
    fc.property(siblings, ([a, b]) => {
      // A skeleton is believed when it comes for the second time, and used from the third on.
      for (const sql of [a, a, b, a, b, b, a]) expect(reader.read(sql)).toEqual(plain(sql));
    }),
    { numRuns },
  );
});
