// What keeping state costs, and what it gives: npm run bench -- --state [--people N]
//
// A log in a temporary folder with an hour of accesses of very many people; detect goes through it
// once without writing its state and once with, and is then started again. In this process, so
// that its memory is detect's alone.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type LocalLog, openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { systemClock as clock } from '../../src/adapters/system/system-clock.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { shippedBudgets } from '../../src/core/calibration.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { hourMs, paneMs, secondMs } from '../../src/core/time.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { Codec } from '../../src/ports.ts';
import { prepareTopics } from '../../src/stages/create-topics.ts';
import { runDetect } from '../../src/stages/detect.ts';
import type { roundLimits } from '../../src/stages/detect-snapshot.ts';
import type { Fact } from '../../src/telemetry.ts';
import { enrichedAccess } from '../support/enriched-access.ts';

const start = Date.UTC(2026, 0, 5, 9);
const commitBytes = 3_000_000;
/** Of a minute of 20,000 events/s. */
const minuteEvents = 1_200_000;
const never = 100 * 365 * 24 * hourMs;

type Figures = {
  readonly seconds: number;
  readonly takenAfter: number;
  readonly peakMb: number;
  readonly stateBytes: number;
};

export async function runStateBench(words: string[]): Promise<void> {
  const options = { people: { type: 'string', default: '1000000' } } as const;
  const people = Number(parseArgs({ args: words, options }).values.people);
  await inFolder(async (folder) => {
    const [one, copy, other] = ['one', 'copy', 'other'].map((name) => join(folder, name));
    const events = await fill(one!, { people: people / 5, each: 20 });
    for (const to of [copy!, other!]) cpSync(one!, to, { recursive: true });
    console.log(`${events} accesses of ${people / 5} people within an hour`);
    const bare = await detect(one!, { everyMs: never });
    console.log(`without state:           ${pace(events, bare)} events/s`);
    const tell = (how: string, kept: Figures) => {
      const lost = ((1 - bare.seconds / kept.seconds) * 100).toFixed(1);
      const each = (kept.stateBytes / events).toFixed(0);
      console.log(`${how} ${pace(events, kept)} events/s, ${lost} % less; ${each} bytes an event`);
    };
    // This goes faster than the world: as many events lie between two rounds as in a live minute.
    const everyMs = (minuteEvents / Number(pace(events, bare))) * secondMs;
    tell('each 1,200,000 events:  ', await detect(other!, { everyMs }));
    tell('writing it all the time:', await detect(copy!, { everyMs: secondMs }));
  });
  await inFolder(async (folder) => {
    const events = await fill(folder, { people, each: 2 });
    console.log(`${events} accesses of ${people} people`);
    const limits = { rowBytes: 3_000_000, tombstones: 10_000 };
    const first = await detect(folder, { everyMs: secondMs, limits });
    console.log(`gone through with state in ${first.seconds.toFixed(0)} s`);
    const again = await detect(folder, { everyMs: never });
    const [after, peak] = [again.takenAfter.toFixed(1), again.peakMb.toFixed(0)];
    console.log(`started again: goes on after ${after} s; ${peak} MB resident at most`);
  });
}

export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-bench-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pace(events: number, { seconds, takenAfter }: Figures): string {
  return (events / (seconds - takenAfter)).toFixed(0);
}

type House = { readonly people: number; readonly each: number };

async function fill(folder: string, { people, each }: House): Promise<number> {
  const { log, codec } = await openLog(folder);
  await prepareTopics(log, { sources: 1, users: 1, retentionDays: 36_500 });
  const writer = await log.writer('fill');
  const output = new OutputBuffer('access', 0, commitBytes * 2);
  const events = people * each;
  let pane = 0;
  for (let i = 0; i < events; i += 1) {
    const at = start + Math.floor((i * hourMs) / events);
    if (Math.floor(at / paneMs) !== pane) {
      pane = Math.floor(at / paneMs);
      const tick = { source_partition: 0, clock: at, sources: 1, state: 'live' };
      codec.encode(output, null, 'Tick', tick);
    }
    // Everybody once, and then again.
    const user = `person-${String(i % people).padStart(8, '0')}`;
    const subjects = [`customer-${i}`];
    const access = { ...enrichedAccess, event_id: `e${i}`, at, user, account: user, subjects };
    codec.encode(output, user, 'EnrichedAccess', access);
    if (output.length < commitBytes) continue;
    await writer.commit([output]);
    output.clear();
  }
  await writer.commit([output]);
  await log.close();
  return events;
}

export async function openLog(folder: string): Promise<{ log: LocalLog; codec: Codec }> {
  const log = openLocalLog({ folder, clock });
  return { log, codec: await openCodec({ registry: openLocalRegistry({ folder }), clock }) };
}

export const detectSettings = {
  detectors: detectors.map((detector) => ({ detector, params: defaultsOf(detector.params) })),
  graceMs: hourMs,
  budgets: shippedBudgets,
  instance: 'bench',
  batchBytesMax: 1_000_000,
};

type State = { readonly everyMs: number; readonly limits?: typeof roundLimits };

/** To the end of what there is, or only to where it goes on. */
async function detect(folder: string, state: State): Promise<Figures> {
  const { log, codec } = await openLog(folder);
  const startedAt = performance.now();
  const since = () => (performance.now() - startedAt) / 1_000;
  let takenAfter = 0;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 200);
  const emit = (fact: Fact) => {
    if (fact.kind === 'partition-taken') takenAfter = since();
  };
  const settings = {
    ...detectSettings,
    stateEveryMs: state.everyMs,
    ...(state.limits === undefined ? {} : { roundLimits: state.limits }),
    drain: AbortSignal.abort(),
  };
  const ports = { log, codec, clock, telemetry: { emit } };
  await runDetect(ports, settings, new AbortController().signal);
  clearInterval(watch);
  const seconds = since();
  const stateBytes = await bytesOf(log);
  await log.close();
  return {
    seconds,
    takenAfter,
    peakMb: Math.max(peak, process.memoryUsage.rss()) / 1e6,
    stateBytes,
  };
}

async function bytesOf(log: LocalLog): Promise<number> {
  const { start: first, end } = await log.range('detect-state', 0);
  let bytes = 0;
  for (let offset = first; offset < end; ) {
    const batch = await log.read('detect-state', 0, offset, { maxBytes: 4_000_000, waitMs: 0 });
    bytes += batch.bytes.length;
    offset = batch.nextOffset;
  }
  return bytes;
}
