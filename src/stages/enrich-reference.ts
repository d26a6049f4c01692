// Reads the four reference topics into core/reference: to their end before the first event, then
// on and on. One feed serves all enrich tasks of a process, because the tables are the large part.
// For the enrich stage.
//
// A bad record here is counted and skipped, not dead-lettered: these topics are read anew at every
// start, and would fill the dead letters each time.

import { isTombstone, keyOf, type RecordBatch } from '../core/batch.ts';
import { Reference, type ReferenceName } from '../core/reference.ts';
import type { Millis } from '../core/time.ts';
import type { Records, Ticket } from '../generated/records.ts';
import { readRange } from './read-range.ts';
import type { StagePorts } from './stage-ports.ts';

const feeds: readonly { readonly topic: string; readonly name: ReferenceName }[] = [
  { topic: 'people', name: 'Person' },
  { topic: 'tickets', name: 'Ticket' },
  { topic: 'subjects', name: 'Subject' },
  { topic: 'assets', name: 'Asset' },
];

/** New tickets are looked for between batches, but not more often. */
const pollMs = 500;

export type TicketListener = (ticket: Ticket) => void;

export class ReferenceFeed {
  readonly reference = new Reference();
  readonly #ports: StagePorts;
  readonly #offsets = new Map<string, number>();
  readonly #listeners = new Set<TicketListener>();
  #reading: Promise<void> | undefined;
  #readAt: Millis = Number.NEGATIVE_INFINITY;

  constructor(ports: StagePorts) {
    this.#ports = ports;
  }

  /** Every ticket that arrives from now on; returns how to stop listening. */
  listen(listener: TicketListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads what is new. Tasks that ask at the same time share one reading. */
  readToEnd(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** The same, unless it was done a moment ago. */
  async poll(): Promise<void> {
    if (this.#ports.clock.now() - this.#readAt >= pollMs) await this.readToEnd();
  }

  async #read(): Promise<void> {
    for (const { topic, name } of feeds) await this.#readTopic(topic, name);
    this.#readAt = this.#ports.clock.now();
  }

  async #readTopic(topic: string, name: ReferenceName): Promise<void> {
    const { log, codec, telemetry } = this.#ports;
    const { start, end } = await log.range(topic, 0);
    const from = Math.max(start, this.#offsets.get(topic) ?? 0);
    let records = 0;
    for await (const batch of readRange(log, { topic, partition: 0 }, { from, to: end })) {
      await codec.prepare(batch);
      for (let i = 0; i < batch.count; i += 1) this.#apply(name, batch, i);
      records += batch.count;
      this.#offsets.set(topic, batch.nextOffset);
    }
    if (records > 0) telemetry.emit({ kind: 'reference-loaded', topic, records });
  }

  #apply(name: ReferenceName, batch: RecordBatch, index: number): void {
    const key = keyOf(batch, index);
    if (isTombstone(batch, index)) {
      if (key !== null) this.reference.apply(name, key, null);
      return;
    }
    const decoded = this.#ports.codec.decode(batch, index);
    if (decoded.kind !== 'record' || decoded.name !== name) {
      const reason = decoded.kind === 'rejected' ? decoded.reason : 'unexpected-record';
      this.#ports.telemetry.emit({ kind: 'records-rejected', stage: 'enrich', reason, records: 1 });
      return;
    }
    this.reference.apply(name, key ?? '', decoded.record as Records[ReferenceName]);
    if (decoded.name !== 'Ticket') return;
    for (const listener of this.#listeners) listener(decoded.record);
  }
}
