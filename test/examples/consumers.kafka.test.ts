// The consumer that people copy, as they would run it: in a folder of its own, with its own lock,
// on a real Kafka and registry. What it prints is compared with what was written: each id once,
// over a stop in the middle, and nothing of transactions that were given up. Killed, it may tell
// one record again and skips none. Those in other languages are held to the same where it is said
// how they are started: CONSUMER_PYTHON names a Python that has the requirements, CONSUMER_JAVA the
// folder that Maven has copied the libraries to.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKafkaLog } from '../../src/adapters/kafka/kafka-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openConfluentRegistry } from '../../src/adapters/registry/confluent-registry.ts';
import { systemClock } from '../../src/adapters/system/system-clock.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { shippedBudgets } from '../../src/core/calibration.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { hourMs } from '../../src/core/time.ts';
import { days, runFeed, workday } from '../../src/core/vector.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { Anomaly, Incident } from '../../src/generated/records.ts';
import type { Codec, Log } from '../../src/ports.ts';
import { registerSchemas } from '../../src/stages/register-schemas.ts';
import { optionsFor, plainKafka, silent } from '../adapters/kafka/kafka-subject.ts';
import { freshName, freshTopic } from '../contract/log-steps.ts';
import { describeKafka, sharedKafka } from '../support/kafka.ts';
import { importsOf } from '../tidy/scan.ts';

const folderOf = (language: string) =>
  fileURLToPath(new URL(`../../examples/consumers/${language}`, import.meta.url));
const example = folderOf('node');
const { CONSUMER_PYTHON: python, CONSUMER_JAVA: libraries } = process.env;
const partitions = 2;
const usersOfPartition = 4;

type Written = { readonly anomalies: readonly Anomaly[]; readonly incidents: readonly Incident[] };

/** What detect finds of people who work for three weeks and then steal for three days. */
function findings(partition: number): Written {
  const chosen = detectors.map((detector) => ({ detector, params: defaultsOf(detector.params) }));
  // Asked about early, so that there are incidents to be told.
  const budgets = { ...shippedBudgets, question: 100 };
  const settings = { detectors: chosen, graceMs: hourMs, budgets };
  const all = Array.from({ length: usersOfPartition }, (_, i) => {
    const user = `user-${partition}-${i}`;
    const theft = [20, 21, 22].flatMap((day) =>
      workday(day, { user, reads: 60 * (day - 18), reason: 'none', firstCustomer: day * 10_000 }),
    );
    return runFeed(settings, [...days(20, (day) => workday(day, { user, reads: 20 })), ...theft]);
  });
  return {
    anomalies: all.flatMap(({ anomalies }) => anomalies),
    incidents: all.flatMap(({ incidents }) => incidents),
  };
}

function halfOf<T>(all: readonly T[], part: number): readonly T[] {
  const middle = Math.ceil(all.length / 2);
  return part === 0 ? all.slice(0, middle) : all.slice(middle);
}

/** A line of the consumer, as far as it names what it is about. */
type Told = { readonly kind: string; readonly id: string; readonly sequence?: number };

const nameOf = ({ kind, id, sequence }: Told) => [kind, id, sequence ?? ''].join(' ');
const anomalyName = ({ id }: Anomaly) => nameOf({ kind: 'molecatcher.Anomaly', id });
const incidentName = ({ id, sequence }: Incident) =>
  nameOf({ kind: 'molecatcher.Incident', id, sequence });

function toBeTold({ anomalies, incidents }: Written): string[] {
  const announced = incidents.filter((incident) => incident.announced);
  return [...anomalies.map(anomalyName), ...announced.map(incidentName)];
}

test('the consumer example > imports its own locked dependencies and nothing of ours', () => {
  const own = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const lock = JSON.parse(readFileSync(join(example, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { dependencies?: object; resolved?: string }>>;
  };
  const imported = importsOf(readFileSync(join(example, 'consumer.mjs'), 'utf8'));
  const names = Object.keys(own.dependencies).sort();
  expect(imported.map(({ from }) => from).sort()).toEqual(names);
  for (const version of Object.values(own.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(lock.packages['']?.dependencies).toEqual(own.dependencies);
  expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});

await describeKafka('the consumer example', () => {
  let folder: string;
  let log: Log;
  let kafka: { readonly brokers: readonly string[]; readonly registryUrl: string };
  let topics: { readonly anomalies: string; readonly incidents: string };
  let written: readonly Written[];
  /** What it has to say, once each. */
  let expected: readonly string[];
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'molecatcher-consumer-'));
    cpSync(example, folder, {
      recursive: true,
      filter: (path) => !path.slice(example.length).includes('node_modules'),
    });
    const installed = promisify(execFile)('npm', [
      ...['ci', '--prefix', folder],
      ...['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier'],
    ]);
    kafka = await sharedKafka();
    // As the program writes what others read.
    log = await openKafkaLog({ ...optionsFor(kafka.brokers), compression: 'none' });
    topics = {
      anomalies: await freshTopic(log, { partitions }),
      incidents: await freshTopic(log, { partitions }),
    };
    written = Array.from({ length: partitions }, (_, partition) => findings(partition));
    expected = written.flatMap(toBeTold).sort();
    await installed;
    await write(log, await codecOf(kafka.registryUrl));
  }, 120_000);

  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await log?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As detect does: a transactional writer a partition, whose forerunner may have been stopped. */
  async function write(to: Log, codec: Codec): Promise<void> {
    for (const [partition, { anomalies, incidents }] of written.entries()) {
      const id = freshName('detect');
      for (const part of [0, 1]) {
        await giveUp(codec, { id, partition });
        const outputs = buffers(codec, partition, {
          anomalies: halfOf(anomalies, part),
          incidents: halfOf(incidents, part),
        });
        const writer = await to.writer(id);
        await writer.commit(outputs);
        await writer.close();
      }
    }
  }

  function buffers(codec: Codec, partition: number, some: Written): OutputBuffer[] {
    const anomalies = new OutputBuffer(topics.anomalies, partition);
    const incidents = new OutputBuffer(topics.incidents, partition);
    for (const one of some.anomalies) codec.encode(anomalies, one.user, 'Anomaly', one);
    for (const one of some.incidents) codec.encode(incidents, one.user, 'Incident', one);
    return [anomalies, incidents];
  }

  /** What a process leaves that was stopped between sending and committing. */
  async function giveUp(codec: Codec, place: { id: string; partition: number }): Promise<void> {
    const { id, partition } = place;
    const [anomaly, incident] = [written[0]!.anomalies[0]!, written[0]!.incidents[0]!];
    const producer = plainKafka(kafka.brokers).producer({
      transactionalId: id,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    for (const round of [1, 2]) {
      const transaction = await producer.transaction();
      const doomed = buffers(codec, partition, {
        anomalies: [{ ...anomaly, id: `never ${round}` }],
        incidents: [{ ...incident, id: `never ${round}`, announced: true }],
      });
      for (const { topic, bytes, length } of doomed) {
        const value = Buffer.from(bytes.slice(0, length));
        await transaction.send({ topic, messages: [{ key: anomaly.user, value, partition }] });
      }
      await transaction.abort();
    }
    await producer.disconnect();
  }

  type Consumer = { readonly name: string; start(group: string): Running };
  type Running = ReturnType<typeof run>;
  const consumers: Consumer[] = [
    {
      name: 'Node',
      start: (group) => run({ group, words: [process.execPath, 'consumer.mjs'], cwd: folder }),
    },
  ];
  const others = {
    python: python && [python, 'consumer.py'],
    java: libraries && ['java', '-cp', join(libraries, '*'), 'Consumer.java'],
  };
  for (const [name, words] of Object.entries(others)) {
    if (!words) continue;
    consumers.push({ name, start: (group) => run({ group, words, cwd: folderOf(name) }) });
  }

  type Run = { readonly group: string; readonly words: readonly string[]; readonly cwd: string };
  function run({ group, words: [command = '', ...words], cwd }: Run) {
    const child = spawn(command, words, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        BROKERS: kafka.brokers.join(','),
        REGISTRY: kafka.registryUrl,
        GROUP: group,
        TOPICS: `${topics.anomalies},${topics.incidents}`,
      },
    });
    children.push(child);
    const heard = { output: '', remarks: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      heard.output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      heard.remarks += text;
    });
    // Java ends with the number of the signal, however well it ended.
    const ended = once(child, 'close').then(([code]) => (code === 128 + 15 ? 0 : Number(code)));
    const told = () => {
      const lines = heard.output.split('\n').slice(0, -1);
      return lines.map((line) => nameOf(JSON.parse(line) as Told));
    };
    return { child, heard, ended, told };
  }

  /** Waits until it has told of so many; where it ends before, what it said is why. */
  async function heard(one: Running, lines: number): Promise<void> {
    const isTold = () => one.told().length >= lines;
    const isEnded = one.ended.then(() => true);
    for (let ended = false; !isTold() && !ended; ) {
      const more = once(one.child.stdout, 'data').then(() => false);
      ended = await Promise.race([more, isEnded]);
    }
    expect(isTold(), one.heard.remarks).toBe(true);
  }

  describe.each(consumers)('in $name', ({ start }) => {
    test('prints each anomaly and announced incident once, over a stop in the middle', async () => {
      const quiet = written.flatMap(({ incidents }) => incidents.filter((one) => !one.announced));
      expect(quiet.length).toBeGreaterThan(0);
      expect(new Set(expected).size).toBe(expected.length);

      const group = freshName('pager');
      const first = start(group);
      await heard(first, 5);
      first.child.kill('SIGTERM');
      expect(await first.ended, first.heard.remarks).toBe(0);
      const before = first.told();
      expect(before.length).toBeLessThan(expected.length);

      const second = start(group);
      await heard(second, expected.length - before.length);
      second.child.kill('SIGTERM');
      expect(await second.ended, second.heard.remarks).toBe(0);
      expect([...before, ...second.told()].sort()).toEqual(expected);
    }, 40_000);

    test('killed, has said all below its offsets, and at most one record beyond', async () => {
      const group = freshName('pager');
      const one = start(group);
      await heard(one, 5);
      one.child.kill('SIGKILL');
      await one.ended;
      const committed = await committedBy(group);
      expect(committed.length).toBeGreaterThan(0);
      const told = new Set(one.told());
      expect(committed.filter((name) => !told.has(name))).toEqual([]);
      expect(told.size - committed.length).toBeLessThanOrEqual(1);
      expect(committed.length).toBeLessThan(expected.length);
    }, 40_000);
  });

  /** Names of what is to be told and lies below the offsets that a group has committed. */
  async function committedBy(group: string): Promise<string[]> {
    const admin = plainKafka(kafka.brokers).admin();
    await admin.connect();
    const names = Object.values(topics);
    const offsets = await admin.fetchOffsets({ groupId: group, topics: names });
    await admin.disconnect();
    const codec = await codecOf(kafka.registryUrl);
    const found: string[] = [];
    for (const { topic, partitions: places } of offsets) {
      for (const { partition, offset } of places) {
        const batch = await log.read(topic, partition, 0, { maxBytes: 10_000_000, waitMs: 0 });
        await codec.prepare(batch);
        for (let i = 0; i < batch.count && batch.offsets[i]! < Number(offset); i += 1) {
          const decoded = codec.decode(batch, i);
          if (decoded.kind !== 'record') throw new Error(`not a record: ${decoded.kind}`);
          if (decoded.name === 'Anomaly') found.push(anomalyName(decoded.record));
          if (decoded.name === 'Incident' && decoded.record.announced) {
            found.push(incidentName(decoded.record));
          }
        }
      }
    }
    return found;
  }
});

async function codecOf(url: string): Promise<Codec> {
  const patience = { clock: systemClock, telemetry: silent, isPatient: false };
  const registry = openConfluentRegistry({ url, ...patience });
  await registerSchemas(registry);
  return openCodec({ registry });
}
