// The load of the chaos rounds: a simulated world, written event by event into a Kafka that fails.
// Its own deliveries survive that: a transaction whose outcome is unknown is looked up in the log.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { systemClock as clock } from '../../src/adapters/system/system-clock.ts';
import { keyOf, OutputBuffer, valueBytes } from '../../src/core/batch.ts';
import type { Codec, Log, LogWriter } from '../../src/ports.ts';
import { readRange } from '../../src/stages/read-range.ts';

type Sent = {
  readonly at: number;
  readonly source: number;
  readonly key: string | null;
  readonly value: Uint8Array;
};

export type World = {
  readonly reference: readonly (Omit<Sent, 'at' | 'source'> & { readonly topic: string })[];
  /** By event time, as their sources have them. */
  readonly events: readonly Sent[];
};

const referenceTopics = ['people', 'tickets', 'subjects', 'assets'];
const everyMs = 200;

/** What `simulate --to log` has left in a folder, with the schema ids of another registry. */
export async function readWorld(data: string, codec: Codec): Promise<World> {
  const log = openLocalLog({ folder: join(data, 'log'), clock });
  const local = await openCodec({ registry: openLocalRegistry({ folder: data }) });
  const reference: World['reference'][number][] = [];
  const events: Sent[] = [];
  try {
    for (const topic of [...referenceTopics, 'db-access']) {
      const partitions = (await log.topic(topic))?.partitions ?? 0;
      for (let source = 0; source < partitions; source += 1) {
        const { end } = await log.range(topic, source);
        const place = { topic, partition: source };
        for await (const batch of readRange(log, place, { from: 0, to: end })) {
          for (let i = 0; i < batch.count; i += 1) {
            const decoded = local.decode(batch, i);
            if (decoded.kind !== 'record') throw new Error(`${topic}: not a record`);
            const value = valueBytes(batch, i).slice();
            new DataView(value.buffer).setUint32(1, codec.schemaId(decoded.name));
            const key = keyOf(batch, i);
            if (topic !== 'db-access') reference.push({ topic, key, value });
            else if ('at' in decoded.record) {
              events.push({ at: decoded.record.at, source, key, value });
            }
          }
        }
      }
    }
  } finally {
    await log.close();
  }
  return { reference, events: events.sort((a, b) => a.at - b.at) };
}

export async function writeReference(log: Log, { reference }: World): Promise<void> {
  const writer = await log.writer('chaos-reference');
  for (let next = 0; next < reference.length; next += 2_000) {
    const buffers = new Map<string, OutputBuffer>();
    for (const { topic, key, value } of reference.slice(next, next + 2_000)) {
      const buffer = buffers.get(topic) ?? new OutputBuffer(topic, 0);
      buffers.set(topic, buffer);
      buffer.append(key, value);
    }
    await writer.commit([...buffers.values()]);
  }
  await writer.close();
}

export class Feed {
  readonly #log: Log;
  readonly #events: readonly Sent[];
  readonly #perSecond: number;
  readonly #over = new AbortController();
  /** Where the next record of each source must be, if there is one: gaps are markers. */
  readonly #ends = new Map<number, number>();
  #writer: LogWriter | undefined;
  #sent = 0;
  #life: Promise<void> = Promise.resolve();

  constructor(log: Log, { events }: World, perSecond: number) {
    this.#log = log;
    this.#events = events;
    this.#perSecond = perSecond;
  }

  get sent(): number {
    return this.#sent;
  }

  get isExhausted(): boolean {
    return this.#sent >= this.#events.length;
  }

  start(): void {
    this.#life = this.#live();
  }

  /** Resolves when it has stopped; with `all` it first sends what is left, at once. */
  async end({ all }: { readonly all: boolean }): Promise<void> {
    this.#over.abort();
    await this.#life;
    if (!all) return;
    while (!this.isExhausted) await this.#deliver(5_000);
  }

  async #live(): Promise<void> {
    const startedAt = performance.now();
    while (!this.#over.signal.aborted && !this.isExhausted) {
      await sleep(everyMs);
      const due = ((performance.now() - startedAt) / 1_000) * this.#perSecond;
      // What an outage has held up comes in some deliveries, not in one.
      const count = Math.min(due - this.#sent, this.#perSecond);
      if (count >= 1) await this.#deliver(Math.floor(count));
    }
  }

  async #deliver(count: number): Promise<void> {
    const events = this.#events.slice(this.#sent, this.#sent + count);
    const buffers = new Map<number, OutputBuffer>();
    for (const { source, key, value } of events) {
      const buffer = buffers.get(source) ?? new OutputBuffer('db-access', source);
      buffers.set(source, buffer);
      buffer.append(key, value);
    }
    const first = buffers.keys().next().value ?? 0;
    for (;;) {
      try {
        this.#writer ??= await this.#openWriter(buffers.keys());
        await this.#writer.commit([...buffers.values()]);
        break;
      } catch {
        // Whatever it was: the log says whether it is there, once nothing of it can come any more.
        this.#writer = undefined;
        if (await this.#isThere(first)) break;
      }
    }
    this.#sent += events.length;
    for (const source of buffers.keys()) await this.#note(source);
  }

  async #openWriter(sources: Iterable<number>): Promise<LogWriter> {
    const writer = await this.#patiently(() => this.#log.writer('chaos-feed'));
    for (const source of sources) if (!this.#ends.has(source)) await this.#note(source);
    return writer;
  }

  async #note(source: number): Promise<void> {
    const { end } = await this.#patiently(() => this.#log.range('db-access', source));
    this.#ends.set(source, end);
  }

  async #isThere(source: number): Promise<boolean> {
    // A new writer first: it ends what the one before had open.
    this.#writer = await this.#patiently(() => this.#log.writer('chaos-feed'));
    const offset = this.#ends.get(source);
    if (offset === undefined) return false;
    const limits = { maxBytes: 1, waitMs: 0 };
    const read = () => this.#log.read('db-access', source, offset, limits);
    return (await this.#patiently(read)).count > 0;
  }

  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch {
        await sleep(everyMs); // Kafka is away: that is what this is about.
      }
    }
  }
}
