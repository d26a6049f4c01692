// A commit cut into rounds: nothing lost or reordered, one chunk per partition and round, none
// larger than a broker takes.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunksOf } from '../../../src/adapters/kafka/output-chunks.ts';
import { OutputBuffer } from '../../../src/core/batch.ts';

const valueBytesMax = 1_000_000;
const brokerBytesMax = 1_048_588;

type Plan = { readonly partition: number; readonly sizes: readonly number[] };

const plans = fc.array(
  fc.record({
    partition: fc.integer({ min: 0, max: 2 }),
    sizes: fc.array(
      fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 900_000 })),
      { maxLength: 8 },
    ),
  }),
  { maxLength: 5 },
);

function outputsOf(all: readonly Plan[]): OutputBuffer[] {
  let number = 0;
  return all.map(({ partition, sizes }) => {
    const output = new OutputBuffer('topic', partition);
    for (const size of sizes) {
      const value = number % 5 === 4 ? null : new Uint8Array(size).fill(number % 251);
      output.append(`${number}`, value);
      number += 1;
    }
    return output;
  });
}

function keysOf(output: OutputBuffer, from: number, to: number): (string | null)[] {
  return output.keys.slice(from, to);
}

test('chunks > every record once and in order, one chunk per partition in a round', () => {
  fc.assert(
    fc.property(plans, (all) => {
      const outputs = outputsOf(all);
      const rounds = chunksOf(outputs, valueBytesMax);
      for (const partition of [0, 1, 2]) {
        const wanted = outputs
          .filter((output) => output.partition === partition)
          .flatMap((output) => keysOf(output, 0, output.count));
        const chunks = rounds.flatMap((round) =>
          round.filter(({ output }) => output.partition === partition),
        );
        expect(chunks.flatMap(({ output, from, to }) => keysOf(output, from, to))).toEqual(wanted);
        // The first round names every partition of the transaction.
        expect(chunks.length === 0).toBe(wanted.length === 0);
        if (chunks.length > 0) expect(rounds[0]).toContain(chunks[0]);
      }
      for (const round of rounds) {
        const places = round.map(({ output }) => output.partition);
        expect(new Set(places).size).toBe(places.length);
        for (const { output, from, to } of round) {
          const start = from === 0 ? 0 : output.valueEnds[from - 1]!;
          const bytes = output.valueEnds[to - 1]! - start;
          expect(bytes + (to - from) * 30).toBeLessThan(brokerBytesMax);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('chunks > a value over the limit is refused before anything is sent', () => {
  const output = new OutputBuffer('topic', 0);
  output.append('k', new Uint8Array(valueBytesMax + 1));
  expect(() => chunksOf([output], valueBytesMax)).toThrow(/1000001 bytes for topic is over/);
});

test('chunks > ten thousand records are enough for one record batch', () => {
  const output = new OutputBuffer('topic', 0);
  for (let i = 0; i < 25_000; i += 1) output.append(null, new Uint8Array(1));
  const sizes = chunksOf([output], valueBytesMax).map(([chunk]) => chunk!.to - chunk!.from);
  expect(sizes).toEqual([10_000, 10_000, 5_000]);
});
