// Lives in which one verdict must not hide, or make, another: found by somebody who tried.

import { expect, test } from 'vitest';
import { shippedBudgets } from '../../src/core/calibration.ts';
import type { Access, Detector } from '../../src/core/detector.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { hourMs } from '../../src/core/time.ts';
import { days, read, runFeed, workday } from '../../src/core/vector.ts';
import { customerFanOut } from '../../src/detectors/customer-fan-out.ts';
import { rowsBurst } from '../../src/detectors/rows-burst.ts';
import { unexplainedAccess } from '../../src/detectors/unexplained-access.ts';
import { detectors } from '../../src/generated/detectors.ts';

function findings(feed: readonly Access[], some: readonly Detector[] = detectors) {
  const chosen = some.map((detector) => ({ detector, params: defaultsOf(detector.params) }));
  return runFeed({ detectors: chosen, graceMs: hourMs, budgets: shippedBudgets }, feed);
}

const usual = (until: number, from = 0) =>
  days(until, (day) => (day < from ? [] : workday(day, { reads: 20 })));

test('verdicts > an incident that was open does not hide the theft after it', () => {
  const noise = [24, 30, 36, 42, 48].flatMap((day) =>
    workday(day, { reads: 12, reason: 'none', firstCustomer: 50_000 + day * 100 }),
  );
  const feed = [...usual(60), ...noise, ...workday(60, { reads: 900, firstCustomer: 80_000 })];
  const { anomalies } = findings(feed.sort((a, b) => a.at - b.at));
  expect(anomalies.some(({ detector }) => detector === 'customer-fan-out')).toBe(true);
});

test('verdicts > a theft that begins small opens an incident when it has become large', () => {
  const creep = Array.from({ length: 60 }, (_, i) =>
    read(20, 9 + i / 10, { rows: Math.round(120 * 1.2 ** i) }),
  ).flat();
  const { anomalies, incidents } = findings([...usual(20), ...creep], [rowsBurst as Detector]);
  expect(anomalies.length).toBeGreaterThan(1);
  expect(new Set(anomalies.map(({ id }) => id)).size).toBe(anomalies.length);
  expect(incidents.map(({ state }) => state)).toContain('opened');
});

test('verdicts > a file that came days too late teaches no wrong peaks', () => {
  const nightly = days(20, (day) => [
    ...workday(day, { reads: 20 }),
    ...read(day, 22, { rows: 8_000 }),
  ]);
  const late = [
    ...read(20, 23),
    ...nightly.slice(0, 200),
    ...read(21, 9),
    ...read(21, 22, { rows: 8_000 }),
  ];
  const { anomalies } = findings(late, [rowsBurst as Detector]);
  expect(anomalies.filter(({ because }) => because.includes('about 2'))).toEqual([]);
});

test('verdicts > do not depend on which other detectors run', () => {
  const theft = workday(20, { reads: 30, reason: 'none', firstCustomer: 60_000 });
  const evening = Array.from({ length: 22 }, (_, i) => read(21, 0.05 + i / 1_000)).flat();
  const next = workday(21, { reads: 9, reason: 'none', firstCustomer: 70_000 });
  const feed = [...usual(21), ...theft, ...evening, ...next, ...usual(22, 21)];
  const sorted = feed.sort((a, b) => a.at - b.at);
  const alone = findings(sorted, [unexplainedAccess as Detector]).anomalies;
  const both = findings(sorted, [unexplainedAccess as Detector, customerFanOut as Detector]);
  const ids = (all: typeof alone) =>
    all.filter(({ detector }) => detector === 'unexplained-access').map(({ id }) => id);
  expect(ids(both.anomalies)).toEqual(ids(alone));
  expect(ids(alone).length).toBeGreaterThan(1);
});

test('verdicts > one customer opened in five hours is one customer', () => {
  const one = [9, 10, 11, 12, 13].flatMap((hour) =>
    read(20, hour, { subjects: ['customer-x'], reason: 'none' }),
  );
  expect(findings([...usual(20), ...one], [unexplainedAccess as Detector]).anomalies).toEqual([]);
});
