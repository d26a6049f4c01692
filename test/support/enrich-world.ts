// A log in memory with every topic, and short ways to fill it, run enrich over it and read it
// again. For the tests of the enrich stage.

import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { keyOf, OutputBuffer, valueBytes } from '../../src/core/batch.ts';
import type { RecordName, Records } from '../../src/generated/records.ts';
import { topics } from '../../src/generated/topics.ts';
import type { Clock, Log } from '../../src/ports.ts';
import { runEnrich } from '../../src/stages/enrich.ts';
import type { EnrichSettings } from '../../src/stages/enrich-settings.ts';
import type { Fact } from '../../src/telemetry.ts';
import { noon } from './reference-rows.ts';

export type Row = {
  readonly key: string | null;
  readonly value: string;
  readonly name: RecordName | 'tombstone';
  readonly record: unknown;
};

export type EnrichWorld = Awaited<ReturnType<typeof enrichWorld>>;

export async function enrichWorld({ sources = 1, users = 2 } = {}) {
  const time = { now: noon };
  // Sleeping takes a moment but no time: the test says what time it is.
  const clock: Clock = {
    now: () => time.now,
    sleep: (ms, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (ms === 0) {
        setImmediate(resolve);
        return promise;
      }
      const timer = setTimeout(resolve, signal?.aborted ? 0 : Math.min(ms, 20));
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal?.addEventListener('abort', wake, { once: true });
      return promise;
    },
  };
  const log = openLocalLog({ clock, valueBytesMax: 2_000_000 });
  const codec = await openCodec({ registry: openLocalRegistry(), clock });
  const sizes = { sources, users, most: Math.max(sources, users) };
  for (const { name, partitions, cleanup } of topics) {
    const count = typeof partitions === 'number' ? partitions : sizes[partitions];
    await log.createTopic({ name, partitions: count, cleanup });
  }
  const writer = await log.writer('test');
  const facts: Fact[] = [];

  async function putBytes(topic: string, value: Uint8Array | null, key: string | null = 'k') {
    const buffer = new OutputBuffer(topic, 0);
    buffer.append(key, value);
    await writer.commit([buffer]);
  }

  function encoded<N extends RecordName>(name: N, record: Records[N]): Uint8Array {
    const buffer = new OutputBuffer('any', 0);
    codec.encode(buffer, 'k', name, record);
    return buffer.bytes.slice(0, buffer.length);
  }

  type Target = { readonly topic: string; readonly partition?: number };
  async function put<N extends RecordName>(target: Target, name: N, ...records: Records[N][]) {
    const buffer = new OutputBuffer(target.topic, target.partition ?? 0);
    for (const record of records) {
      codec.encode(buffer, 'id' in record ? record.id : 'k', name, record);
    }
    await writer.commit([buffer]);
  }

  async function rows(topic: string, partition = 0): Promise<Row[]> {
    const found: Row[] = [];
    const { start, end } = await log.range(topic, partition);
    for (let offset = start; offset < end; ) {
      const batch = await log.read(topic, partition, offset, { maxBytes: 1e6, waitMs: 0 });
      await codec.prepare(batch);
      for (let i = 0; i < batch.count; i += 1) {
        const decoded = codec.decode(batch, i);
        if (decoded.kind === 'rejected') throw new Error(decoded.detail);
        const isRecord = decoded.kind === 'record';
        found.push({
          key: keyOf(batch, i),
          value: Buffer.from(valueBytes(batch, i)).toString('base64'),
          name: isRecord ? decoded.name : 'tombstone',
          record: isRecord ? decoded.record : undefined,
        });
      }
      offset = batch.nextOffset;
    }
    return found;
  }

  async function all<N extends RecordName>(topic: string, name: N): Promise<Records[N][]> {
    const partitions = (await log.topic(topic))?.partitions ?? 0;
    const found: Records[N][] = [];
    for (let n = 0; n < partitions; n += 1) {
      for (const row of await rows(topic, n)) {
        if (row.name === name) found.push(row.record as Records[N]);
      }
    }
    return found;
  }

  type Run = Partial<EnrichSettings> & {
    readonly log?: Log;
    readonly onFact?: (fact: Fact) => void;
  };
  /** Runs until stopped. */
  function run(stop: AbortSignal, { log: wrapped, onFact, ...settings }: Run = {}): Promise<void> {
    const emit = (fact: Fact) => {
      facts.push(fact);
      onFact?.(fact);
    };
    const ports = { log: wrapped ?? log, codec, clock, telemetry: { emit } };
    return runEnrich(ports, { sources, users, ...settings }, stop);
  }

  /** Runs until all there is was read. */
  function drain(settings: Run = {}): Promise<void> {
    return run(new AbortController().signal, { drain: AbortSignal.abort(), ...settings });
  }

  return { log, codec, time, facts, putBytes, encoded, put, rows, all, run, drain };
}
