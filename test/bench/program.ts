// The figures of docs/benchmarks.md:   npm run bench [-- --agents N --days N --seed N]
// Those on a real Kafka:              npm run bench -- --kafka, see kafka-bench.ts
// What keeping state costs:           npm run bench -- --state, see state-bench.ts
// A Tick that closes very many windows: npm run bench -- --closings, see closing-bench.ts
// One person out of many:             npm run bench -- --person, see replay-bench.ts
//
// A simulated world is ingested into the log of a temporary folder; then the real program drains
// its accesses, once stage by stage and once with all stages side by side, with the embedded
// ClickHouse beside it. Reference data were archived before, as they are in a running house. CPU
// seconds and peak memory come from /proc, so this runs on Linux only. Last, the bytes that one
// user costs: test/bench/users.ts, in a process of its own.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runClosingBench } from './closing-bench.ts';
import { runKafkaBench } from './kafka-bench.ts';
import { childrenOf, noteUsage, type Usage } from './process-usage.ts';
import { runPersonBench } from './replay-bench.ts';
import { runStateBench } from './state-bench.ts';

const main = fileURLToPath(new URL('../../src/start.ts', import.meta.url));
const users = fileURLToPath(new URL('users.ts', import.meta.url));
const pollMs = 100;

type Run = { seconds: number; program: Usage; engine: Usage };

const usage = `npm run bench [-- --agents N --days N --seed N]     on the local log
npm run bench -- --kafka [--short] [--rate N] [--seconds N] [--warmup N] [--sources N] [--users N]
                         [--behind SECONDS] [--profile-to DIR] [-- FLAG OF RUN …]  on a real Kafka
npm run bench -- --person [--events N] [--people N]  one person out of many, from the archive
npm run bench -- --closings [--people N] [--rate N]  what waits while a Tick closes windows
npm run bench -- --state [--people N]                what keeping state costs, and what it gives
What they measure, and what they printed last: docs/benchmarks.md`;

const words = process.argv.slice(2);
if (words.includes('--help')) {
  console.log(usage);
  process.exit(0);
}
if (words.includes('--kafka')) {
  const isFast = await runKafkaBench(words.filter((word) => word !== '--kafka'));
  process.exit(isFast ? 0 : 1);
}
if (words.includes('--person')) {
  await runPersonBench(words.filter((word) => word !== '--person'));
  process.exit(0);
}
if (words.includes('--state')) {
  await runStateBench(words.filter((word) => word !== '--state'));
  process.exit(0);
}
if (words.includes('--closings')) {
  await runClosingBench(words.filter((word) => word !== '--closings'));
  process.exit(0);
}
const world = words;
const machine = `node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`;
console.log(machine);
console.log(
  `${'stages'.padEnd(24)}${['events/s', 'CPU s/M', 'ClickHouse CPU s/M', 'peak MB', 'ClickHouse MB']
    .map((head) => head.padStart(20))
    .join('')}`,
);
await inFolder(async (data) => {
  const events = await load(data);
  for (const stage of ['enrich', 'detect', 'archive']) {
    show(`${stage} alone`, events, await drain(data, '--stage', stage));
  }
});
await inFolder(async (data) => {
  const events = await load(data);
  show('all, end to end', events, await drain(data));
  for (const source of ['log', 'clickhouse']) {
    show(`replay from ${source}`, events, await replay(data, source));
  }
});
process.stdout.write(execFileSync(process.execPath, ['--expose-gc', users], { encoding: 'utf8' }));

/** Returns how many accesses were written. People, tickets and customers are archived before. */
async function load(data: string): Promise<number> {
  const files = join(data, 'world');
  const to = ['--to', files, '--thief', 'none', '--json'];
  const { output } = await run(['simulate', ...to, ...world]);
  for (const kind of ['people', 'assets', 'subjects', 'tickets']) await ingest(data, files, kind);
  await drain(data);
  await ingest(data, files, 'access');
  return (JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as { events: number }).events;
}

async function ingest(data: string, files: string, kind: string): Promise<void> {
  await run(['ingest', kind, join(files, `${kind}.jsonl`), '--data', data]);
}

async function drain(data: string, ...more: string[]): Promise<Run> {
  const started = performance.now();
  const words = ['run', '--drain', '--json', '--port', '0', '--log-level', 'error', '--data', data];
  const { output, program, engine } = await run([...words, ...more]);
  const seconds = (performance.now() - started) / 1_000;
  const closing = JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as { seconds?: number };
  return { seconds: closing.seconds ?? seconds, program, engine };
}

async function replay(data: string, source: string): Promise<Run> {
  const { output, program, engine } = await run([
    ...['replay', '--source', source, '--json', '--data', data],
  ]);
  return { ...(JSON.parse(output) as { seconds: number }), program, engine };
}

function show(name: string, count: number, one: Run): void {
  const cells = [
    Math.round(count / one.seconds).toLocaleString('en'),
    ((one.program.cpuSeconds / count) * 1e6).toFixed(1),
    ((one.engine.cpuSeconds / count) * 1e6).toFixed(1),
    one.program.peakMb.toFixed(0),
    one.engine.peakMb.toFixed(0),
  ];
  console.log(`${name.padEnd(24)}${cells.map((cell) => cell.padStart(20)).join('')}`);
}

async function run(words: readonly string[]) {
  const child = spawn(process.execPath, [...process.execArgv, main, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const program: Usage = { cpuSeconds: 0, peakMb: 0 };
  const engine: Usage = { cpuSeconds: 0, peakMb: 0 };
  const poll = setInterval(() => {
    noteUsage(program, child.pid!);
    for (const pid of childrenOf(child.pid!)) noteUsage(engine, pid);
  }, pollMs);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(poll);
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}`);
  return { output, program, engine };
}

async function inFolder(body: (data: string) => Promise<void>): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'molecatcher-bench-'));
  try {
    await body(data);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
