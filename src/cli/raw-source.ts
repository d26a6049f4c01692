// `access` made once more from raw events, with the reference data of now: what would have been
// found had people, tickets, customers and tables been known as they are today. Raw events and
// reference topics are copied into a scratch log, and the real enrich goes through them.
//
// It does not equal live: sources interleave otherwise, and reasons that came late come at once.

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isTombstone, keyOf, OutputBuffer, type RecordBatch, valueBytes } from '../core/batch.ts';
import type { AccessSource } from '../investigate/replay-source.ts';
import type { Codec, Log } from '../ports.ts';
import { prepareTopics } from '../stages/create-topics.ts';
import { runEnrich } from '../stages/enrich.ts';
import { existingTopic } from '../stages/existing-topic.ts';
import { readRange } from '../stages/read-range.ts';
import type { Context } from './command.ts';
import { openLogSource } from './log-source.ts';

const copied = ['people', 'assets', 'subjects', 'tickets', 'db-access'];
const commitBytes = 3_000_000;

export type RawSourceOptions = Pick<Context, 'settings' | 'outside'> & {
  readonly log: Log;
  readonly codec: Codec;
  /** What is to be done when the source is of no use any more. */
  onClose(close: () => unknown): void;
};

export async function openRawSource(
  { settings, outside, log, codec, onClose }: RawSourceOptions,
  isWhole: boolean,
): Promise<AccessSource> {
  const { clock, stop } = outside;
  const telemetry = { emit: () => undefined };
  const folder = mkdtempSync(join(settings.data, 'raw-'));
  onClose(() => rmSync(folder, { recursive: true, force: true }));
  const place = { ...settings, brokers: [], data: folder };
  const scratch = await outside.openLog(place, { telemetry, isPatient: false });
  onClose(() => scratch.close());
  const { partitions: sources } = await existingTopic(log, 'db-access');
  const { partitions: users } = await existingTopic(log, 'access');
  await prepareTopics(scratch, { sources, users, retentionDays: settings.retentionDays });
  const writer = await scratch.writer('copy');
  for (const topic of copied) await copyTopic(topic, log, { writer, stop });
  await writer.close();
  await runEnrich(
    { log: scratch, codec, clock, telemetry },
    {
      ...{ sources, users, instance: 'replay', drain: AbortSignal.abort() },
      batchBytesMax: settings.batchBytes,
      latenessMs: settings.allowedLateness,
      pendingMs: settings.pending,
    },
    stop,
  );
  const source = await openLogSource(
    { log: scratch, codec },
    { isWhole, batchBytes: settings.batchBytes },
  );
  // What was kept belongs to live; enrichment made anew knows nothing of it.
  return { ...source, kept: undefined, name: 'raw events, with the reference data of now' };
}

type Copying = {
  readonly writer: Awaited<ReturnType<Log['writer']>>;
  readonly stop: AbortSignal;
};

async function copyTopic(topic: string, from: Log, { writer, stop }: Copying): Promise<void> {
  const { partitions } = await existingTopic(from, topic);
  for (let partition = 0; partition < partitions; partition += 1) {
    const { start, end } = await from.range(topic, partition);
    const output = new OutputBuffer(topic, partition);
    for await (const batch of readRange(from, { topic, partition }, { from: start, to: end })) {
      if (stop.aborted) return;
      append(output, batch);
      if (output.length < commitBytes) continue;
      await writer.commit([output]);
      output.clear();
    }
    if (output.count > 0) await writer.commit([output]);
  }
}

function append(output: OutputBuffer, batch: RecordBatch): void {
  for (let i = 0; i < batch.count; i += 1) {
    output.append(keyOf(batch, i), isTombstone(batch, i) ? null : valueBytes(batch, i));
  }
}
