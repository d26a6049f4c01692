// Fewer brokers than a record must have to count as written: commits wait, and say for what, until
// they are back. One of three that is gone for a topic that demands all three; then two of three,
// without whom nobody can commit anything.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningKafka } from '../../infra/kafka/dev/start-kafka.ts';
import { openKafkaLog } from '../../src/adapters/kafka/kafka-log.ts';
import { valueBytes } from '../../src/core/batch.ts';
import type { Log, MembershipOptions } from '../../src/ports.ts';
import { readRange } from '../../src/stages/read-range.ts';
import type { Fact } from '../../src/telemetry.ts';
import { optionsFor, plainKafka } from '../adapters/kafka/kafka-subject.ts';
import { append, type Line, linesOf, output } from '../contract/log-steps.ts';
import { describeKafka, ownKafka } from '../support/kafka.ts';
import { until } from '../support/program.ts';

const facts: Fact[] = [];
let kafka: RunningKafka;
let log: Log;

const failures = () => facts.flatMap((fact) => (fact.kind === 'outside-failed' ? [fact.code] : []));
const copied = async () => (await copies()).map(({ value }) => value);

/** None where it cannot be told at the moment. */
const countCopied = async () => (await copies().catch(() => [])).length;

/** As a stage reads its state: to where the log says that it goes. */
async function copies(): Promise<readonly Line[]> {
  const place = { topic: 'copies', partition: 0 };
  const { start, end } = await log.range(place.topic, place.partition);
  const lines: Line[] = [];
  for await (const batch of readRange(log, place, { from: start, to: end })) {
    lines.push(...linesOf(batch));
  }
  return lines;
}

/** Copies `originals`, as a stage does: where it goes on is what was committed. */
function copier(): MembershipOptions {
  return {
    ...{ group: 'copier', topics: ['originals'], instance: 'one', maxBatchBytes: 100_000 },
    async take() {
      const writer = await log.writer('copier');
      const last = (await copies()).at(-1);
      return {
        positions: new Map([['originals', last === undefined ? 0 : Number(last.key) + 1]]),
        async process(batch) {
          const entries = Array.from(
            { length: batch.count },
            (_, i) =>
              [String(batch.offsets[i]), Buffer.from(valueBytes(batch, i)).toString()] as const,
          );
          await writer.commit([output('copies', 0, entries)]);
          return 'more';
        },
        idle: async () => 'more',
        release: () => writer.close(),
      };
    },
  };
}

await describeKafka('of three brokers', () => {
  beforeAll(async () => {
    kafka = await ownKafka({ brokers: 3 });
    const telemetry = { emit: (fact: Fact) => void facts.push(fact) };
    log = await openKafkaLog({ ...optionsFor(kafka.brokers), telemetry, transactionMs: 3_000 });
    await log.createTopic({ name: 'originals', partitions: 1, cleanup: 'delete' });
    const admin = plainKafka(kafka.brokers).admin();
    await admin.connect();
    const configEntries = [{ name: 'min.insync.replicas', value: '3' }];
    await admin.createTopics({
      topics: [{ topic: 'copies', numPartitions: 1, replicationFactor: 3, configEntries }],
    });
    await admin.disconnect();
    await append(log, 'originals', ['a']);
    await log.join(copier());
    await until(async () => (await countCopied()) === 1);
  }, 120_000);
  afterAll(async () => {
    await log?.close();
    await kafka?.stop();
  });

  test('one is gone, and a topic demands all: commits wait for it', async () => {
    await kafka.killBroker(2);
    await append(log, 'originals', ['b']);
    await until(() => failures().includes('replicas-missing'));
    await kafka.startBroker(2);
    await until(async () => (await countCopied()) === 2);
    expect(await copied()).toEqual(['a', 'b']);
    expect(facts.at(-1)?.kind).toBe('outside-recovered');
  }, 120_000);

  test('two are gone: nothing is committed, nothing lost, nobody knocks without end', async () => {
    await append(log, 'originals', ['c']);
    await until(async () => (await countCopied()) === 3);
    const before = failures().length;
    await Promise.all([kafka.killBroker(1), kafka.killBroker(2)]);
    const writing = log.writer('late').then(async (writer) => {
      await writer.commit([output('originals', 0, [[null, 'd']])]);
      await writer.close();
    });
    writing.catch(() => undefined);
    await until(() => failures().length > before);
    const cpu = process.cpuUsage();
    await new Promise((go) => setTimeout(go, 4_000));
    const { user, system } = process.cpuUsage(cpu);
    expect((user + system) / 1_000, 'CPU in four seconds').toBeLessThan(1_000);
    // The first of them finds the other one dead yet, and says so.
    const first = kafka.startBroker(1).catch(() => undefined);
    await kafka.startBroker(2);
    await first;
    const isWritten = await writing.then(
      () => true,
      () => false,
    );
    if (!isWritten) await append(log, 'originals', ['d']);
    await until(async () => (await countCopied()) >= 4);
    expect(await copied()).toEqual(['a', 'b', 'c', 'd']);
    expect(failures().length).toBeLessThan(60);
  }, 90_000);
});
