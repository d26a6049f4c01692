// Every codec through a real broker, which opens what we have compressed and compresses anew what
// the topic wants otherwise: so Java reads ours, and ours read Java.

import { expect, test } from 'vitest';
import { compressions } from '../../../src/adapters/kafka/compression.ts';
import { openKafkaLog } from '../../../src/adapters/kafka/kafka-log.ts';
import { appendTo, type Entry, freshName, readAll } from '../../contract/log-steps.ts';
import { describeKafka, sharedBrokers } from '../../support/kafka.ts';
import { optionsFor, plainKafka } from './kafka-subject.ts';

/** More than one block of any codec, larger than its compression makes it. */
const entries: readonly Entry[] = Array.from({ length: 3_000 }, (_, i) => [
  i % 4 === 3 ? null : `clé-${i}`,
  i % 5 === 4 ? null : `value ${i} of a record that repeats itself, of a record that repeats`,
]);

await describeKafka('codecs', () => {
  for (const { name, ours, theirs } of [
    ...compressions.map((ours) => ({ name: `${ours} as it is`, ours, theirs: 'producer' })),
    ...compressions.map((ours) => ({ name: `${ours}, opened`, ours, theirs: 'uncompressed' })),
    ...['gzip', 'snappy', 'lz4', 'zstd'].map((theirs) => ({
      name: `${theirs} of the broker`,
      ours: 'none' as const,
      theirs,
    })),
  ]) {
    test(name, async () => {
      const brokers = await sharedBrokers();
      const topic = freshName('codecs');
      const admin = plainKafka(brokers).admin();
      await admin.connect();
      const configEntries = [{ name: 'compression.type', value: theirs }];
      await admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }] });
      await admin.disconnect();
      const log = await openKafkaLog({ ...optionsFor(brokers), compression: ours });
      await appendTo(log, [topic, 0], entries);
      const found = (await readAll(log, topic)).map(({ key, value }) => [key, value]);
      expect(found).toEqual(entries);
      await log.close();
    });
  }
});
