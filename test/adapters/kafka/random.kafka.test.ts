// Six transactional producers at random: commits, aborts, dead ones, fenced ones, all on one
// partition. Ours reads what Kafka's console consumer reads, in order, from every offset.

import type { Producer, Transaction } from 'kafkajs';
import { expect, test } from 'vitest';
import { openKafkaLog } from '../../../src/adapters/kafka/kafka-log.ts';
import { freshTopic, type Line, linesOf } from '../../contract/log-steps.ts';
import { printTopic } from '../../support/console-consumer.ts';
import { describeKafka, sharedBrokers } from '../../support/kafka.ts';
import { optionsFor, plainKafka } from './kafka-subject.ts';

const producersTotal = 6;
const steps = 150;
const seed = 20_261_125;

type Worker = { readonly id: string; producer: Producer; open: Transaction | undefined };

await describeKafka('random transactions', () => {
  test('are read as the console consumer reads them, from every offset', async () => {
    const brokers = await sharedBrokers();
    const log = await openKafkaLog(optionsFor(brokers));
    const topic = await freshTopic(log);
    await produceAtRandom(brokers, topic);

    const printed = await printTopic({ brokers, topic, quietMs: 5_000 });
    expect(printed.length).toBeGreaterThan(steps / 4);
    const expected = printed.map(({ offset, key, value }) => ({ offset, key, value }));
    const { end } = await log.range(topic, 0);
    expect(end).toBeGreaterThan(expected.length);
    for (let from = 0; from <= end; from += 1) {
      const maxBytes = [10, 300, 100_000][from % 3]!;
      const read = await readFrom(log, topic, { from, maxBytes });
      expect(read).toEqual(expected.filter(({ offset }) => offset >= from));
    }
    await log.close();
  }, 90_000);
});

/** With a seed: what failed once can be run again. */
function openChance(): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function produceAtRandom(brokers: readonly string[], topic: string): Promise<void> {
  const chance = openChance();
  const dead: Producer[] = [];
  const connect = async (id: string): Promise<Producer> => {
    const producer = plainKafka(brokers).producer({ transactionalId: id, maxInFlightRequests: 1 });
    await producer.connect();
    return producer;
  };
  const workers: Worker[] = [];
  for (let i = 0; i < producersTotal; i += 1) {
    const id = `${topic}-${i}`;
    workers.push({ id, producer: await connect(id), open: undefined });
  }
  for (let step = 0; step < steps; step += 1) {
    const worker = workers[chance(producersTotal)]!;
    const what = chance(10);
    if (worker.open === undefined || what < 5) {
      worker.open ??= await worker.producer.transaction();
      const many = 1 + chance(4);
      const messages = Array.from({ length: many }, (_, i) => ({
        key: worker.id,
        value: `${step}.${i}`,
        partition: 0,
      }));
      await worker.open.send({ topic, messages });
    } else if (what < 7) {
      await worker.open.commit();
      worker.open = undefined;
    } else if (what < 9) {
      await worker.open.abort();
      worker.open = undefined;
    } else {
      // It dies in the middle; its successor fences it, and what it does from now on is refused.
      const left = worker.open;
      dead.push(worker.producer);
      worker.producer = await connect(worker.id);
      worker.open = await worker.producer.transaction();
      await expect(left.commit()).rejects.toThrow();
    }
  }
  for (const { open } of workers) await open?.abort();
  await Promise.all(
    [...dead, ...workers.map(({ producer }) => producer)].map((p) => p.disconnect()),
  );
}

async function readFrom(
  log: Awaited<ReturnType<typeof openKafkaLog>>,
  topic: string,
  { from, maxBytes }: { readonly from: number; readonly maxBytes: number },
): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (let at = from; ; ) {
    const batch = await log.read(topic, 0, at, { maxBytes, waitMs: 0 });
    lines.push(...linesOf(batch));
    at = batch.nextOffset;
    if (at >= batch.endOffset) return lines;
  }
}
