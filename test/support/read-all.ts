// Every committed record of a topic, partition after partition, decoded: all at once, or one by one
// where they are many.

import type { RecordName, Records } from '../../src/generated/records.ts';
import type { Codec, Log } from '../../src/ports.ts';
import { readRange } from '../../src/stages/read-range.ts';

export type Read = {
  readonly name: RecordName;
  readonly record: Records[RecordName];
  readonly partition: number;
  readonly offset: number;
};

type From = { readonly log: Log; readonly codec: Codec };

export async function readAll(from: From, topic: string): Promise<Read[]> {
  const all: Read[] = [];
  for await (const read of readEach(from, topic)) all.push(read);
  return all;
}

export async function* readEach(from: From, topic: string): AsyncGenerator<Read, void, void> {
  const state = await from.log.topic(topic);
  for (let partition = 0; partition < (state?.partitions ?? 0); partition += 1) {
    const { end } = await from.log.range(topic, partition);
    yield* readPart(from, { topic, partition, end });
  }
}

export type Part = {
  readonly topic: string;
  readonly partition: number;
  /** One past the last offset. */
  readonly end: number;
};

export async function* readPart(
  { log, codec }: From,
  { topic, partition, end }: Part,
): AsyncGenerator<Read, void, void> {
  const { start } = await log.range(topic, partition);
  for await (const batch of readRange(log, { topic, partition }, { from: start, to: end })) {
    await codec.prepare(batch);
    for (let i = 0; i < batch.count && batch.offsets[i]! < end; i += 1) {
      const decoded = codec.decode(batch, i);
      if (decoded.kind === 'tombstone') continue;
      if (decoded.kind === 'rejected') throw new Error(`${topic}: ${decoded.detail}`);
      const { name, record } = decoded;
      yield { name, record, partition, offset: batch.offsets[i]! };
    }
  }
}
