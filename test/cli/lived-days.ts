// A data folder in which some days were lived through: each day its records come in, and all stages
// go over them, by a clock that the test sets. For tests of what was known when.

import { join } from 'node:path';
import { migrate, readMigrations } from '../../src/adapters/clickhouse/migrations.ts';
import { startEngine } from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { detectSettings } from '../../src/cli/detect-settings.ts';
import { detectorDefinitions, loadSettings } from '../../src/config.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import type { Millis } from '../../src/core/time.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { Records } from '../../src/generated/records.ts';
import type { Codec, Log, Warehouse } from '../../src/ports.ts';
import { runArchive } from '../../src/stages/archive.ts';
import { archiveDefaults } from '../../src/stages/archive-settings.ts';
import { prepareTopics } from '../../src/stages/create-topics.ts';
import { runDetect } from '../../src/stages/detect.ts';
import { runEnrich } from '../../src/stages/enrich.ts';
import { type Kind, kinds } from '../../src/stages/ingest-kinds.ts';
import { migrationsFolder, open } from '../support/embedded.ts';

export const sizes = { sources: 2, users: 2 };

/** What comes in together: a record, or the key of one that is deleted. */
export type Arrival =
  | {
      [K in Kind]: { readonly kind: K; readonly record: Records[K]; readonly source?: number };
    }[Kind]
  | { readonly kind: Kind; readonly deleted: string };

export type Batch = {
  readonly at: Millis;
  readonly arrivals: readonly Arrival[];
};

/** Batches in the order of time; the stages run after each of them, to the end of what is there. */
export async function liveThrough(data: string, batches: readonly Batch[]): Promise<void> {
  const time = { aheadMs: 0 };
  const clock = {
    now: () => Date.now() + time.aheadMs,
    sleep: (ms: number) => new Promise<void>((go) => setTimeout(go, Math.min(ms, 10))),
  };
  const folder = join(data, 'log');
  const log = openLocalLog({ folder, clock });
  const codec = await openCodec({ registry: openLocalRegistry({ folder }), clock });
  const engine = await startEngine({ folder: data, database: 'molecatcher' });
  const warehouse = await open(engine);
  try {
    await migrate(warehouse, readMigrations(migrationsFolder));
    await prepareTopics(log, { ...sizes, retentionDays: 10_000 });
    for (const { at, arrivals } of batches) {
      time.aheadMs = at - Date.now();
      await write({ log, codec }, arrivals);
      await runAll({ log, codec, warehouse, clock });
    }
  } finally {
    await warehouse.close();
    await engine.stop();
    await log.close();
  }
}

type Reached = { readonly log: Log; readonly codec: Codec };

async function write({ log, codec }: Reached, arrivals: readonly Arrival[]): Promise<void> {
  const writer = await log.writer('test');
  for (const arrival of arrivals) {
    const { topic, keyOf } = kinds[arrival.kind];
    const output = new OutputBuffer(topic, 'source' in arrival ? (arrival.source ?? 0) : 0);
    if ('deleted' in arrival) output.append(arrival.deleted, null);
    else codec.encode(output, keyOf(arrival.record), arrival.kind, arrival.record as never);
    await writer.commit([output]);
  }
  await writer.close();
}

type Everything = Reached & {
  readonly warehouse: Warehouse;
  readonly clock: { now(): Millis; sleep(ms: number): Promise<void> };
};

async function runAll(all: Everything): Promise<void> {
  const ports = { ...all, telemetry: { emit: () => undefined } };
  const { signal: never } = new AbortController();
  const drain = AbortSignal.abort();
  const extra = detectorDefinitions(detectors);
  const settings = loadSettings({ extra });
  await runEnrich(ports, { ...sizes, drain }, never);
  await runDetect(ports, { ...detectSettings(settings), instance: 'test', drain }, never);
  await runArchive(ports, { ...archiveDefaults, drain }, never);
}
