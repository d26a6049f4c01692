// Segment concentration (D6): records opened without a reason lie in other segments than those with
// one: in one segment that is wanted, or in any that are not the person's work. With and without a
// reason are compared over the same weeks, so that a new queue, a campaign or an outage moves both.

import { detector } from '../core/detector.ts';
import { count, ratio, score, share } from '../core/param.ts';
import {
  countAccess,
  countExplained,
  segmentMixLayout,
  strangestSegments,
  unexplainedSince,
} from '../core/segment-mix.ts';
import { days, read, workday } from '../core/vector.ts';

export const segmentConcentration = detector({
  id: 'segment-concentration',
  version: 1,
  title: 'Records without a reason lie in other segments than those with one',
  family: 'target',
  severity: 'medium',
  status: 'stable',
  always: false,
  attack: ['T1213.004'],
  why: 'Buyers want a kind of customer. Honest slips happen where the person works anyway.',
  blindSpots: 'Theft in the own segments, or under tickets; customers whose segment is unknown.',
  benign: [
    'Helping out in another queue',
    'Looking up acquaintances',
    'A ticket feed that lacks one',
  ],
  triage: ['hunt:reads-without-reason', 'Compare with the queues the person was routed that week'],
  hunt: 'reads-without-reason',
  memoryDays: 35,
  params: {
    floor: count(6, 'Records without a reason in such a segment below which nothing is said'),
    warmup: count(5, 'Days with events to see before the first verdict'),
    threshold: score(3.3, 'Score that makes an anomaly'),
    foreignBelow: share(0.05, 'Share of explained records below which a segment is foreign'),
    foreignShare: share(0.02, 'Company prior: share of explained records in foreign segments'),
    priorRecords: ratio(40, 'Weight of the prior, in records (Beta-binomial kappa)'),
    concentration: ratio(
      20,
      'How alike reads with and without a reason are, as Beta concentration',
    ),
  },
  state: segmentMixLayout,
  // Here a prior of the team enters: the mix of everybody else in it, in place of foreignShare.
  judge({ kind, start, end, profile, own, samples, params }) {
    if (kind !== 'day' || profile.isService || profile.past.known < params.warmup) return undefined;
    if (profile.day.unexplainedSubjects === 0) return undefined;
    const strange = strangestSegments(own, params);
    if (strange === undefined || strange.score < params.threshold) return undefined;
    const { name, count: observed, of, usual } = strange;
    const { subjects, events } = samples();
    const percent = (part: number) => `${(part * 100).toFixed(0)} %`;
    return {
      score: strange.score,
      threshold: params.threshold,
      observed,
      expected: usual * of,
      because:
        `${observed} of ${of} records without a reason lie in ${name}, ` +
        `of those with one ${percent(usual)}`,
      windowStart: unexplainedSince(start),
      windowEnd: end,
      evidence: [
        { name: `share in ${name}`, value: percent(observed / of), usual: percent(usual) },
        { name: 'records with a reason', value: `${strange.explained}`, usual: '' },
      ],
      subjects,
      subjectsTotal: observed,
      events,
    };
  },
  learn({ access, profile, own }) {
    if (!profile.isService) countAccess(own, access);
  },
  explain({ explained, profile, own }) {
    if (!profile.isService) countExplained(own, explained);
  },
  vectors: () => [
    {
      name: 'three strangers a day of another segment',
      feed: days(20, (day) => [
        ...workday(day, { reads: 30 }),
        ...(day < 14 ? [] : slips(day, 3, 'ja-consumer')),
      ]),
      fires: 5,
    },
    {
      name: 'slips where the person works anyway',
      feed: days(20, (day) => [...workday(day, { reads: 30 }), ...slips(day, 3, 'en-consumer')]),
      fires: 0,
    },
    {
      name: 'another queue, with tickets',
      feed: days(20, (day) =>
        workday(day, { reads: 30, segment: day < 10 ? 'ja-consumer' : 'de' }),
      ),
      fires: 0,
    },
    {
      name: 'five strangers',
      isEdge: true,
      feed: [...days(14, (day) => workday(day, { reads: 30 })), ...slips(14, 5, 'ja-consumer')],
      fires: 0,
    },
  ],
});

function slips(day: number, reads: number, segment: string) {
  return Array.from({ length: reads }, (_, i) =>
    read(day, 12 + i / 10, { reason: 'none', segment }),
  ).flat();
}
