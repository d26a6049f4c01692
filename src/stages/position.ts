// Positions: how far a stage has read, as a record in its own state topic, in the same transaction
// as what came of it. The group's committed offset is never asked.

import { isTombstone, keyOf, type RecordBatch, valueBytes } from '../core/batch.ts';
import { digestOf } from '../core/hash.ts';
import { OutsideError } from '../errors.ts';
import type { Position } from '../generated/records.ts';
import type { Codec, Log } from '../ports.ts';

export const positionKey = '#position';

const readLimits = { maxBytes: 4_000_000, waitMs: 0 };

/** Every live record of one partition of a state topic, newest per key. */
export async function readState(
  log: Log,
  topic: string,
  partition: number,
  visit: (batch: RecordBatch, index: number) => void,
): Promise<void> {
  const { start, end } = await log.range(topic, partition);
  let offset = start;
  while (offset < end) {
    const batch = await log.read(topic, partition, offset, readLimits);
    for (let i = 0; i < batch.count; i += 1) visit(batch, i);
    offset = batch.nextOffset;
  }
}

/** The newest Position under a key, or undefined where the stage never committed. */
export async function readPosition(
  ports: { readonly log: Log; readonly codec: Codec },
  topic: string,
  partition: number,
  key = positionKey,
): Promise<Position | undefined> {
  let newest: Uint8Array | undefined;
  await readState(ports.log, topic, partition, (batch, index) => {
    if (isTombstone(batch, index) || keyOf(batch, index) !== key) return;
    newest = valueBytes(batch, index).slice();
  });
  if (newest === undefined) return undefined;
  const batch = singleValue(topic, partition, newest);
  await ports.codec.prepare(batch);
  const decoded = ports.codec.decode(batch, 0);
  if (decoded.kind === 'record' && decoded.name === 'Position') return decoded.record;
  throw new OutsideError('log-damaged', `The position of ${topic}/${partition} is unreadable.`);
}

/** The input is still the one that the position was written for; else `topic-changed`. */
export async function checkIncarnation(log: Log, position: Position): Promise<void> {
  const topic = await log.topic(position.topic);
  if (topic?.id === position.log_id) return;
  throw new OutsideError(
    'topic-changed',
    `${position.topic} is not the topic that was read up to ${position.next_offset}.`,
  );
}

/** The record before the position is the one that was processed, unless retention took it. */
export function checkDigest(position: Position, batch: RecordBatch, index: number): void {
  if (position.last_digest === null || batch.offsets[index] !== position.last_offset) return;
  if (digestOf(valueBytes(batch, index)) === position.last_digest) return;
  throw new OutsideError(
    'topic-changed',
    `${position.topic}/${position.partition} holds another record at ${position.last_offset}.`,
  );
}

function singleValue(topic: string, partition: number, bytes: Uint8Array): RecordBatch {
  return {
    topic,
    partition,
    count: 1,
    bytes,
    offsets: Float64Array.of(0),
    seenAt: Float64Array.of(0),
    keyStart: Int32Array.of(-1),
    keyEnd: Int32Array.of(-1),
    valueStart: Int32Array.of(0),
    valueEnd: Int32Array.of(bytes.length),
    nextOffset: 1,
    endOffset: 1,
  };
}
