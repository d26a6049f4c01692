// /metrics in the text format of Prometheus.

import { expect, test } from 'vitest';
import { metrics, openCounters } from '../../../src/adapters/telemetry/counters.ts';
import { openLogLines } from '../../../src/adapters/telemetry/log-lines.ts';

const committed = {
  kind: 'batch-committed',
  stage: 'enrich',
  topic: 'db-access',
  partition: 0,
  records: 10,
  outputs: 12,
  position: 90,
  end: 100,
} as const;

test('counters add up, gauges hold the last value', () => {
  const counters = openCounters();
  counters.count(committed);
  counters.count({ ...committed, position: 100 });
  const lines = counters.text().split('\n');
  expect(lines).toContain('molecatcher_records_total{stage="enrich"} 20');
  const labels = 'stage="enrich",topic="db-access",partition="0"';
  expect(lines).toContain(`molecatcher_position{${labels}} 100`);
  expect(lines).toContain(`molecatcher_lag_records{${labels}} 0`);
});

test('lag grows while nothing is committed, and each topic has its own', () => {
  const counters = openCounters();
  const people = { stage: 'archive', topic: 'people', partition: 0 } as const;
  counters.count(committed);
  counters.count({ ...committed, ...people, position: 100 });
  counters.count({ ...committed, kind: 'end-seen', position: 90, end: 130 });
  expect(samplesOf(counters.text(), 'lag_records')).toEqual([
    '{stage="enrich",topic="db-access",partition="0"} 40',
    '{stage="archive",topic="people",partition="0"} 0',
  ]);
});

test('gauges of a partition end with it, those of other stages and partitions stay', () => {
  const counters = openCounters();
  const clock = { kind: 'clock-moved', clock: 2_000 } as const;
  counters.count(committed);
  counters.count({ ...committed, partition: 10 });
  counters.count({ ...clock, stage: 'enrich', partition: 0 });
  counters.count({ ...clock, stage: 'detect', partition: 0 });
  counters.count({ kind: 'state-measured', partition: 0, users: 1, bytes: 1 });
  counters.count({ kind: 'partition-released', stage: 'enrich', partition: 0 });
  expect(samplesOf(counters.text(), 'lag_records')).toEqual([
    '{stage="enrich",topic="db-access",partition="10"} 10',
  ]);
  expect(samplesOf(counters.text(), 'clock_seconds')).toEqual(['{stage="detect",partition="0"} 2']);
  expect(samplesOf(counters.text(), 'records_total')).toEqual(['{stage="enrich"} 20']);
  counters.count({ kind: 'partition-released', stage: 'detect', partition: 0 });
  expect(samplesOf(counters.text(), 'users')).toEqual([]);
  // Taken again after somebody else had it: the end that was seen before is forgotten too.
  counters.count({ ...committed, position: 20, end: 20 });
  expect(samplesOf(counters.text(), 'lag_records')).toContain(
    '{stage="enrich",topic="db-access",partition="0"} 0',
  );
});

function samplesOf(text: string, metric: string): readonly string[] {
  const name = `molecatcher_${metric}{`;
  const lines = text.split('\n').filter((line) => line.startsWith(name));
  return lines.map((line) => line.slice(name.length - 1));
}

test('values of labels are escaped', () => {
  const counters = openCounters();
  const reason = 'a "b" \\ c\nd';
  counters.count({ kind: 'records-rejected', stage: 'enrich', reason, records: 1 });
  const line = 'molecatcher_rejected_total{stage="enrich",reason="a \\"b\\" \\\\ c\\nd"} 1';
  expect(counters.text()).toContain(`${line}\n`);
});

test('every line is help, type or a sample, and every metric has both before its samples', () => {
  const counters = openCounters();
  counters.count(committed);
  const text = counters.text();
  expect(text.endsWith('\n')).toBe(true);
  const sample = /^[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?\d+(\.\d+)?$/;
  for (const line of text.trimEnd().split('\n')) {
    expect(line.startsWith('# HELP ') || line.startsWith('# TYPE ') || sample.test(line)).toBe(
      true,
    );
  }
  for (const [name, [kind]] of Object.entries(metrics)) {
    expect(text).toContain(`# TYPE ${name} ${kind}\n`);
    expect(name.endsWith('_total')).toBe(kind === 'counter');
  }
});

test('facts are log lines with a sentence and their figures, by level', () => {
  const lines: string[] = [];
  const log = openLogLines('info', { write: (line: string) => lines.push(line) });
  log(committed);
  log({ kind: 'outside-failed', what: 'clickhouse', code: 'clickhouse-busy', message: 'later' });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 40,
    msg: 'outside failed',
    what: 'clickhouse',
    message: 'later',
  });
});
