// The search finds a weight that was spoilt, and the hurdle that is in the way, and says how many
// thieves it finds by them.

import { describe, expect, test } from 'vitest';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import { detectors } from '../../../src/generated/detectors.ts';
import { choose, markOf } from '../../../src/lab/tune/choose.ts';
import type { Said } from '../../../src/lab/tune/said.ts';
import type { SaidTrial, SaidWorld } from '../../../src/lab/tune/said-world.ts';
import { type Choice, shippedChoice } from '../../../src/lab/tune/weigh.ts';

const positionOf = (id: string) => detectors.findIndex((one) => one.id === id);
const right = positionOf('customer-fan-out');
const wrong = positionOf('low-and-slow');
const testFrom = 60;
const tuning = { detectors, budgets: [1] };

/** Says that something of the volume was as unusual as this. */
function volume(day: number, detector: number, eValue: number): Said {
  const at = day * dayMs + 12 * hourMs;
  return {
    at,
    family: 'volume',
    contextFactor: 1,
    hasTickets: true,
    always: false,
    eValues: [[detector, eValue]],
  };
}

function thief(cell: string, said: readonly Said[]): SaidTrial {
  return { cell, startedAt: testFrom * dayMs, endsAt: 120 * dayMs, said };
}

/** A hundred honest people, each now and then loud by the detector that is wrong. */
function worldOf(trials: readonly SaidTrial[], hasTickets = true): SaidWorld {
  const protocol = { start: 0, days: 120, calibrationFrom: 36, testFrom };
  const honest = Array.from({ length: 100 }, (_, i) => [volume(61 + (i % 50), wrong, 500 + i)]);
  return { seed: 1, agents: 100, hasTickets, protocol, honest, trials };
}

const loud = volume(testFrom + 3, right, 9_000);

describe('a choice', () => {
  const shipped = shippedChoice(detectors);

  test('is worth what it finds: half for the first week, half for the first month', () => {
    const late = volume(testFrom + 20, right, 9_000);
    const never = volume(testFrom + 20, right, 1.5);
    const world = worldOf([
      thief('burst+40', [loud]),
      thief('burst+40', [late]),
      thief('no-ticket+5', [never]),
    ]);
    const only = { ...shipped, weights: detectors.map((_, i) => (i === right ? 1 : 0)) };
    const { cells, total } = markOf([world], tuning, only);
    expect(cells).toEqual([
      { cell: 'burst+40', group: 'burst', found: [0.75] },
      { cell: 'no-ticket+5', group: 'no-ticket', found: [0] },
    ]);
    expect(total).toBe(0.375);
  });

  test('is judged apart where no tickets are fed in', () => {
    const worlds = [true, false].map((one) => worldOf([thief('burst+40', [loud])], one));
    const { cells } = markOf(worlds, tuning, shipped);
    expect(cells.map(({ cell }) => cell)).toEqual(['burst+40', '-burst+40']);
  });

  test('that was spoilt is mended, and nothing is changed where nothing more is found', () => {
    const worlds = [worldOf([thief('burst+40', [loud]), thief('burst+100', [loud])])];
    const spoilt = { ...shipped, weights: shipped.weights.with(right, 0.02) };
    expect(markOf(worlds, tuning, spoilt).total).toBe(0);
    const better = (first: Choice) =>
      [...choose(worlds, tuning, first)].filter(({ isBetter }) => isBetter);
    const steps = better(spoilt);
    expect(steps.at(-1)?.total).toBe(1);
    expect(steps.every(({ choice: { weights } }) => weights[right]! > 0.02)).toBe(true);
    expect(better(steps.at(-1)!.choice)).toEqual([]);
  });
});
