// Low and slow (D3): more customers a day, for days or weeks, than the time before makes likely,
// though no day stands out. Judged once a day, when it is known how busy the team was.

import { detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score } from '../core/param.ts';
import { shiftOf, subjectDays } from '../core/reference-days.ts';
import { dayMs } from '../core/time.ts';
import { days, workday } from '../core/vector.ts';

export const lowAndSlow = detector({
  id: 'low-and-slow',
  version: 1,
  title: 'More customers than before, day after day',
  family: 'volume',
  severity: 'medium',
  status: 'stable',
  always: false,
  weight: 0.4,
  attack: ['T1213.004', 'T1119'],
  why: 'A patient thief takes a few customers on each day, and all of them together are a theft.',
  blindSpots:
    'Less than about a third of the usual day; whoever has stolen since the first day; a ramp so ' +
    'slow that three months hold it; newcomers who stay below what is usual in their team.',
  benign: ['Another task or queue', 'Leave cover for weeks', 'A newcomer who has become quick'],
  triage: ['hunt:person-timeline', 'hunt:fan-out-ranking', 'Ask the team lead what has changed'],
  hunt: 'person-timeline',
  memoryDays: 120,
  params: {
    floor: count(
      10,
      'Customers beyond the expected, since the beginning, below which all is quiet',
    ),
    warmup: count(10, 'Days with events before the supposed beginning'),
    threshold: score(9, 'Score that makes an anomaly: ln of the likelihood ratio'),
    factor: ratio(1.4, 'Smallest rise that is suspected, as a multiple of the expected'),
    step: ratio(3, 'Smallest rise that is suspected, in customers a day'),
    dayMean: ratio(30, 'Company prior: distinct customers of a day'),
    priorDays: ratio(5, 'Weight of the prior, in days'),
    noviceDays: count(85, 'Days at work until the usual day of the team is no measure any more'),
    dispersion: ratio(4, 'Negative binomial size r: smaller is burstier'),
  },
  state: layout({}),
  judge({ kind, end, profile, others, params }) {
    if (kind !== 'day' || profile.isService) return undefined;
    const history = profile.history();
    const reference = { ...params, daysBefore: params.warmup };
    const rule = { ratio: params.factor, step: params.step, least: -2, most: 4 };
    const shift = shiftOf(subjectDays(history, others, reference), rule);
    const taken = shift.observed - shift.expected;
    if (shift.score <= 0 || shift.score < params.threshold || taken < params.floor)
      return undefined;
    const start = history.day[shift.start]! * dayMs;
    const length = history.count - shift.start;
    const mean = (sum: number) => (sum / length).toFixed(1);
    return {
      score: shift.score,
      threshold: params.threshold,
      observed: shift.observed,
      expected: shift.expected,
      taken,
      because:
        `${mean(shift.observed)} customers a day over ${length} days; ` +
        `${mean(shift.expected)} were to be expected`,
      windowStart: start,
      windowEnd: end,
      evidence: [
        {
          name: 'customers since then',
          value: String(shift.observed),
          usual: shift.expected.toFixed(0),
        },
        {
          name: 'how busy the team was on the last day',
          value: others.isStale ? 'not known' : others.busy.value.toFixed(2),
          usual: '1',
        },
        { name: 'days at work since then', value: String(length), usual: '' },
      ],
      subjectsTotal: shift.observed,
    };
  },
  vectors: () => [
    {
      name: 'three times as many on each of eight days',
      feed: [
        ...days(30, (day) => workday(day, { reads: 20 })),
        ...days(8, (day) => workday(30 + day, { reads: 60 })),
      ],
      fires: 3,
    },
    {
      name: 'one busy day among forty',
      feed: days(40, (day) => workday(day, { reads: day === 30 ? 60 : 20 })),
      fires: 0,
    },
    {
      name: 'a tenth more, for a fortnight',
      isEdge: true,
      feed: days(44, (day) => workday(day, { reads: day < 30 ? 20 : 22 })),
      fires: 0,
    },
    {
      name: 'as many again in the second week of all',
      feed: days(14, (day) => workday(day, { reads: day < 8 ? 20 : 40 })),
      fires: 0,
    },
  ],
});
