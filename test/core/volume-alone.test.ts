// Whoever takes hundreds of records at once is asked about on a desk that feeds no tickets in, by
// the detectors, weights and table that ship; and whoever has a busy day there is not.

import { describe, expect, test } from 'vitest';
import { shippedBudgets } from '../../src/core/calibration.ts';
import type { Access } from '../../src/core/detector.ts';
import { defaultsOf, type Params } from '../../src/core/param.ts';
import { Pipeline } from '../../src/core/pipeline.ts';
import { hourMs } from '../../src/core/time.ts';
import { days, read, workday } from '../../src/core/vector.ts';
import { detectors } from '../../src/generated/detectors.ts';

const known = 30;
const past = days(known, (day) => workday(day, { reads: 12, reason: 'unknown' }));

function asked(accesses: readonly Access[]): string[] {
  const tiers: string[] = [];
  const none = () => undefined;
  const sink = { anomaly: none, window: none, closed: none, score: none };
  const chosen = detectors.map((detector) => {
    return { detector, params: defaultsOf(detector.params as Params) };
  });
  const settings = { partition: 0, detectors: chosen, graceMs: hourMs, budgets: shippedBudgets };
  const pipeline = new Pipeline(settings, {
    ...sink,
    incident: ({ tier, state }) => {
      if (state === 'opened') tiers.push(tier);
    },
  });
  for (const access of accesses) pipeline.access(access);
  return tiers;
}

/** Customers one after the other, all within an hour from ten on. */
function burst(customers: number): Access[] {
  return Array.from({ length: customers }, (_, i) =>
    read(known, 10 + i / customers, { subjects: [`taken-${i}`], reason: 'unknown' }),
  ).flat();
}

describe('without tickets', () => {
  test('three hundred customers in an hour are asked about', () => {
    expect(asked([...past, ...burst(300)]).length).toBeGreaterThan(0);
  });

  test('twice as many customers as usual are not', () => {
    expect(asked([...past, ...burst(24)])).toEqual([]);
  });
});
