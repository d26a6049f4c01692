// A replay that begins with state that was kept, of tasks killed at any commit while they kept it:
// it says what is said of the time that it is asked for, to the byte.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyOf, OutputBuffer, valueBytes } from '../../src/core/batch.ts';
import { shippedBudgets } from '../../src/core/calibration.ts';
import { accessFields } from '../../src/core/detector.ts';
import { feed } from '../../src/core/feed.ts';
import { Pipeline } from '../../src/core/pipeline.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { days, workday } from '../../src/core/vector.ts';
import { buildOf } from '../../src/stages/detect-state.ts';
import { findKept, loadKept } from '../../src/stages/kept-state.ts';
import { readRange } from '../../src/stages/read-range.ts';
import {
  append,
  chosen,
  detect,
  dying,
  killed,
  steps as ownSteps,
  stepsOf,
  type World,
  withNorms,
  world,
} from '../support/detect-world.ts';
import { readAll } from '../support/read-all.ts';

const settings = { detectors: chosen, graceMs: hourMs, budgets: shippedBudgets };
const build = buildOf(settings);
const steps = withNorms(ownSteps);

type Said = { readonly at: number; readonly text: string };

/** Everything that is said from an offset on, with the event time that it is about. */
async function sayFrom(one: World, pipeline: Pipeline, said: Said[], from: number) {
  const reader = one.codec.reader('EnrichedAccess', accessFields);
  const { end } = await one.log.range('access', 0);
  const range = { from, to: end };
  for await (const batch of readRange(one.log, { topic: 'access', partition: 0 }, range)) {
    await one.codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      pipeline.begin(batch.offsets[i]!);
      const read = reader(batch, i);
      if (read.kind === 'record') for (const _ of feed(pipeline, read));
    }
  }
  return said;
}

function listening(): { pipeline: Pipeline; said: Said[] } {
  const said: Said[] = [];
  const say = (at: number, record: object) => said.push({ at, text: JSON.stringify(record) });
  const sink = {
    anomaly: (one: { at: number }) => say(one.at, one),
    incident: (one: { at: number }) => say(one.at, one),
    window: (one: { start: number }) => say(one.start, one),
    closed: (one: { start: number }) => say(one.start, one),
    score: (one: { day: number }) => say(one.day, one),
  };
  return { pipeline: new Pipeline({ partition: 0, ...settings }, sink), said };
}

const start = fc.record({
  appended: fc.integer({ min: 20, max: 300 }),
  commits: fc.integer({ min: 1, max: 12 }),
  isWritten: fc.boolean(),
});

test('kept state > a replay that begins there says what is said of the time after', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(start, { maxLength: 6 }), async (starts) => {
      const one = await world(1);
      const saving = {
        stateEveryMs: 0,
        roundLimits: { rowBytes: 500, tombstones: 2 },
        batchBytesMax: 2_500,
      };
      let next = 0;
      for (const { appended, commits, isWritten } of starts) {
        await append(one, steps.slice(next, next + appended));
        next += appended;
        await detect(dying(one, commits, isWritten), saving).catch((error) => {
          if (error !== killed) throw error;
        });
      }
      await append(one, steps.slice(next));
      await detect(one, saving);
      const { id: logId } = (await one.log.topic('access'))!;
      const place = { logId, partition: 0, build, graceMs: hourMs };
      const whole = listening();
      await sayFrom(one, whole.pipeline, whole.said, 0);
      const times = steps.flatMap((step) => ('access' in step ? [step.access.at] : []));
      for (const share of [0.3, 0.6, 0.95]) {
        const at = times[Math.floor(times.length * share)]!;
        const validAt = await findKept(one, place, at);
        if (validAt === undefined) continue;
        found += 1;
        const kept = listening();
        const { pipeline } = kept;
        await loadKept(one, place, { pipeline, validAt, users: new Set() });
        await sayFrom(one, pipeline, kept.said, validAt);
        const after = ({ said }: { said: readonly Said[] }) => said.filter((some) => some.at >= at);
        expect(after(kept)).toEqual(after(whole));
        expect(after(kept).length).toBeGreaterThan(0);
        expect(await findKept(one, { ...place, logId: 'another' }, at)).toBeUndefined();
      }
    }),
    { numRuns: 25 },
  );
  expect(found).toBeGreaterThan(20);
});

/** Everybody is at work for twenty days, and what was kept of that. */
async function keptWorld() {
  const one = await world(1);
  await append(one, steps);
  await detect(one, { stateEveryMs: 0, batchBytesMax: 2_500 });
  const { id: logId } = (await one.log.topic('access'))!;
  const times = steps.flatMap((step) => ('access' in step ? [step.access.at] : []));
  const at = times[Math.floor(times.length * 0.95)]!;
  return { one, place: { logId, partition: 0, build, graceMs: hourMs }, at };
}

test('kept state > a day of which the log has dropped the first rows is none', async () => {
  const { one, place, at } = await keptWorld();
  const validAt = (await findKept(one, place, at))!;
  const kept = await readAll(one, 'detect-kept');
  const mark = kept.findIndex(({ record }) => 'counters' in record && record.valid_at === validAt);
  const start = kept[mark - 1]!.offset;
  const range: World['log']['range'] = async (topic, partition) => {
    const there = await one.log.range(topic, partition);
    return topic === 'detect-kept' ? { ...there, start } : there;
  };
  const cut = { ...one, log: { ...one.log, range } };
  expect(await findKept(cut, place, at)).not.toBe(validAt);
  const { pipeline } = listening();
  const loading = loadKept(cut, place, { pipeline, validAt, users: new Set() });
  await expect(loading).rejects.toMatchObject({ code: 'bad-usage' });
});

test('kept state > nobody of an access that was made anew is taken up', async () => {
  const { one, place, at } = await keptWorld();
  expect(await findKept(one, { ...place, logId: 'another' }, at)).toBeUndefined();
  // Rows of both lie under the same days: here those of the other one come first.
  const other = await world(1);
  const { end } = await one.log.range('detect-kept', 0);
  const output = new OutputBuffer('detect-kept', 0);
  const range = { from: 0, to: end };
  for await (const batch of readRange(one.log, { topic: 'detect-kept', partition: 0 }, range)) {
    for (let i = 0; i < batch.count; i += 1) output.append(keyOf(batch, i), valueBytes(batch, i));
  }
  const writer = await other.log.writer('copy');
  await writer.commit([output]);
  await writer.close();
  const some = steps.filter((step) => !('access' in step) || step.access.user !== 'carol');
  await append(other, some);
  await detect(other, { stateEveryMs: 0, batchBytesMax: 2_500 });
  const { id: logId } = (await other.log.topic('access'))!;
  const validAt = (await findKept(other, { ...place, logId }, at))!;
  const { pipeline } = listening();
  await loadKept(other, { ...place, logId }, { pipeline, validAt, users: new Set() });
  expect(pipeline.user.find('alice')).toBe(true);
  expect(pipeline.user.find('carol')).toBe(false);
});

test('kept state > what a drain has said ahead of the clock is not asked for again', async () => {
  const one = await world(1);
  const usual = ['alice', 'bob', 'carol'].flatMap((user) =>
    days(20, (day) => workday(day, { user, reads: 12 })),
  );
  const midnight = Math.ceil(usual.reduce((max, { at }) => Math.max(max, at), 0) / dayMs) * dayMs;
  const late = workday(20, { user: 'bob', reads: 40, reason: 'none', firstCustomer: 90_000 });
  const evening = late.map((one, i) => ({ ...one, at: midnight - hourMs + i * 60_000 }));
  const night = workday(21, { user: 'alice', reads: 40 }).map((one, i) => ({
    ...one,
    at: midnight + i * 120_000,
  }));
  for (const feedOf of [usual.concat(evening), night]) {
    await append(one, stepsOf(feedOf));
    await detect(one, { stateEveryMs: 0 });
  }
  const { id: logId } = (await one.log.topic('access'))!;
  const place = { logId, partition: 0, build, graceMs: hourMs };
  const whole = listening();
  await sayFrom(one, whole.pipeline, whole.said, 0);
  for (const hours of [0.5, 0.9, 1, 6, 24]) {
    const at = midnight + hours * hourMs;
    const validAt = (await findKept(one, place, at))!;
    const kept = listening();
    await loadKept(one, place, { pipeline: kept.pipeline, validAt, users: new Set() });
    await sayFrom(one, kept.pipeline, kept.said, validAt);
    const after = ({ said }: { said: readonly Said[] }) => said.filter((some) => some.at >= at);
    expect(after(kept), `${hours} h after midnight`).toEqual(after(whole));
  }
});
