// Customer fan-out (D2, on arrival): far more distinct customers in an hour or a day than usual for
// the person, with room for a busy day: nobody knows yet how busy the others are.

import { detector, type Finding } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score } from '../core/param.ts';
import { negativeBinomialTailScore, overdispersion } from '../core/stats/negative-binomial.ts';
import { shrunkRate } from '../core/stats/shrinkage.ts';
import { dayMs, hourMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

export const customerFanOut = detector({
  id: 'customer-fan-out',
  version: 2,
  title: 'Far more distinct customers than usual for this person',
  family: 'volume',
  severity: 'high',
  status: 'stable',
  always: false,
  weight: 0.1,
  attack: ['T1213.004', 'T1119'],
  why: 'A thief of records needs many customers; a person who works meets about as many as ever.',
  blindSpots: 'Theft within the own daily variation; reads without customer ids.',
  benign: ['An outage with many callers', 'Overtime or leave cover', 'Quality sampling'],
  triage: ['hunt:person-timeline', 'hunt:fan-out-ranking', 'Compare with team-mates that day'],
  hunt: 'person-timeline',
  memoryDays: 28,
  params: {
    floor: count(20, 'Distinct customers in the window below which nothing is said'),
    warmup: count(5, 'Days with events to see before the first verdict'),
    threshold: score(2.6, 'Score that makes an anomaly', {
      producedBy: 'npm run calibrate -- --seeds 1,2,3,4,5,6,7,8,9,10',
    }),
    dayMean: ratio(30, 'Company prior: distinct customers of a day'),
    hourMean: ratio(8, 'Company prior: distinct customers of the busiest hour of a day'),
    surge: ratio(2, 'How many times as busy a team may be before anybody knows of it'),
    dispersion: ratio(4, 'Negative binomial size r: smaller is burstier'),
    priorDays: ratio(5, 'Weight of the prior, in days'),
  },
  state: layout({}),
  score({ access, profile, params }) {
    const { day, hour } = profile;
    if (profile.isService || access.subjects.length === 0 || day.subjects < params.floor) return;
    const { past } = profile;
    if (past.known < params.warmup) return undefined;
    const windows = [
      { name: 'an hour', ms: hourMs, pane: hour, sum: past.peakSubjects, prior: params.hourMean },
      { name: 'a day', ms: dayMs, pane: day, sum: past.subjects, prior: params.dayMean },
    ];
    let strongest: Finding | undefined;
    for (const { name, ms, pane, sum, prior } of windows) {
      const observed = pane.subjects;
      if (observed < params.floor) continue;
      const expected = shrunkRate(
        { count: past.days, sum },
        { mean: prior, weight: params.priorDays },
      );
      const spread = overdispersion(params.dispersion, params.priorDays, past.days);
      const value = negativeBinomialTailScore(observed, params.surge * expected, spread);
      if (value < params.threshold || value <= (strongest?.score ?? 0)) continue;
      const start = Math.floor(access.at / ms) * ms;
      const usual = String(Math.round(expected));
      strongest = {
        score: value,
        threshold: params.threshold,
        observed,
        expected,
        because: `${observed} customers in ${name}; about ${usual} are usual for this person`,
        windowStart: start,
        windowEnd: start + ms,
        evidence: [
          { name: `distinct customers in ${name}`, value: String(observed), usual },
          { name: 'days known', value: String(past.days), usual: '' },
          { name: 'without a reason so far', value: String(day.unexplainedSubjects), usual: '' },
        ],
        subjects: access.subjects,
        subjectsTotal: observed,
        events: [access.event_id],
      };
    }
    return strongest;
  },
  vectors: () => [
    {
      name: 'ten times the usual customers, told again as the score grows',
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...workday(15, { reads: 200, firstCustomer: 5_000 }),
      ],
      fires: 2,
    },
    {
      name: 'the same customer two hundred times',
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...Array.from({ length: 200 }, (_, i) =>
          read(15, 9 + i / 50, { subjects: ['customer-7'] }),
        ).flat(),
      ],
      fires: 0,
    },
    {
      name: 'a day with half as many again',
      isEdge: true,
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...workday(15, { reads: 30, firstCustomer: 5_000 }),
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
