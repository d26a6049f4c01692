// The table of evaluate-lists: what it calls better, and what it does not.

import { describe, expect, test } from 'vitest';
import type { ListOutcome } from '../../../src/lab/attribution/judge-lists.ts';
import { listLines, listRows, reliabilityOf } from '../../../src/lab/attribution/list-table.ts';

type Given = { readonly worlds: number; readonly first: number; readonly countFirst: number };

const lengths = Array.from({ length: 112 }, (_, i) => i + 10);

/** A hundred lines and more, as the usual table has; 20 lists in each world. */
function outcomesOf({ worlds, first, countFirst }: Given, of = lengths): ListOutcome[] {
  return of.flatMap((length) =>
    Array.from({ length: worlds * 20 }, (_, i) => ({
      ...{ kind: 'one', length, unrelatedShare: 0.3, seed: i % worlds, first, countFirst },
      ...{ anyTimeFirst: 0, oracleFirst: 1, isNamed: false, isLead: false },
      ...{ falseNames: 0, falseLeads: 0, probability: 0.95, isRight: i % worlds === 0 },
    })),
  );
}

const starred = (given: Given) =>
  listLines(outcomesOf(given)).filter((line) => line.includes(' * (')).length;

describe('the table of lists', () => {
  test('says better on every line, where all lists of many worlds are', () => {
    expect(starred({ worlds: 30, first: 1, countFirst: 0 })).toBe(112);
  });

  test('says so of no line where there is no difference, or worlds are few', () => {
    expect(starred({ worlds: 30, first: 1, countFirst: 1 })).toBe(0);
    expect(starred({ worlds: 9, first: 1, countFirst: 0 })).toBe(0);
  });

  test('tells the share of unrelated victims as it can be among so few', () => {
    const [line] = listLines(outcomesOf({ worlds: 1, first: 1, countFirst: 1 }, [5])).slice(2);
    expect(line).toMatch(/^\| one \| 5 \| 20 \| 20 \|/);
  });

  test('says of lists that were taken apart what is put down to whom, where there are any', () => {
    const outcomes = outcomesOf({ worlds: 1, first: 1, countFirst: 1 }, [10]);
    expect(listLines(outcomes).join('\n')).not.toContain('taken apart');
    const apart = outcomes.map((one, i) => {
      return i < 2 ? { ...one, apart: { guilty: 0.2 + 0.4 * i, innocent: 0.05 } } : one;
    });
    expect(listLines(apart)).toContain(
      'one, 10 victims of whom 70 % are theirs: 2 lists taken apart, 40 % put down to them, ' +
        '5 % to others who stand out',
    );
  });

  test('takes worlds and not lists for what chance draws', () => {
    const outcomes = outcomesOf({ worlds: 10, first: 1, countFirst: 0 }, [20]);
    const [sure] = reliabilityOf(outcomes).filter(({ lists }) => lists > 0);
    expect(sure).toMatchObject({ from: 0.9, lists: 200, right: 20 });
    // Of one world all were right, of nine none: Wilson over 200 lists would say 7 to 15 %.
    expect(sure!.within.low).toBe(0);
    expect(sure!.within.high).toBeGreaterThan(0.25);
    expect(listRows(outcomes)[0]!.falseNamesWithin.high).toBeLessThan(0.02);
  });
});
