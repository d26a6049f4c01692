// What an incident rests on, as its text shows it: kinds of findings, and a calendar.

import { describe, expect, test } from 'vitest';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { calendarLines, findingLines } from '../../src/investigate/incident-evidence.ts';
import type { FoundAnomaly, FoundDay, FoundIncident } from '../../src/investigate/incidents.ts';

const monday = Date.UTC(2026, 1, 2);

function finding(detector: string, day: number, score: number): FoundAnomaly {
  const at = monday + day * dayMs + 9 * hourMs;
  return {
    id: `${detector}${day}`,
    detector,
    at,
    windowEnd: monday + (day + 1) * dayMs,
    observed: score,
    score,
    because: `${score} of it`,
  };
}

function worked(day: number, subjects: number, unexplained = 0): FoundDay {
  return { start: monday + day * dayMs, subjects, unexplained };
}

function incidentOf(given: Partial<FoundIncident>): FoundIncident {
  return { anomalies: [], days: [], ...given } as unknown as FoundIncident;
}

describe('findings', () => {
  test('are told by kind: the first, the most unusual and the last of each', () => {
    const drips = [2, 4, 9, 5, 6].map((score, day) => finding('drip', day, score));
    const anomalies = [...drips, finding('burst', 2, 7)];
    expect(findingLines(incidentOf({ anomalies }))).toEqual([
      'What was found, by kind:',
      '  drip, 5 times:',
      '    2026-02-02 09:00  first: 2 of it',
      '    2026-02-04 09:00  most unusual: 9 of it',
      '    2026-02-06 09:00  last: 6 of it',
      '  burst, once:',
      '    2026-02-04 09:00  7 of it',
    ]);
  });

  test('that are several of these are told once', () => {
    const anomalies = [finding('drip', 0, 9), finding('drip', 1, 2)];
    expect(findingLines(incidentOf({ anomalies })).slice(2)).toEqual([
      '    2026-02-02 09:00  most unusual: 9 of it',
      '    2026-02-03 09:00  last: 2 of it',
    ]);
  });
});

describe('the calendar', () => {
  test('has a line a week, a dash for a day without an event, a star for a finding', () => {
    const days = [worked(-1, 3), worked(0, 12), worked(8, 40, 31)];
    const anomalies = [finding('drip', 8, 3), finding('drip', 9, 3)];
    const [title, ...weeks] = calendarLines(incidentOf({ days, anomalies }));
    expect(title).toContain('without a reason');
    expect(weeks).toEqual([
      '  2026-01-26        –        –        –        –        –        –      3/0',
      '  2026-02-02     12/0        –        –        –        –        –        –',
      '  2026-02-09        –   40/31*       –*        –        –        –        –',
    ]);
  });

  test('has the star on the day that was judged, not on the one on which it was said', () => {
    const said = { ...finding('drip', 0, 3), at: monday + dayMs + hourMs };
    const days = [worked(0, 12), worked(1, 13)];
    expect(calendarLines(incidentOf({ days, anomalies: [said] }))[1]).toMatch(/ 12\* +13 /);
  });

  test('says nothing of reasons where nobody lacks one, and nothing at all of no days', () => {
    expect(calendarLines(incidentOf({ days: [worked(0, 12)] }))[1]).toMatch(
      /^ {2}2026-02-02 {7}12 /,
    );
    expect(calendarLines(incidentOf({}))).toEqual([]);
  });

  test('keeps wide numbers apart', () => {
    const days = [worked(0, 11_735, 864), worked(1, 13_725, 12_431)];
    const anomalies = [finding('drip', 0, 3), finding('drip', 1, 3)];
    expect(calendarLines(incidentOf({ days, anomalies }))[1]).toMatch(
      /^ {2}2026-02-02 {4}11735\/864\* {2}13725\/12431\* /,
    );
  });

  test('shows the last eight weeks of a long one', () => {
    const days = Array.from({ length: 100 }, (_, day) => worked(day, 10));
    const [, ...weeks] = calendarLines(incidentOf({ days }));
    expect(weeks).toHaveLength(8);
    expect(weeks.at(-1)).toContain('2026-05-11');
  });
});
