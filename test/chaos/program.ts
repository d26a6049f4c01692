// Faults on the real thing: npm run chaos -- --help. Real Kafka, registry, ClickHouse and workers;
// a load with a known truth; one fault after the other; then whoever had no part in it judges.

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { kinds } from './kinds.ts';
import { type ChaosReport, runChaos } from './rounds.ts';

const usage = `npm run chaos -- [--rounds N] [--kinds TEXT] [--rate N] [--seed TEXT]
        N rounds (default: one of each kind), of the kinds whose name has TEXT in it, while N events
        a second come in (default: 300); Linux with Java and Maven
What is done, what must hold and what came of it: docs/reliability.md`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    kinds: { type: 'string', default: '' },
    rate: { type: 'string', default: '300' },
    seed: { type: 'string', default: 'chaos' },
    help: { type: 'boolean', default: false },
  },
});
/** About half a minute a round; and a month that is there anyway, so that something is found. */
const daysOf = (rounds: number, rate: number): number =>
  Math.ceil(30 + (rounds * 30 * rate) / 9_000);

process.exitCode = values.help ? help() : await run();

function help(): number {
  console.log(usage);
  return 0;
}

async function run(): Promise<number> {
  const chosen = Object.keys(kinds).filter((name) => name.includes(values.kinds));
  const [rounds, rate] = [Number(values.rounds ?? chosen.length), Number(values.rate)];
  if (chosen.length === 0) return refuse(`no fault has "${values.kinds}" in its name`);
  if (!(rounds > 0 && rate > 0)) return refuse('rounds and rate are numbers above 0');
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
  const startedAt = performance.now();
  const days = daysOf(rounds, rate);
  const { seed } = values;
  const report = await runChaos({ rounds, chosen, rate, seed, days, say: console.log });
  tell(chosen, report);
  console.log(`${((performance.now() - startedAt) / 60_000).toFixed(0)} minutes`);
  return report.verdicts.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

function refuse(why: string): number {
  console.error(`${why}.\nThere are: ${Object.keys(kinds).join(', ')}.\n${usage}`);
  return 2;
}

function tell(chosen: readonly string[], { rounds, verdicts, falls, sent }: ChaosReport): void {
  console.log('\n| fault | rounds | missed | recovery, median s | worst s |');
  console.log('|---|---|---|---|---|');
  for (const kind of chosen) {
    const own = rounds.filter((round) => round.kind === kind);
    const hits = own.filter(({ evidence }) => evidence !== undefined);
    const seconds = hits.map(({ recoveryMs }) => recoveryMs / 1_000).sort((a, b) => a - b);
    const [median = 0, worst = 0] = [seconds[seconds.length >> 1], seconds.at(-1)];
    const counts = `${hits.length} | ${own.length - hits.length}`;
    console.log(`| ${kind} | ${counts} | ${median.toFixed(1)} | ${worst.toFixed(1)} |`);
  }
  const ended = new Map<string, number>();
  for (const { code, remarks } of falls) {
    const lines = remarks.trim().split('\n');
    // A failure has two lines, what and what to do; a bug of ours has its stack.
    const isBug = lines.some((line) => line.startsWith('    at '));
    const why = `exit ${code}: ${(isBug ? lines : lines.slice(-2, -1)).join('\n      ')}`;
    ended.set(why, (ended.get(why) ?? 0) + 1);
  }
  console.log(`\n${falls.length} times a worker ended by itself, and was started again`);
  for (const [why, times] of ended) console.log(`${times} × ${why}`);
  console.log(`\n${sent} events sent`);
  for (const { question, problems } of verdicts) {
    console.log(`${problems.length === 0 ? 'HOLDS' : 'FAILS'}  ${question}`);
    for (const problem of problems.slice(0, 10)) console.log(`       ${problem}`);
  }
}
