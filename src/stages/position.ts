// Positions: how far a stage has read, as a record in its own state topic, in the same transaction
// as what came of it. The group's committed offset is never asked: it could be ahead of, or behind,
// the outputs, and nothing would tell.

import { type RecordBatch, valueBytes } from '../core/batch.ts';
import { digestOf } from '../core/hash.ts';
import { OutsideError } from '../errors.ts';
import type { Position } from '../generated/records.ts';
import type { Log } from '../ports.ts';
import { stateTopicsOf } from './position-places.ts';
import type { Place } from './read-range.ts';
import type { StateRecord } from './read-state.ts';

export const positionKey = '#position';

export type FirstPosition = Place & { readonly logId: string; readonly nextOffset: number };

/** Of a stage that has processed nothing yet. */
export function firstPosition(first: FirstPosition): Position {
  return {
    topic: first.topic,
    partition: first.partition,
    log_id: first.logId,
    next_offset: first.nextOffset,
    last_offset: null,
    last_digest: null,
    clock: null,
    broker_at: null,
    reread_from: null,
    ticked_pane: null,
    jump_account: null,
    jump_count: 0,
    ended: false,
    generation: 0,
    declared_next: null,
    engine_started_at: null,
    outputs_done: 0,
    settings: null,
  };
}

/** The Position under a key of the state; undefined where the stage never committed. */
export function positionIn(
  state: ReadonlyMap<string, StateRecord>,
  key = positionKey,
): Position | undefined {
  const found = state.get(key);
  return found?.name === 'Position' ? found.record : undefined;
}

/** Where to go on: at the Position written last, once its input is verified; else at the start. */
export async function resumePosition(
  log: Log,
  input: Place & { readonly logId: string },
  written: Position | undefined,
): Promise<Position> {
  if (written !== undefined) {
    await verifyPosition(log, input.logId, written);
    return written;
  }
  const { start } = await log.range(input.topic, input.partition);
  return firstPosition({ ...input, nextOffset: start });
}

/** The Position after the first `count` records of a batch. */
export function readUpTo(position: Position, batch: RecordBatch, count: number): Position {
  const next_offset = count === batch.count ? batch.nextOffset : batch.offsets[count]!;
  if (count === 0) return { ...position, next_offset };
  const last_offset = batch.offsets[count - 1]!;
  const last_digest = digestOf(valueBytes(batch, count - 1));
  return { ...position, next_offset, last_offset, last_digest };
}

/**
 * Whether no record is there at `offset` or after it. A drain asks before it ends: what upstream
 * wrote last may have come since this stage has looked.
 */
export async function isAtEnd(
  log: Log,
  { topic, partition }: Place,
  offset: number,
): Promise<boolean> {
  const batch = await log.read(topic, partition, offset, { maxBytes: 1, waitMs: 0 });
  return batch.count === 0;
}

/**
 * Refuses to go on (`topic-changed`) where the input is not the one that the Position speaks of:
 * made anew, cut off, or another record where the last one was. Retention may have taken that one.
 */
async function verifyPosition(log: Log, logId: string, position: Position): Promise<void> {
  const { topic, partition, last_offset, last_digest } = position;
  const place = `${topic}/${partition}`;
  const changed = (what: string) => topicChanged(topic, what);
  if (position.log_id !== logId) throw changed(`${place} was made anew`);
  const { start, end } = await log.range(topic, partition);
  if (position.next_offset > end) {
    throw changed(`${place} ends at ${end}, but was read to ${position.next_offset}`);
  }
  if (last_offset === null || last_digest === null || last_offset < start) return;
  const batch = await log.read(topic, partition, last_offset, { maxBytes: 1, waitMs: 0 });
  if (batch.count > 0 && batch.offsets[0] !== last_offset) return;
  if (batch.endOffset <= last_offset) {
    // It was further a moment ago: a broker that takes over does not know yet how far it goes.
    throw new OutsideError(
      'kafka-unreachable',
      `${place} ends before ${last_offset} at the moment.`,
    );
  }
  if (batch.count === 0 || digestOf(valueBytes(batch, 0)) !== last_digest) {
    throw changed(`${place} holds another record at ${last_offset}`);
  }
}

function topicChanged(topic: string, what: string): OutsideError {
  const states = stateTopicsOf(topic).join(' and ');
  const where = states === '' ? '' : ` What was read of it stands in ${states}.`;
  const message = `${what}: this is not the topic that was processed.${where}`;
  return new OutsideError('topic-changed', message);
}
