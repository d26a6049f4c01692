// /metrics in the text format of Prometheus.

import { expect, test } from 'vitest';
import { metrics, openCounters } from '../../../src/adapters/telemetry/counters.ts';
import { openLogLines } from '../../../src/adapters/telemetry/log-lines.ts';

const committed = {
  kind: 'batch-committed',
  stage: 'enrich',
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
  expect(lines).toContain('molecatcher_position{stage="enrich",partition="0"} 100');
  expect(lines).toContain('molecatcher_lag_records{stage="enrich",partition="0"} 0');
});

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
