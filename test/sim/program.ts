// The simulation as a command: npm run sim -- --help. The code that runs is the product's; Kafka,
// ClickHouse and time are simulated, and everything that can go wrong does.

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isFound, planted as mistakes } from './planted.ts';
import { runSeeds, type SeedReport } from './seed-workers.ts';
import { simulate } from './simulate.ts';

const usage = `npm run sim -- --seeds N [--from NAME] [--workers N]
        N seeds, NAME-1 to NAME-N, after those of seeds.json (default: 20, seed, all cores)
npm run sim -- --seed SEED [--trace]
        one seed; with --trace all that happens in it
npm run sim -- --planted NAME|all [--blocks N] [--from NAME]
        whether planted mistakes are found, in 10 or N blocks of 20 seeds each; then the code as it
        is, over the same seeds
What it simulates, and what it found: docs/reliability.md`;

const seedsPerBlock = 20;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: 'seed' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    planted: { type: 'string' },
    blocks: { type: 'string', default: '10' },
    workers: { type: 'string', default: `${availableParallelism()}` },
    help: { type: 'boolean', default: false },
  },
});
const workers = countOf('workers', values.workers);
process.exitCode = await run();

async function run(): Promise<number> {
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.seed !== undefined) return one(values.seed);
  if (values.planted !== undefined) return findPlanted(values.planted);
  return many(countOf('seeds', values.seeds));
}

async function one(seed: string): Promise<number> {
  const { violations, counts, ...outcome } = await simulate(
    seed,
    values.trace ? console.log : undefined,
  );
  const all = [...counts].map(([what, count]) => `${what} ${count}`).sort();
  console.log(`seed ${seed}: ${outcome.steps} steps, hash ${outcome.hash}\n${all.join(', ')}`);
  for (const violation of violations) console.log(`VIOLATION  ${violation}`);
  return violations.length === 0 ? 0 : 1;
}

async function many(count: number): Promise<number> {
  const listed: { readonly seed: string }[] = JSON.parse(
    readFileSync(new URL('seeds.json', import.meta.url), 'utf8'),
  );
  const seeds = [...listed.map(({ seed }) => seed), ...namesOf(values.from, 1, count)];
  const startedAt = performance.now();
  const counts = new Map<string, number>();
  let [done, failed, steps] = [0, 0, 0];
  await runSeeds(seeds, {
    workers,
    onReport(report) {
      done += 1;
      steps += report.steps;
      for (const [what, some] of Object.entries(report.counts)) {
        counts.set(what, (counts.get(what) ?? 0) + some);
      }
      if (report.violations.length > 0) failed += 1;
      tell(report);
      if (done % 100 === 0) console.log(`${done} of ${seeds.length} seeds, ${failed} failed`);
      return true;
    },
  });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  console.log(
    [...counts]
      .map(([what, some]) => `${what} ${some}`)
      .sort()
      .join('\n'),
  );
  console.log(`${done} seeds, ${failed} failed; ${steps} steps in ${seconds} s`);
  return failed === 0 ? 0 : 1;
}

async function findPlanted(name: string): Promise<number> {
  const blocks = countOf('blocks', values.blocks);
  const chosen = mistakes.filter((mistake) => name === 'all' || mistake.name === name);
  if (chosen.length === 0) throw new Error(`no planted mistake is called ${name}`);
  let isGood = true;
  for (const { name: planted } of chosen) {
    let found = 0;
    for (let block = 0; block < blocks; block += 1) {
      const seeds = namesOf(values.from, 1 + block * seedsPerBlock, seedsPerBlock);
      let isSeen = false;
      await runSeeds(seeds, {
        workers,
        planted,
        onReport: (report) => {
          isSeen ||= isFound(report);
          return !isSeen;
        },
      });
      if (isSeen) found += 1;
    }
    isGood &&= found >= Math.ceil(0.9 * blocks);
    console.log(`${planted}: found in ${found} of ${blocks} blocks of ${seedsPerBlock} seeds`);
  }
  return isGood ? many(blocks * seedsPerBlock) : 1;
}

function tell({ seed, violations }: SeedReport): void {
  if (violations.length === 0) return;
  console.log(`FAIL  npm run sim -- --seed ${seed}`);
  for (const violation of violations) console.log(`      ${violation}`);
}

function namesOf(from: string, first: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${from}-${first + i}`);
}

function countOf(flag: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  console.error(`--${flag} takes a whole number above 0, not "${text}".`);
  process.exit(2);
}
