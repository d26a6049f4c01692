// A broker that is not there: at the start, in the middle, and for good. Commands that a person
// waits for say so and end; stages wait, say so once per pause, and go on where they were.

import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningKafka } from '../../infra/kafka/dev/start-kafka.ts';
import { openKafkaLog } from '../../src/adapters/kafka/kafka-log.ts';
import { optionsFor } from '../adapters/kafka/kafka-subject.ts';
import { readAll } from '../contract/log-steps.ts';
import { describeKafka, ownKafka } from '../support/kafka.ts';
import { accessLines, failed, startProgramIn, until } from '../support/program.ts';
import { openTestRegistry, type TestRegistry } from '../support/registry.ts';

const accesses = 4_000;
const folder = mkdtempSync(join(tmpdir(), 'molecatcher-away-'));
const children: ChildProcess[] = [];
let kafka: RunningKafka;
let registry: TestRegistry;
let silent: Server;
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  silent?.close();
  await Promise.all([kafka?.stop(), registry?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

function start(...words: string[]) {
  const started = startProgramIn({ folder }, ...words);
  children.push(started.child);
  return started;
}

/** As a line of the log says it. */
type Said = { readonly code?: string; readonly what?: string; readonly retryInMs?: number };

function saidIn(remarks: string): readonly Said[] {
  return remarks
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Said);
}

/** Most of their time is waiting. */
const beside = { concurrent: true, timeout: 40_000 };

await describeKafka('a broker that is away', () => {
  beforeAll(async () => {
    [kafka, registry] = await Promise.all([ownKafka(), openTestRegistry()]);
    silent = createServer().listen(0, '127.0.0.1');
    const address = `brokers: [${kafka.brokers[0]}]\nregistry: ${registry.url}\n`;
    // Small batches, so that there is a middle.
    writeFileSync(join(folder, 'molecatcher.yaml'), `${address}users: 2\nbatch_bytes: 10000\n`);
    writeFileSync(join(folder, 'access.jsonl'), accessLines(accesses));
    const made = await start('topics').ended;
    expect(made.code, made.remarks).toBe(0);
    const ingested = await start('ingest', 'access', 'access.jsonl').ended;
    expect(ingested.code, ingested.remarks).toBe(0);
    await kafka.stopBroker(0);
  }, 60_000);

  const stage = ['run', '--stage', 'enrich,detect', '--port', '0', '--log-level', 'warn'];

  test('a command that a person waits for says so and ends', beside, async () => {
    const { port } = silent.address() as AddressInfo;
    const startedAt = Date.now();
    const refused = start('ingest', 'access', 'access.jsonl').ended;
    const unanswered = start('topics', '--brokers', `127.0.0.1:${port}`).ended;
    const [address] = kafka.brokers;
    const said = `Kafka cannot be reached at ${address}: connect ECONNREFUSED ${address}`;
    expect(await refused).toEqual(failed(said, 'kafka-unreachable'));
    expect(Date.now() - startedAt).toBeLessThan(15_000);
    const silence = 'connecting to Kafka: the broker does not answer';
    expect(await unanswered).toEqual(failed(silence, 'kafka-unreachable'));
  });

  test('stages that wait end when they are told to stop', beside, async () => {
    const { port } = silent.address() as AddressInfo;
    const refused = start(...stage, '--data', 'a');
    const unanswered = start(...stage, '--data', 'b', '--brokers', `127.0.0.1:${port}`);
    await until(() => saidIn(refused.heard.remarks).length > 0);
    await new Promise((go) => setTimeout(go, 1_000));
    const toldAt = Date.now();
    for (const { child, ended } of [refused, unanswered]) {
      child.kill('SIGTERM');
      expect((await ended).code).toBe(0);
    }
    expect(Date.now() - toldAt).toBeLessThan(8_000);
  });

  test('stages wait for broker and registry, say so once per pause, and go on', async () => {
    registry.disturb((response) => response.end('<html>Welcome!</html>'));
    const run = start(...stage, '--drain', '--data', 'd');
    const said = () => saidIn(run.heard.remarks);
    await until(() => said().length >= 3);
    const pauses = said().map(({ retryInMs }) => retryInMs);
    expect(pauses.slice(0, 3)).toEqual([200, 400, 800]);
    expect(new Set(said().map(({ code }) => code))).toEqual(new Set(['kafka-unreachable']));
    await kafka.startBroker(0);
    await until(() => said().filter(({ what }) => what === 'registry').length >= 2);
    registry.disturb(undefined);

    const log = await openKafkaLog(optionsFor(kafka.brokers));
    const done = async () => (await log.range('access', 0)).end;
    await until(async () => (await done()) > 20);
    expect(await done(), 'in the middle').toBeLessThan(accesses / 2);
    await kafka.killBroker(0);
    await until(() => said().at(-1)?.what === 'kafka');
    await kafka.startBroker(0);
    expect(await run.ended).toMatchObject({ code: 0 });

    const keys: (string | null)[] = [];
    for (const partition of [0, 1]) {
      keys.push(...(await readAll(log, 'access', { partition })).map(({ key }) => key));
    }
    await log.close();
    expect(keys.filter((key) => key?.startsWith('agent-'))).toHaveLength(accesses);
    // A line for each pause and no more: nobody knocks without end.
    expect(said().length).toBeLessThan(60);
  }, 90_000);
});
