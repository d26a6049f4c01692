// The law that core/statement-skeleton lives by: one skeleton, one set of facts. For texts made of
// what SQL is made of, each with a sibling that differs in a few places, and for any text.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { predicateOf, removeLiterals, StatementReader, shapeOf } from '../../src/core/statement.ts';
import { StatementSkeleton } from '../../src/core/statement-skeleton.ts';

const literals = [
  ...["'x'", "'yy'", "''", "'a''b'", "'%'", "'%%'", "'a%'", "'%a'", "'%a%'", "'a%b'", "'\\'"],
  ...["'\\''", "'a\\'b'", "'ü'", "'--'", "'/*'", "'\"'", "N'x'", "E'\\n'", "'''%'", "'\n'"],
];
const numbers = ['1', '22', '1.5', '.5', '1.', '1e5', '1e-5', '0x1f', '1a', '-1', '1.5.2', '1$'];
const comments = [
  ...['/* x */', '/**/', '/*%*/', '/*/', '/* \' " */', '-- x\n', '--\n', '-- %\r\n', '--\r', '--x'],
  ...['/*', '*/', '/*a\n*/', '/*é*/'],
];
const names = [
  ...['a', 'b1', 'e', 'ü', 'ü1', '\ud83d', '"a"', '"%"', '"a""b"', '"a\\"', '`a`', '[a]', '[a]]b]'],
  ...['[', ']', '[1]', 'a[1]', 'a[b]', '"', '`', '@p1', '@@v', ':n', ':1', '?1', '$1', '$12', '$'],
  ...['$$', '$a$', 'a$1', '$a$x$a$'],
];
const words = [
  'select',
  'where',
  'in',
  'in (',
  'like',
  'escape',
  'and',
  'group',
  'between',
  'limit',
];
const symbols = ['(', ')', ',', '.', ';', '=', '<', '-', '+', '/', '*', '%', '::', '?', '\\', "'"];
const spaces = ['', ' ', '  ', '\n', '\r\n', '\u00a0', '\t'];

const groups = [literals, numbers, comments, names, words, symbols, spaces, spaces, literals];
const arbitrary = fc.string({ unit: 'binary', maxLength: 8 });

/** A piece and one of its kind. */
const twins = fc.oneof(
  { arbitrary: fc.constantFrom(...groups).chain(pairOf), weight: 12 },
  { arbitrary: arbitrary.map((text) => [text, text]), weight: 1 },
);
function pairOf(group: readonly string[]): fc.Arbitrary<string[]> {
  const one = fc.constantFrom(...group);
  return fc.oneof(
    one.map((piece) => [piece, piece]),
    fc.tuple(one, one).map((both) => [...both]),
  );
}
const siblings = fc
  .array(twins, { maxLength: 24 })
  .map((pieces) => [pieces.map(([a]) => a).join(''), pieces.map(([, b]) => b).join('')] as const);

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
      // Twice until it believes in a skeleton, a third time by it, a fourth by the text.
      for (const sql of [a, a, b, a, b, b, a]) expect(reader.read(sql)).toEqual(plain(sql));
    }),
    { numRuns },
  );
});
