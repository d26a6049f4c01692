// A reason that turns up after the access reaches the detectors that keep numbers of their own:
// what was explained is taken back, and the ticket that was written late counts like any other.

import { describe, expect, test } from 'vitest';
import { shippedBudgets } from '../../src/core/calibration.ts';
import type { Access, Detector } from '../../src/core/detector.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { Pipeline } from '../../src/core/pipeline.ts';
import { hourMs, minuteMs } from '../../src/core/time.ts';
import { days, read, workday } from '../../src/core/vector.ts';
import { sameRecordAgain } from '../../src/detectors/same-record-again.ts';
import { segmentConcentration } from '../../src/detectors/segment-concentration.ts';
import { ticketQuality } from '../../src/detectors/ticket-quality.ts';
import type { Anomaly, Explained } from '../../src/generated/records.ts';

/** Each access without a reason gets one four minutes later, or none. */
function anomaliesOf(detector: Detector, feed: readonly Access[], late?: Partial<Explained>) {
  const found: Anomaly[] = [];
  const nothing = () => undefined;
  const pipeline = new Pipeline(
    {
      partition: 0,
      detectors: [{ detector, params: defaultsOf(detector.params) }],
      graceMs: hourMs,
      budgets: shippedBudgets,
    },
    {
      anomaly: (one) => found.push(one),
      incident: nothing,
      window: nothing,
      closed: nothing,
      score: nothing,
    },
  );
  const tick = (clock: number, state: 'live' | 'end') => {
    for (const _ of pipeline.tick({ source_partition: 0, clock, sources: 1, state }));
  };
  for (const access of feed) {
    tick(access.at, 'live');
    pipeline.access(access);
    const { event_id, part, user, at, subjects, segments, reasons } = access;
    if (late === undefined || reasons[0] !== 'none') continue;
    pipeline.explained({
      ...{ event_id, part, user, at, subject_index: 0, subject: subjects[0]! },
      ...{ reason: 'assignee', ticket: 't', segment: segments[0]!, ticket_marks: 0 },
      explained_at: at + 4 * minuteMs,
      ...late,
    });
  }
  tick(feed.at(-1)!.at, 'end');
  return found.length;
}

describe('late reasons', () => {
  test('a record met on five days is none that was met without a reason', () => {
    const feed = days(5, (day) => read(day, 11, { subjects: ['c7'], reason: 'none' }));
    expect(anomaliesOf(sameRecordAgain as Detector, feed)).toBe(2);
    expect(anomaliesOf(sameRecordAgain as Detector, feed, {})).toBe(0);
  });

  test('strangers of another segment were work after all', () => {
    const feed = days(20, (day) => [
      ...workday(day, { reads: 30 }),
      ...(day < 14
        ? []
        : [0, 1, 2].flatMap((i) =>
            read(day, 18 + i / 10, { reason: 'none', segment: 'ja-consumer' }),
          )),
    ]);
    expect(anomaliesOf(segmentConcentration as Detector, feed)).toBeGreaterThan(0);
    expect(anomaliesOf(segmentConcentration as Detector, feed, {})).toBe(0);
  });

  test('tickets that nobody called about count, though they were written after the read', () => {
    const feed = days(22, (day) => [
      ...workday(day, { reads: 30 }),
      ...(day < 15 ? [] : workday(day, { reads: 20, firstCustomer: 9e5, reason: 'none' })),
    ]);
    const quality = ticketQuality as Detector;
    expect(anomaliesOf(quality, feed, { ticket_marks: 3 })).toBeGreaterThan(0);
    expect(anomaliesOf(quality, feed, { ticket_marks: 0 })).toBe(0);
    expect(anomaliesOf(quality, feed)).toBe(0);
  });
});
