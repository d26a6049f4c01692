// A detect task killed at any commit, again and again, under settings that change and change back:
// with what it saved, and a little of it per commit, it writes what it writes without.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hourMs } from '../../src/core/time.ts';
import type { DetectSettings } from '../../src/stages/detect-settings.ts';
import {
  append,
  chosen,
  detect,
  dying,
  found,
  killed,
  steps as ownSteps,
  type World,
  withNorms,
  world,
} from '../support/detect-world.ts';
import { readAll } from '../support/read-all.ts';

/** Of what colleagues did the log says something too: it is part of what is saved. */
const steps = withNorms(ownSteps);

type Start = {
  readonly appended: number;
  readonly commits: number;
  readonly isWritten: boolean;
  readonly isUsual: boolean;
};

const start: fc.Arbitrary<Start> = fc.record({
  appended: fc.integer({ min: 1, max: 120 }),
  commits: fc.integer({ min: 1, max: 5 }),
  isWritten: fc.boolean(),
  isUsual: fc.oneof({ weight: 2, arbitrary: fc.constant(true) }, fc.constant(false)),
});

async function run(starts: readonly Start[], saving: Partial<DetectSettings>): Promise<World> {
  const one = await world(1);
  let next = 0;
  for (const { appended, commits, isWritten, isUsual } of starts) {
    await append(one, steps.slice(next, next + appended));
    next += appended;
    const other = { budgets: { question: 0.1, incident: 0.02 }, detectors: chosen.slice(1) };
    const settings = { ...saving, ...(isUsual ? {} : other), batchBytesMax: 2_500 };
    await detect(dying(one, commits, isWritten), settings).catch((error) => {
      if (error !== killed) throw error;
    });
  }
  await append(one, steps.slice(next));
  await detect(one, saving);
  return one;
}

test('detect > killed at any commit writes the same with and without what it saved', async () => {
  let rows = 0;
  let norms = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(start, { minLength: 2, maxLength: 7 }), async (starts) => {
      const limits = { roundLimits: { rowBytes: 500, tombstones: 2 } };
      const saved = await run(starts, { stateEveryMs: 0, ...limits });
      const reread = await run(starts, { stateEveryMs: 1_000 * hourMs });
      const names = ['Anomaly', 'Incident', 'UserWindow', 'UserScore', 'Closed'] as const;
      expect(await found(saved, ...names)).toEqual(await found(reread, ...names));
      const state = await readAll(saved, 'detect-state');
      rows += state.filter(({ name }) => name === 'StateRow').length;
      norms += state.filter(({ name }) => name === 'Norms').length;
    }),
    { numRuns: 20 },
  );
  expect(rows).toBeGreaterThan(0);
  expect(norms).toBeGreaterThan(0);
});
