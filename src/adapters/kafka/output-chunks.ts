// The outputs of one commit, cut into rounds: in each at most one record batch per partition, none
// over what brokers take. Used by kafka-writer.ts.

import { OutputBuffer } from '../../core/batch.ts';
import { OutsideError } from '../../errors.ts';

/** Records `from` to `to` − 1 of one output. */
export type Chunk = { readonly output: OutputBuffer; readonly from: number; readonly to: number };

/** Brokers take 1,048,588 bytes by default; keys and framing come on top of the values. */
const chunkBytesMax = 900_000;
/** The framing of a record: lengths, deltas, attributes. */
const recordBytes = 24;
/** Larger ones would make a reader's columns slow to allocate. */
const chunkRecordsMax = 10_000;

/**
 * Round k holds the k-th chunk of each partition, so the first round names all partitions. Fails
 * with `record-too-large` before anything was sent.
 */
export function chunksOf(
  outputs: readonly OutputBuffer[],
  valueBytesMax: number,
): readonly (readonly Chunk[])[] {
  const rounds: Chunk[][] = [];
  for (const output of joined(outputs)) {
    assertFits(output, valueBytesMax);
    let round = 0;
    for (let from = 0; from < output.count; round += 1) {
      const to = chunkEnd(output, from);
      rounds[round] ??= [];
      rounds[round]!.push({ output, from, to });
      from = to;
    }
  }
  return rounds;
}

/** One buffer per partition: a partition that is named twice gets its records in order. */
function joined(outputs: readonly OutputBuffer[]): readonly OutputBuffer[] {
  const byPlace = new Map<string, OutputBuffer[]>();
  for (const output of outputs) {
    if (output.count === 0) continue;
    const place = `${output.topic}/${output.partition}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), output]);
  }
  return [...byPlace.values()].map((same) => (same.length === 1 ? same[0]! : join(same)));
}

function join(outputs: readonly OutputBuffer[]): OutputBuffer {
  const { topic, partition } = outputs[0]!;
  const all = new OutputBuffer(topic, partition);
  for (const output of outputs) {
    for (let i = 0; i < output.count; i += 1) {
      const start = i === 0 ? 0 : output.valueEnds[i - 1]!;
      const value = output.bytes.subarray(start, output.valueEnds[i]!);
      all.append(output.keys[i] ?? null, output.isTombstone[i] ? null : value);
    }
  }
  return all;
}

function assertFits(output: OutputBuffer, valueBytesMax: number): void {
  for (let i = 0; i < output.count; i += 1) {
    const sizeBytes = valueBytes(output, i);
    if (sizeBytes <= valueBytesMax) continue;
    throw new OutsideError(
      'record-too-large',
      `a value of ${sizeBytes} bytes for ${output.topic} is over ${valueBytesMax}`,
    );
  }
}

function chunkEnd(output: OutputBuffer, from: number): number {
  let bytes = 0;
  let to = from;
  while (to < output.count && to - from < chunkRecordsMax) {
    // A character of a key takes at most three bytes for each of its UTF-16 units.
    bytes += valueBytes(output, to) + (output.keys[to]?.length ?? 0) * 3 + recordBytes;
    if (bytes > chunkBytesMax && to > from) break;
    to += 1;
  }
  return to;
}

function valueBytes(output: OutputBuffer, index: number): number {
  return output.valueEnds[index]! - (index === 0 ? 0 : output.valueEnds[index - 1]!);
}
