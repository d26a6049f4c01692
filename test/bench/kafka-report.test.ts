// The figures of the report: quantiles by nearest rank, canaries that were never found, and for how
// long a stage stood still.

import { expect, test } from 'vitest';
import { type Flow, metricOf } from './flow-watch.ts';
import { latencyOf, longestStand } from './kafka-report.ts';

test('latency > half and 99 of 100, the largest, and what is missing', () => {
  const appended = new Map<string, number>();
  const verdicts = new Map<string, { writtenAt: number; receivedAt: number }>();
  for (let i = 1; i <= 101; i += 1) appended.set(`${i}`, 1_000);
  for (let i = 100; i >= 1; i -= 1) {
    verdicts.set(`${i}`, { writtenAt: 1_000 + i, receivedAt: 1_000 + 2 * i });
  }
  const latency = latencyOf(appended, verdicts);
  expect(latency).toEqual({
    count: 100,
    missing: 1,
    written: { p50: 50, p99: 99, max: 100 },
    received: { p50: 100, p99: 198, max: 200 },
  });
});

const metrics = [
  '# TYPE molecatcher_records_total counter',
  'molecatcher_records_total{stage="enrich"} 12',
  'molecatcher_position{stage="enrich",partition="0"} 5',
  'molecatcher_position{stage="enrich",partition="1"} 6',
  'molecatcher_position{stage="detect",partition="0"} 100',
].join('\n');

for (const { name, metric, label, value } of [
  { name: 'one', metric: 'records_total', label: 'stage="enrich"', value: 12 },
  { name: 'of all partitions', metric: 'position', label: 'stage="enrich"', value: 11 },
  { name: 'any label', metric: 'position', label: '', value: 111 },
  { name: 'not counted yet', metric: 'anomalies_total', label: '', value: 0 },
]) {
  test(`metric > ${name}`, () => expect(metricOf(metrics, metric, label)).toBe(value));
}

for (const { name, counts, seconds } of [
  { name: 'never looked', counts: [], seconds: 0 },
  { name: 'moves at each look', counts: [1, 2, 3], seconds: 0 },
  { name: 'between two moves', counts: [1, 5, 5, 5, 6], seconds: 1 },
  { name: 'the longer of two', counts: [5, 5, 6, 6, 6, 7], seconds: 1 },
  { name: 'at the end', counts: [1, 2, 2, 2, 2], seconds: 1.5 },
]) {
  test(`longest stand > ${name}`, () => {
    const lags = { enrich: 0, detect: 0, archive: 0 };
    const window = counts.map((archived, index): Flow => {
      const rest = { raw: 9, enriched: index, judged: index, anomalies: index, lags };
      return { atMs: 500 * index, archived, ...rest };
    });
    expect(longestStand(window, 'archived')).toBe(seconds);
  });
}
