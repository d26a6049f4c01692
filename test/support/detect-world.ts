// A partition of `access` with a month of three people, and detect over it, as a drain.

import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { shippedBudgets } from '../../src/core/calibration.ts';
import type { Access } from '../../src/core/detector.ts';
import { partitionOf } from '../../src/core/hash.ts';
import { normsKey } from '../../src/core/norms.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { dayMs, hourMs, paneMs, type WindowKind, windowMs } from '../../src/core/time.ts';
import { days, read, workday } from '../../src/core/vector.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { EnrichedAccess, Norms, RecordName, Tick } from '../../src/generated/records.ts';
import { topics } from '../../src/generated/topics.ts';
import type { Clock, Codec, Log, LogWriter, Telemetry } from '../../src/ports.ts';
import { runDetect } from '../../src/stages/detect.ts';
import type { DetectSettings } from '../../src/stages/detect-settings.ts';
import { testClock } from '../adapters/local-log/test-clock.ts';
import { enrichedAccess } from './enriched-access.ts';
import { readAll } from './read-all.ts';

export type World = { log: Log; codec: Codec; clock: Clock; users: number };

export async function world(users: number): Promise<World> {
  const clock = testClock();
  const log = openLocalLog({ clock });
  const codec = await openCodec({ registry: openLocalRegistry() });
  for (const { name, cleanup } of topics) {
    await log.createTopic({ name, cleanup, partitions: users });
  }
  return { log, codec, clock, users };
}

export type Step = { access: Access } | { tick: Pick<Tick, 'clock' | 'state'> } | { norms: Norms };

/** A month of three people, one of whom starts to read without a reason. */
export const steps: readonly Step[] = stepsOf(
  ['alice', 'bob', 'carol']
    .flatMap((user) => days(20, (day) => workday(day, { user, reads: 12 })))
    .concat(workday(20, { user: 'bob', reads: 400, reason: 'none', firstCustomer: 90_000 }))
    .concat(read(21, 10, { user: 'carol', flags: [1] })),
);

export function stepsOf(feed: readonly Access[]): Step[] {
  let clock = 0;
  return [...feed]
    .sort((a, b) => a.at - b.at)
    .flatMap((access): Step[] => {
      const isNew = Math.floor(access.at / paneMs) > Math.floor(clock / paneMs);
      clock = access.at;
      return isNew ? [{ tick: { clock, state: 'live' } }, { access }] : [{ access }];
    })
    .concat({ tick: { clock: feed.reduce((max, { at }) => Math.max(max, at), 0), state: 'end' } });
}

/**
 * With norms as a population stage would bring them in, somewhat late, and not all of them: of an
 * hour once it is three hours ago, and of a day with its last hour.
 */
export function withNorms(some: readonly Step[]): readonly Step[] {
  let hour = 0;
  return some.flatMap((step): Step[] => {
    if (!('tick' in step)) return [step];
    const now = Math.floor(step.tick.clock / hourMs);
    const isNew = now > hour && now % 6 < 2;
    hour = now;
    if (!isNew) return [step];
    const start = (now - 3) * hourMs;
    const ofDay = now % 24 === 12 ? normsOf('day', Math.floor(start / dayMs - 1) * dayMs) : [];
    return [step, ...normsOf('hour', start), ...ofDay];
  });
}

function normsOf(window: WindowKind, start: number): Step[] {
  const of = { version: start, window_start: start, window_end: start + windowMs(window) };
  const names = { people: 5, subjects: 90, unexplained: 3, expected_unexplained: 2 };
  const groups = [
    { kind: 'team', name: 'support' },
    { kind: 'class', name: 'agent' },
    { kind: 'company', name: '' },
  ] as const;
  return groups.map(({ kind, name }) => {
    // Some of each number as a real day has it, so that what is judged beside it differs by day.
    const norms = { ...names, expected_subjects: 60 + ((start / hourMs) % 50) };
    const key = normsKey(window, kind, name);
    return { norms: { key, kind, effective_from: of.window_end, ...of, norms } };
  });
}

export async function append({ log, codec, users }: World, some: readonly Step[]): Promise<void> {
  const buffers = Array.from({ length: users }, (_, i) => new OutputBuffer('access', i));
  for (const step of some) {
    if ('access' in step) {
      const { user } = step.access;
      codec.encode(buffers[partitionOf(user, users)]!, user, 'EnrichedAccess', full(step.access));
      continue;
    }
    if ('norms' in step) {
      for (const buffer of buffers) codec.encode(buffer, step.norms.key, 'Norms', step.norms);
      continue;
    }
    const tick = { source_partition: 0, sources: 1, ...step.tick };
    for (const buffer of buffers) codec.encode(buffer, null, 'Tick', tick);
  }
  const writer = await log.writer('test');
  await writer.commit(buffers.filter(({ count }) => count > 0));
  await writer.close();
}

export const chosen = detectors.map((detector) => ({
  detector,
  params: defaultsOf(detector.params),
}));

export async function detect(
  from: World,
  settings: Partial<DetectSettings> = {},
  telemetry: Telemetry = { emit: () => undefined },
): Promise<void> {
  const drain = new AbortController();
  drain.abort();
  await runDetect(
    { ...from, telemetry },
    {
      detectors: chosen,
      graceMs: hourMs,
      budgets: shippedBudgets,
      instance: 'test',
      batchBytesMax: 30_000,
      stateEveryMs: 0,
      drain: drain.signal,
      ...settings,
    },
    new AbortController().signal,
  );
}

export async function found(from: World, ...names: RecordName[]): Promise<string[]> {
  const all: string[] = [];
  for (const topic of ['anomalies', 'incidents', 'windows']) {
    for (const { name, record } of await readAll(from, topic)) {
      if (names.includes(name)) all.push(JSON.stringify(record));
    }
  }
  return all.sort();
}

function full(access: Access): EnrichedAccess {
  const { user, subjects } = access;
  return {
    ...enrichedAccess,
    ...access,
    seen_at: access.at,
    account: user,
    subject_count: subjects.length,
    segments: subjects.map(() => ''),
    subject_sources: subjects.map(() => 'explicit'),
    tickets: subjects.map(() => ''),
  };
}

export const killed = new Error('killed');

/** The log of a process that dies at its n-th commit, before the log has it or after. */
export function dying(one: World, commits: number, isWritten: boolean): World {
  let left = commits;
  const writer = async (id: string): Promise<LogWriter> => {
    const real = await one.log.writer(id);
    return {
      close: () => real.close(),
      commit: async (outputs) => {
        left -= 1;
        if (left > 0) return real.commit(outputs);
        if (left === 0 && isWritten) await real.commit(outputs);
        throw killed;
      },
    };
  };
  return { ...one, log: { ...one.log, writer } };
}
