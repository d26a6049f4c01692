// What one line of SQL can say about a day, and what a habit of thirty days adds to it.

import { type Desk, type Moments, momentsBefore } from '../desk.ts';
import { type Baseline, habitDays, habitDaysMin } from './baseline.ts';

/** HAVING sum(rows) > N. */
export const staticRows: Baseline = {
  id: 'static rows',
  title: 'Rows of a day above a fixed number',
  open: () => ({ score: (person, day) => person.get(day, 'rows') }),
};

/** Below so many customers a share says little: one of one is all of them. */
const customersMin = 10;

/** HAVING countIf(reason = 'none') / count() > x. */
export const unexplainedShare: Baseline = {
  id: 'unexplained share',
  title: 'Share of a day’s customers that no ticket explains',
  open: () => ({
    score(person, day) {
      const distinct = person.get(day, 'distinct');
      return distinct < customersMin ? 0 : person.get(day, 'unexplained') / distinct;
    },
  }),
};

/** HAVING countIf(reason = 'none') > N: the line that a sceptic would write next. */
export const unexplainedCount: Baseline = {
  id: 'unexplained count',
  title: 'Customers of a day that no ticket explains, above a fixed number',
  open: () => ({ score: (person, day) => person.get(day, 'unexplained') }),
};

function z(value: number, { mean, deviation }: Moments): number {
  // A person who did the same every day has no deviation; a customer more is no miracle.
  return Math.max(0, (value - mean) / Math.max(1, deviation));
}

export const zScore: Baseline = {
  id: 'z-score',
  title: 'Customers of a day against the own thirty days before, in standard deviations',
  open: () => ({
    score(person, day) {
      const usual = momentsBefore(person, { day, within: habitDays, feature: 'distinct' });
      return usual.count < habitDaysMin ? 0 : z(person.get(day, 'distinct'), usual);
    },
  }),
};

/** A factor of the team beyond these is a team of two, not a busy day. */
const factorMin = 0.3;
const factorMax = 4;
const colleaguesMin = 5;

/** The same, after what the whole team had more or less of that day is taken out. */
export const teamZ: Baseline = {
  id: 'team z',
  title: 'The same, after taking out how busy the team was that day',
  open(desk) {
    const ratio = ratios(desk);
    return {
      score(person, day) {
        const usual = momentsBefore(person, { day, within: habitDays, feature: 'distinct' });
        if (usual.count < habitDaysMin) return 0;
        const all = desk.colleagues(person, day).flatMap((one) => ratio(one.person, day) ?? []);
        const factor = all.length < colleaguesMin ? 1 : median(all);
        const clamped = Math.min(factorMax, Math.max(factorMin, factor));
        return z(person.get(day, 'distinct') / clamped, usual);
      },
    };
  },
};

/** How busy each person was on a day against their own habit; each is asked for by many. */
function ratios(desk: Desk): (person: string, day: number) => number | undefined {
  let known = new Map<string, number>();
  let knownDay = -1;
  return (person, day) => {
    if (day !== knownDay) {
      known = new Map();
      knownDay = day;
      for (const one of desk.on(day)) {
        const usual = momentsBefore(one, { day, within: habitDays, feature: 'distinct' });
        if (usual.count < habitDaysMin || usual.mean === 0) continue;
        known.set(one.person, one.get(day, 'distinct') / usual.mean);
      }
    }
    return known.get(person);
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
