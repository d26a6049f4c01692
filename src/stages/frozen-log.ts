// Topics of one log as they are at this moment, in front of another log that takes whatever is
// written and has all other topics: a stage can go through what somebody else owns, at its own
// offsets and times of arrival, and nobody notices. For raw events that are enriched once more
// (cli/raw-source.ts).

import { partOf, type RecordBatch } from '../core/batch.ts';
import type { Log, OffsetRange, TopicState } from '../ports.ts';
import { existingTopic } from './existing-topic.ts';

type Frozen = { readonly state: TopicState; readonly ranges: readonly OffsetRange[] };

export type FrozenTopics = {
  /** Where the topics are; only read. */
  readonly from: Log;
  readonly topics: readonly string[];
};

export async function freeze({ from, topics }: FrozenTopics, into: Log): Promise<Log> {
  const frozen = new Map<string, Frozen>();
  for (const topic of topics) {
    const state = await existingTopic(from, topic);
    const ranges: OffsetRange[] = [];
    for (let n = 0; n < state.partitions; n += 1) ranges.push(await from.range(topic, n));
    frozen.set(topic, { state, ranges });
  }
  return {
    ...into,
    topic: async (name) => frozen.get(name)?.state ?? into.topic(name),
    async range(topic, partition) {
      return frozen.get(topic)?.ranges[partition] ?? into.range(topic, partition);
    },
    async read(topic, partition, offset, limits) {
      const range = frozen.get(topic)?.ranges[partition];
      if (range === undefined) return into.read(topic, partition, offset, limits);
      if (offset >= range.end) return nothing({ topic, partition, offset });
      return endedAt(await from.read(topic, partition, offset, limits), range.end);
    },
  };
}

/** Without what came after it was frozen. */
function endedAt(batch: RecordBatch, end: number): RecordBatch {
  let to = batch.count;
  while (to > 0 && batch.offsets[to - 1]! >= end) to -= 1;
  const nextOffset = Math.min(batch.nextOffset, end);
  return { ...partOf(batch, { from: 0, to }), nextOffset, endOffset: end };
}

type Nowhere = { readonly topic: string; readonly partition: number; readonly offset: number };

function nothing({ topic, partition, offset }: Nowhere): RecordBatch {
  return {
    topic,
    partition,
    count: 0,
    bytes: new Uint8Array(0),
    offsets: new Float64Array(0),
    seenAt: new Float64Array(0),
    keyStart: new Int32Array(0),
    keyEnd: new Int32Array(0),
    valueStart: new Int32Array(0),
    valueEnd: new Int32Array(0),
    nextOffset: offset,
    endOffset: offset,
  };
}
