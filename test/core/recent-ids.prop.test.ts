// The ids seen lately: what is remembered, and that a reread from `rereadFrom` remembers the same.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  generationIds,
  generationIdsMax,
  RecentIds,
  recentPaneMs,
} from '../../src/core/recent-ids.ts';
import { SourceClock } from '../../src/core/source-clock.ts';
import { dayMs, minuteMs } from '../../src/core/time.ts';
import { noon } from '../support/reference-rows.ts';

type Event = { readonly id: string; readonly at: number; readonly account: string };

/** Feeds events as the stage does; the verdict of each is whether it was seen before. */
function feed(
  recent: RecentIds,
  clock: SourceClock,
  events: readonly Event[],
  from = 0,
): boolean[] {
  return events.map(({ id, at, account }, n) => {
    const { hasMoved } = clock.take(at, noon + 30 * dayMs, account);
    return recent.see(id, { offset: from + n, clock: clock.clock ?? at, hasMoved });
  });
}

const event = fc.record({
  id: fc.integer({ min: 0, max: 12 }).map((n) => `e${n}`),
  // Mostly minutes apart, sometimes a jump of days.
  at: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 90 }).map((n) => noon + n * minuteMs) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 20 }).map((n) => noon + n * dayMs) },
  ),
  account: fc.constantFrom('ann', 'bob'),
});

test('a restart anywhere drops the same repeats as no restart', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), fc.nat(60), (events, cut) => {
      const whole = new RecentIds();
      const clock = new SourceClock(10 * minuteMs);
      const before = feed(whole, clock, events.slice(0, cut));
      const position = {
        clock: clock.clock,
        broker_at: clock.brokerAt,
        ticked_pane: null,
        jump_account: clock.jumpAccount,
        jump_count: clock.jumpCount,
      };
      const rebuilt = new RecentIds();
      const from = whole.rereadFrom ?? before.length;
      feed(rebuilt, new SourceClock(10 * minuteMs), events.slice(from, before.length), from);
      expect(rebuilt.rereadFrom).toBe(whole.rereadFrom);
      const after = events.slice(before.length);
      const restarted = new SourceClock(10 * minuteMs, position);
      expect(feed(rebuilt, restarted, after, before.length)).toEqual(
        feed(whole, clock, after, before.length),
      );
    }),
    { numRuns: 200 },
  );
});

describe('an id', () => {
  const at = Math.ceil(noon / recentPaneMs) * recentPaneMs;
  for (const { name, gapMs, expected } of [
    { name: 'at the same time is a repeat', gapMs: 0, expected: true },
    { name: 'ten minutes later is one', gapMs: 10 * minuteMs, expected: true },
    { name: 'an hour later passes', gapMs: 60 * minuteMs, expected: false },
  ]) {
    test(name, () => {
      const recent = new RecentIds();
      recent.see('e', { offset: 0, clock: at, hasMoved: true });
      expect(recent.see('e', { offset: 1, clock: at + gapMs, hasMoved: gapMs > 0 })).toBe(expected);
    });
  }

  test('of any length is remembered', () => {
    const recent = new RecentIds();
    const long = 'x'.repeat(100_000);
    recent.see(long, { offset: 0, clock: at, hasMoved: true });
    expect(recent.see(long, { offset: 1, clock: at, hasMoved: false })).toBe(true);
  });
});

test('memory is bounded, also while the clock stands still', () => {
  const recent = new RecentIds();
  const standing = { offset: 0, clock: noon, hasMoved: false };
  recent.see('first', { ...standing, hasMoved: true });
  for (let n = 0; n < generationIdsMax + 10; n += 1) recent.see(`s${n}`, standing);
  expect(recent.size).toBe(generationIdsMax);
  for (let n = 0; n < 3 * generationIds; n += 1) {
    recent.see(`m${n}`, { offset: n + 1, clock: noon + n / 1e6, hasMoved: true });
  }
  expect(recent.size).toBeLessThanOrEqual(2 * generationIdsMax);
});
