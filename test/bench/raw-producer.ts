// The producer of the Kafka benchmark, a process of its own: sends events to db-access at an even
// rate, as many databases would, and tells by JSON lines when each canary arrived and, at the end,
// what was sent. Not transactional, as most producers are not; all replicas confirm.
//
//   node raw-producer.ts '{"brokers":[…],"registry":"http://…","rate":20000,"seconds":60, …}'
//
// Started by kafka-bench.ts only.

import { setTimeout as sleep } from 'node:timers/promises';
import { Links } from '../../src/adapters/kafka/links.ts';
import { chunksOf } from '../../src/adapters/kafka/output-chunks.ts';
import { produceRequest } from '../../src/adapters/kafka/produce-request.ts';
import { writeRecordBatch } from '../../src/adapters/kafka/record-batch-writer.ts';
import { TopicMap } from '../../src/adapters/kafka/topic-map.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { partitionOf } from '../../src/core/hash.ts';
import { openBenchCodec } from './bench-log.ts';
import { appendEvent, eventDigits, openPool } from './event-pool.ts';
import type { ProducerNote, ProducerPlan } from './producer-plan.ts';
import {
  canaryCount,
  customerCount,
  firstCanary,
  queueCustomers,
  queueOf,
} from './support-desk.ts';

/** Between two sends: as long as producers usually linger. */
const sliceMs = 25;
const poolEvents = 20_000;
/** Events that read somebody for whom there is no ticket. */
const unexplainedShare = 0.03;
const behindMsMax = 1_500;

const plan = JSON.parse(process.argv[2] ?? '{}') as ProducerPlan;
const codec = await openBenchCodec(plan);
const pool = shuffled(openPool(codec, poolEvents));
const partitions = pool.map(({ account }) => partitionOf(account, plan.sources));
const links = new Links({ brokers: plan.brokers });
await links.connect();
const topics = new TopicMap(links);
const buffers = Array.from(
  { length: plan.sources },
  (_, partition) => new OutputBuffer('db-access', partition, 1_000_000),
);
const { rate, canaryMs } = plan;
const total = Math.round(rate * plan.seconds);
/** Canaries in hand: by partition, index in its buffer and id. */
let canaries: { readonly partition: number; readonly index: number; readonly id: string }[] = [];
let sent = 0;
let [rawBytes, sentBytes, lateMsMax, canariesSent] = [0, 0, 0, 0];

process.once('SIGTERM', () => process.exit(1));
const startedAt = Date.now();
tell({ kind: 'started', at: startedAt, valueBytes: pool[0]?.value.length ?? 0 });
while (sent < total) {
  const now = Date.now();
  const due = Math.min(total, Math.floor(((now - startedAt) * rate) / 1_000));
  lateMsMax = Math.max(lateMsMax, ((due - sent) * 1_000) / rate - sliceMs);
  for (; sent < due; sent += 1) add(now);
  await send(now);
  const next = startedAt + Math.ceil((sent + 1) / (rate / 1_000) / sliceMs) * sliceMs;
  await sleep(Math.max(0, next - Date.now()));
}
const { user, system } = process.cpuUsage();
tell({ kind: 'ended', sent, rawBytes, sentBytes, lateMsMax, cpuSeconds: (user + system) / 1e6 });
await links.close();

function add(now: number): void {
  const chosen = sent % pool.length;
  const event = pool[chosen]!;
  const partition = partitions[chosen]!;
  const buffer = buffers[partition]!;
  const first = queueOf(event.person) * queueCustomers;
  const isUnexplained = Math.random() < unexplainedShare;
  const other = isUnexplained
    ? Math.floor(Math.random() * customerCount)
    : first + Math.floor(Math.random() * queueCustomers);
  const isCanary = canaryMs > 0 && now - startedAt >= canariesSent * canaryMs;
  const own = isCanary
    ? firstCanary + (canariesSent % canaryCount)
    : first + Math.floor(Math.random() * queueCustomers);
  const sequence = plan.firstSequence + sent;
  if (isCanary) {
    canariesSent += 1;
    canaries.push({ partition, index: buffer.count, id: eventDigits(sequence) });
  }
  const at = now - plan.behindMs - Math.floor(Math.random() * behindMsMax);
  appendEvent(buffer, event, { sequence, at, customers: [own, other] });
}

async function send(now: number): Promise<void> {
  const leader = await topics.leaderOf('db-access', 0);
  for (const chunks of chunksOf(buffers, 1_000_000)) {
    const batches = chunks.map(({ output, from, to }) => {
      const options = { producerId: -1n, epoch: -1, baseSequence: -1, isTransactional: false };
      const records = writeRecordBatch(
        output,
        { from, to },
        { ...options, compression: 'lz4', at: now },
      );
      sentBytes += records.length;
      return { topic: output.topic, partition: output.partition, records };
    });
    const request = { transactionalId: 'bench', timeoutMs: 30_000, partitions: batches };
    for (const answer of await links.send(leader, produceRequest(request))) {
      if (answer.errorCode !== 0) throw new Error(`Kafka refuses: error ${answer.errorCode}`);
      const chunk = chunks.find(({ output }) => output.partition === answer.partition)!;
      for (const { partition, index, id } of canaries) {
        const isIn = partition === answer.partition && index >= chunk.from && index < chunk.to;
        if (isIn) tell({ kind: 'canary', id, appendedAt: answer.appendTime });
      }
    }
  }
  canaries = [];
  for (const buffer of buffers) {
    rawBytes += buffer.length;
    buffer.clear();
  }
}

function tell(note: ProducerNote): void {
  process.stdout.write(`${JSON.stringify(note)}\n`);
}

function shuffled<T>(items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
