// Reads partitions of `windows` into rounds: those only that hold the others up. What cannot be
// read goes to the dead letters with the round that passes it, so that it is written once. Used by
// population-task.ts.

import { type RecordBatch, valueBytes } from '../core/batch.ts';
import { digestOf } from '../core/hash.ts';
import { anyTime, type Rounds } from '../core/rounds.ts';
import type { DeadLetter, UserScore, UserWindow } from '../generated/records.ts';
import { deadLetterRecord } from './dead-letter-record.ts';
import { kindOf, windowsTopic } from './population-state.ts';
import type { StagePorts } from './stage-ports.ts';

/** What a round is made of. */
export type Taken =
  | { readonly name: 'UserWindow'; readonly record: UserWindow }
  | { readonly name: 'UserScore'; readonly record: UserScore }
  | { readonly name: 'DeadLetter'; readonly record: DeadLetter };

/** Of one user: windows before scores, as a score is made from windows. */
const ranks = { DeadLetter: 0, UserWindow: 1, UserScore: 2 } as const;

type Reading = { readonly maxBytes: number; readonly waitMs: number };

export class WindowsReader {
  readonly #ports: StagePorts;
  readonly #rounds: Rounds<Taken>;
  /** By partition: records since the last call of `takeCount`, and where its log ends. */
  readonly #seen = new Map<number, { records: number; end: number }>();

  constructor(ports: StagePorts, rounds: Rounds<Taken>) {
    this.#ports = ports;
    this.#rounds = rounds;
  }

  /** Whether there was anything. */
  async read(partition: number, limits: Reading): Promise<boolean> {
    const { log, codec, telemetry } = this.#ports;
    const from = this.#rounds.next(partition);
    const batch = await log.read(windowsTopic, partition, from, limits);
    if (batch.nextOffset <= from) return false;
    await codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) this.#take(batch, i);
    this.#rounds.advance(partition, batch.nextOffset);
    const seen = this.#seen.get(partition) ?? { records: 0, end: 0 };
    this.#seen.set(partition, { records: seen.records + batch.count, end: batch.endOffset });
    const reach = { position: batch.offsets[0] ?? from, end: batch.endOffset };
    const place = { stage: 'population', topic: windowsTopic, partition } as const;
    telemetry.emit({ kind: 'end-seen', ...place, ...reach });
    return true;
  }

  takeCount(partition: number): { readonly records: number; readonly end: number } | undefined {
    const seen = this.#seen.get(partition);
    this.#seen.delete(partition);
    return seen;
  }

  #take(batch: RecordBatch, index: number): void {
    const { partition } = batch;
    const offset = batch.offsets[index]!;
    const decoded = this.#ports.codec.decode(batch, index);
    if (decoded.kind === 'tombstone') return;
    if (decoded.kind === 'rejected') {
      const letter = deadLetterRecord(batch, index, { stage: 'population', ...decoded });
      // Of the batch, which is another one when the round comes.
      const item = {
        name: 'DeadLetter',
        record: { ...letter, value: letter.value.slice() },
      } as const;
      const nobody = { user: '', rank: ranks.DeadLetter, revision: 0 };
      this.#rounds.take(partition, offset, { kind: 'hour', start: anyTime, ...nobody }, item);
    } else if (decoded.name === 'Closed') {
      const { kind, start } = decoded.record;
      const mark = { offset, digest: digestOf(valueBytes(batch, index)) };
      this.#rounds.close(partition, mark, { kind: kindOf(kind), start });
    } else if (decoded.name === 'UserWindow') {
      const { user, kind, start, revision } = decoded.record;
      const placed = { user, kind: kindOf(kind), start, rank: ranks.UserWindow, revision };
      this.#rounds.take(partition, offset, placed, decoded);
    } else if (decoded.name === 'UserScore') {
      // Of a day that is scored again both count: what each says is news.
      const { user } = decoded.record;
      const placed = { user, rank: ranks.UserScore, revision: 0 };
      this.#rounds.take(partition, offset, { ...placed, kind: 'day', start: anyTime }, decoded);
    }
  }
}
