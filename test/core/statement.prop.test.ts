// Laws of core/statement for any text, and for texts made of what SQL is made of.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { predicateOf, removeLiterals, StatementReader, shapeOf } from '../../src/core/statement.ts';

const pieces = fc.constantFrom(
  ...['select', 'where', 'in', 'like', 'customer_id', 'group', 'N', 'e', ' ', ' ', '\n', '"', "'"],
  ...['`', '[', ']', '(', ')', ',', '.', ';', '=', '<', '-', '--', '/*', '*/', '$', '$$', '$a$'],
  ...['?', ':', '::', '@', '\\', '%', '1', '2.5', '0x', 'e-', "'x'", '"y"', 'ü', '\ud83d', 'a1'],
);
const sql = fc.oneof(
  fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

test('removing literals twice changes nothing more', () => {
  fc.assert(
    fc.property(sql, (text) => {
      const once = removeLiterals(text);
      expect(removeLiterals(once)).toBe(once);
      expect(once.length).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 300 },
  );
});

test('no text makes it fail, and a reader with a memory says the same as one without', () => {
  const reader = new StatementReader();
  fc.assert(
    fc.property(sql, (text) => {
      reader.literals(text, new Set(['customer_id']));
      expect(reader.read(text)).toEqual({
        statement: removeLiterals(text),
        shape: shapeOf(text),
        predicate: predicateOf(text) ?? null,
      });
    }),
    { numRuns: 300 },
  );
});

test('no literal survives in statement or predicate', () => {
  const secret = fc.stringMatching(/^[a-z]{6}$/).map((word) => `zq${word}`);
  fc.assert(
    fc.property(secret, fc.constantFrom("'", '"'), (word, quote) => {
      const quoted = `${quote}${word}${quote}`;
      const text = `select a from b where c = ${quoted} and d in (${quoted})`;
      const { statement, predicate } = new StatementReader().read(text);
      expect(`${statement} ${predicate}`).not.toContain(word);
    }),
  );
});

test('a statement and the same with other numbers have one shape', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.array(fc.nat(), { minLength: 1 }), (a, b, list) => {
      const of = (x: number, values: readonly number[]) =>
        shapeOf(`select * from t where a = ${x} and b in (${values.join(', ')})`);
      expect(of(a, list)).toBe(of(b, [b]));
    }),
  );
});
