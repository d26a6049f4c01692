// What a transaction appends to one partition, on its way to the thread that owns the log. A buffer
// stays its owner's and is usually larger than what is in it: the bytes in use are copied, and the
// copy moves. Keys go as one text, since thousands of small ones are slow to copy one by one.
// Used by serve-log.ts and thread-log.ts.

import { OutputBuffer } from '../../core/batch.ts';

export type PackedOutput = {
  readonly topic: string;
  readonly partition: number;
  readonly keys: string;
  /** Two numbers a record: where its value ends in `bytes`, and its key in `keys`. */
  readonly ends: Int32Array<ArrayBuffer>;
  /** 1 no key, 2 tombstone. */
  readonly flags: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

const noKey = 1;
const tombstone = 2;

export function packOutput(output: OutputBuffer): PackedOutput {
  const { topic, partition, count, keys, valueEnds, isTombstone, bytes, length } = output;
  const ends = new Int32Array(count * 2);
  const flags = new Uint8Array(count);
  let keyEnd = 0;
  for (let i = 0; i < count; i += 1) {
    const key = keys[i] ?? null;
    keyEnd += key?.length ?? 0;
    ends[2 * i] = valueEnds[i]!;
    ends[2 * i + 1] = keyEnd;
    flags[i] = (key === null ? noKey : 0) | (isTombstone[i] === true ? tombstone : 0);
  }
  return {
    ...{ topic, partition, ends, flags },
    keys: keys.slice(0, count).join(''),
    bytes: bytes.slice(0, length) as Uint8Array<ArrayBuffer>,
  };
}

/** What moves with a packed output. */
export function buffersOf({ ends, flags, bytes }: PackedOutput): readonly ArrayBuffer[] {
  return [ends.buffer, flags.buffer, bytes.buffer];
}

export function openOutput({ topic, partition, ...packed }: PackedOutput): OutputBuffer {
  const output = new OutputBuffer(topic, partition, 0);
  output.bytes = packed.bytes;
  output.length = packed.bytes.length;
  output.count = packed.flags.length;
  let keyStart = 0;
  for (let i = 0; i < output.count; i += 1) {
    const keyEnd = packed.ends[2 * i + 1]!;
    const flags = packed.flags[i]!;
    output.keys.push((flags & noKey) === 0 ? packed.keys.slice(keyStart, keyEnd) : null);
    output.valueEnds.push(packed.ends[2 * i]!);
    output.isTombstone.push((flags & tombstone) !== 0);
    keyStart = keyEnd;
  }
  return output;
}
