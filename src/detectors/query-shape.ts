// Query shape (D9): many accesses of a day by statements that this person has never made.
//
// A statement without its literals has a shape. Work goes by a few of them, and new ones come one
// at a time; somebody who takes by a statement of their own makes it again and again on its first
// day. Counted on that day only: from the next day on it is one of those that were met before.

import { detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score } from '../core/param.ts';
import { countShape, noteShape, recentShapeFields, shapesOfDay } from '../core/recent-shapes.ts';
import { negativeBinomialTailScore, overdispersion } from '../core/stats/negative-binomial.ts';
import { shrunkRate } from '../core/stats/shrinkage.ts';
import { dayMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

const dayOf = (at: number) => Math.floor(at / dayMs);

export const queryShape = detector({
  id: 'query-shape',
  version: 1,
  title: 'Many accesses by statements never made before',
  family: 'route',
  severity: 'low',
  status: 'stable',
  always: false,
  attack: ['T1213.006', 'T1119'],
  why: 'Screens make the same statements every day; whoever takes records makes one of their own.',
  blindSpots:
    'Theft by the screens of the daily work; a new statement made a few times only, whatever it ' +
    'returns; sources that report no statements. A release that changes the statements of a tool ' +
    'looks like new work of each of its users: norms of the team are not asked yet. Who makes ' +
    'more than twenty kinds of statements a month is expected to make new ones.',
  benign: ['A release of a tool', 'A new task or screen', 'An analyst at work'],
  triage: ['hunt:person-timeline', 'Compare the statement with those of colleagues that day'],
  hunt: 'person-timeline',
  memoryDays: 35,
  params: {
    floor: count(4, 'Accesses of a day by new statements below which nothing is said'),
    warmup: count(15, 'Days with events to see before the first verdict'),
    threshold: score(5.3, 'Score that makes an anomaly', {
      producedBy: 'npm run calibrate -- --world lively --agents 200 --seeds 1,2,3,4,5,6',
    }),
    dayMean: ratio(0.5, 'Company prior: accesses of a day by statements new that day'),
    dispersion: ratio(0.5, 'Negative binomial size r: smaller is burstier'),
    priorDays: ratio(10, 'Weight of the prior, in days'),
  },
  state: layout(recentShapeFields),
  score({ access, profile, own, params }) {
    if (access.shape === null || profile.isService) return undefined;
    const day = dayOf(access.at);
    const { today, before } = shapesOfDay(own, access.shape, day);
    if (today < params.floor) return undefined;
    const { known } = profile.past;
    if (known < params.warmup) return undefined;
    // Where norms of the team exist, what its people make on the same day takes the prior's place.
    const prior = { mean: params.dayMean, weight: params.priorDays };
    const expected = shrunkRate({ count: known, sum: before }, prior);
    const spread = overdispersion(params.dispersion, params.priorDays, known);
    const value = negativeBinomialTailScore(today, expected, spread);
    if (value < params.threshold) return undefined;
    const usual = expected.toFixed(1);
    return {
      score: value,
      threshold: params.threshold,
      observed: today,
      expected,
      because: `${today} accesses by statements never made before; about ${usual} are usual`,
      windowStart: day * dayMs,
      windowEnd: (day + 1) * dayMs,
      evidence: [
        { name: 'accesses by new statements', value: String(today), usual },
        { name: 'newest of them', value: `${access.operation} ${access.shape}`, usual: '' },
        { name: 'accesses of the day', value: String(profile.day.events), usual: '' },
      ],
      subjects: access.subjects,
      events: [access.event_id],
    };
  },
  learn({ access, profile, own }) {
    if (access.shape === null || profile.isService) return;
    const day = dayOf(access.at);
    // On the first day all is new, and says nothing of what is to come.
    if (noteShape(own, access.shape, day) && profile.past.known > 0) countShape(own, day);
  },
  vectors: () => [
    {
      name: 'thirty searches of a kind never made before',
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...workday(15, { reads: 30, shape: 'by prefix of the name' }),
      ],
      fires: 4,
    },
    {
      name: 'a new screen, opened twice on its first day and often from then on',
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...workday(15, { reads: 2, shape: 'licences' }),
        ...days(5, (day) => workday(16 + day, { reads: 30, shape: 'licences' })),
      ],
      fires: 0,
    },
    {
      name: 'an analyst whose statements are all new',
      feed: days(20, (day) =>
        Array.from({ length: 12 }, (_, i) => read(day, 9 + i / 2, { shape: `${day}/${i}` })).flat(),
      ),
      fires: 0,
    },
    {
      name: 'one access below the floor',
      isEdge: true,
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...workday(15, { reads: 3, shape: 'by prefix of the name' }),
      ],
      fires: 0,
    },
  ],
});
