// The simulation in every test run: a few seeds, the same one twice, and each planted mistake.

import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { isFound, planted } from './planted.ts';
import { runSeeds, type SeedReport } from './seed-workers.ts';
import seedsOnce from './seeds.json' with { type: 'json' };
import { simulate } from './simulate.ts';

const workers = Math.min(2, availableParallelism());

async function reportsOf(seeds: readonly string[]): Promise<readonly SeedReport[]> {
  const reports: SeedReport[] = [];
  await runSeeds(seeds, { workers, onReport: (report) => reports.push(report) > 0 });
  return reports;
}

test('simulation > every checker holds under all faults', { timeout: 240_000 }, async () => {
  const listed = seedsOnce.map(({ seed }) => seed);
  const seeds = [...listed, ...Array.from({ length: 6 }, (_, i) => `seed-${i + 1}`)];
  const reports = await reportsOf(seeds);
  expect(reports.filter(({ violations }) => violations.length > 0)).toEqual([]);
  const counts = (what: string) =>
    reports.reduce((sum, { counts: some }) => sum + (some[what] ?? 0), 0);
  // A simulation in which nothing happens would pass as well.
  const stages = ['kill', 'hold', 'commit-fenced', 'commit-unsaid', 'insert-dropped'];
  const repairs = ['statement-strays', 'statement-addTouches', 'statement-addDays'];
  for (const what of [...stages, ...repairs]) expect(counts(what), what).toBeGreaterThan(0);
});

test('simulation > the same seed is the same run, in whatever process', async () => {
  const [report] = await reportsOf(['seed-7']);
  const { hash, steps } = await simulate('seed-7');
  expect({ hash, steps }).toEqual({ hash: report?.hash, steps: report?.steps });
  expect((await simulate('seed-8')).hash).not.toBe(hash);
});

describe('simulation > finds what is planted', () => {
  for (const { name } of planted) {
    // As many as the rarest takes: most are found by one of the first ten.
    test(name, { timeout: 480_000 }, async () => {
      const seeds = Array.from({ length: 60 }, (_, i) => `seed-${i + 1}`);
      let found: SeedReport | undefined;
      await runSeeds(seeds, {
        workers: 1,
        planted: name,
        onReport(report) {
          if (isFound(report)) found = report;
          return found === undefined;
        },
      });
      expect(found?.violations).not.toEqual([]);
      expect(found).toBeDefined();
    });
  }
});
