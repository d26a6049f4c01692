// Lists as people write them.

import { describe, expect, test } from 'vitest';
import { cutoffOf } from '../../src/core/attribution/cutoff.ts';
import { dayMs } from '../../src/core/time.ts';
import {
  remarkOfUndated,
  type VictimCells,
  victimsFrom,
  victimsMax,
} from '../../src/investigate/attribution/victim-list.ts';

const newest = Date.UTC(2026, 5, 30);
const day = (month: number, date: number) => Date.UTC(2026, month - 1, date);
const read = (...rows: readonly VictimCells[]) => victimsFrom(rows, newest);

describe('victimsFrom', () => {
  test('takes dates as days, and as times with a zone', () => {
    const { victims, problems } = read(
      { customer: ' C1 ', reported_at: '2026-05-03', first_complaint_at: '2026-05-05' },
      { customer: 'C2', reported_at: '2026-05-03T01:00+02:00', certainty: '0.5' },
    );
    expect(problems).toEqual([]);
    expect(victims).toEqual([
      {
        id: 'C1',
        certainty: 1,
        dates: { reportedAt: day(5, 3), complainedAt: day(5, 5) },
      },
      {
        id: 'C2',
        certainty: 0.5,
        dates: { reportedAt: day(5, 3) - 3_600_000, complainedAt: null },
      },
    ]);
  });

  test('a complaint alone will do; its day does not count', () => {
    const { victims } = read({ customer: 'C1', first_complaint_at: '2026-05-05' });
    expect(cutoffOf(victims[0]!.dates)).toBe(day(5, 4));
  });

  test('without a date everything counts but the last two weeks, and that is said', () => {
    const { victims } = read({ customer: 'C1' }, { customer: 'C2', reported_at: ' ' });
    expect(victims.map(({ dates }) => cutoffOf(dates))).toEqual([
      newest - 14 * dayMs,
      newest - 14 * dayMs,
    ]);
    expect(remarkOfUndated(victims)).toContain(
      '2 without a date: reads of the last 14 days are left out',
    );
  });

  test('whoever comes with a date once is not without one, nor called when nobody said', () => {
    const [bare, dated] = [{ customer: 'C1' }, { customer: 'C1', reported_at: '2026-06-30T12:00' }];
    for (const rows of [
      [bare, dated],
      [dated, bare],
      [bare, dated, bare],
    ]) {
      const { victims } = read(...rows);
      const dates = { reportedAt: newest + dayMs / 2, complainedAt: null };
      expect(victims).toEqual([{ id: 'C1', certainty: 1, dates }]);
      expect(remarkOfUndated(victims)).toBeUndefined();
    }
    const { victims } = read({ customer: 'C1', first_complaint_at: '2026-05-05' }, bare, {
      ...{ customer: 'C2' },
    });
    expect(remarkOfUndated(victims)).toContain('1 without a date');
    expect(victims.map(({ dates }) => dates.complainedAt)).toEqual([day(5, 5), null]);
  });

  test('of a customer who comes twice the earlier dates count', () => {
    const { victims, remarks } = read(
      { customer: 'C1', reported_at: '2026-05-09', first_complaint_at: '2026-05-20' },
      { customer: 'C1', reported_at: '2026-05-10', first_complaint_at: '2026-05-12' },
    );
    expect(victims.map(({ dates }) => dates)).toEqual([
      { reportedAt: day(5, 9), complainedAt: day(5, 12) },
    ]);
    expect(remarks).toEqual(['1 customers came again: the earlier dates count.']);
  });

  test('says which rows are wrong, and all at once', () => {
    const { problems } = read(
      { customer: '', reported_at: '2026-05-03' },
      { customer: 'C1', reported_at: '31.5.2026' },
      { customer: 'C2', reported_at: '2026-02-31' },
      { customer: 'C3', reported_at: '2026-05-03', certainty: 'sure' },
      { customer: 'C4', reported_at: '2026-05-03', certainty: '1.2' },
      { customer: 'C5', reported_at: '2062-05-03' },
    );
    expect(problems).toEqual([
      'Row 1: there is no customer.',
      'Row 2: "31.5.2026" is no day, such as 2026-01-31.',
      'Row 3: "2026-02-31" is no day, such as 2026-01-31.',
      'Row 4: certainty is from 0 to 1, not "sure".',
      'Row 5: certainty is from 0 to 1, not "1.2".',
      'Row 6: "2062-05-03" is later than anything archived.',
    ]);
  });

  test('is bounded', () => {
    const rows = Array.from({ length: victimsMax + 1 }, (_, i) => ({ customer: `C${i}` }));
    expect(victimsFrom(rows, newest).problems).toHaveLength(1);
  });
});
