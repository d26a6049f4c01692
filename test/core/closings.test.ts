// What a partition says of the windows that it has closed, also of those in which nobody was:
// others wait for it. A first Tick and a long silence tell of two days at most.

import { describe, expect, test } from 'vitest';
import { shippedBudgets } from '../../src/core/calibration.ts';
import { Pipeline } from '../../src/core/pipeline.ts';
import { dayMs, hourMs, type Millis, minuteMs } from '../../src/core/time.ts';
import { read } from '../../src/core/vector.ts';
import type { Tick } from '../../src/generated/records.ts';

type Step = { readonly tick: Millis; readonly state?: Tick['state'] } | { readonly read: Millis };

const day = Date.UTC(2026, 2, 2);
const at = (hour: number, minute = 0) => day + hour * hourMs + minute * minuteMs;

/** In words: kind, hours since the day began, users. Of the days before that day nothing. */
function closingsOf(steps: readonly Step[]): readonly string[] {
  const said: string[] = [];
  const nothing = () => undefined;
  const pipeline = new Pipeline(
    { partition: 0, detectors: [], graceMs: hourMs, budgets: shippedBudgets },
    {
      anomaly: nothing,
      incident: nothing,
      window: nothing,
      score: nothing,
      closed: ({ kind, start, users }) => said.push(`${kind} ${(start - day) / hourMs} ${users}`),
    },
  );
  for (const step of steps) {
    if ('read' in step) {
      for (const one of read(0, 0, { user: 'anna' })) pipeline.access({ ...one, at: step.read });
      continue;
    }
    const tick = { source_partition: 0, sources: 1, clock: step.tick, state: step.state ?? 'live' };
    for (const _ of pipeline.tick(tick));
  }
  return said.filter((one) => !one.includes('-'));
}

const cases: readonly {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly expect: readonly string[];
}[] = [
  {
    name: 'an hour that nobody was in is told once it is passed',
    steps: [{ tick: at(2) }, { tick: at(3) }, { tick: at(3, 30) }, { tick: at(4) }],
    expect: ['hour 0 0', 'hour 1 0', 'hour 2 0'],
  },
  {
    name: 'an hour that somebody was in is told once, with those who were',
    steps: [{ tick: at(1) }, { read: at(1) }, { tick: at(3) }],
    expect: ['hour 0 0', 'hour 1 1'],
  },
  {
    name: 'hours stand in the order of their ends, a day behind its last hour',
    steps: [{ tick: at(23) }, { read: at(22, 30) }, { read: at(23) }, { tick: at(26) }],
    expect: [
      ...Array.from({ length: 22 }, (_, hour) => `hour ${hour} 0`),
      ...['hour 22 1', 'hour 23 1', 'day 0 1', 'hour 24 0'],
    ],
  },
  {
    name: 'nothing is told before the first clock',
    steps: [{ tick: 0, state: 'empty' }],
    expect: [],
  },
  {
    name: 'a drain tells the hour and the day of the highest clock',
    steps: [{ tick: at(2) }, { tick: at(2, 20), state: 'end' }],
    expect: ['hour 0 0', 'hour 1 0', 'hour 2 0', 'day 0 0'],
  },
  {
    name: 'a window ahead of every clock is not passed by a drain',
    steps: [{ tick: at(2) }, { read: at(20) }, { tick: at(2), state: 'end' }],
    expect: ['hour 0 0', 'hour 1 0', 'hour 2 0', 'day 0 1'],
  },
];

describe('closings', () => {
  for (const { name, steps, expect: wanted } of cases) {
    test(name, () => expect(closingsOf(steps)).toEqual(wanted));
  }

  test('of a silence of weeks the last two days are told', () => {
    const steps = [{ tick: at(2) }, { tick: at(2) + 20 * dayMs }];
    const hours = closingsOf(steps).filter((one) => one.startsWith('hour'));
    expect(hours).toHaveLength(1 + 48);
    expect(hours.at(-1)).toBe(`hour ${20 * 24} 0`);
  });
});
