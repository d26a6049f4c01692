// What evaluation calls ours is what incidents say of the same anomalies, number for number.

import { expect, test } from 'vitest';
import { detectors } from '../../../src/generated/detectors.ts';
import type { Anomaly } from '../../../src/generated/records.ts';
import { accessesOf } from '../../../src/lab/enriched-world.ts';
import { ownPipeline } from '../../../src/lab/evaluate/own-scores.ts';
import { Neighbours } from '../../../src/lab/neighbours.ts';
import { defaultStart, livelyShape } from '../../../src/lab/simulate-settings.ts';

const world = {
  ...{ agents: 20, customers: 4_000, days: 45, seed: 7, start: defaultStart },
  // Much that looks like theft, so that there is evidence to be compared.
  shape: { ...livelyShape, agentExportShare: 0.05, mergesPerWeek: 5, casesPerThousandWeek: 100 },
  thief: 'none' as const,
};

test('the value after an anomaly is the risk that its incident states', () => {
  // Everything is asked about, and nobody is paged, so that each anomaly has a record.
  const budgets = { question: Number.POSITIVE_INFINITY, incident: 0 };
  const people = Array.from({ length: 40 }, (_, i) => `agent-${String(i).padStart(4, '0')}`);
  const neighbours = new Neighbours({ budgets });
  const alwaysIds = new Set(detectors.filter(({ always }) => always).map(({ id }) => id));
  let anomaly: Anomaly | undefined;
  let value = 0;
  const told: { value: number; risk: number }[] = [];
  const loud = new Set<string>();
  const pipeline = ownPipeline({
    ...{ detectors, budgets, people },
    tell: (score) => {
      if (score.contender === 0 && score.user === anomaly?.user) value = score.value;
    },
    anomaly(found) {
      anomaly = found;
      value = 0;
      // Of whom a detector spoke that always opens: that evidence is no number here.
      if (alwaysIds.has(found.detector)) loud.add(found.user);
    },
    over: (sink) =>
      neighbours.over({
        ...sink,
        incident({ user, risk, state }) {
          if (state === 'closed' || value <= 0 || loud.has(user)) return;
          told.push({ value, risk });
          value = 0;
        },
      }),
  });
  for (const access of accessesOf({ ...world, thief: 'none' }, { pipeline, neighbours })) {
    pipeline.access(access);
  }
  expect(told.length).toBeGreaterThan(50);
  for (const { value: own, risk } of told) expect(own).toBeCloseTo(risk, 4);
});
