// Unexplained access (D4): more records opened without a ticket, contact or campaign behind them
// than this person's share of such reads explains. Judged hourly, an hour after the reads, because
// tickets are often written late. Silent until a ticket feed was seen: then reasons are `unknown`.

import { detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score, share } from '../core/param.ts';
import { negativeBinomialTailScore } from '../core/stats/negative-binomial.ts';
import { shrunkShare } from '../core/stats/shrinkage.ts';
import { dayMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

export const unexplainedAccess = detector({
  id: 'unexplained-access',
  version: 1,
  title: 'More records opened without a reason than usual',
  family: 'need',
  severity: 'high',
  status: 'stable',
  always: false,
  weight: 0.2,
  attack: ['T1213.004', 'T1078'],
  why: 'Work comes with tickets. Reads that none explains betray a few stolen records a day.',
  blindSpots: 'Reads covered by plausible tickets; sources without customer ids or tickets.',
  benign: ['The ticket system was down', 'Calls dropped before a ticket', 'A task without tickets'],
  triage: ['hunt:reads-without-reason', 'Ask what these customers were opened for'],
  hunt: 'reads-without-reason',
  memoryDays: 28,
  params: {
    floor: count(5, 'Customers without a reason in a day below which nothing is said'),
    threshold: score(2, 'Score that makes an anomaly', {
      producedBy: 'npm run calibrate -- --seeds 1,2,3,4,5,6,7,8,9,10',
    }),
    usualShare: share(0.04, 'Company prior: share of customers that nothing explains'),
    priorCustomers: ratio(40, 'Weight of the prior, in customers (Beta-binomial kappa)'),
    dispersion: ratio(3, 'Negative binomial size r: smaller is burstier'),
  },
  state: layout({}),
  judge({ profile, unexplainedSettled, samples, params, end }) {
    const { past, day } = profile;
    if (profile.isService || unexplainedSettled < params.floor) return undefined;
    const usual = shrunkShare(
      { successes: past.unexplained, trials: past.subjects },
      { share: params.usualShare, weight: params.priorCustomers },
    );
    // The whole day's customers: some hours are not settled yet, so this errs towards silence.
    const expected = usual * day.subjects;
    const value = negativeBinomialTailScore(unexplainedSettled, expected, 1 / params.dispersion);
    if (value < params.threshold) return undefined;
    const start = Math.floor((end - 1) / dayMs) * dayMs;
    const { subjects, events } = samples();
    const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
    return {
      score: value,
      threshold: params.threshold,
      observed: unexplainedSettled,
      expected,
      because:
        `${unexplainedSettled} of ${day.subjects} customers opened without a reason; ` +
        `about ${expected.toFixed(1)} are usual`,
      windowStart: start,
      windowEnd: end,
      evidence: [
        {
          name: 'share of customers without a reason',
          value: percent(unexplainedSettled / day.subjects),
          usual: percent(usual),
        },
        { name: 'distinct customers of the day', value: String(day.subjects), usual: '' },
      ],
      subjects,
      subjectsTotal: unexplainedSettled,
      events,
    };
  },
  vectors: () => [
    {
      name: 'fifteen customers without a ticket, told again as the score grows',
      feed: [
        ...days(15, (day) => workday(day, { reads: 30 })),
        ...workday(15, { reads: 15, reason: 'none', firstCustomer: 9_000 }),
      ],
      fires: 3,
    },
    {
      name: 'one unexplained look-up among thirty',
      feed: days(20, (day) => [
        ...workday(day, { reads: 30 }),
        ...read(day, 16, { reason: 'none' }),
      ]),
      fires: 0,
    },
    {
      name: 'a bulk of records with tickets',
      feed: [
        ...days(15, (day) => workday(day, { reads: 30 })),
        ...workday(15, { reads: 300, firstCustomer: 9_000 }),
      ],
      fires: 0,
    },
    {
      name: 'no ticket feed at all',
      feed: days(20, (day) => workday(day, { reads: 60, reason: 'unknown' })),
      fires: 0,
    },
    {
      name: 'one touch below the floor',
      isEdge: true,
      feed: [
        ...days(15, (day) => workday(day, { reads: 30 })),
        ...workday(15, { reads: 4, reason: 'none', firstCustomer: 9_000 }),
      ],
      fires: 0,
    },
  ],
});
