// Topics that are not what they were, and records that nobody can use, on a real broker: the enrich
// stage puts bad records aside and goes on, but stops where going on would lose or mix up records.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningKafka } from '../../infra/kafka/dev/start-kafka.ts';
import { openKafkaLog } from '../../src/adapters/kafka/kafka-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { systemClock } from '../../src/adapters/system/system-clock.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import type { Codec, Log } from '../../src/ports.ts';
import { makeTopics, prepareTopics, topicSpecs } from '../../src/stages/create-topics.ts';
import { runEnrich } from '../../src/stages/enrich.ts';
import { optionsFor, plainKafka } from '../adapters/kafka/kafka-subject.ts';
import { describeKafka, ownKafka } from '../support/kafka.ts';
import { readAll } from '../support/read-all.ts';
import { accessEvent } from '../support/reference-rows.ts';

const settings = { sources: 1, users: 2, retentionDays: 400 };
const clock = systemClock;
let kafka: RunningKafka;
let log: Log;
let codec: Codec;
let plain: ReturnType<typeof plainKafka>;
let admin: ReturnType<ReturnType<typeof plainKafka>['admin']>;
const seen = { events: 0 };

function opened(): Promise<Log> {
  return openKafkaLog(optionsFor(kafka.brokers));
}

async function withLog<T>(use: (own: Log) => Promise<T>): Promise<T> {
  const own = await opened();
  try {
    return await use(own);
  } finally {
    await own.close();
  }
}

/** Each run as of a process of its own, to the end of what there is. */
async function run(signals: { readonly drain?: AbortSignal; readonly stop?: AbortSignal } = {}) {
  const { drain = AbortSignal.abort(), stop = new AbortController().signal } = signals;
  await withLog((own) => {
    const ports = { log: own, codec, clock, telemetry: { emit: () => undefined } };
    return runEnrich(ports, { ...settings, drain }, stop);
  });
}

function eventBytes(id: string): Buffer {
  const buffer = new OutputBuffer('db-access', 0);
  codec.encode(buffer, 'k', 'AccessEvent', accessEvent({ event_id: id, at: Date.now() }));
  return Buffer.from(buffer.bytes.slice(0, buffer.length));
}

/** As somebody else's producer writes them. */
async function produce(...values: readonly Buffer[]): Promise<void> {
  const producer = plain.producer();
  await producer.connect();
  for (const value of values) await producer.send({ topic: 'db-access', messages: [{ value }] });
  await producer.disconnect();
}

async function produceEvents(count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, i) => `event-${seen.events + i}`);
  seen.events += count;
  await produce(...ids.map(eventBytes));
}

async function eventIds(): Promise<readonly string[]> {
  const all = await readAll({ log, codec }, 'access');
  return all.flatMap(({ record }) => ('event_id' in record ? [String(record.event_id)] : []));
}

await describeKafka('on a real broker', () => {
  beforeAll(async () => {
    kafka = await ownKafka();
    plain = plainKafka(kafka.brokers);
    admin = plain.admin();
    await admin.connect();
    log = await opened();
    codec = await openCodec({ registry: openLocalRegistry(), clock });
    await makeTopics(log, topicSpecs(settings));
  }, 60_000);
  afterAll(async () => {
    await log?.close();
    await admin?.disconnect();
    await kafka?.stop();
  });

  test('records that nobody can use become dead letters, and the stream goes on', async () => {
    const configEntries = [
      { name: 'max.message.bytes', value: '4000000' },
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
    ];
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: 2, name: 'db-access', configEntries }],
    });
    const [first, unknown, last] = [eventBytes('before'), eventBytes('x'), eventBytes('after')];
    unknown.writeInt32BE(4_711, 1);
    await produce(first, unknown, Buffer.from('{"no":"avro"}'), Buffer.alloc(1_500_000), last);
    await run();
    const letters = await readAll({ log, codec }, 'dead-letter');
    expect(letters.map(({ record }) => 'reason' in record && record.reason)).toEqual([
      'unknown-schema',
      'wrong-magic',
      'too-large',
    ]);
    expect(letters[2]?.record).toMatchObject({ topic: 'db-access', size_bytes: 1_500_000 });
    expect(new Set(await eventIds())).toEqual(new Set(['before', 'after']));
  }, 30_000);

  test('records that were removed before they were read: the lost range is named', async () => {
    await produceEvents(2);
    await run();
    const { end } = await log.range('db-access', 0);
    await produceEvents(5);
    const partitions = [{ partition: 0, offset: String(end + 3) }];
    // It knows the topics only that it was asked about.
    await admin.fetchTopicOffsets('db-access');
    await admin.deleteTopicRecords({ topic: 'db-access', partitions });
    await expect(run()).rejects.toMatchObject({
      code: 'offset-out-of-range',
      message: `records ${end} to ${end + 2} of db-access/0 were removed`,
    });
  }, 30_000);

  test('a topic that was deleted and made again is not taken for the one that was', async () => {
    await admin.deleteTopics({ topics: ['db-access'] });
    await expect(run()).rejects.toMatchObject({ code: 'topic-missing' });
    await admin.createTopics({ topics: [{ topic: 'db-access', numPartitions: 1 }] });
    await produceEvents(20);
    await expect(run()).rejects.toMatchObject({
      code: 'topic-changed',
      message:
        'db-access/0 was made anew: this is not the topic that was processed. ' +
        'What was read of it stands in enrich-state.',
    });
  }, 30_000);

  test('a topic that is deleted and made again under a running stage stops it', async () => {
    // Its state too, so that the stage begins anew.
    await admin.deleteTopics({ topics: ['enrich-state'] });
    await withLog((own) => makeTopics(own, topicSpecs(settings)));
    const stop = new AbortController();
    const running = run({ drain: new AbortController().signal, stop: stop.signal });
    running.catch(() => undefined);
    const id = `event-${seen.events - 1}`;
    while (!(await eventIds()).includes(id)) await clock.sleep(50);
    await admin.deleteTopics({ topics: ['db-access'] });
    await admin.createTopics({ topics: [{ topic: 'db-access', numPartitions: 1 }] });
    await expect(running).rejects.toMatchObject({
      code: expect.stringMatching(/^(topic-changed|topic-missing|offset-out-of-range)$/),
    });
  }, 30_000);

  test('more partitions of access than are set: nobody starts', async () => {
    await admin.createPartitions({ topicPartitions: [{ topic: 'access', count: 3 }] });
    await expect(withLog((own) => prepareTopics(own, settings))).rejects.toMatchObject({
      code: 'bad-settings',
      message: 'Topic access has 3 partitions, but the setting users is 2.',
    });
  });
});
