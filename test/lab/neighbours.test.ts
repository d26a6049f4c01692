// What a pipeline in a laboratory hears of the population.

import { expect, test } from 'vitest';
import { shippedBudgets } from '../../src/core/calibration.ts';
import { Pipeline } from '../../src/core/pipeline.ts';
import { hourMs } from '../../src/core/time.ts';
import { days, workday } from '../../src/core/vector.ts';
import { Neighbours } from '../../src/lab/neighbours.ts';

test.each([
  [true, ['class', 'company', 'team', 'thresholds']],
  [false, ['class', 'company', 'team']],
])('thresholds are told where they move: %s', (isMoving, expected) => {
  const nothing = () => undefined;
  const neighbours = new Neighbours({ isMoving });
  const pipeline = new Pipeline(
    { partition: 0, detectors: [], graceMs: hourMs, budgets: shippedBudgets },
    neighbours.over({
      ...{ anomaly: nothing, incident: nothing, window: nothing, closed: nothing, score: nothing },
    }),
  );
  for (const access of days(3, (day) => workday(day, { reads: 3 }))) {
    pipeline.access(access);
    const tick = { source_partition: 0, sources: 1, clock: access.at, state: 'live' };
    for (const _ of pipeline.tick(tick));
  }
  expect([...new Set(neighbours.take().map(({ kind }) => kind))].sort()).toEqual(expected);
});
