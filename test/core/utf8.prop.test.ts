// Core's own UTF-8 agrees with the platform's TextEncoder, lone surrogates included.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Length, utf8Read, utf8Write } from '../../src/core/utf8.ts';

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\ud800', '\udfff') }),
);

test('a string is written as TextEncoder writes it, at its place', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const expected = new TextEncoder().encode(text);
      const bytes = new Uint8Array(expected.length + 4).fill(7);
      expect(utf8Length(text)).toBe(expected.length);
      expect(utf8Write(text, bytes, 2)).toBe(expected.length + 2);
      expect(bytes.subarray(2, -2)).toEqual(expected);
      expect([bytes[1], bytes.at(-2)]).toEqual([7, 7]);
    }),
  );
});

test('what was written is read back; a lone surrogate as U+FFFD', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = new TextEncoder().encode(`x${text}x`);
      expect(utf8Read(bytes, 1, bytes.length - 1)).toBe(text.toWellFormed());
    }),
  );
});

test('broken bytes are read without an error, and never beyond the end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
      const text = utf8Read(bytes, 0, bytes.length);
      expect(text.length).toBeLessThanOrEqual(bytes.length);
      expect(text.isWellFormed()).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
