// Unexplained drip (D4, slow): a few records without a ticket on many days, more than before. One
// such day is any agent's; a week of them is not. Judged once a day, with late tickets in, and
// beside the team: where its ticket system was down, nobody's reads had a reason.

import { detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score, share } from '../core/param.ts';
import { shiftOf, unexplainedDays } from '../core/reference-days.ts';
import { dayMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

export const unexplainedDrip = detector({
  id: 'unexplained-drip',
  version: 1,
  title: 'A few records without a reason, day after day',
  family: 'need',
  severity: 'high',
  status: 'stable',
  always: false,
  weight: 0.6,
  attack: ['T1213.004', 'T1078'],
  why: 'Who takes five customers a day is no busier than others, but five reads have no ticket.',
  blindSpots: 'Reads covered by plausible tickets; whoever has stolen since the first day.',
  benign: ['A task without tickets', 'A colleague asks often', 'Tickets written days later'],
  triage: ['hunt:reads-without-reason', 'Ask what these customers were opened for'],
  hunt: 'reads-without-reason',
  memoryDays: 120,
  params: {
    floor: count(5, 'Customers without a reason beyond the expected below which all is quiet'),
    warmup: count(10, 'Days with events before the supposed beginning'),
    threshold: score(9, 'Score that makes an anomaly: ln of the likelihood ratio'),
    factor: ratio(2, 'Smallest rise that is suspected, as a multiple of the expected'),
    step: ratio(3, 'Smallest rise that is suspected, in customers a day'),
    usualShare: share(0.04, 'Company prior: share of customers that nothing explains'),
    priorCustomers: ratio(40, 'Weight of the prior, in customers (Beta-binomial kappa)'),
    dispersion: ratio(3, 'Negative binomial size r: smaller is burstier'),
  },
  state: layout({}),
  judge({ kind, end, profile, others, samples, params }) {
    if (kind !== 'day' || profile.isService || profile.day.unexplainedSubjects === 0) {
      return undefined;
    }
    const history = profile.history();
    const reference = { ...params, daysBefore: params.warmup };
    const rule = { ratio: params.factor, step: params.step, least: -2, most: 6 };
    const shift = shiftOf(unexplainedDays(history, others, reference), rule);
    const taken = shift.observed - shift.expected;
    if (shift.score <= 0 || shift.score < params.threshold || taken < params.floor)
      return undefined;
    const length = history.count - shift.start;
    const { subjects, events } = samples();
    return {
      score: shift.score,
      threshold: params.threshold,
      observed: shift.observed,
      expected: shift.expected,
      taken,
      because:
        `${shift.observed} customers opened without a reason over ${length} days; ` +
        `about ${shift.expected.toFixed(1)} were to be expected`,
      windowStart: history.day[shift.start]! * dayMs,
      windowEnd: end,
      evidence: [
        {
          name: 'customers without a reason since then',
          value: String(shift.observed),
          usual: shift.expected.toFixed(1),
        },
        {
          name: 'how much more than likely the team read without a reason on the last day',
          value: others.isStale ? 'not known' : others.unexplained.value.toFixed(2),
          usual: '1',
        },
        { name: 'days at work since then', value: String(length), usual: '' },
      ],
      subjects,
      subjectsTotal: shift.observed,
      events,
    };
  },
  vectors: () => [
    {
      name: 'five a day without a ticket for a week',
      feed: [
        ...days(30, (day) => workday(day, { reads: 20 })),
        ...days(7, (day) => [
          ...workday(30 + day, { reads: 20 }),
          ...[16, 16.1, 16.2, 16.3, 16.4].flatMap((hour) =>
            read(30 + day, hour, { reason: 'none' }),
          ),
        ]),
      ],
      fires: 6,
    },
    {
      name: 'one a day without a ticket, as ever',
      feed: days(40, (day) => [
        ...workday(day, { reads: 20 }),
        ...read(day, 16, { reason: 'none' }),
      ]),
      fires: 0,
    },
    {
      name: 'four of one day',
      isEdge: true,
      feed: [
        ...days(30, (day) => workday(day, { reads: 20 })),
        ...workday(30, { reads: 4, reason: 'none', firstCustomer: 90_000 }),
        ...days(5, (day) => workday(31 + day, { reads: 20 })),
      ],
      fires: 0,
    },
    {
      name: 'no ticket feed at all',
      feed: days(40, (day) => workday(day, { reads: 20, reason: 'unknown' })),
      fires: 0,
    },
  ],
});
