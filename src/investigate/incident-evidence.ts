// What an incident rests on, in words: the findings by kind, and the days before and since as a
// calendar, so that whoever reads sees at a glance what is usual and what is not. For
// incident-words.ts.

import { dayMs } from '../core/time.ts';
import { timeText } from './diff-words.ts';
import type { FoundAnomaly, FoundDay, FoundIncident } from './incidents.ts';

const weeksShown = 8;
const daysOfWeek = 7;
/** Between columns, and of a narrow one. */
const gap = 2;
const cellWidthMin = 7;

/** Each kind with its first finding, its most unusual one and its last. */
export function findingLines({ anomalies }: FoundIncident): string[] {
  const byDetector = Map.groupBy(anomalies, ({ detector }) => detector);
  const lines = [...byDetector].flatMap(([detector, own]) => {
    const highest = own.reduce((one, other) => (other.score >= one.score ? other : one));
    const told = new Map<FoundAnomaly, string>([[own[0]!, 'first']]);
    // Where one finding is several of these, the last word stays.
    if (own.length > 1) {
      told.set(own.at(-1)!, 'last');
      told.set(highest, 'most unusual');
    }
    const times = own.length === 1 ? 'once' : `${own.length} times`;
    const shown = own.filter((one) => told.has(one));
    return [
      `  ${detector}, ${times}:`,
      ...shown.map((one) => {
        const word = own.length === 1 ? '' : `${told.get(one)}: `;
        return `    ${timeText(one.at)}  ${word}${one.because}`;
      }),
    ];
  });
  return ['What was found, by kind:', ...lines];
}

/** A week a line, Monday first; nothing where no day is known. */
export function calendarLines({ days, anomalies }: FoundIncident): string[] {
  const [first] = days;
  if (first === undefined) return [];
  const byDay = new Map(days.map((one) => [dayOf(one.start), one]));
  // What a day was like is said after it.
  const found = new Set(anomalies.map(({ at, windowEnd }) => dayOf(Math.min(at, windowEnd - 1))));
  const hasReasons = days.some(({ unexplained }) => unexplained > 0);
  const cellOf = (day: number) => {
    const known = byDay.get(day);
    const count = known === undefined ? '–' : countText(known, hasReasons);
    return found.has(day) ? `${count}*` : count;
  };
  const last = mondayOf(dayOf(days.at(-1)!.start));
  const from = Math.max(mondayOf(dayOf(first.start)), last - (weeksShown - 1) * daysOfWeek);
  const rows = Array.from({ length: (last - from) / daysOfWeek + 1 }, (_, week) => {
    const monday = from + week * daysOfWeek;
    const name = new Date(monday * dayMs).toISOString().slice(0, 10);
    return { name, cells: Array.from({ length: daysOfWeek }, (_, i) => cellOf(monday + i)) };
  });
  const lengths = rows.flatMap(({ cells }) => cells.map(({ length }) => length));
  const width = gap + Math.max(cellWidthMin, ...lengths);
  const weeks = rows.map(
    ({ name, cells }) => `  ${name}${cells.map((one) => one.padStart(width)).join('')}`,
  );
  const what = hasReasons ? 'customers/of them without a reason' : 'customers';
  return [`Weeks from Monday on, days in UTC: ${what}; * a finding.`, ...weeks];
}

function countText({ subjects, unexplained }: FoundDay, hasReasons: boolean): string {
  return hasReasons ? `${subjects}/${unexplained}` : `${subjects}`;
}

function dayOf(at: number): number {
  return Math.floor(at / dayMs);
}

/** Day 0 was a Thursday. */
function mondayOf(day: number): number {
  return day - ((((day + 3) % daysOfWeek) + daysOfWeek) % daysOfWeek);
}
