// End to end on a real Kafka:   npm run bench -- --kafka [--short] [--rate N] [--seconds N] …
//
//   producer ─► broker ─► enrich ─► broker ─► detect, archive ─► ClickHouse     all on this machine
//
// First at the full rate: what is sustained, and how far each stage is behind at the end. Then at
// half of it: how long it takes from the arrival of a canary's read to its anomaly, committed and
// read. Each process is accounted for. Started by program.ts.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { secondMs } from '../../src/core/time.ts';
import { watchCanaries } from './canary-watch.ts';
import { type Flow, type FlowWatch, watchFlow } from './flow-watch.ts';
import { openPlace, type Place, type ProcessName } from './kafka-place.ts';
import { type Latency, latencyOf, type Measured, printReport } from './kafka-report.ts';
import { type MachineUsage, machineUsage, type Usage, usageOf } from './process-usage.ts';
import type { ProducerNote, ProducerPlan, ProducerSum } from './producer-plan.ts';

const producer = fileURLToPath(new URL('raw-producer.ts', import.meta.url));
const canaryMs = 200;
/** After the last event stages may take their time, but not stand still for so long. */
const stillMsMax = 60_000;

type Plan = {
  readonly rate: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly latencySeconds: number;
  readonly sources: number;
  readonly users: number;
  /** How old events are: so that a full hour of theirs falls where it is wanted. */
  readonly behindMs: number;
};

export async function runKafkaBench(words: readonly string[]): Promise<boolean> {
  const { plan, profileFolder, seriesFile, flags } = planOf(words);
  const place = await openPlace({ ...plan, profileFolder, flags });
  const watch = watchFlow({ ...place, ...plan });
  try {
    const full = await measure(place, watch, { plan, ...plan, firstSequence: 1 });
    const halfRate = Math.round(plan.rate / 2);
    const half = await measure(place, watch, {
      plan,
      rate: halfRate,
      seconds: plan.latencySeconds,
      warmUpSeconds: Math.min(plan.warmUpSeconds, 10),
      firstSequence: full.producer.sent + 1,
    });
    const rows = await place.ask(
      'SELECT count() AS rows, uniqExact(sipHash64(event_id)) AS events, ' +
        '(SELECT count() FROM windows) AS windows FROM access',
    );
    const replayed = await place.replay('log');
    return printReport({ plan, full, half, rows: JSON.parse(rows), replayed });
  } finally {
    watch.end();
    if (seriesFile !== undefined) writeFileSync(seriesFile, linesOf(watch.seen));
    await place.stop();
  }
}

function linesOf(seen: readonly Flow[]): string {
  return seen.map((flow) => `${JSON.stringify(flow)}\n`).join('');
}

function planOf(words: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      short: { type: 'boolean', default: false },
      rate: { type: 'string', default: '20000' },
      seconds: { type: 'string' },
      warmup: { type: 'string' },
      sources: { type: 'string', default: '1' },
      users: { type: 'string', default: '1' },
      behind: { type: 'string', default: '0' },
      'profile-to': { type: 'string' },
      'series-to': { type: 'string' },
    },
    allowPositionals: true,
  });
  const { short } = values;
  const plan: Plan = {
    rate: Number(values.rate),
    seconds: Number(values.seconds ?? (short ? 30 : 300)),
    warmUpSeconds: Number(values.warmup ?? (short ? 10 : 60)),
    latencySeconds: short ? 20 : 60,
    sources: Number(values.sources),
    users: Number(values.users),
    behindMs: Number(values.behind) * secondMs,
  };
  // After `--`: flags of `run`, for trying things out.
  const [profileFolder, seriesFile] = [values['profile-to'], values['series-to']];
  return { plan, profileFolder, seriesFile, flags: positionals };
}

type Pass = {
  readonly plan: Plan;
  readonly rate: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly firstSequence: number;
};

/** One run of the producer, measured after the warm-up; then waits until all of it is archived. */
async function measure(place: Place, watch: FlowWatch, pass: Pass): Promise<Measured> {
  const { rate, seconds, warmUpSeconds, firstSequence, plan } = pass;
  const { brokers, registry, log, codec } = place;
  const canaries = watchCanaries(log, codec, plan.users);
  const sending = startProducer({
    ...{ brokers, registry, rate, firstSequence, canaryMs },
    ...{ sources: plan.sources, behindMs: plan.behindMs },
    // A second more, so that it still sends when the window ends.
    seconds: warmUpSeconds + seconds + 1,
  });
  await sending.started;
  await sleep(warmUpSeconds * 1_000);
  const before = await shot(place, watch, sending.pid);
  await sleep(seconds * 1_000);
  const after = await shot(place, watch, sending.pid);
  const producer = await sending.ended;
  await settle(watch, firstSequence - 1 + producer.sent);
  await canaries.end();
  const appended = [...sending.canaries].filter(([, at]) => at >= before.flow.atMs);
  const latency: Latency = latencyOf(new Map(appended), canaries.verdicts);
  const window = watch.seen.filter(
    ({ atMs }) => atMs >= before.flow.atMs && atMs <= after.flow.atMs,
  );
  return { rate, seconds, before, after, window, producer, latency };
}

export type Shot = {
  readonly flow: Flow;
  readonly usage: Readonly<Record<ProcessName | 'producer' | 'bench', Usage>>;
  readonly machine: MachineUsage;
};

async function shot(place: Place, watch: FlowWatch, producerPid: number): Promise<Shot> {
  const { program, clickhouse, broker, registry } = place.processes;
  const flow = await watch.look();
  const usage = {
    program: usageOf(program),
    clickhouse: usageOf(clickhouse),
    broker: usageOf(broker),
    registry: usageOf(registry),
    producer: usageOf(producerPid),
    bench: usageOf(process.pid),
  };
  return { flow, usage, machine: machineUsage() };
}

type Sending = {
  readonly pid: number;
  readonly started: Promise<void>;
  readonly ended: Promise<ProducerSum>;
  /** When each canary arrived at the broker. */
  readonly canaries: ReadonlyMap<string, number>;
};

function startProducer(plan: ProducerPlan): Sending {
  const child = spawn(process.execPath, [producer, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const canaries = new Map<string, number>();
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<ProducerSum>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const note = JSON.parse(line) as ProducerNote;
    if (note.kind === 'started') started.resolve();
    if (note.kind === 'canary') canaries.set(note.id, note.appendedAt);
    if (note.kind === 'ended') ended.resolve(note);
  });
  once(child, 'close').then(([code]) => {
    const failure = new Error(`the producer ended with ${code}`);
    started.reject(failure);
    ended.reject(failure);
  });
  return { pid: child.pid ?? 0, started: started.promise, ended: ended.promise, canaries };
}

/** Waits until everything is archived. */
async function settle(watch: FlowWatch, events: number): Promise<void> {
  let [archived, since] = [0, Date.now()];
  while (archived < events) {
    const flow = await watch.look();
    if (flow.archived > archived) since = flow.atMs;
    archived = flow.archived;
    if (Date.now() - since > stillMsMax) {
      throw new Error(`${archived} of ${events} events are archived, and no more`);
    }
    await sleep(250);
  }
}
