// Runs benchmarks:   node test/bench/run.ts [word …] [--json]
//
// Every test/bench/*.bench.ts exports `benches`. Words choose those whose file or name contains
// one of them; without words all run, one after another. A table, or with --json one object.

import { readdirSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { parseArgs } from 'node:util';
import { type Bench, type Measurement, measure } from './measure.ts';

type Found = { readonly file: string; readonly bench: Bench };

const usage = 'node test/bench/run.ts [word …] [--json]';

async function findBenches(words: readonly string[]): Promise<Found[]> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.bench.ts'));
  const found: Found[] = [];
  for (const file of files.sort()) {
    const module: { benches: readonly Bench[] } = await import(`./${file}`);
    for (const bench of module.benches) {
      const text = `${file} ${bench.name}`;
      if (words.length === 0 || words.some((word) => text.includes(word))) {
        found.push({ file: file.replace('.bench.ts', ''), bench });
      }
    }
  }
  return found;
}

function rowOf(file: string, one: Measurement): string {
  const cells = [one.nanosecondsMin, one.nanosecondsMedian, one.nanosecondsMax].map(duration);
  cells.push(Math.round(one.perSecond).toLocaleString('en'), one.cpuSecondsPerMillion.toFixed(3));
  return `${`${file}: ${one.name}`.padEnd(62)}${cells.map((cell) => cell.padStart(13)).join('')}`;
}

function duration(nanoseconds: number): string {
  if (nanoseconds < 1_000) return `${nanoseconds.toFixed(1)} ns`;
  if (nanoseconds < 1e6) return `${(nanoseconds / 1_000).toFixed(2)} µs`;
  return `${(nanoseconds / 1e6).toFixed(2)} ms`;
}

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const found = await findBenches(positionals);
  if (found.length === 0) {
    console.error(`no benchmark is called like ${positionals.join(' or ')}; usage: ${usage}`);
    return 1;
  }
  const machine = `node ${process.version}, ${platform()} ${arch()}, ${cpus().length} cores`;
  if (!values.json) {
    const heads = ['min', 'median', 'max', 'per second', 'CPU s/million'];
    console.log(`${machine.padEnd(62)}${heads.map((head) => head.padStart(13)).join('')}`);
  }
  const measured: ({ file: string } & Measurement)[] = [];
  for (const { file, bench } of found) {
    const one = await measure(bench);
    measured.push({ file, ...one });
    if (!values.json) console.log(rowOf(file, one));
  }
  if (values.json) console.log(JSON.stringify({ machine, measured }, null, 2));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
