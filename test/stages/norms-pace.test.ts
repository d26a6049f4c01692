// How far enrich may be ahead of the norms that are made of what it brings in, and for how long it
// waits for them.

import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts';
import { NormsPace } from '../../src/stages/norms-pace.ts';
import type { StagePorts } from '../../src/stages/stage-ports.ts';
import { noon } from '../support/reference-rows.ts';

const old = noon - 100 * hourMs;
const never = new AbortController().signal;

/** Time passes only while somebody sleeps; `onSleep` is what population does meanwhile. */
function pacing(onSleep: (pace: NormsPace, sleptMs: number) => void = () => undefined) {
  let sleptMs = 0;
  const clock = {
    now: () => noon + sleptMs,
    sleep: async (ms: number) => {
      sleptMs += ms;
      onSleep(pace, sleptMs);
    },
  };
  const pace = new NormsPace({ clock } as unknown as StagePorts, { graceMs: hourMs });
  return { pace, slept: () => sleptMs };
}

describe('the pace of norms', () => {
  // The round of `old` closes two hours later, and three more are allowed.
  const reach = old + 5 * hourMs;
  for (const { name, at, clock, expected } of [
    {
      name: 'three hours after a round closes are allowed',
      at: reach,
      clock: reach,
      expected: false,
    },
    {
      name: 'and no more, while the next round is due',
      at: reach + 1,
      clock: reach,
      expected: true,
    },
    {
      name: 'nobody waits for a round that is not due',
      at: noon - hourMs,
      clock: old + 2.9 * hourMs,
      expected: false,
    },
    {
      name: 'nobody waits near the wall clock',
      at: noon - 10 * minuteMs,
      clock: reach,
      expected: false,
    },
  ]) {
    test(name, () => {
      const { pace } = pacing();
      pace.observe(old);
      expect(pace.mustWait(at, clock)).toBe(expected);
    });
  }

  test('the first round is waited for too, once there must be one', () => {
    const { pace } = pacing();
    expect(pace.mustWait(old, Number.NEGATIVE_INFINITY)).toBe(false);
    expect(pace.mustWait(old, old)).toBe(true);
  });

  test('who waits goes on with the round that was waited for', async () => {
    const { pace, slept } = pacing((one, sleptMs) => {
      if (sleptMs >= 300) one.observe(old + hourMs);
    });
    pace.observe(old);
    await pace.wait(reach + 1, reach, never);
    expect(slept()).toBe(300);
  });

  test('without any round for a minute it goes on, and waits for that one no more', async () => {
    const { pace, slept } = pacing();
    pace.observe(old);
    await pace.wait(reach + hourMs, reach, never);
    expect(slept()).toBe(60 * secondMs);
    expect(pace.mustWait(reach + 2 * hourMs, reach + hourMs)).toBe(false);
    pace.observe(old + hourMs);
    expect(pace.mustWait(reach + 2 * hourMs, reach + hourMs)).toBe(true);
  });

  test('an event behind a silence lets nothing later through by itself', () => {
    const { pace } = pacing();
    pace.observe(old);
    expect(pace.limit(old + 40 * hourMs)).toBe(old + 40 * hourMs);
    expect(pace.limit()).toBe(reach);
  });
});
