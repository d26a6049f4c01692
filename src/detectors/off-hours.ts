// Off hours (D7): records opened at an hour of the week at which the person never works.

import { detector } from '../core/detector.ts';
import {
  hoursLayout,
  placeOf,
  rarity,
  rememberHour,
  weeksAt,
  worksOn,
} from '../core/hours-of-week.ts';
import { count, ratio, score } from '../core/param.ts';
import { ln10, log, log1p } from '../core/stats/special.ts';
import { hourMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

export const offHours = detector({
  id: 'off-hours',
  version: 1,
  title: 'Records opened at an hour at which the person never works',
  family: 'time',
  severity: 'medium',
  status: 'stable',
  always: false,
  attack: ['T1078', 'T1029'],
  why: 'A thief likes to be alone, and a stolen session keeps the hours of who stole it.',
  blindSpots: 'Theft at the own hours or next to them, or a little on a free day.',
  benign: ['Overtime, on call', 'A shift that was swapped', 'Travel to another time zone'],
  triage: ['hunt:person-timeline', 'Ask the supervisor about the rota of that day'],
  hunt: 'person-timeline',
  memoryDays: 63,
  params: {
    floor: count(5, 'Customers in that hour below which nothing is said'),
    warmup: count(10, 'Days with events to see before the first verdict'),
    weeks: count(2, 'Weeks with events to see before the first verdict'),
    threshold: score(2.7, 'Score that makes an anomaly: of real staff, 0.2 user-days of 1,000'),
    sameHour: ratio(0.1, 'Weight of the same hour on other days of the week'),
    anyHour: ratio(0.02, 'Weight of any hour: somebody may always have to stay'),
    touches: ratio(10, 'Customers in that hour that add a decimal’s third to the score'),
  },
  state: hoursLayout,
  // Here a prior of the team enters: the hours of everybody else in it, in the weight of each hour.
  score({ access, profile, own, params }) {
    if (profile.isService || access.touch === 'listed') return undefined;
    if (access.subjects.length === 0 || profile.hour.subjects < params.floor) return undefined;
    if (profile.past.known < params.warmup) return undefined;
    const place = placeOf(access.at, access.utc_offset_minutes);
    if (weeksAt(own, place) > 0) return undefined;
    // A shift says hours and no days: within it every hour is right, on a day that is one's own.
    if (access.on_shift === true && worksOn(own, place)) return undefined;
    const { share, known } = rarity(own, place, params);
    if (known < params.weeks) return undefined;
    const { subjects } = profile.hour;
    const value = (-log(share) + log1p(subjects / params.touches)) / ln10;
    if (value < params.threshold) return undefined;
    const start = Math.floor(access.at / hourMs) * hourMs;
    const localHour = place.cell % 24;
    const day = dayNames[Math.floor(place.cell / 24)];
    return {
      score: value,
      threshold: params.threshold,
      observed: subjects,
      expected: 0,
      because:
        `${subjects} customers on a ${day} at ${localHour}:00, local time; ` +
        `in ${known} weeks the person never worked then`,
      windowStart: start,
      windowEnd: start + hourMs,
      evidence: [
        { name: 'share of work at hours as rare', value: percent(share), usual: '' },
        { name: 'within the shift', value: `${access.on_shift ?? 'unknown'}`, usual: 'true' },
        { name: 'customers in the hour', value: `${subjects}`, usual: '0' },
      ],
      subjects: access.subjects,
      subjectsTotal: subjects,
      events: [access.event_id],
    };
  },
  learn({ access, own }) {
    rememberHour(own, placeOf(access.at, access.utc_offset_minutes));
  },
  vectors: () => [
    {
      name: 'thirty records at three in the night after five weeks of days',
      feed: [...days(35, weekday), ...workNight(35, 30)],
      fires: 1,
    },
    {
      name: 'the same by somebody who works at night',
      feed: days(36, (day) => workNight(day, 30)),
      fires: 0,
    },
    {
      name: 'four records at that hour',
      isEdge: true,
      feed: [...days(35, weekday), ...workNight(35, 4)],
      fires: 0,
    },
    {
      name: 'an hour longer than usual',
      feed: [...days(35, weekday), ...weekday(35), ...read(35, 17.2), ...read(35, 17.5)],
      fires: 0,
    },
  ],
});

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function weekday(day: number) {
  return day % 7 < 5 ? workday(day, { reads: 16 }) : [];
}

function workNight(day: number, reads: number) {
  return Array.from({ length: reads }, (_, i) => read(day, 3 + i / 40)).flat();
}
