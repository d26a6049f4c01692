// Customers of a day (D2, once the day is over): far more distinct customers than usual for the
// person on a day on which the team was as busy as it was. Outages, Mondays and holidays need no
// calendar: everybody has them.

import { detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score } from '../core/param.ts';
import { negativeBinomialTailScore, overdispersion } from '../core/stats/negative-binomial.ts';
import { shrunkRate } from '../core/stats/shrinkage.ts';
import { days, workday } from '../core/vector.ts';

export const customersOfDay = detector({
  id: 'customers-of-day',
  version: 1,
  title: 'Far more customers than the day explains',
  family: 'volume',
  severity: 'medium',
  status: 'stable',
  always: false,
  weight: 0.1,
  attack: ['T1213.004', 'T1119'],
  why: 'On a busy day all are busy. Who is busier than the day has more than customers to serve.',
  blindSpots: 'Theft within the own daily variation; a whole team that steals on the same day.',
  benign: ['Overtime or leave cover', 'Quality sampling', 'A task nobody else of the team has'],
  triage: ['hunt:person-timeline', 'hunt:fan-out-ranking', 'Compare with team-mates that day'],
  hunt: 'person-timeline',
  memoryDays: 28,
  params: {
    floor: count(20, 'Distinct customers in the day below which nothing is said'),
    warmup: count(5, 'Days with events to see before the first verdict'),
    threshold: score(2.6, 'Score that makes an anomaly'),
    surge: ratio(2, 'How busy the team may have been where nobody knows'),
    dayMean: ratio(30, 'Company prior: distinct customers of a day'),
    dispersion: ratio(4, 'Negative binomial size r: smaller is burstier'),
    priorDays: ratio(5, 'Weight of the prior, in days'),
  },
  state: layout({}),
  judge({ kind, start, end, profile, others, params }) {
    const { past, day } = profile;
    if (kind !== 'day' || profile.isService || past.known < params.warmup) return undefined;
    if (day.subjects < params.floor) return undefined;
    const mean = others.usualDay ?? params.dayMean;
    // Of a past that was as busy as the team was then; times how busy it is now.
    const usual = shrunkRate(
      { count: past.load, sum: past.subjects },
      { mean, weight: params.priorDays },
    );
    const expected = (others.isStale ? params.surge : others.busy.value) * usual;
    const spread =
      overdispersion(params.dispersion, params.priorDays, past.days) + others.busy.variance;
    const value = negativeBinomialTailScore(day.subjects, expected, spread);
    if (value < params.threshold) return undefined;
    const busy = others.isStale ? 'not known' : others.busy.value.toFixed(2);
    return {
      score: value,
      threshold: params.threshold,
      observed: day.subjects,
      expected,
      because:
        `${day.subjects} customers in a day; about ${usual.toFixed(0)} are usual, and ` +
        (others.isStale
          ? 'nobody knows how busy the team was'
          : `the team had ${busy} times as many as ever`),
      windowStart: start,
      windowEnd: end,
      evidence: [
        {
          name: 'distinct customers in a day',
          value: String(day.subjects),
          usual: usual.toFixed(0),
        },
        { name: 'how busy the team was', value: busy, usual: '1' },
        { name: 'days known', value: String(past.days), usual: '' },
      ],
      subjectsTotal: day.subjects,
    };
  },
  vectors: () => [
    {
      name: 'ten times the usual customers after three weeks',
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...workday(15, { reads: 200, firstCustomer: 5_000 }),
      ],
      fires: 1,
    },
    {
      name: 'a steady heavy user',
      feed: days(20, (day) => workday(day, { reads: 200 })),
      fires: 0,
    },
    {
      name: 'as many again, which a busy day may be',
      isEdge: true,
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...workday(15, { reads: 40, firstCustomer: 5_000 }),
      ],
      fires: 0,
    },
    {
      name: 'the same flood within the warm-up',
      feed: [
        ...days(3, (day) => workday(day, { reads: 20 })),
        ...workday(3, { reads: 200, firstCustomer: 5_000 }),
      ],
      fires: 0,
    },
  ],
});
