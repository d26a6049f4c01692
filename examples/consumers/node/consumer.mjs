// Prints one line of JSON for each incident that somebody is to be told of, and for each anomaly.
// Plain kafkajs and a schema registry; nothing of molecatcher is imported.
//
// At least once: the offset is committed after a record was handled, so nothing is skipped, but
// whoever dies in between sees the record again. An anomaly is told by its `id`, a state of an
// incident by `id` and `sequence`: what is behind this line must ignore those it has had before, as
// pagers do with a deduplication key. More, and which topics kafkajs is wrong for:
// docs/consuming.md of molecatcher.

import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import kafkajs from 'kafkajs';

const { Kafka, logLevel } = kafkajs;

const {
  BROKERS = '127.0.0.1:9092',
  REGISTRY = 'http://127.0.0.1:8081/apis/ccompat/v7',
  GROUP = 'pager',
  TOPICS = 'anomalies,incidents',
} = process.env;

const registry = new SchemaRegistry({ host: REGISTRY });
const kafka = new Kafka({ clientId: GROUP, brokers: BROKERS.split(','), logLevel: logLevel.WARN });
// Read committed: records of transactions that were given up are never seen.
const consumer = kafka.consumer({ groupId: GROUP, readUncommitted: false });

// Brokers that are not there, or let nobody in, are no bug of this program: a line says it all.
const giveUp = ({ message }) => {
  console.error(`Cannot read from Kafka at ${BROKERS}: ${message}`);
  process.exit(1);
};

await consumer.connect().catch(giveUp);
await consumer.subscribe({ topics: TOPICS.split(','), fromBeginning: true }).catch(giveUp);
await consumer.run({
  autoCommit: false,
  eachMessage: async ({ topic, partition, message }) => {
    // Several kinds of record may share a topic: the schema says which this is.
    const { name: kind } = await registry.getSchema(message.value.readInt32BE(1));
    const record = await registry.decode(message.value);
    if (kind === 'molecatcher.Anomaly' || (kind === 'molecatcher.Incident' && record.announced)) {
      const { id, user, because, sequence, state, risk, headline } = record;
      console.log(JSON.stringify({ kind, id, user, because, sequence, state, risk, headline }));
    }
    const next = String(BigInt(message.offset) + 1n);
    await consumer.commitOffsets([{ topic, partition, offset: next }]);
  },
});

// kafkajs tries again by itself where it can; where it cannot, the process must not look well.
consumer.on(consumer.events.CRASH, ({ payload }) => {
  if (!payload.restart) process.exit(1);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => consumer.disconnect());
