// Reference data as they were known on each day that raw events came in, out of the versions that
// ClickHouse keeps, written into the log from which enrich reads them. For raw-source.ts.
//
// A day's events get what was known at its end, not at its start: tickets are often written after
// the look-up, and enrich judges them as of the event anyway.

import { OutputBuffer } from '../core/batch.ts';
import { dayMs, type Millis } from '../core/time.ts';
import { timeText } from '../investigate/diff-words.ts';
import {
  keptVersions,
  knownAt,
  type ReferenceTopic,
  referenceTopics,
  versionsOf,
} from '../investigate/reference-versions.ts';
import type { Codec, Log, LogWriter, Warehouse } from '../ports.ts';
import { existingTopic } from '../stages/existing-topic.ts';
import { isAtEnd } from '../stages/position.ts';
import type { Context } from './command.ts';

const commitBytes = 3_000_000;

export type ReferenceThenOptions = Pick<Context, 'say'> & {
  readonly warehouse: Warehouse;
  /** Whose reference topics have been archived. */
  readonly log: Log;
  /** Where the versions go. */
  readonly scratch: Log;
  readonly codec: Codec;
  readonly stop: AbortSignal;
};

/** To be called before each day, in their order, with the end of it. */
export function referenceOfDays(options: ReferenceThenOptions): (end: Millis) => Promise<void> {
  /** By topic, one past the last version that was given: archive may bring more meanwhile. */
  const given = new Map<string, number>();
  return async (end) => {
    if (given.size === 0) await tellGaps(options, end - dayMs);
    const writer = await options.scratch.writer('reference');
    try {
      for (const reference of referenceTopics) {
        const first = given.get(reference.topic);
        const next = await writeVersions(reference, { ...options, writer, first, at: end });
        given.set(reference.topic, next);
      }
    } finally {
      await writer.close();
    }
  };
}

type Writing = ReferenceThenOptions & {
  readonly writer: LogWriter;
  /** Offset of the first version; undefined: all there were before the day. */
  readonly first: number | undefined;
  readonly at: Millis;
};

/** One past the last that was known at the time. */
async function writeVersions(
  reference: ReferenceTopic,
  { warehouse, log, codec, stop, writer, first, at }: Writing,
): Promise<number> {
  const { topic, name } = reference;
  const { id: logId } = await existingTopic(log, topic);
  const next = await knownAt(warehouse, reference, { logId, first: first ?? 0, at });
  const output = new OutputBuffer(topic, 0);
  for await (const { key, record } of versionsOf(warehouse, reference, { logId, first, next })) {
    if (stop.aborted) return next;
    if (record === null) output.append(key, null);
    else codec.encode(output, key, name, record);
    if (output.length < commitBytes) continue;
    await writer.commit([output]);
    output.clear();
  }
  if (output.count > 0) await writer.commit([output]);
  return next;
}

/** What is not as it was on that day, as a remark: nearer than nothing, so no reason to fail. */
async function tellGaps(
  { warehouse, log, say }: ReferenceThenOptions,
  firstDay: Millis,
): Promise<void> {
  const behind: string[] = [];
  let keptSince: Millis = 0;
  for (const reference of referenceTopics) {
    const { topic } = reference;
    const { id } = await existingTopic(log, topic);
    const kept = await keptVersions(warehouse, reference, id);
    keptSince = Math.max(keptSince, kept.keptSince);
    const { start } = await log.range(topic, 0);
    const next = Math.max(start, kept.next);
    if (!(await isAtEnd(log, { topic, partition: 0 }, next))) behind.push(topic);
  }
  if (keptSince > firstDay) {
    const since = `Reference data are known from ${timeText(keptSince)} on`;
    say(`${since}: events that came in before are enriched with what was known at that time.`);
  }
  if (behind.length > 0) {
    say(`ClickHouse does not have all of ${behind.join(', ')} yet: \`run\` archives the rest.`);
  }
}
