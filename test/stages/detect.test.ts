// Detect finds the same whatever the partitions, the restarts, and where a commit falls.

import { describe, expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import type { Access } from '../../src/core/detector.ts';
import { partitionOf } from '../../src/core/hash.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { hourMs, paneMs } from '../../src/core/time.ts';
import { days, read, workday } from '../../src/core/vector.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { EnrichedAccess, RecordName, Records, Tick } from '../../src/generated/records.ts';
import { topics } from '../../src/generated/topics.ts';
import type { Clock, Codec, Log } from '../../src/ports.ts';
import { runDetect } from '../../src/stages/detect.ts';
import type { DetectSettings } from '../../src/stages/detect-settings.ts';
import { testClock } from '../adapters/local-log/test-clock.ts';
import { readAll } from '../support/read-all.ts';

type World = { log: Log; codec: Codec; clock: Clock; users: number };

async function world(users: number): Promise<World> {
  const clock = testClock();
  const log = openLocalLog({ clock });
  const codec = await openCodec({ registry: openLocalRegistry() });
  for (const { name, cleanup } of topics) {
    await log.createTopic({ name, cleanup, partitions: users });
  }
  return { log, codec, clock, users };
}

type Step = { access: Access } | { tick: Pick<Tick, 'clock' | 'state'> };

/** A month of three people, one of whom starts to read without a reason. */
const steps: readonly Step[] = stepsOf(
  ['alice', 'bob', 'carol']
    .flatMap((user) => days(20, (day) => workday(day, { user, reads: 12 })))
    .concat(workday(20, { user: 'bob', reads: 40, reason: 'none', firstCustomer: 90_000 }))
    .concat(read(21, 10, { user: 'carol', flags: [1] })),
);

function stepsOf(feed: readonly Access[]): Step[] {
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

async function append({ log, codec, users }: World, some: readonly Step[]): Promise<void> {
  const buffers = Array.from({ length: users }, (_, i) => new OutputBuffer('access', i));
  for (const step of some) {
    if ('access' in step) {
      const { user } = step.access;
      codec.encode(buffers[partitionOf(user, users)]!, user, 'EnrichedAccess', full(step.access));
      continue;
    }
    const tick = { source_partition: 0, sources: 1, ...step.tick };
    for (const buffer of buffers) codec.encode(buffer, null, 'Tick', tick);
  }
  const writer = await log.writer('test');
  await writer.commit(buffers.filter(({ count }) => count > 0));
  await writer.close();
}

const chosen = detectors.map((detector) => ({ detector, params: defaultsOf(detector.params) }));

async function detect(from: World, settings: Partial<DetectSettings> = {}): Promise<void> {
  const drain = new AbortController();
  drain.abort();
  await runDetect(
    { ...from, telemetry: { emit: () => undefined } },
    {
      detectors: chosen,
      graceMs: hourMs,
      riskToOpen: 1,
      instance: 'test',
      batchBytesMax: 30_000,
      stateEveryMs: 0,
      drain: drain.signal,
      ...settings,
    },
    new AbortController().signal,
  );
}

async function found(from: World, ...names: RecordName[]): Promise<string[]> {
  const all: string[] = [];
  for (const topic of ['anomalies', 'incidents', 'windows']) {
    for (const { name, record } of await readAll(from, topic)) {
      if (names.includes(name)) all.push(JSON.stringify(record));
    }
  }
  return all.sort();
}

describe('stage detect', () => {
  test('finds the reads without a reason and the canary, and closes every window', async () => {
    const one = await world(1);
    await append(one, steps);
    await detect(one);
    const anomalies = (await readAll(one, 'anomalies')).map(({ record }) => record);
    expect(
      (anomalies as Records['Anomaly'][]).map(({ user, detector }) => `${user} ${detector}`),
    ).toEqual([...Array(3).fill('bob unexplained-access'), 'carol canary-record']);
    expect(new Set(anomalies.map((one) => (one as Records['Anomaly']).id)).size).toBe(4);
    const incidents = (await readAll(one, 'incidents')) as { record: Records['Incident'] }[];
    expect(incidents.map(({ record }) => `${record.user} ${record.state}`)).toEqual([
      'bob opened',
      'bob updated',
      'bob updated',
      'carol opened',
    ]);
    const windows = await found(one, 'UserWindow');
    expect(windows.filter((text) => text.includes('"kind":"day"'))).toHaveLength(62);
  });

  test('finds the same whatever the number of partitions', async () => {
    const findings: string[][] = [];
    for (const users of [1, 2, 4]) {
      const some = await world(users);
      await append(some, steps);
      await detect(some);
      findings.push(await found(some, 'Anomaly', 'Incident', 'UserWindow'));
    }
    expect(findings[1]).toEqual(findings[0]);
    expect(findings[2]).toEqual(findings[0]);
  });

  test.each([
    { stateEveryMs: 0, what: 'from what was saved' },
    { stateEveryMs: 100 * hourMs, what: 'from the start of the log' },
  ])('goes on after a restart anywhere as if nothing had happened, $what', async (settings) => {
    const whole = await world(1);
    await append(whole, steps);
    await detect(whole);
    const expected = await found(whole, 'Anomaly', 'Incident', 'UserWindow', 'Closed');
    for (const share of [0.1, 0.35, 0.5, 0.8, 0.99]) {
      const cut = Math.floor(steps.length * share);
      const parted = await world(1);
      await append(parted, steps.slice(0, cut));
      await detect(parted, settings);
      await append(parted, steps.slice(cut));
      await detect(parted, settings);
      expect(await found(parted, 'Anomaly', 'Incident', 'UserWindow', 'Closed')).toEqual(expected);
    }
  });

  test('goes through again what is not saved, and all under other settings', async () => {
    const one = await world(1);
    const part = Math.ceil(steps.length / 6);
    const [usual, other] = [{}, { riskToOpen: 2 }];
    const again: number[] = [];
    for (const [i, settings] of [usual, usual, other, other, usual, usual].entries()) {
      const { end } = await one.log.range('access', 0);
      await append(one, steps.slice(i * part, (i + 1) * part));
      const offsets: number[] = [];
      const read: Log['read'] = (topic, partition, offset, limits) => {
        if (topic === 'access') offsets.push(offset);
        return one.log.read(topic, partition, offset, limits);
      };
      await detect({ ...one, log: { ...one.log, read } }, settings);
      const isFromStart = end > 0 && offsets.includes(0);
      again.push(isFromStart ? 1 : 0);
    }
    expect(again).toEqual([0, 0, 1, 0, 1, 0]);
  });

  test('with other settings finds what it would have found without anything saved', async () => {
    const findings: string[][] = [];
    for (const stateEveryMs of [0, 100 * hourMs]) {
      const one = await world(1);
      const cut = Math.floor(steps.length * 0.6);
      await append(one, steps.slice(0, cut));
      await detect(one, { stateEveryMs, detectors: chosen.slice(1) });
      await append(one, steps.slice(cut));
      await detect(one, { stateEveryMs });
      findings.push(await found(one, 'Anomaly', 'Incident', 'UserWindow', 'Closed'));
    }
    expect(findings[0]).toEqual(findings[1]);
  });

  test('commits in the middle of a closing and repeats nothing after a restart there', async () => {
    const names = Array.from({ length: 5_000 }, (_, i) => `user-${String(i).padStart(6, '0')}`);
    const crowd = stepsOf(names.flatMap((user) => read(0, 9, { user })));
    const one = await world(1);
    await append(one, crowd);
    await detect(one);
    const windows = await found(one, 'UserWindow');
    expect(new Set(windows).size).toBe(10_000);
    expect(windows).toHaveLength(10_000);
  });

  test('refuses to go on where access is another topic than before', async () => {
    const one = await world(1);
    await append(one, steps.slice(0, 10));
    await detect(one);
    const other = await world(1);
    const mixed = { ...one, log: { ...one.log, topic: other.log.topic } };
    await expect(detect(mixed)).rejects.toMatchObject({ code: 'topic-changed' });
  });
});

function full(access: Access): EnrichedAccess {
  const none = {
    reported_at: null,
    role: null,
    queue: null,
    site: null,
    on_shift: null,
    network: null,
    shape: null,
    predicate: null,
    end_user: null,
    statement: null,
    ticket: null,
    app: null,
    program: null,
    host: null,
    ip: null,
    session: null,
    duration_ms: null,
  };
  return {
    ...none,
    ...access,
    parts: 1,
    seen_at: access.at,
    late: false,
    source_partition: 0,
    source_offset: 0,
    utc_offset_minutes: 0,
    employment: 'active',
    sensitivity: 'personal',
    account: access.user,
    source: 'crm',
    database: 'crm',
    tables: ['customers'],
    columns: [],
    bytes: 0,
    subject_count: access.subjects.length,
    status: 'ok',
    segments: access.subjects.map(() => ''),
    subject_sources: access.subjects.map(() => 'explicit'),
    tickets: access.subjects.map(() => ''),
  };
}
