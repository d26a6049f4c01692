// Reads what detect keeps of its state once a day (detect-kept.ts): for replays that begin there.
// The topic is gone through from its start, since days are written rarely and found by their marks.

import { keyOf } from '../core/batch.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { SavedClock } from '../core/stream-clock.ts';
import { type Millis, minuteMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { StateMark, StateRow } from '../generated/records.ts';
import { keptUntilName, logName } from './detect-kept.ts';
import { type Build, clockOf } from './detect-state.ts';
import { readRange } from './read-range.ts';
import type { ReadingPorts } from './stage-ports.ts';

const topic = 'detect-kept';
/** Events may be so far ahead of the clock of their source: a pane, and a little more. */
const aheadMs = 10 * minuteMs;

export type KeptPlace = {
  readonly logId: string;
  readonly partition: number;
  readonly build: Build;
};

/**
 * Offset of access as of which the newest day was kept that knows of nothing at `at` or later;
 * undefined where there is none under these settings.
 */
export async function findKept(
  ports: ReadingPorts,
  place: KeptPlace,
  at: Millis,
): Promise<number | undefined> {
  let found: number | undefined;
  for await (const { name, record } of keptRecords(ports, place.partition)) {
    if (name !== 'StateMark' || clockIn(record, place) === undefined) continue;
    const until = record.counters[keptUntilName] ?? Number.POSITIVE_INFINITY;
    if (until + aheadMs <= at) found = record.valid_at;
  }
  return found;
}

/**
 * Takes up the day that was kept as of that offset: these users, or all where none are named.
 * Fails with `bad-usage` where it is not kept any more.
 */
export async function loadKept(
  ports: ReadingPorts,
  place: KeptPlace,
  { pipeline, validAt, users }: KeptWanted,
): Promise<void> {
  // Rows lie before their mark, and their keys say its day.
  const { day, mark } = await findMark(ports, place, validAt);
  const isWanted = (user: string) => users.size === 0 || users.has(user);
  for await (const { name, record, key } of keptRecords(ports, place.partition)) {
    if (name === 'StateMark' && isMark(record, place, validAt)) break;
    if (name !== 'StateRow' || !key.startsWith(day)) continue;
    // Of a day that was begun twice the later rows take the place of the earlier.
    const { user, valid_at, row, blocks, layout } = record;
    if (layout !== place.build.layout || !isWanted(user)) continue;
    pipeline.load(user, { row, blocks }, valid_at);
  }
  pipeline.resumeAt(mark);
}

export type KeptWanted = {
  readonly pipeline: Pipeline;
  readonly validAt: number;
  readonly users: ReadonlySet<string>;
};

async function findMark(ports: ReadingPorts, place: KeptPlace, validAt: number) {
  for await (const { name, record, key } of keptRecords(ports, place.partition)) {
    if (name !== 'StateMark' || !isMark(record, place, validAt)) continue;
    return { mark: clockIn(record, place)!, day: key.slice(0, key.indexOf('/') + 1) };
  }
  const message = `The state of access/${place.partition} as of ${validAt} is not kept any more.`;
  throw new OutsideError('bad-usage', message);
}

function isMark(mark: StateMark, place: KeptPlace, validAt: number): boolean {
  return mark.valid_at === validAt && clockIn(mark, place) !== undefined;
}

/** Undefined where the mark is of another log or under other settings. */
function clockIn(mark: StateMark, { logId, build }: KeptPlace): SavedClock | undefined {
  return mark.hashes[logName] === logId ? clockOf(mark, build) : undefined;
}

type Kept =
  | { readonly name: 'StateMark'; readonly record: StateMark; readonly key: string }
  | { readonly name: 'StateRow'; readonly record: StateRow; readonly key: string };

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
      const decoded = codec.decode(batch, i);
      const key = keyOf(batch, i) ?? '';
      if (decoded.kind !== 'record') continue;
      const { name, record } = decoded;
      if (name === 'StateMark') yield { name, record, key };
      if (name === 'StateRow') yield { name, record, key };
    }
  }
}
