// A replay that begins with state that was kept, of tasks killed at any commit while they kept it:
// it says what is said of the time that it is asked for, to the byte.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessFields } from '../../src/core/detector.ts';
import { feed } from '../../src/core/feed.ts';
import { Pipeline } from '../../src/core/pipeline.ts';
import { hourMs } from '../../src/core/time.ts';
import { buildOf } from '../../src/stages/detect-state.ts';
import { findKept, loadKept } from '../../src/stages/kept-state.ts';
import { readRange } from '../../src/stages/read-range.ts';
import {
  append,
  chosen,
  detect,
  dying,
  killed,
  steps,
  type World,
  world,
} from '../support/detect-world.ts';

const settings = { detectors: chosen, graceMs: hourMs, riskToOpen: 1 };
const build = buildOf(settings);

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
      const place = { logId, partition: 0, build };
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
    { numRuns: 40 },
  );
  expect(found).toBeGreaterThan(40);
});
