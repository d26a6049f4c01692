// Small worlds of several sources: people of each who work, and some who steal, as the records of
// one partition of `access`, in any order in which enrich may have written them.

import fc from 'fast-check';
import { type CalibrationTable, shippedBudgets } from '../../src/core/calibration.ts';
import type { Access } from '../../src/core/detector.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { Pipeline, type Sink } from '../../src/core/pipeline.ts';
import { dayMs, hourMs, paneMs } from '../../src/core/time.ts';
import { days, read, workday } from '../../src/core/vector.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { Explained, Tick } from '../../src/generated/records.ts';

export const sources = 3;
/** As far as enrich lets a source run ahead of the slowest. */
const aheadMs = 3 * hourMs;

export type LogRecord =
  | { readonly kind: 'access'; readonly record: Access }
  | { readonly kind: 'explained'; readonly record: Explained }
  | { readonly kind: 'tick'; readonly record: Tick };

/** People of a source: each steals from some day on, or not at all. */
const person = fc.record({
  reads: fc.integer({ min: 5, max: 25 }),
  stolen: fc.integer({ min: 0, max: 25 }),
  from: fc.integer({ min: 6, max: 12 }),
  startHour: fc.integer({ min: -9, max: 14 }),
});
export type Person = { reads: number; stolen: number; from: number; startHour: number };

export const world: fc.Arbitrary<Person[][]> = fc.array(
  fc.array(person, { minLength: 1, maxLength: 2 }),
  { minLength: sources, maxLength: sources },
);

export function feedOf(people: readonly Person[], source: number, length = 21): Access[] {
  const feed = people.flatMap(({ reads, stolen, from, startHour }, index) => {
    const user = `user-${source}-${index}`;
    return days(length, (day) => [
      ...workday(day, { user, reads }),
      // Three days: then the incident goes quiet.
      ...(day < from || day > from + 2 ? [] : theft({ user, day, stolen })),
    ]).map((access) => ({ ...access, at: access.at + startHour * hourMs }));
  });
  return feed.sort((a, b) => a.at - b.at);
}

function theft({ user, day, stolen }: { user: string; day: number; stolen: number }): Access[] {
  return Array.from({ length: stolen }, (_, i) =>
    read(day, 9.05 + i / 3, { user, subjects: [`victim-${day}-${i}`], reason: 'none' }),
  ).flat();
}

/** The feeds as one log; `choose` says which of the sources that may go on does. */
export function logOf(
  feeds: readonly Access[][],
  choose: (count: number) => number,
): readonly LogRecord[] {
  const log: LogRecord[] = [];
  const state = feeds.map(() => ({ next: 0, clock: 0 }));
  const tick = (source_partition: number, clock: number, kind: 'live' | 'end') => {
    log.push({ kind: 'tick', record: { source_partition, clock, sources, state: kind } });
  };
  for (;;) {
    const open = state.flatMap(({ next }, source) => {
      const at = feeds[source]![next]?.at;
      return at === undefined ? [] : [{ source, at }];
    });
    if (open.length === 0) return log;
    const slowest = Math.min(...open.map(({ at }) => at));
    const able = open.filter(({ at }) => at <= slowest + aheadMs);
    const { source, at } = able[choose(able.length)]!;
    const own = state[source]!;
    if (Math.floor(at / paneMs) > Math.floor(own.clock / paneMs)) tick(source, at, 'live');
    own.clock = at;
    log.push({ kind: 'access', record: feeds[source]![own.next]! });
    own.next += 1;
    if (own.next === feeds[source]!.length) tick(source, own.clock, 'end');
  }
}

/** The same, with reasons for some of the touches that had none, a while after. */
export function withReasons(log: readonly LogRecord[], every: number): readonly LogRecord[] {
  const found: LogRecord[] = [];
  const due: { readonly at: number; readonly record: Explained }[] = [];
  let unexplained = 0;
  for (const one of log) {
    if (one.kind === 'access') {
      while (due[0] !== undefined && due[0].at <= one.record.at) {
        found.push({ kind: 'explained', record: due.shift()!.record });
      }
      const { user, at, event_id, part, subjects, reasons } = one.record;
      const subject_index = reasons.indexOf('none');
      if (subject_index >= 0) unexplained += 1;
      if (subject_index >= 0 && unexplained % every === 0) {
        const subject = subjects[subject_index]!;
        const late = at + (unexplained % 3 === 0 ? dayMs : hourMs / 2);
        const ticket = { ticket: 't', segment: 'en', ticket_marks: unexplained % 4 };
        const reason = { reason: 'assigned', ...ticket, explained_at: late };
        due.push({
          at: late,
          record: { event_id, part, user, at, subject_index, subject, ...reason },
        });
        due.sort((a, b) => a.at - b.at);
      }
    }
    found.push(one);
  }
  return found;
}

/** The same, with a few events that come hours late, or a day and more before their time. */
export function withDisorder(
  log: readonly LogRecord[],
  chance: (of: number) => boolean,
): readonly LogRecord[] {
  return log.map((one) => {
    if (one.kind !== 'access' || !chance(40)) return one;
    const shift = chance(2) ? 30 * hourMs : -5 * hourMs;
    return { kind: 'access', record: { ...one.record, at: one.record.at + shift } };
  });
}

/** Not what ships: that is counted anew with each detector, and rows would have other bytes. */
const counted: CalibrationTable = {
  producedBy: 'a test',
  tails: {},
  openings: [
    [0.05, -6],
    [1, -7.5],
  ],
  months: [],
};

export function openPipeline(sink: Sink): Pipeline {
  const chosen = detectors.map((detector) => ({ detector, params: defaultsOf(detector.params) }));
  const settings = { partition: 0, detectors: chosen, graceMs: hourMs, budgets: shippedBudgets };
  return new Pipeline({ ...settings, calibration: counted }, sink);
}

/** Feeds one record, as detect does. */
export function feed(pipeline: Pipeline, one: LogRecord, offset: number): void {
  pipeline.begin(offset);
  if (one.kind === 'access') pipeline.access(one.record);
  else if (one.kind === 'explained') pipeline.explained(one.record);
  else for (const _ of pipeline.tick(one.record));
}
