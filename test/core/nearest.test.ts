// The nearest name: near enough to be meant, or none.

import { expect, test } from 'vitest';
import { nearest } from '../../src/core/nearest.ts';

for (const { name, given, expected } of [
  { name: 'a letter too few', given: 'user', expected: 'users' },
  { name: 'two letters swapped', given: 'sourecs', expected: 'sources' },
  { name: 'another case', given: 'PORT', expected: 'port' },
  { name: 'nothing like it', given: 'bananas', expected: undefined },
  { name: 'a short word is not turned into another one', given: 'xy', expected: undefined },
]) {
  test(`nearest > ${name}`, () => {
    expect(nearest(given, ['users', 'sources', 'port', 'ab'])).toBe(expected);
  });
}
