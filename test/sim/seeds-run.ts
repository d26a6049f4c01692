// Runs the seeds named on the command line, one after the other, and writes what came of each as a
// line of JSON. A process of its own for program.ts, which starts several.

import { simulate } from './simulate.ts';

for (const seed of process.argv.slice(2)) {
  const { hash, steps, violations, counts } = await simulate(seed);
  const line = { seed, hash, steps, violations, counts: Object.fromEntries(counts) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
