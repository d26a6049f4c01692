// Known answers: murmur2 from Kafka's own tests (UtilsTest.java), murmur3 from its reference code.

import { describe, expect, test } from 'vitest';
import { hash32, hash128, murmur2, partitionOf } from '../../src/core/hash.ts';

describe('murmur2', () => {
  for (const [text, expected] of [
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ] as const) {
    test(`of ${text}`, () => expect(murmur2(text)).toBe(expected));
  }

  test('a partition is the positive hash modulo the partitions', () => {
    expect(partitionOf('foobar', 7)).toBe((-790332482 & 0x7fffffff) % 7);
  });
});

describe('murmur3', () => {
  for (const [text, seed, expected] of [
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['hello', 0, 613153351],
    ['hello, world', 0, 345750399],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ] as const) {
    test(`of '${text}' with seed ${seed}`, () => expect(hash32(text, seed)).toBe(expected));
  }
});

test('hash128 is 32 hex digits, another for another text', () => {
  expect(hash128('molecatcher')).toMatch(/^[0-9a-f]{32}$/);
  expect(hash128('a')).not.toBe(hash128('b'));
  expect(hash128('Zoë')).toBe(hash128('Zo\u00eb'));
});
