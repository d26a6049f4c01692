// Dormant account (D11): an account in use after it lay still for weeks, or after its person left.
//
// How long accounts lie still and come back falls off with the days: the longer, the rarer. Who
// comes back from leave works as ever; whoever has found a forgotten account wants its customers:
// so a first day with many of them makes the same gap worth up to twice as much.

import { detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score } from '../core/param.ts';
import { negativeBinomialTailScore } from '../core/stats/negative-binomial.ts';
import { scoreOfLogTail } from '../core/stats/special.ts';
import { dayMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

const memoryDays = 400;
const dayOf = (at: number) => Math.floor(at / dayMs);

export const dormantAccount = detector({
  id: 'dormant-account',
  version: 1,
  title: 'An account in use that had lain still, or whose person has left',
  family: 'identity',
  severity: 'medium',
  status: 'stable',
  always: false,
  attack: ['T1078'],
  why: 'Nobody misses a forgotten account: its owner does not see that another one uses it.',
  blindSpots:
    'Accounts that were never used before, or not in 400 days; those in use by their owner too; ' +
    'people who left and are still active in the staff records; service accounts.',
  benign: ['Parental or sick leave', 'Seasonal work', 'A yearly audit', 'A late staff record'],
  triage: ['hunt:person-timeline', 'Ask the staff office when the person was back, or left'],
  hunt: 'person-timeline',
  memoryDays,
  params: {
    gapDays: count(14, 'Days without events below which nothing is said'),
    gapMean: ratio(5, 'Company prior: mean length in days of gaps, which fall off by their length'),
    threshold: score(4, 'Score that makes an anomaly'),
    endedScore: score(8, 'Score of any use after the person has left'),
    dayMean: ratio(30, 'Company prior: distinct customers of a first day back'),
    dispersion: ratio(4, 'Negative binomial size r of these: smaller is burstier'),
  },
  state: layout({ last: 'u16', since: 'u16', gap: 'u16' }),
  score({ access, profile, own, params }) {
    // On leave nobody is dormant; service accounts run by the calendar of their jobs.
    if (profile.isService || access.employment === 'leave') return undefined;
    const day = dayOf(access.at);
    const window = { windowStart: day * dayMs, windowEnd: (day + 1) * dayMs };
    const about = { threshold: params.threshold, events: [access.event_id], ...window };
    const state = { name: 'employment', value: access.employment, usual: 'active' };
    if (access.employment === 'ended') {
      return {
        ...about,
        score: params.endedScore,
        observed: profile.day.events,
        expected: 0,
        because: `in use, ${access.operation}, after the person has left`,
        evidence: [state],
        subjects: access.subjects,
      };
    }
    const gap = gapOn(own, day);
    if (gap < params.gapDays || gap > memoryDays) return undefined;
    const still = scoreOfLogTail(-gap / Math.max(1, params.gapMean));
    const { subjects } = profile.day;
    const many = negativeBinomialTailScore(subjects, params.dayMean, 1 / params.dispersion);
    const value = still + Math.min(still, many);
    if (value < params.threshold) return undefined;
    return {
      ...about,
      score: value,
      observed: gap,
      expected: params.gapMean,
      because: `not used for ${gap} days, and then for ${subjects} customers on the first day`,
      evidence: [
        { name: 'days without events', value: String(gap), usual: `below ${params.gapDays}` },
        { name: 'customers so far', value: String(subjects), usual: String(params.dayMean) },
        state,
      ],
      subjects: access.subjects,
      subjectsTotal: subjects,
    };
  },
  learn({ access, own }) {
    const day = dayOf(access.at);
    if (day <= own.last) return;
    own.gap = own.last === 0 ? 0 : day - own.last - 1;
    own.since = day;
    own.last = day;
  },
  vectors: () => [
    {
      name: 'back after three months',
      feed: [...days(5, (day) => workday(day, { reads: 20 })), ...workday(95, { reads: 20 })],
      fires: 1,
    },
    {
      name: 'three weeks of leave',
      feed: [...days(5, (day) => workday(day, { reads: 20 })), ...workday(26, { reads: 30 })],
      fires: 0,
    },
    {
      name: 'four weeks, and then five times the customers of a day',
      isEdge: true,
      feed: [...days(5, (day) => workday(day, { reads: 20 })), ...workday(32, { reads: 150 })],
      fires: 1,
    },
    {
      name: 'somebody who left last week',
      feed: [...workday(0, { reads: 20 }), ...read(7, 10, { employment: 'ended' })],
      fires: 1,
    },
  ],
});

/** Days without events before a day: the first after them, or one that is still the same. */
function gapOn(own: { last: number; since: number; gap: number }, day: number): number {
  if (day <= own.last) return day === own.since ? own.gap : 0;
  return own.last === 0 ? 0 : day - own.last - 1;
}
