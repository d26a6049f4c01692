// A replay that is told to stop says so, wherever it is: also where there is nothing to go through.

import { expect, test } from 'vitest';
import { openLogSource } from '../../src/cli/log-source.ts';
import { shippedBudgets } from '../../src/core/calibration.ts';
import { hourMs } from '../../src/core/time.ts';
import { runReplay } from '../../src/investigate/replay.ts';
import type { Warehouse } from '../../src/ports.ts';
import { append, chosen, steps, world } from '../support/detect-world.ts';

/** Settings under which nothing is found: so nothing is written. */
const plan = {
  id: 'one',
  revision: 1,
  detectors: chosen,
  graceMs: hourMs,
  budgets: shippedBudgets,
  from: Number.POSITIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
  users: [],
  written: new Map(),
};

async function replayed({ isEmpty = false, stopAfter = Number.POSITIVE_INFINITY }) {
  const one = await world(2);
  if (!isEmpty) await append(one, steps);
  const source = await openLogSource(one, { isWhole: false, batchBytes: 50_000 });
  const stop = new AbortController();
  let told = 0;
  const tell = () => {
    told += 1;
    if (told >= stopAfter) stop.abort();
  };
  if (stopAfter === 0) stop.abort();
  const { codec, clock } = one;
  const warehouse = {} as Warehouse;
  const ports = { codec, clock, warehouse, stop: stop.signal, digest: { add: () => undefined } };
  const { ranges } = source;
  return runReplay({ ...plan, ranges }, source, { ...ports, tell });
}

for (const { name, given, isComplete } of [
  { name: 'goes through all', given: {}, isComplete: true },
  { name: 'goes through nothing', given: { isEmpty: true }, isComplete: true },
  { name: 'is stopped in the middle', given: { stopAfter: 1 }, isComplete: false },
  { name: 'is stopped before it begins', given: { stopAfter: 0 }, isComplete: false },
  {
    name: 'is stopped where there is nothing',
    given: { isEmpty: true, stopAfter: 0 },
    isComplete: false,
  },
] as const) {
  test(`a replay that ${name} is ${isComplete ? '' : 'not '}complete`, async () => {
    expect(await replayed(given)).toMatchObject({ isComplete, findings: 0 });
  });
}
