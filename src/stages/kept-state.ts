// Reads what detect keeps of its state once a day (detect-kept.ts): for replays that begin there.
// The topic is gone through from its start, since days are written rarely and found by their marks.

import { keyOf } from '../core/batch.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { SavedClock } from '../core/stream-clock.ts';
import { dayMs, type Millis, minuteMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Norms, StateMark, StateRow } from '../generated/records.ts';
import { keptRowsName, keptUntilName } from './detect-kept.ts';
import { type Build, clockOf, markKey } from './detect-state.ts';
import { readRange } from './read-range.ts';
import type { ReadingPorts } from './stage-ports.ts';

const topic = 'detect-kept';
/** Events may be so far ahead of the clock of their source: a pane, and a little more. */
const aheadMs = 10 * minuteMs;

export type KeptPlace = {
  readonly logId: string;
  readonly partition: number;
  readonly build: Build;
  /** Of the settings, as in the build. */
  readonly graceMs: Millis;
};

/**
 * Offset of access as of which the newest day was kept that knows of nothing at event time `at` or
 * later; undefined where there is none under these settings. A drain closes what is open, and dates
 * what it says by when that would have closed: a day and the grace ahead.
 */
export async function findKept(
  ports: ReadingPorts,
  place: KeptPlace,
  at: Millis,
): Promise<number | undefined> {
  let found: number | undefined;
  const saidAheadMs = dayMs + place.graceMs + aheadMs;
  for await (const { mark } of keptDays(ports, place)) {
    const until = mark.counters[keptUntilName] ?? Number.POSITIVE_INFINITY;
    if (until + saidAheadMs <= at) found = mark.valid_at;
  }
  return found;
}

export type KeptWanted = {
  readonly pipeline: Pipeline;
  /** As `findKept` has said. */
  readonly validAt: number;
  /** Those only, where any are named. */
  readonly users: ReadonlySet<string>;
};

/** Takes up the day; fails with `bad-usage` where it is not kept any more. */
export async function loadKept(
  ports: ReadingPorts,
  place: KeptPlace,
  { pipeline, validAt, users }: KeptWanted,
): Promise<void> {
  const day = await dayAt(ports, place, validAt);
  for await (const { key, read } of keptRecords(ports, place.partition)) {
    if (!key.startsWith(day.prefix)) continue;
    const record = read();
    if (key === day.prefix + markKey && isMark(record) && record.valid_at === validAt) break;
    if (isNorms(record)) pipeline.normsInForce.load(record);
    // Of a day that was begun twice the later rows take the place of the earlier.
    if (!isRow(record) || record.layout !== place.build.layout) continue;
    const { user, valid_at, row, blocks } = record;
    if (users.size === 0 || users.has(user)) pipeline.load(user, { row, blocks }, valid_at);
  }
  pipeline.resumeAt(day.clock);
}

type Day = { readonly prefix: string; readonly mark: StateMark; readonly clock: SavedClock };

async function dayAt(ports: ReadingPorts, place: KeptPlace, validAt: number): Promise<Day> {
  for await (const day of keptDays(ports, place)) {
    if (day.mark.valid_at === validAt) return day;
  }
  const message = `The state of access/${place.partition} as of ${validAt} is not kept any more.`;
  throw new OutsideError('bad-usage', message);
}

/** Days of this log and under these settings that are there whole, the oldest first. */
async function* keptDays(
  ports: ReadingPorts,
  { logId, partition, build }: KeptPlace,
): AsyncGenerator<Day, void, void> {
  let prefix = '';
  const rows = new Set<string>();
  for await (const { key, read } of keptRecords(ports, partition)) {
    if (!key.startsWith(`${logId}/`)) continue;
    const own = key.slice(0, key.indexOf('/', logId.length + 1) + 1);
    if (own !== prefix) rows.clear();
    prefix = own;
    if (key !== own + markKey) {
      rows.add(key);
      continue;
    }
    const mark = read();
    if (!isMark(mark)) continue;
    const clock = clockOf(mark, build);
    // The log drops the oldest first, and rows are older than their mark.
    const isWhole = rows.size >= (mark.counters[keptRowsName] ?? Number.POSITIVE_INFINITY);
    if (clock !== undefined && isWhole) yield { prefix, mark, clock };
  }
}

type Kept = { readonly key: string; readonly read: () => object | undefined };

/** Marks are few among rows: each is decoded by whoever wants it, before the next one. */
async function* keptRecords(
  { log, codec }: ReadingPorts,
  partition: number,
): AsyncGenerator<Kept, void, void> {
  // A log that an older version made has none.
  if ((await log.topic(topic)) === undefined) return;
  const { start, end } = await log.range(topic, partition);
  for await (const batch of readRange(log, { topic, partition }, { from: start, to: end })) {
    await codec.prepare(batch);
    for (let i = 0; i < batch.count && batch.offsets[i]! < end; i += 1) {
      const read = () => {
        const decoded = codec.decode(batch, i);
        return decoded.kind === 'record' && 'record' in decoded ? decoded.record : undefined;
      };
      yield { key: keyOf(batch, i) ?? '', read };
    }
  }
}

function isMark(record: object | undefined): record is StateMark {
  return record !== undefined && 'counters' in record;
}

function isNorms(record: object | undefined): record is Norms {
  return record !== undefined && 'norms' in record;
}

function isRow(record: object | undefined): record is StateRow {
  return record !== undefined && 'row' in record;
}
