// What lies in topics, byte for byte: key and value of each record in the order of its partition,
// without offset and time of arrival. For tests of runs that must have written the same.

import { keyOf, valueBytes } from '../../src/core/batch.ts';
import type { Log } from '../../src/ports.ts';

export async function writtenRecords(
  log: Log,
  topics: readonly string[],
): Promise<readonly string[]> {
  const all: string[] = [];
  for (const topic of topics) {
    const { partitions = 0 } = (await log.topic(topic)) ?? {};
    for (let partition = 0; partition < partitions; partition += 1) {
      const { end } = await log.range(topic, partition);
      for (let at = 0; at < end; ) {
        const batch = await log.read(topic, partition, at, { maxBytes: 1_000_000, waitMs: 0 });
        for (let i = 0; i < batch.count; i += 1) {
          const value = Buffer.from(valueBytes(batch, i)).toString('base64');
          all.push(`${topic}/${partition} ${keyOf(batch, i)} ${value}`);
        }
        at = batch.nextOffset;
      }
    }
  }
  return all;
}
