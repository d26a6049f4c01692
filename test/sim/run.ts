import { simulate } from './simulate.ts';

const seeds = process.argv.slice(2);
for (const seed of seeds) {
  const t = performance.now();
  const outcome = await simulate(seed, process.env['SAY'] ? console.log : undefined);
  console.log(
    seed,
    outcome.hash,
    outcome.steps,
    outcome.violations,
    Math.round(performance.now() - t),
    'ms',
    process.env['COUNTS'] ? outcome.counts : '',
  );
}
