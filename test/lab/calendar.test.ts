// The rules of the world's calendars against the time zones of this machine, and known dates.

import { expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/core/time.ts';
import {
  clockChanges,
  instantOf,
  isHoliday,
  offsetMinutes,
  type SiteName,
  weekdayOf,
} from '../../src/lab/calendar.ts';

const zones: Readonly<Record<SiteName, string>> = {
  austin: 'America/Chicago',
  berlin: 'Europe/Berlin',
  cork: 'Europe/Dublin',
  manila: 'Asia/Manila',
  tokyo: 'Asia/Tokyo',
};
const names = Object.keys(zones) as SiteName[];
const [start, end] = [Date.UTC(2020, 0, 1), Date.UTC(2035, 0, 1)];

function zoneMinutes(site: SiteName): (at: number) => number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zones[site],
    timeZoneName: 'longOffset',
  });
  return (at) => {
    const said = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value;
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(said) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
}

test.each(names)('clocks of %s change when those of its zone do', (site) => {
  const expected = zoneMinutes(site);
  for (let at = start; at < end; at += 7 * hourMs) {
    expect(offsetMinutes(site, at), new Date(at).toISOString()).toBe(expected(at));
  }
  for (const at of clockChanges(site, start, end)) {
    for (const near of [at - 1, at]) expect(offsetMinutes(site, near)).toBe(expected(near));
  }
  const isChanging = site !== 'manila' && site !== 'tokyo';
  expect(clockChanges(site, start, end)).toHaveLength(isChanging ? 30 : 0);
});

test.each(names)('a time on the wall of %s is an instant', (site) => {
  // Every hour of the day but those in which clocks change.
  for (let wall = start; wall < end; wall += 5 * hourMs) {
    if ((wall / hourMs) % 24 < 4) continue;
    const at = instantOf(site, wall);
    expect(at + offsetMinutes(site, at) * minuteMs, new Date(wall).toISOString()).toBe(wall);
  }
});

test.each<{ site: SiteName; days: readonly string[]; not: string }>([
  { site: 'berlin', days: ['2026-04-03', '2026-04-06', '2026-05-14', '2026-05-25'], not: '04-05' },
  { site: 'cork', days: ['2026-02-02', '2026-03-17', '2027-03-29', '2026-10-26'], not: '07-04' },
  { site: 'austin', days: ['2026-01-19', '2026-05-25', '2026-11-26', '2027-09-06'], not: '05-01' },
  { site: 'manila', days: ['2026-04-02', '2026-08-31', '2026-12-30'], not: '04-06' },
  { site: 'tokyo', days: ['2026-01-12', '2026-05-05', '2026-09-21', '2026-10-12'], not: '12-25' },
])('$site is closed on its holidays', ({ site, days, not }) => {
  for (const day of days) expect(isHoliday(site, Date.parse(day) / dayMs), day).toBe(true);
  expect(isHoliday(site, Date.parse(`2026-${not}`) / dayMs)).toBe(false);
});

test('weekdays are those of the calendar, before 1970 too', () => {
  for (const day of [-3, 0, 19_000, 20_500]) {
    expect(weekdayOf(day)).toBe(new Date(day * dayMs).getUTCDay());
  }
});
