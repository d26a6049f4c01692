// How far behind somebody is, in seconds, from looks at the end and at the position.

import { expect, test } from 'vitest';
import { FlowSeries } from './flow-series.ts';

/** A thousand a second until 3 s, then nothing. */
const looks = [
  [0, 0],
  [1_000, 1_000],
  [2_000, 2_000],
  [3_000, 3_000],
  [4_000, 3_000],
] as const;

for (const { name, count, seconds } of [
  { name: 'at the end: not behind', count: 3_000, seconds: 0 },
  { name: 'between two looks: by the straight line', count: 1_500, seconds: 2.5 },
  { name: 'on a look: since then', count: 1_000, seconds: 3 },
  { name: 'before the first look: at least since then', count: -5, seconds: 4 },
]) {
  test(`lag > ${name}`, () => {
    const series = new FlowSeries();
    for (const [at, end] of looks) series.note(at, end);
    expect(series.lagSeconds(4_000, count)).toBeCloseTo(seconds, 3);
  });
}

test('lag > of a count that stood still is counted from when it was reached', () => {
  const series = new FlowSeries();
  for (const [at, end] of looks) series.note(at, end);
  series.note(5_000, 4_000);
  expect(series.lagSeconds(5_000, 3_000)).toBeCloseTo(1, 3);
});
