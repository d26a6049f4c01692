// The clock of a source, event by event.

import { describe, expect, test } from 'vitest';
import { SourceClock } from '../../src/core/source-clock.ts';
import { dayMs, hourMs, minuteMs, paneMs } from '../../src/core/time.ts';
import { noon } from '../support/reference-rows.ts';

const lateness = 10 * minuteMs;
const running = (clock: number, brokerAt = noon) =>
  new SourceClock(lateness, {
    clock,
    broker_at: brokerAt,
    ticked_pane: null,
    jump_account: null,
    jump_count: 0,
  });

describe('refusals', () => {
  const clock = new SourceClock(lateness);
  for (const { name, at, expected } of [
    { name: 'a day after its arrival passes', at: noon + dayMs, expected: undefined },
    { name: 'more is the future', at: noon + dayMs + 1, expected: 'event-in-future' },
    { name: 'ten years ahead', at: noon + 3_650 * dayMs, expected: 'event-in-future' },
    { name: 'the year 2000 passes', at: Date.UTC(2000, 0, 1), expected: undefined },
    { name: 'before it is no date', at: Date.UTC(2000, 0, 1) - 1, expected: 'event-before-2000' },
  ] as const) {
    test(name, () => expect(clock.refusal(at, noon)).toBe(expected));
  }
});

describe('one event', () => {
  for (const { name, at, clock, expected } of [
    {
      name: 'the first event starts the clock',
      at: noon - dayMs,
      clock: null,
      expected: {
        at: noon - dayMs,
        reportedAt: null,
        isLate: false,
        hasMoved: true,
        clock: noon - dayMs,
      },
    },
    {
      name: 'a newer one moves it',
      at: noon,
      clock: noon - 1,
      expected: { at: noon, reportedAt: null, isLate: false, hasMoved: true, clock: noon },
    },
    {
      name: 'an older one does not',
      at: noon - 2,
      clock: noon - 1,
      expected: { at: noon - 2, reportedAt: null, isLate: false, hasMoved: false, clock: noon - 1 },
    },
    {
      name: 'ten minutes behind is allowed',
      at: noon - lateness,
      clock: noon,
      expected: {
        at: noon - lateness,
        reportedAt: null,
        isLate: false,
        hasMoved: false,
        clock: noon,
      },
    },
    {
      name: 'more is late',
      at: noon - lateness - 1,
      clock: noon,
      expected: {
        at: noon - lateness - 1,
        reportedAt: null,
        isLate: true,
        hasMoved: false,
        clock: noon,
      },
    },
    {
      name: 'five minutes ahead of the broker is skew',
      at: noon + 5 * minuteMs,
      clock: noon,
      expected: {
        at: noon + 5 * minuteMs,
        reportedAt: null,
        isLate: false,
        hasMoved: true,
        clock: noon + 5 * minuteMs,
      },
    },
    {
      name: 'one hour ahead is clamped to the arrival',
      at: noon + hourMs,
      clock: noon - 1,
      expected: { at: noon, reportedAt: noon + hourMs, isLate: false, hasMoved: true, clock: noon },
    },
    {
      name: 'a day ahead of the clock is no jump',
      at: noon,
      clock: noon - dayMs,
      expected: { at: noon, reportedAt: null, isLate: false, hasMoved: true, clock: noon },
    },
    {
      name: 'more is, and is clamped to the clock',
      at: noon,
      clock: noon - dayMs - 1,
      expected: {
        at: noon - dayMs - 1,
        reportedAt: noon,
        isLate: false,
        hasMoved: false,
        clock: noon - dayMs - 1,
      },
    },
  ]) {
    test(name, () => {
      const source = clock === null ? new SourceClock(lateness) : running(clock);
      const stamp = source.take(at, noon, 'ann');
      expect({ ...stamp, clock: source.clock }).toEqual(expected);
    });
  }
});

describe('a jump', () => {
  const old = noon - 30 * dayMs;
  const clocks = (accounts: readonly (readonly [string, number])[]) => {
    const source = running(old);
    return accounts.map(([account, at]) => {
      source.take(at, noon, account);
      return source.clock;
    });
  };
  test('is confirmed by a second account', () => {
    expect(
      clocks([
        ['ann', noon],
        ['bob', noon],
      ]),
    ).toEqual([old, noon]);
  });
  test('is confirmed by three further events of the same account', () => {
    const jump = ['ann', noon] as const;
    expect(clocks([jump, jump, jump, jump])).toEqual([old, old, old, noon]);
  });
  test('is forgotten when the old time goes on', () => {
    const steps = clocks([
      ['ann', noon],
      ['bob', old + 1],
      ['cleo', noon],
      ['cleo', old],
    ]);
    expect(steps).toEqual([old, old + 1, old + 1, old + 1]);
  });
  test('is none when the source was silent as long as it jumps', () => {
    const source = running(old, old);
    source.take(noon, noon, 'ann');
    expect(source.clock).toBe(noon);
  });
  test('survives a restart half confirmed', () => {
    const state = {
      clock: old,
      broker_at: noon,
      ticked_pane: 1,
      jump_account: 'ann',
      jump_count: 2,
    };
    const source = new SourceClock(lateness, state);
    source.take(noon, noon, 'ann');
    expect([source.clock, source.jumpAccount, source.jumpCount]).toEqual([noon, null, 0]);
  });
});

describe('a silent source', () => {
  test('moves on with the wall clock, from where it was', () => {
    expect(running(noon - 9 * dayMs).idleClock(noon + hourMs)).toBe(noon - 9 * dayMs + hourMs);
  });
  test('never goes back, whatever the wall clock says', () => {
    expect(running(noon).idleClock(noon - hourMs)).toBe(noon);
  });
  test('has no clock before its first event', () => {
    expect(new SourceClock(lateness).idleClock(noon)).toBeNull();
  });
});

test('a pane is entered once, and skipped ones never', () => {
  const source = running(noon);
  const clocks = [noon, noon + paneMs - 1, noon + paneMs, noon + 9 * paneMs, noon + 8 * paneMs];
  expect(clocks.map((clock) => source.entersPane(clock))).toEqual([true, false, true, true, false]);
});
