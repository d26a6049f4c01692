// Whose turn it is to write `access` anew. On Kafka nothing keeps two processes from it at the same
// time, and each could remove as a half copy what the other has made a whole one of. So a run opens
// one writer before it looks at anything, and writes with that alone: the next run fences it.
//
//   run 1   turn ─ reads ─ ─ ─ ─ ─ ─ ─ ─ ─ held up ─ ─ ─ ─ ─ ─ ─ commit ✗ fenced: deletes nothing
//   run 2                   turn ─ copies ─ notes ─ deletes access ─ …
//
// A deletion asks for what is there, commits, and deletes that by its id. Where the commit goes
// through nobody had begun by then, so what is there is what the run has decided about; and what
// somebody makes afterwards has another id. Used by repartition.ts.

import { OutputBuffer } from '../core/batch.ts';
import { type OutsideCode, OutsideError } from '../errors.ts';
import type { Log, LogWriter, TopicState } from '../ports.ts';
import { nextAccess } from './settled-access.ts';

const transactionalId = 'access-repartition';
/** Means nothing to whoever reads the notes. */
const turnKey = '#turn';

export async function withTurn<T>(
  log: Pick<Log, 'writer'>,
  work: (writer: LogWriter) => Promise<T>,
): Promise<T> {
  const writer = await log.writer(transactionalId);
  try {
    return await work(writer);
  } catch (error) {
    throw isByAnother(error) ? overtaken(error) : error;
  } finally {
    await writer.close();
  }
}

/** Fenced, or on Kafka seen before that: what this run has looked at is another topic now. */
function isByAnother(error: unknown): boolean {
  return isOf(error, 'fenced') || isOf(error, 'topic-changed') || isOf(error, 'topic-missing');
}

type TurnPorts = { readonly log: Log; readonly writer: LogWriter };

/** Removes the topic if it is there; fails where this run has its turn no more. */
export async function removeTopic({ log, writer }: TurnPorts, name: string): Promise<void> {
  const topic = await log.topic(name);
  if (topic === undefined && name === nextAccess) return;
  const next = await copyOf(log);
  const output = new OutputBuffer(nextAccess, next.partitions - 1);
  output.append(turnKey, null);
  await writer.commit([output]);
  if (topic === undefined) return;
  await log.deleteTopic(topic);
}

/** It is there from before the first deletion to the last one, unless another run is through. */
export async function copyOf(log: Pick<Log, 'topic'>): Promise<TopicState> {
  const next = await log.topic(nextAccess);
  if (next === undefined) throw overtaken();
  return next;
}

export function overtaken(cause?: unknown): OutsideError {
  const message = 'Another process has begun to write access anew: this one does no more.';
  return new OutsideError('repartition-overtaken', message, { cause });
}

function isOf(error: unknown, code: OutsideCode): boolean {
  return error instanceof OutsideError && error.code === code;
}
