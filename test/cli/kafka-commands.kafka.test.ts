// The commands on a real Kafka and registry, as processes: topics are refused, made and verified,
// doctor names what is wrong, and what goes through Kafka comes to the same as on the local log.

import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningKafka } from '../../infra/kafka/dev/start-kafka.ts';
import { topics } from '../../src/generated/topics.ts';
import { describeEmbedded } from '../support/embedded.ts';
import { describeKafka, ownKafka } from '../support/kafka.ts';
import { startProgramIn, until } from '../support/program.ts';
import { openTestRegistry, type TestRegistry } from '../support/registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'molecatcher-commands-'));
let kafka: readonly string[] = [];
let broker: RunningKafka | undefined;
let registry: TestRegistry | undefined;
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all([broker?.stop(), registry?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const split = ['--users', '2'];

function start(...words: string[]) {
  const started = startProgramIn({ folder }, ...words);
  children.push(started.child);
  return started;
}

const finish = (...words: string[]) => start(...words).ended;
const onKafka = (...words: string[]) => finish(...words, ...kafka, ...split);

/** Columns are for people. */
const words = (text: string) => text.replaceAll(/ +/g, ' ');

/** A small desk with a thief, long enough that something is found. */
const world = [
  '--agents',
  '30',
  '--customers',
  '2000',
  '--days',
  '12',
  '--events',
  '8000',
  '--json',
];

const figures = `SELECT (SELECT count() FROM access), (SELECT uniqExact(event_id) FROM access),
  (SELECT count() FROM anomalies), (SELECT arraySort(groupArray(id)) FROM anomalies),
  (SELECT count() FROM windows_latest), (SELECT uniqExact(id) FROM incidents_latest),
  (SELECT count() FROM dead_letters)`;

async function figuresOf(data: string): Promise<string> {
  const { code, output, remarks } = await finish('sql', figures, '--csv', '--data', data);
  expect(code, remarks).toBe(0);
  return output.split('\n')[1] ?? '';
}

await describeKafka('the commands on Kafka', () => {
  // The names of our topics are fixed, so these brokers are for nobody else.
  beforeAll(async () => {
    [broker, registry] = await Promise.all([ownKafka(), openTestRegistry()]);
    kafka = ['--brokers', broker.brokers.join(','), '--registry', registry.url];
  }, 60_000);

  test('nothing starts before the topics are made: all that are missing are named', async () => {
    const [run, ingest, doctor] = await Promise.all([
      onKafka('run', '--port', '0', '--data', 'none', '--log-level', 'error'),
      onKafka('ingest', 'people', 'none.jsonl', '--data', 'none'),
      onKafka('doctor', '--data', 'd'),
    ]);
    for (const { code, remarks } of [run, ingest]) {
      expect(code).toBe(1);
      expect(remarks).toContain(`${topics.length} topics are missing in Kafka: db-access, people`);
      expect(remarks).toContain('Run `molecatcher topics`');
    }
    const { code, output } = doctor;
    expect(code).toBe(1);
    for (const { name } of topics)
      expect(words(output)).toContain(`FAILED topic ${name} is missing`);
    expect(words(output)).toContain('FAILED schema molecatcher.AccessEvent is not registered');
  }, 30_000);

  test('topics makes and registers all once, and names what differs', async () => {
    const states = async (...more: string[]) => {
      const { code, output } = await onKafka('topics', '--json', ...more);
      const rows = output.trim().split('\n');
      return { code, states: rows.map((line) => (JSON.parse(line) as { state: string }).state) };
    };
    expect(new Set((await states('--check')).states)).toEqual(new Set(['missing']));
    const made = await states();
    expect([made.code, ...new Set(made.states)]).toEqual([0, 'made']);
    const again = await states();
    expect([again.code, ...new Set(again.states)]).toEqual([0, 'ok']);

    const wrong = ['--users', '3', '--retention-days', '7', '--replication', '3'];
    const { code, output } = await finish('topics', ...kafka, ...wrong);
    expect(code).toBe(1);
    const lines = words(output);
    expect(lines).toContain(
      'DIFFERS topic access 2 partitions, planned 3, as set by users → Set users to 2',
    );
    expect(lines).toMatch(/DIFFERS topic access kept 400 days, .*retention\.ms=604800000/);
    expect(lines).toContain('DIFFERS topic people 1 copy of each partition, planned 3 copies');
    const refused = await finish('run', '--port', '0', '--data', 'no', ...kafka, '--users', '3');
    expect(refused.code).toBe(1);
    expect(refused.remarks).toContain('Topic access has 2 partitions');
  }, 40_000);

  describeEmbedded('a world', () => {
    test('comes to the same on Kafka as on the local log', async () => {
      // Without norms: when these come is chance, and whatever is judged beside them with it.
      const stages = ['--stage', 'enrich,detect,archive'];
      const drain = ['run', '--drain', ...stages, '--port', '0', '--log-level', 'warn'];
      const through = async (to: string, ...where: string[]) => {
        const simulated = await finish('simulate', '--to', to, ...world, ...where);
        expect(simulated.code, simulated.remarks).toBe(0);
        const drained = await finish(...drain, ...where);
        expect(drained.code, drained.remarks).toBe(0);
      };
      await Promise.all([
        through('kafka', '--data', 'kafka', ...kafka, ...split),
        through('log', '--data', 'local', ...split),
      ]);
      const found = await figuresOf('kafka');
      expect(found).toBe(await figuresOf('local'));
      const [accesses, distinct, anomalies] = found.split(',').map(Number);
      expect(accesses).toBeGreaterThan(4_000);
      expect(distinct).toBe(accesses);
      expect(anomalies).toBeGreaterThan(0);
    }, 60_000);

    test('a file comes in beside running processes, which share an engine', async () => {
      const running = (...more: string[]) =>
        start('run', '--port', '0', '--log-level', 'warn', ...kafka, ...split, ...more);
      const first = running('--data', 'first');
      await until(() => first.heard.remarks.includes('Running'));
      const second = running('--data', 'second', '--clickhouse', './first');
      await until(() => second.heard.remarks.includes('Running'));
      writeFileSync(join(folder, 'people.jsonl'), '{"id":"kafka-person","accounts":["x"]}\n');
      const ingested = await onKafka('ingest', 'people', 'people.jsonl', '--data', 'first');
      expect(ingested.output).toContain('1 row = 1 accepted');
      const statement = "SELECT count() FROM people_now WHERE id = 'kafka-person'";
      await until(async () => {
        const { output } = await finish('sql', statement, '--csv', '--data', 'first');
        return output.split('\n')[1] === '1';
      });
      for (const { child, ended } of [second, first]) {
        child.kill('SIGTERM');
        expect(await ended).toMatchObject({ code: 0 });
      }
    }, 60_000);
  });
});
