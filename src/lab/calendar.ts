// Sites of a world and their calendars: offset from UTC with daylight saving, and public holidays.
// For staff and plan. By rule and not by the time zones of the machine, which change with its
// version: the same settings give the same bytes on any machine.

import { dayMs, hourMs, type Millis, minuteMs } from '../core/time.ts';

/** Of 1970 on, in local time. */
export type LocalDay = number;

export type SiteName = 'austin' | 'berlin' | 'cork' | 'manila' | 'tokyo';

type Site = {
  readonly standardMinutes: number;
  /** Clocks go forward and back at that instant of UTC, or at that local hour. */
  readonly saving: 'eu' | 'us' | 'none';
  readonly holidays: readonly Holiday[];
};

/** A date; or the nth weekday of a month, from its end where negative; or days from Easter. */
type Holiday =
  | { readonly month: number; readonly day: number }
  | { readonly month: number; readonly weekday: number; readonly nth: number }
  | { readonly easter: number };

const [monday, thursday] = [1, 4];
const date = (month: number, day: number): Holiday => ({ month, day });
const nth = (month: number, weekday: number, which: number): Holiday => ({
  ...{ month, weekday },
  nth: which,
});
const easter = (days: number): Holiday => ({ easter: days });

const [goodFriday, easterMonday, ascension, whitMonday] = [-2, 1, 39, 50].map(easter);

/** As in law, without days off in lieu. Japan's equinoxes are those of most years. */
const sites: Readonly<Record<SiteName, Site>> = {
  austin: {
    standardMinutes: -360,
    saving: 'us',
    holidays: [
      ...[date(1, 1), nth(1, monday, 3), nth(2, monday, 3), nth(5, monday, -1), date(6, 19)],
      ...[date(7, 4), nth(9, monday, 1), nth(11, thursday, 4), date(12, 25)],
    ],
  },
  berlin: {
    standardMinutes: 60,
    saving: 'eu',
    holidays: [
      ...[date(1, 1), date(3, 8), goodFriday!, easterMonday!, date(5, 1), ascension!],
      ...[whitMonday!, date(10, 3), date(12, 25), date(12, 26)],
    ],
  },
  cork: {
    standardMinutes: 0,
    saving: 'eu',
    holidays: [
      ...[date(1, 1), nth(2, monday, 1), date(3, 17), easterMonday!, nth(5, monday, 1)],
      ...[nth(6, monday, 1), nth(8, monday, 1), nth(10, monday, -1), date(12, 25), date(12, 26)],
    ],
  },
  manila: {
    standardMinutes: 480,
    saving: 'none',
    holidays: [
      ...[date(1, 1), date(4, 9), easter(-3), goodFriday!, date(5, 1), date(6, 12), date(8, 21)],
      ...[nth(8, monday, -1), date(11, 1), date(11, 30), date(12, 8), date(12, 25), date(12, 30)],
    ],
  },
  tokyo: {
    standardMinutes: 540,
    saving: 'none',
    holidays: [
      ...[date(1, 1), nth(1, monday, 2), date(2, 11), date(2, 23), date(3, 20), date(4, 29)],
      ...[date(5, 3), date(5, 4), date(5, 5), nth(7, monday, 3), date(8, 11), nth(9, monday, 3)],
      ...[date(9, 23), nth(10, monday, 2), date(11, 3), date(11, 23)],
    ],
  },
};

/** No site lies further east: the earliest a local day can begin. */
export const eastMostMs = sites.tokyo.standardMinutes * minuteMs;

/** Local time minus UTC at an instant, in minutes. */
export function offsetMinutes(site: SiteName, at: Millis): number {
  const { standardMinutes } = sites[site];
  const [from, to] = savingOf(site, new Date(at).getUTCFullYear());
  return at >= from && at < to ? standardMinutes + 60 : standardMinutes;
}

/** Instant of a local time, in ms of 1970 on as a clock on the wall shows it. */
export function instantOf(site: SiteName, wall: Millis): Millis {
  const { standardMinutes } = sites[site];
  const nominal = wall - standardMinutes * minuteMs;
  // Where saving is in force the clock showed it an hour before.
  const early = nominal - hourMs;
  return offsetMinutes(site, early) > standardMinutes ? early : nominal;
}

/** Instants from `start` to `end` at which clocks of a site change. */
export function clockChanges(site: SiteName, start: Millis, end: Millis): readonly Millis[] {
  const years = [new Date(start).getUTCFullYear(), new Date(end).getUTCFullYear()] as const;
  const changes: Millis[] = [];
  for (let year = years[0]; year <= years[1]; year += 1) changes.push(...savingOf(site, year));
  return changes.filter((at) => at > start && at < end);
}

/** 0 is Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: LocalDay): number {
  return (((day + 4) % 7) + 7) % 7;
}

export function isHoliday(site: SiteName, day: LocalDay): boolean {
  return holidaysOf(site, new Date(day * dayMs).getUTCFullYear()).has(day);
}

/** Asked for every person and day, and the same for all of a site and year. */
const known = new Map<string, ReadonlySet<LocalDay>>();

function holidaysOf(site: SiteName, year: number): ReadonlySet<LocalDay> {
  const key = `${site}/${year}`;
  const found =
    known.get(key) ?? new Set(sites[site].holidays.map((holiday) => dayOfHoliday(holiday, year)));
  known.set(key, found);
  return found;
}

function dayOfHoliday(holiday: Holiday, year: number): LocalDay {
  if ('easter' in holiday) return easterSunday(year) + holiday.easter;
  if ('day' in holiday) return dayOf(year, holiday.month, holiday.day);
  return nthWeekday(year, holiday);
}

/** When clocks go forward and back; empty, that is from a moment to itself, where they do not. */
function savingOf(site: SiteName, year: number): readonly [from: Millis, to: Millis] {
  const { saving, standardMinutes } = sites[site];
  const sunday = (month: number, which: number) =>
    nthWeekday(year, { month, weekday: 0, nth: which }) * dayMs;
  // Directive 2000/84/EC: at one o'clock UTC everywhere.
  if (saving === 'eu') return [sunday(3, -1) + hourMs, sunday(10, -1) + hourMs];
  if (saving === 'none') return [0, 0];
  // Energy Policy Act of 2005, section 110: at two o'clock local time.
  const local = (day: Millis, savedMinutes: number) =>
    day + 2 * hourMs - (standardMinutes + savedMinutes) * minuteMs;
  return [local(sunday(3, 2), 0), local(sunday(11, 1), 60)];
}

function nthWeekday(
  year: number,
  { month, weekday, nth: which }: { month: number; weekday: number; nth: number },
): LocalDay {
  if (which > 0) {
    const first = dayOf(year, month, 1);
    return first + ((weekday - weekdayOf(first) + 7) % 7) + (which - 1) * 7;
  }
  const last = dayOf(year, month + 1, 0);
  return last - ((weekdayOf(last) - weekday + 7) % 7) + (which + 1) * 7;
}

function dayOf(year: number, month: number, day: number): LocalDay {
  return Date.UTC(year, month - 1, day) / dayMs;
}

/** Gregorian. The anonymous algorithm in Meeus, Astronomical Algorithms, 1991, chapter 8. */
function easterSunday(year: number): LocalDay {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return dayOf(year, Math.floor(sum / 31), (sum % 31) + 1);
}
