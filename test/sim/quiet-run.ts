// The same stages without any fault, for comparison: over the same `access`, where all findings
// must be the same to the byte, and over the same raw events, where final windows must be.

import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { isTombstone, keyOf, OutputBuffer, valueBytes } from '../../src/core/batch.ts';
import { shippedBudgets } from '../../src/core/calibration.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { hourMs } from '../../src/core/time.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { Clock, Codec, Log } from '../../src/ports.ts';
import { prepareTopics } from '../../src/stages/create-topics.ts';
import { runDetect } from '../../src/stages/detect.ts';
import { runEnrich } from '../../src/stages/enrich.ts';
import { readRange } from '../../src/stages/read-range.ts';
import { deliver, loadReference, type Workload } from './workload.ts';

export const detectSettings = {
  detectors: detectors.map((detector) => ({ detector, params: defaultsOf(detector.params) })),
  graceMs: hourMs,
  budgets: shippedBudgets,
};
export const retentionDays = 36_500;
const commitBytes = 4_000_000;
const findingTopics = ['windows', 'anomalies', 'incidents'] as const;

type World = { readonly codec: Codec; readonly clock: Clock };

/** Detect over a copy of that log's `access`. */
export async function detectAgain(world: World, from: Log, users: number): Promise<Log> {
  const log = await openQuietLog(world, { sources: 1, users });
  const writer = await log.writer('copy');
  for (let partition = 0; partition < users; partition += 1) {
    const copy = new OutputBuffer('access', partition);
    const { end } = await from.range('access', partition);
    for await (const batch of readRange(
      from,
      { topic: 'access', partition },
      { from: 0, to: end },
    )) {
      for (let i = 0; i < batch.count; i += 1) {
        copy.append(keyOf(batch, i), isTombstone(batch, i) ? null : valueBytes(batch, i));
      }
      if (copy.length > commitBytes) {
        await writer.commit([copy]);
        copy.clear();
      }
    }
    if (copy.count > 0) await writer.commit([copy]);
  }
  await writer.close();
  await runQuietDetect(world, log);
  return log;
}

/** Enrich and detect over the same raw events and reference data. */
export async function runAgain(world: World, work: Workload): Promise<Log> {
  const log = await openQuietLog(world, work);
  await loadReference(log, world.codec, work.sources);
  await deliver(log, work.events);
  const { sources, users } = work;
  const drain = AbortSignal.abort();
  await runEnrich(portsOf(world, log), { sources, users, drain }, new AbortController().signal);
  await runQuietDetect(world, log);
  return log;
}

/** Where the findings of two logs differ: byte for byte, and in order. */
export async function findingProblems(log: Log, quiet: Log): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const topic of findingTopics) {
    const [there, expected] = [await valuesOf(log, topic), await valuesOf(quiet, topic)];
    const first = expected.findIndex((value, i) => value !== there[i]);
    if (first < 0 && there.length === expected.length) continue;
    const place = `at ${first} of ${expected.length}, where there are ${there.length}`;
    problems.push(`${topic} differs from a quiet run over the same access, ${place}`);
  }
  return problems;
}

/** Values of a topic in order, partition after partition, as base64. */
async function valuesOf(log: Log, topic: string): Promise<readonly string[]> {
  const values: string[] = [];
  const { partitions } = (await log.topic(topic))!;
  for (let partition = 0; partition < partitions; partition += 1) {
    const { start, end } = await log.range(topic, partition);
    for await (const batch of readRange(log, { topic, partition }, { from: start, to: end })) {
      for (let i = 0; i < batch.count; i += 1) {
        const value = Buffer.from(valueBytes(batch, i)).toString('base64');
        values.push(`${partition} ${keyOf(batch, i)} ${value}`);
      }
    }
  }
  return values;
}

async function openQuietLog(
  { clock }: World,
  { sources, users }: Pick<Workload, 'sources' | 'users'>,
): Promise<Log> {
  const log = openLocalLog({ clock, newId: () => 'quiet' });
  await prepareTopics(log, { sources, users, retentionDays });
  return log;
}

function portsOf({ codec, clock }: World, log: Log) {
  return { log, codec, clock, telemetry: { emit: () => undefined } };
}

async function runQuietDetect(world: World, log: Log): Promise<void> {
  const settings = {
    ...detectSettings,
    instance: 'quiet',
    batchBytesMax: 1_000_000,
    stateEveryMs: 1_000 * hourMs,
    drain: AbortSignal.abort(),
  };
  await runDetect(portsOf(world, log), settings, new AbortController().signal);
}
