// A sketch takes hashes apart as drawn, and errs by about 1.04/√256 = 6.5 %.

import { expect, test } from 'vitest';
import { hash32 } from '../../../src/core/hash.ts';
import {
  addToSketch,
  estimateSketch,
  rankOf,
  registerOf,
  registers,
} from '../../../src/core/stats/hyperloglog.ts';

for (const { name, hash, register, rank } of [
  { name: 'no bit at all', hash: 0, register: 0, rank: 25 },
  { name: 'the last bit alone', hash: 1, register: 0, rank: 24 },
  { name: 'the first bit that counts', hash: 0x0080_0000, register: 0, rank: 1 },
  { name: 'all bits', hash: 0xffff_ffff, register: 255, rank: 1 },
  { name: 'the upper bits alone', hash: 0xff00_0000, register: 255, rank: 25 },
]) {
  test(`hyperloglog > splits a hash: ${name}`, () => {
    expect([registerOf(hash), rankOf(hash)]).toEqual([register, rank]);
  });
}

const worlds = 200;
const errors = errorsBySize([97, 200, 400, 640, 1_000, 3_000, 10_000]);

for (const { size, rms, worst, bias } of errors) {
  test(`hyperloglog > errs by 6.5 % or a little more at ${size}, in ${worlds} worlds`, () => {
    // 6.5 % is the asymptotic error; where linear counting hands over it is known to be larger.
    expect(rms).toBeLessThan(0.075);
    expect(worst).toBeLessThan(0.27);
    expect(Math.abs(bias)).toBeLessThan(0.02);
  });
}

test('hyperloglog > tells whether a register changed', () => {
  const sketch = new Uint8Array(registers);
  expect(addToSketch(sketch, 0, 0x0100_0001)).toBe(true);
  expect(addToSketch(sketch, 0, 0x0100_0001)).toBe(false);
  expect(addToSketch(sketch, 0, 0x0180_0000)).toBe(false);
  expect(sketch[1]).toBe(24);
});

function errorsBySize(sizes: readonly number[]) {
  const found = sizes.map((size) => ({ size, rms: 0, worst: 0, bias: 0 }));
  for (let world = 0; world < worlds; world += 1) {
    const sketch = new Uint8Array(registers);
    let added = 0;
    for (const row of found) {
      for (; added < row.size; added += 1) addToSketch(sketch, 0, hash32(`id-${added}`, world));
      const error = estimateSketch(sketch, 0) / row.size - 1;
      row.rms += (error * error) / worlds;
      row.bias += error / worlds;
      row.worst = Math.max(row.worst, Math.abs(error));
    }
  }
  return found.map((row) => ({ ...row, rms: Math.sqrt(row.rms) }));
}
