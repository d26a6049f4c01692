// What the Kafka benchmark measured, as tables, and whether the floors hold. For kafka-bench.ts.

import { cpus, loadavg } from 'node:os';
import type { Verdict } from './canary-watch.ts';
import type { Flow, Lags } from './flow-watch.ts';
import type { Shot } from './kafka-bench.ts';
import type { Replayed } from './kafka-place.ts';
import type { ProducerSum } from './producer-plan.ts';

export type Latency = {
  readonly count: number;
  /** Canaries whose verdict never came. */
  readonly missing: number;
  /** Arrival of the raw record to the writing of the verdict, ms. */
  readonly written: Quantiles;
  /** Arrival of the raw record to the verdict in the hands of a reader, ms: committed. */
  readonly received: Quantiles;
};

type Quantiles = { readonly p50: number; readonly p99: number; readonly max: number };

export type Measured = {
  readonly rate: number;
  readonly seconds: number;
  readonly before: Shot;
  readonly after: Shot;
  /** All looks within the window. */
  readonly window: readonly Flow[];
  readonly producer: ProducerSum;
  readonly latency: Latency;
};

export type Report = {
  readonly plan: { readonly sources: number; readonly users: number };
  readonly full: Measured;
  readonly half: Measured;
  readonly replayed: Replayed;
  readonly rows: Readonly<Record<'rows' | 'events' | 'windows', string | number>>;
};

const floorPerSecond = 20_000;
const floorSeconds = 300;
const lagSecondsMax = 5;
/** A window never begins and ends with a commit. */
const tolerance = 0.995;

export function latencyOf(
  appended: ReadonlyMap<string, number>,
  verdicts: ReadonlyMap<string, Verdict>,
): Latency {
  const written: number[] = [];
  const received: number[] = [];
  for (const [id, at] of appended) {
    const verdict = verdicts.get(id);
    if (verdict === undefined) continue;
    written.push(verdict.writtenAt - at);
    received.push(verdict.receivedAt - at);
  }
  const count = received.length;
  const missing = appended.size - count;
  return { count, missing, written: quantilesOf(written), received: quantilesOf(received) };
}

/** Nearest rank. */
function quantilesOf(values: number[]): Quantiles {
  const ascending = values.sort((a, b) => a - b);
  const at = (share: number) =>
    ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Prints everything; returns whether the floors hold. */
export function printReport({ plan, full, half, rows, replayed }: Report): boolean {
  const load = loadavg().map((one) => one.toFixed(1));
  say(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
  say(`load average ${load.join(' ')}; ${plan.sources} raw, ${plan.users} access partitions`);
  const sizes = full.producer.rawBytes / full.producer.sent;
  const packed = full.producer.sentBytes / full.producer.sent;
  say(`${grouped(sizes)} bytes an event, ${grouped(packed)} of them sent (lz4)`);
  for (const one of [full, half]) printPass(one);
  const sent = full.producer.sent + half.producer.sent;
  const isComplete = Number(rows.rows) === sent && Number(rows.events) === sent;
  say(
    `\nsent ${grouped(sent)}, in ClickHouse ${grouped(Number(rows.rows))} rows of ` +
      `${grouped(Number(rows.events))} events: ${isComplete ? 'complete' : 'NOT COMPLETE'}`,
  );
  const { records, seconds } = replayed;
  const pace = grouped(records / seconds);
  say(`replay from Kafka: ${grouped(records)} records in ${seconds.toFixed(1)} s, ${pace}/s`);
  say(`windows closed meanwhile: ${grouped(Number(rows.windows))}`);
  return printFloors(full, isComplete);
}

function printPass(one: Measured): void {
  const { rate, seconds, latency, producer, before, after } = one;
  const spanSeconds = (after.flow.atMs - before.flow.atMs) / 1_000;
  say(`\n${grouped(rate)} events/s for ${seconds} s after the warm-up`);
  const rates = ratesOf(one);
  row('', ['events/s', 'lag at end, s', 'lag p50', 'lag max', 'still max']);
  for (const stage of ['enrich', 'detect', 'archive'] as const) {
    const lags = one.window.map((flow) => flow.lags[stage]).sort((a, b) => a - b);
    const still = longestStand(one.window, doneBy[stage]);
    const figures = [after.flow.lags[stage], lags[lags.length >> 1] ?? 0, lags.at(-1) ?? 0, still];
    row(stage, [grouped(rates[stage]), ...figures.map((figure) => figure.toFixed(2))]);
  }
  say('');
  row('process', ['CPU s/M events', 'cores', 'peak MB']);
  const millions = (after.flow.enriched - before.flow.enriched) / 1e6;
  let ours = 0;
  for (const name of Object.keys(after.usage) as (keyof Shot['usage'])[]) {
    const cpuSeconds = after.usage[name].cpuSeconds - before.usage[name].cpuSeconds;
    ours += cpuSeconds;
    row(name, [
      (cpuSeconds / millions).toFixed(1),
      (cpuSeconds / spanSeconds).toFixed(2),
      after.usage[name].peakMb.toFixed(0),
    ]);
  }
  const busy = after.machine.busySeconds - before.machine.busySeconds;
  const stolen = after.machine.stolenSeconds - before.machine.stolenSeconds;
  row('all of these', [(ours / millions).toFixed(1), (ours / spanSeconds).toFixed(2)]);
  const bound = (cpus().length * millions * 1e6) / ours;
  row('anybody else', ['', ((busy - ours) / spanSeconds).toFixed(2)]);
  row('other guests', ['', (stolen / spanSeconds).toFixed(2)]);
  say(`\nso ${cpus().length} cores bound the rate at ${grouped(bound)} events/s`);
  const anomalies = after.flow.anomalies - before.flow.anomalies;
  const lateMs = grouped(producer.lateMsMax);
  say(`${grouped(anomalies)} anomalies; the producer was at most ${lateMs} ms late`);
  row('raw to anomaly, ms', ['p50', 'p99', 'max', 'canaries', 'missing']);
  row('committed and read', [...shown(latency.received), `${latency.count}`, `${latency.missing}`]);
  row('written', shown(latency.written));
}

const doneBy = { enrich: 'enriched', detect: 'judged', archive: 'archived' } as const;

/** For how many seconds a count stayed as it was, at most. */
export function longestStand(window: readonly Flow[], of: (typeof doneBy)[keyof Lags]): number {
  let [since, longest] = [window[0], 0];
  for (const flow of window) {
    if (since === undefined || flow[of] !== since[of]) since = flow;
    longest = Math.max(longest, flow.atMs - since.atMs);
  }
  return longest / 1_000;
}

function ratesOf({ before, after }: Measured): Lags {
  const seconds = (after.flow.atMs - before.flow.atMs) / 1_000;
  const perSecond = (of: 'enriched' | 'judged' | 'archived') =>
    (after.flow[of] - before.flow[of]) / seconds;
  return {
    enrich: perSecond('enriched'),
    detect: perSecond('judged'),
    archive: perSecond('archived'),
  };
}

function printFloors(full: Measured, isComplete: boolean): boolean {
  const rates = Object.values(ratesOf(full));
  const lags = Object.values(full.after.flow.lags);
  const checks: [string, boolean][] = [
    [
      `every stage ${grouped(floorPerSecond)} events/s`,
      rates.every((rate) => rate >= floorPerSecond * tolerance),
    ],
    [`for ${floorSeconds} s`, full.seconds >= floorSeconds],
    [`lag at the end under ${lagSecondsMax} s`, lags.every((lag) => lag < lagSecondsMax)],
    ['nothing lost, nothing doubled', isComplete],
  ];
  say('');
  for (const [what, holds] of checks) say(`${holds ? 'PASS' : 'FAIL'}  ${what}`);
  return checks.every(([, holds]) => holds);
}

function row(name: string, cells: readonly string[]): void {
  say(`${name.padEnd(20)}${cells.map((cell) => cell.padStart(16)).join('')}`);
}

function shown({ p50, p99, max }: Quantiles): string[] {
  return [p50, p99, max].map((one) => one.toFixed(0));
}

function grouped(number: number): string {
  return Math.round(number).toLocaleString('en');
}

function say(line: string): void {
  console.log(line);
}
