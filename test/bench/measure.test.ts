// Benchmarks measure what they say, close what they open, and can be chosen by word.

import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { type Bench, measure, medianOf } from './measure.ts';

const pace = { warmUpMs: 1, rounds: 5 };

test('measure > opens once, warms up, runs every round, closes', async () => {
  const calls: string[] = [];
  const bench = benchOf(async () => calls.push('run'), calls);
  const measured = await measure(bench, pace);
  expect(calls[0]).toBe('open');
  expect(calls.at(-1)).toBe('close');
  expect(calls.filter((call) => call !== 'run')).toEqual(['open', 'close']);
  expect(calls.length - 2).toBeGreaterThan(pace.rounds);
  expect(measured.checksum).toBeGreaterThan(0);
});

test('measure > counts time per operation, in order, and the CPU seconds of work', async () => {
  const measured = await measure(
    benchOf(() => spin(4)),
    pace,
  );
  expect(measured.nanosecondsMin).toBeGreaterThanOrEqual(400_000);
  expect(measured.nanosecondsMedian).toBeGreaterThanOrEqual(measured.nanosecondsMin);
  expect(measured.nanosecondsMax).toBeGreaterThanOrEqual(measured.nanosecondsMedian);
  expect(measured.perSecond).toBeCloseTo(1e9 / measured.nanosecondsMedian, 6);
  expect(measured.cpuSecondsPerMillion).toBeGreaterThan(0);
});

test('measure > waiting costs time but hardly any CPU', async () => {
  const wait = () => new Promise<number>((resolve) => setTimeout(resolve, 20, 1));
  const measured = await measure(benchOf(wait), pace);
  const wallSecondsPerMillion = measured.nanosecondsMedian / 1_000;
  expect(measured.cpuSecondsPerMillion).toBeLessThan(wallSecondsPerMillion / 2);
});

test('measure > closes what it opened when a run fails', async () => {
  const calls: string[] = [];
  const failing = benchOf(() => Promise.reject(new Error('broken')), calls);
  await expect(measure(failing, pace)).rejects.toThrow('broken');
  expect(calls).toEqual(['open', 'close']);
});

for (const { name, given, expected } of [
  { name: 'odd: the middle one', given: [1, 2, 9], expected: 2 },
  { name: 'even: between the middle two', given: [1, 2, 4, 9], expected: 3 },
]) {
  test(`medianOf > ${name}`, () => expect(medianOf(given)).toBe(expected));
}

for (const { name, words, status, says } of [
  {
    name: 'a word that nothing has',
    words: ['no-such'],
    status: 1,
    says: 'no benchmark is called',
  },
  { name: 'one benchmark', words: ['e-value', '--json'], status: 0, says: 'nanosecondsMedian' },
]) {
  test(`run > ${name}`, () => {
    const script = new URL('./run.ts', import.meta.url).pathname;
    const done = spawnSync(process.execPath, [script, ...words], { encoding: 'utf8' });
    expect(done.status).toBe(status);
    expect(done.stdout + done.stderr).toContain(says);
  });
}

function benchOf(run: () => number | Promise<number>, calls: string[] = []): Bench {
  return {
    name: 'a bench',
    operations: 10,
    open: () => {
      calls.push('open');
      return { run, close: () => void calls.push('close') };
    },
  };
}

function spin(durationMs: number): number {
  const from = performance.now();
  let turns = 1;
  while (performance.now() - from < durationMs) turns += 1;
  return turns;
}
