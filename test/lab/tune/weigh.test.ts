// What is weighed anew under the shipped weights and hurdles is what the evaluation heard, number
// for number.

import { expect, test } from 'vitest';
import { detectors } from '../../../src/generated/detectors.ts';
import { accessesOf } from '../../../src/lab/enriched-world.ts';
import { beyondAll } from '../../../src/lab/evaluate/combined-evidence.ts';
import { ownPipeline } from '../../../src/lab/evaluate/own-scores.ts';
import { Neighbours } from '../../../src/lab/neighbours.ts';
import { defaultStart, livelyShape } from '../../../src/lab/simulate-settings.ts';
import { type Said, saidBy } from '../../../src/lab/tune/said.ts';
import { Scales, shippedChoice, type Weighed } from '../../../src/lab/tune/weigh.ts';

const world = {
  ...{ agents: 20, customers: 4_000, days: 45, seed: 7, start: defaultStart },
  shape: { ...livelyShape, agentExportShare: 0.05, mergesPerWeek: 5, casesPerThousandWeek: 100 },
  thief: { startDay: 35, pacePerDay: 60, mode: 'no-ticket' as const },
};

test('under the shipped choice every value is that of the evaluation', () => {
  const budgets = { question: 1, incident: 0.05 };
  const people = Array.from({ length: 40 }, (_, i) => `agent-${String(i).padStart(4, '0')}`);
  const neighbours = new Neighbours({ budgets });
  const said = new Map<string, Said[]>();
  const told = new Map<string, Weighed[]>();
  const keep = <T>(map: Map<string, T[]>, user: string, one: T) =>
    map.set(user, [...(map.get(user) ?? []), one]);
  const pipeline = ownPipeline({
    ...{ detectors, budgets, people },
    tell({ contender, user, at, value }) {
      if (contender === 0 && value !== 0) keep(told, user, { at, value });
    },
    anomaly(anomaly, user) {
      if (people.includes(anomaly.user)) keep(said, anomaly.user, saidBy(anomaly, user));
    },
    over: (sink) => neighbours.over(sink),
  });
  for (const access of accessesOf(world, { pipeline, neighbours })) pipeline.access(access);

  const scales = new Scales(detectors, shippedChoice(detectors));
  let compared = 0;
  for (const [user, all] of said) {
    const weighed = scales.weigh(all).filter(({ value }) => value !== 0);
    const expected = told.get(user) ?? [];
    expect(weighed.map(({ at }) => at)).toEqual(expected.map(({ at }) => at));
    for (const [i, { value }] of weighed.entries()) {
      expect(value).toBeCloseTo(expected[i]!.value, 4);
      compared += value > 0 && value < beyondAll ? 1 : 0;
    }
  }
  expect(compared).toBeGreaterThan(30);
});
