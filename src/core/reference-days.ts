// The days of one person as a scan for shifts asks about them: how many customers, or how many
// without a reason, beside what the days before a supposed beginning make likely, on a day as busy
// (or as dark) as that one was for the team. For detectors of slow theft.

import type { History } from './history.ts';
import type { Others } from './others.ts';
import { type Shift, type ShiftDays, type ShiftRule, scanShift } from './stats/shift-scan.ts';

/** Burstier than this no team factor makes a day. */
const factorVarianceMax = 0.5;

type Reference = {
  /** Burstiness of one person's days (negative binomial r). */
  readonly dispersion: number;
  /** Days before the supposed beginning, at least. */
  readonly daysBefore: number;
};

export type SubjectsReference = Reference & {
  /** Company prior, where nobody knows what is usual in the team. */
  readonly dayMean: number;
  readonly priorDays: number;
  /** Days until somebody is as quick as they will be. */
  readonly noviceDays: number;
};

/** Distinct customers of each day. */
export function subjectDays(
  history: History,
  others: Others,
  reference: SubjectsReference,
): ShiftDays {
  const { older, count } = history;
  const usual = others.usualDay;
  const isNovice = older.days + count <= reference.noviceDays;
  let rate = 0;
  return {
    count,
    observed: (day) => history.subjects[day]!,
    refer(start) {
      let days = older.days;
      let load = older.load;
      let sum = older.subjects;
      for (let day = 0; day < start; day += 1) {
        if (history.teaches[day] === 0) continue;
        days += 1;
        load += history.busy[day]!;
        sum += history.subjects[day]!;
      }
      const { priorDays } = reference;
      rate = (priorDays * (usual ?? reference.dayMean) + sum) / (priorDays + load);
      // Whoever is new works slowly at first: to become as quick as the others is no shift.
      if (isNovice && usual !== undefined) rate = Math.max(rate, usual);
      return days >= reference.daysBefore;
    },
    expected: (day) => rate * history.busy[day]!,
    overdispersion: spreadOf(reference, others),
  };
}

export type UnexplainedReference = Reference & {
  /** Company prior: share of customers that nothing explains, and the customers that it weighs. */
  readonly usualShare: number;
  readonly priorCustomers: number;
};

/** Distinct customers without a reason, of all of each day. */
export function unexplainedDays(
  history: History,
  others: Others,
  reference: UnexplainedReference,
): ShiftDays {
  const { older } = history;
  let share = 0;
  return {
    count: history.count,
    observed: (day) => history.unexplained[day]!,
    refer(start) {
      let days = older.days;
      let exposure = older.exposure;
      let sum = older.unexplained;
      for (let day = 0; day < start; day += 1) {
        if (history.teaches[day] === 0) continue;
        days += 1;
        exposure += history.subjects[day]! * history.outage[day]!;
        sum += history.unexplained[day]!;
      }
      const { priorCustomers, usualShare } = reference;
      share = (priorCustomers * usualShare + sum) / (priorCustomers + exposure);
      return days >= reference.daysBefore;
    },
    expected: (day) => Math.max(expectedMin, share * history.outage[day]! * history.subjects[day]!),
    overdispersion: spreadOf(reference, others),
  };
}

/** Of a day with two customers too something is expected: one without a ticket is no miracle. */
const expectedMin = 0.05;

function spreadOf({ dispersion }: Reference, { busy }: Others): () => number {
  const spread = 1 / dispersion + Math.min(factorVarianceMax, busy.variance);
  return () => spread;
}

export function emptyShift(): Shift {
  return { score: 0, start: 0, observed: 0, expected: 0 };
}

/** The most likely shift until the day that is judged. */
export function shiftOf(days: ShiftDays, rule: ShiftRule): Shift {
  return scanShift(days, rule, emptyShift());
}
