// The numbers beside the sparklines of a card: what is usual, and what peers did.

import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import {
  type DayCounts,
  hasUsualBefore,
  type Measured,
  measured,
  median,
} from '../../src/investigate/cards/day-measures.ts';

const first = Date.UTC(2024, 2, 11);
const span = { from: first, until: first + 4 * dayMs };

/** `day` counts from the first that is shown. */
function counts(user: string, day: number, fields: Partial<DayCounts>): DayCounts {
  return {
    ...{ user, day: first + day * dayMs, accesses: 0, rows: 0, customers: 0, judged: 0 },
    ...{
      withoutReason: 0,
      uncalled: 0,
      shifted: 0,
      offShift: 0,
      refused: 0,
      tickets: 0,
      soonClosed: 0,
    },
    ...fields,
  };
}

function only(rows: readonly Measured[], name: string): Measured | undefined {
  return rows.find((one) => one.name === name);
}

describe('measures of days', () => {
  for (const { values, expected } of [
    { values: [], expected: null },
    { values: [null], expected: null },
    { values: [5], expected: 5 },
    { values: [9, 1, 5], expected: 5 },
    { values: [10, null, 2, 4, 8], expected: 6 },
  ]) {
    test(`the median of ${JSON.stringify(values)} is ${expected}`, () => {
      expect(median(values)).toBe(expected);
    });
  }

  test('a day without work is no day of zero, for the person and for peers', () => {
    const days = measured(
      'mole',
      [
        ...[counts('mole', 0, { accesses: 4 }), counts('mole', 2, { accesses: 12 })],
        ...[counts('ann', 2, { accesses: 3 }), counts('bob', 2, { accesses: 6 })],
        counts('ann', 3, { accesses: 1 }),
      ],
      span,
    );
    expect(only(days, 'accesses')).toEqual({
      ...{ name: 'accesses', isShare: false, own: [4, null, 12, null] },
      ...{ peers: [null, null, 4.5, 1], most: 12, latest: 12, usual: 4, peersLatest: 4.5 },
    });
    // What is nothing for all of them is not shown.
    expect(days.map(({ name }) => name)).toEqual(['accesses']);
  });

  test('usual is what was before these days, once that is known', () => {
    const before = [-9, -8, -7, -6, -5].map((day) => counts('mole', day, { accesses: 2 }));
    const shown = [0, 1, 2].map((day) => counts('mole', day, { accesses: 50 + day }));
    expect(only(measured('mole', [...before, ...shown], span), 'accesses')?.usual).toBe(2);
    expect(hasUsualBefore('mole', before, span)).toBe(true);
    const few = before.slice(1);
    // The latest is not part of what it is held against.
    expect(only(measured('mole', [...few, ...shown], span), 'accesses')?.usual).toBe(50.5);
    expect(hasUsualBefore('mole', [...few, counts('ann', -5, {})], span)).toBe(false);
  });

  test('what is usual for the person is shown, though they now do none of it', () => {
    const before = [-9, -8, -7, -6, -5].map((day) =>
      counts('mole', day, { offShift: 1, shifted: 2 }),
    );
    const days = measured('mole', [...before, counts('mole', 1, { shifted: 4 })], span);
    expect(only(days, 'off shift, share')).toMatchObject({
      own: [null, 0, null, null],
      usual: 0.5,
    });
  });

  test('of what is known of few days before, nothing is usual', () => {
    const known = [-9, -8, -7, -6].map((day) => counts('mole', day, { judged: 2, accesses: 1 }));
    const before = [...known, counts('mole', -5, { accesses: 1 })];
    const today = counts('mole', 1, { judged: 2, withoutReason: 1, accesses: 1 });
    const days = measured('mole', [...before, today], span);
    expect(only(days, 'no reason')?.usual).toBeNull();
    expect(only(days, 'accesses')?.usual).toBe(1);
  });

  test('a day with tickets alone is one of tickets, and none of reads', () => {
    const read = counts('mole', 1, { accesses: 4, tickets: 1 });
    const unread = counts('mole', 3, { tickets: 7, isUnread: true });
    const days = measured('mole', [read, unread], span);
    expect(only(days, 'accesses')).toMatchObject({ own: [null, 4, null, null], latest: 4 });
    expect(only(days, 'tickets made')).toMatchObject({
      own: [null, 1, null, 7],
      latest: 1,
      most: 7,
    });
    const before = [-9, -8, -7, -6, -5].map((day) => counts('mole', day, { isUnread: true }));
    expect(hasUsualBefore('mole', before, span)).toBe(false);
  });

  test('of a day on which nothing is known of reasons there is no share', () => {
    const days = measured(
      'mole',
      [
        counts('mole', 0, { judged: 0, customers: 3 }),
        counts('mole', 1, { judged: 8, withoutReason: 2, shifted: 5, offShift: 5 }),
      ],
      span,
    );
    expect(only(days, 'no reason')?.own).toEqual([null, 2, null, null]);
    expect(only(days, 'no reason, share')?.own).toEqual([null, 0.25, null, null]);
    expect(only(days, 'off shift, share')).toMatchObject({ latest: 1, usual: null });
  });
});
