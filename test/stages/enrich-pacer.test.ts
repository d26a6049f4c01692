// Who waits for whom while sources catch up, and for how long.

import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts';
import { Pacer } from '../../src/stages/enrich-pacer.ts';
import { noon } from '../support/reference-rows.ts';

const old = noon - 100 * hourMs;
const stopNever = new AbortController().signal;

/** Time passes only while somebody sleeps; `onSleep` is what the others do meanwhile. */
function pacing(onSleep: (pacer: Pacer, sleptMs: number) => void = () => undefined) {
  let sleptMs = 0;
  const clock = {
    now: () => noon + sleptMs,
    sleep: async (ms: number) => {
      sleptMs += ms;
      onSleep(pacer, sleptMs);
    },
  };
  const stop = new AbortController();
  const pacer = new Pacer(clock, 2);
  pacer.enter(0, old);
  pacer.enter(1, old);
  return { pacer, stop, slept: () => sleptMs };
}

describe('a source that catches up', () => {
  for (const { name, at, expected } of [
    { name: 'may be three hours ahead', at: old + 3 * hourMs, expected: false },
    { name: 'but not more', at: old + 3 * hourMs + 1, expected: true },
    { name: 'and may run free near the wall clock', at: noon - 10 * minuteMs, expected: false },
  ]) {
    test(name, () => expect(pacing().pacer.mustWait(0, at)).toBe(expected));
  }

  test('does not wait for one that was read to its end', () => {
    const { pacer } = pacing();
    pacer.report(1, old, true);
    expect(pacer.limit(0)).toBe(Number.POSITIVE_INFINITY);
  });

  test('waits for one that another process reads, as far as that is seen to be', () => {
    const { pacer } = pacing();
    pacer.leave(1);
    expect(pacer.limit(0)).toBe(old + 3 * hourMs);
    pacer.observe(1, old + hourMs, false);
    expect(pacer.limit(0)).toBe(old + 4 * hourMs);
    pacer.observe(1, old + hourMs, true);
    expect(pacer.limit(0)).toBe(Number.POSITIVE_INFINITY);
  });

  test('waits for one of which nothing is known yet', () => {
    const pacer = new Pacer({ now: () => noon, sleep: async () => undefined }, 2);
    pacer.enter(0, old);
    expect(pacer.mustWait(0, old)).toBe(true);
    pacer.observe(1, old, false);
    expect(pacer.mustWait(0, old)).toBe(false);
  });

  test('believes its own task and not what was seen of it', () => {
    const { pacer } = pacing();
    pacer.observe(1, old - hourMs, true);
    expect(pacer.limit(0)).toBe(old + 3 * hourMs);
  });

  test('goes on as soon as the other has come nearer', async () => {
    const at = old + 9 * hourMs;
    const { pacer, slept } = pacing((p, ms) => ms >= secondMs && p.report(1, at - hourMs, false));
    await pacer.wait(0, at, stopNever);
    expect(slept()).toBe(secondMs);
  });

  test('is released after 60 seconds without progress, until there is some', async () => {
    const at = old + 9 * hourMs;
    const { pacer, slept } = pacing();
    await pacer.wait(0, at, stopNever);
    expect(slept()).toBe(minuteMs);
    expect(pacer.mustWait(0, at + 9 * hourMs)).toBe(false);
    pacer.report(1, old + 1, false);
    expect(pacer.mustWait(0, at)).toBe(true);
  });

  test('does not wait for another behind the same silence, whose event comes later', async () => {
    const { pacer, slept } = pacing();
    const first = pacer.wait(1, old + 9 * hourMs, stopNever);
    await pacer.wait(0, old + 8 * hourMs, stopNever);
    pacer.report(0, old + 8 * hourMs, false);
    await first;
    expect(slept()).toBeLessThan(secondMs);
  });

  test('does not wait once it is to be given up', async () => {
    const { pacer, stop, slept } = pacing();
    stop.abort();
    await pacer.wait(0, old + 9 * hourMs, stop.signal);
    expect(slept()).toBe(0);
  });
});
