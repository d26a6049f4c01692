// What an enrich task knows when it takes a partition over: its last Position, the touches that
// still wait, and the event ids seen in the last minutes of the source. For the enrich stage.
// The writer is open before anything is read here, so nobody else can still be writing.

import { keyOf, type RecordBatch, valueBytes } from '../core/batch.ts';
import { hasOwnId, refusalOf } from '../core/enrich.ts';
import { hash128 } from '../core/hash.ts';
import type { PendingTouches } from '../core/pending-touches.ts';
import { RecentIds } from '../core/recent-ids.ts';
import { SourceClock } from '../core/source-clock.ts';
import { OutsideError } from '../errors.ts';
import type { Position } from '../generated/records.ts';
import type { Codec, Log } from '../ports.ts';

const readBytesMax = 1_000_000;
/** Enough of a value to tell it from another one at the same offset. */
const digestBytesMax = 4_096;

type Ports = { readonly log: Log; readonly codec: Codec };
type Range = { readonly from: number; readonly to: number };

/** The newest Position of a partition in enrich-state, and the touches waiting in it. */
export async function restoreState(
  { log, codec }: Ports,
  partition: number,
  pending: PendingTouches,
): Promise<Position | undefined> {
  const { start, end } = await log.range('enrich-state', partition);
  let position: Position | undefined;
  const waiting = new Map<string, Parameters<PendingTouches['restore']>[1]>();
  const source = { topic: 'enrich-state', partition };
  for await (const batch of readRange(log, source, { from: start, to: end })) {
    await codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      const decoded = codec.decode(batch, i);
      const key = keyOf(batch, i) ?? '';
      if (decoded.kind === 'tombstone') waiting.delete(key);
      else if (decoded.kind === 'rejected') throw unreadable(partition, decoded.detail);
      else if (decoded.name === 'Position') position = decoded.record;
      else if (decoded.name === 'PendingTouch') {
        // Where it was first written is where it waits: a rewrite moves it to the end.
        waiting.delete(key);
        waiting.set(key, decoded.record);
      }
    }
  }
  for (const [key, record] of waiting) pending.restore(key, record);
  return position;
}

/** Refuses to go on where the input is not the one that the Position speaks of. */
export async function verifyPosition(log: Log, logId: string, position: Position): Promise<void> {
  const { topic, partition, last_offset, last_digest } = position;
  const place = `${topic}/${partition}`;
  if (position.log_id !== logId) throw changed(`${place} was created anew`);
  const { start, end } = await log.range(topic, partition);
  if (position.next_offset > end) {
    throw changed(`${place} ends at ${end}, but was read to ${position.next_offset}`);
  }
  if (last_offset === null || last_digest === null || last_offset < start) return;
  const batch = await log.read(topic, partition, last_offset, { maxBytes: 1, waitMs: 0 });
  if (batch.count > 0 && batch.offsets[0] !== last_offset) return;
  if (batch.count === 0 || digestOf(batch, 0) !== last_digest) {
    throw changed(`${place} holds another record at offset ${last_offset}`);
  }
}

/** Digest of the beginning of a value, and its size. */
export function digestOf(batch: RecordBatch, index: number): string {
  const bytes = valueBytes(batch, index);
  let text = `${bytes.length}:`;
  for (const byte of bytes.subarray(0, digestBytesMax)) text += String.fromCharCode(byte);
  return hash128(text);
}

/** The ids seen lately, by reading the same records again: see core/recent-ids for why it is exact. */
export async function rebuildRecentIds(
  { log, codec }: Ports,
  position: Position,
  latenessMs: number,
): Promise<RecentIds> {
  const recent = new RecentIds();
  if (position.reread_from === null) return recent;
  const clock = new SourceClock(latenessMs);
  const { start } = await log.range(position.topic, position.partition);
  const range = { from: Math.max(start, position.reread_from), to: position.next_offset };
  for await (const batch of readRange(log, position, range)) {
    await codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      const offset = batch.offsets[i]!;
      const decoded = codec.decode(batch, i);
      if (offset >= range.to || decoded.kind !== 'record' || decoded.name !== 'AccessEvent')
        continue;
      const event = decoded.record;
      const seenAt = batch.seenAt[i]!;
      if (refusalOf(event) ?? clock.refusal(event.at, seenAt)) continue;
      const { hasMoved } = clock.take(event.at, seenAt, event.account);
      if (hasOwnId(event)) {
        recent.see(event.event_id, { offset, clock: clock.clock ?? event.at, hasMoved });
      }
    }
  }
  return recent;
}

async function* readRange(
  log: Log,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  { from, to }: Range,
): AsyncGenerator<RecordBatch> {
  let offset = from;
  while (offset < to) {
    const batch = await log.read(topic, partition, offset, { maxBytes: readBytesMax, waitMs: 0 });
    if (batch.nextOffset <= offset) return;
    yield batch;
    offset = batch.nextOffset;
  }
}

function changed(message: string): OutsideError {
  return new OutsideError('topic-changed', message);
}

function unreadable(partition: number, detail: string): OutsideError {
  return new OutsideError('log-damaged', `enrich-state/${partition} cannot be read: ${detail}`);
}
