// Customer fan-out (D2): far more distinct customers in an hour or a day than usual for the person.
// On arrival with room for a busy day, since nobody knows yet how busy the team is; once that is
// known, beside it.

import { detector, type Finding } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score } from '../core/param.ts';
import type { ProfileView } from '../core/profile.ts';
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
  weight: 0.05,
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
    const { past, day, hour } = profile;
    if (profile.isService || access.subjects.length === 0) return undefined;
    if (day.subjects < params.floor || past.known < params.warmup) return undefined;
    const spread = overdispersion(params.dispersion, params.priorDays, past.days);
    const prior = { count: past.days, weight: params.priorDays };
    const hourly = { ...prior, sum: past.peakSubjects, mean: params.hourMean };
    const daily = { ...prior, sum: past.subjects, mean: params.dayMean };
    // Nobody knows yet how busy the others are: as busy as an outage makes them, for all we know.
    const seen = [
      { name: 'an hour', ms: hourMs, pane: hour, expected: params.surge * shrunk(hourly) },
      { name: 'a day', ms: dayMs, pane: day, expected: params.surge * shrunk(daily) },
    ];
    let strongest: Finding | undefined;
    for (const { name, ms, pane, expected } of seen) {
      if (pane.subjects < params.floor) continue;
      const value = negativeBinomialTailScore(pane.subjects, expected, spread);
      if (value < params.threshold || value <= (strongest?.score ?? 0)) continue;
      const start = Math.floor(access.at / ms) * ms;
      const usual = String(Math.round(expected / params.surge));
      strongest = {
        score: value,
        threshold: params.threshold,
        observed: pane.subjects,
        expected: expected / params.surge,
        because: `${pane.subjects} customers in ${name}; about ${usual} are usual for this person`,
        windowStart: start,
        windowEnd: start + ms,
        evidence: [
          { name: `distinct customers in ${name}`, value: String(pane.subjects), usual },
          ...known(profile),
        ],
        subjects: access.subjects,
        subjectsTotal: pane.subjects,
        events: [access.event_id],
      };
    }
    return strongest;
  },
  judge({ kind, start, end, profile, others, params }) {
    const { past, day } = profile;
    if (kind !== 'day' || profile.isService || past.known < params.warmup) return undefined;
    if (day.subjects < params.floor) return undefined;
    const mean = others.usualDay ?? params.dayMean;
    // Of a past that was as busy as the team was then; times how busy it is now.
    const own = { count: past.load, sum: past.subjects, mean, weight: params.priorDays };
    const expected = (others.isStale ? params.surge : others.busy.value) * shrunk(own);
    const spread =
      overdispersion(params.dispersion, params.priorDays, past.days) + others.busy.variance;
    const value = negativeBinomialTailScore(day.subjects, expected, spread);
    if (value < params.threshold) return undefined;
    const usual = shrunk(own).toFixed(0);
    const busy = others.isStale ? 'not known' : others.busy.value.toFixed(2);
    return {
      score: value,
      threshold: params.threshold,
      observed: day.subjects,
      expected,
      because:
        `${day.subjects} customers in a day; about ${usual} are usual for this person, and ` +
        (others.isStale
          ? 'nobody knows how busy the team was'
          : `the team had ${busy} times as many as ever`),
      windowStart: start,
      windowEnd: end,
      evidence: [
        { name: 'distinct customers in a day', value: String(day.subjects), usual },
        { name: 'how busy the team was', value: busy, usual: '1' },
        ...known(profile),
      ],
      subjectsTotal: day.subjects,
    };
  },
  vectors: [
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

type Rate = {
  readonly count: number;
  readonly sum: number;
  readonly mean: number;
  readonly weight: number;
};

function shrunk({ count, sum, mean, weight }: Rate): number {
  return shrunkRate({ count, sum }, { mean, weight });
}

function known({ past, day }: ProfileView): Finding['evidence'] {
  return [
    { name: 'days known', value: String(past.days), usual: '' },
    {
      name: 'customers without a reason so far',
      value: String(day.unexplainedSubjects),
      usual: '',
    },
  ];
}
