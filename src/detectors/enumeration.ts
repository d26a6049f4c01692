// Enumeration (D5): records, or searches, by one place after the other in an order.

import { detector } from '../core/detector.ts';
import { count, ratio, score, share } from '../core/param.ts';
import { shareRiseScore } from '../core/stats/beta-binomial.ts';
import { ln10, log } from '../core/stats/special.ts';
import { dayMs } from '../core/time.ts';
import { days, read } from '../core/vector.ts';
import { dayWith, isStep, pastOf, step, walkLayout, walkOf } from '../core/walk.ts';

export const enumeration = detector({
  id: 'enumeration',
  version: 1,
  title: 'Records opened one after the other in the order of their numbers',
  family: 'target',
  severity: 'high',
  status: 'stable',
  always: false,
  attack: ['T1119', 'T1213.004'],
  why: 'Customers call in no order. Who goes through numbers or the alphabet wants all of them.',
  blindSpots: 'Ids without one number at their end; reads under tickets; a list that is shuffled.',
  benign: ['A list worked off by number', 'A clean-up', 'The customers of one day'],
  triage: ['hunt:person-timeline', 'Look whether the records have anything else in common'],
  hunt: 'person-timeline',
  memoryDays: 36,
  params: {
    floor: count(12, 'Near steps, and equal strides, of a day below which nothing is said'),
    threshold: score(4, 'Score that makes an anomaly'),
    thresholdBlind: score(13, 'The same where no ticket is ever seen: above all of real staff'),
    near: count(1_000, 'Numbers apart that are near'),
    nearSearch: count(40, 'Places apart that are near, of beginnings searched for'),
    nearShare: share(0.05, 'Company prior: share of steps that lead to a near place'),
    priorSteps: ratio(40, 'Weight of the prior, in steps (Beta-binomial kappa)'),
    concentration: ratio(20, 'How alike days are: Beta concentration of the share of a day'),
    strideShare: share(0.01, 'Company prior: share of steps as long as the one before'),
  },
  state: walkLayout,
  score({ access, profile, own, params }) {
    if (profile.isService || !isStep(access)) return undefined;
    const { at, order_key: key } = access;
    const which = walkOf(key);
    const today = dayWith(own, { at, key, near: which === 1 ? params.nearSearch : params.near });
    if (which === undefined || today === undefined) return undefined;
    const { steps, near, longest } = today;
    if (Math.max(near, longest) < params.floor) return undefined;
    // Here a prior of the team enters, which works off the same lists.
    const prior = { share: params.nearShare, weight: params.priorSteps };
    const now = { count: near, of: steps, days: 1 };
    const past = pastOf(own, which);
    const rise = shareRiseScore(now, past, { ...prior, concentration: params.concentration });
    const strides = longest < params.floor ? 0 : -(longest * log(params.strideShare)) / ln10;
    const value = Math.min(300, Math.max(near < params.floor ? 0 : rise.score, strides));
    // Where no ticket is ever seen, lists that are worked off look the same.
    const isBlind = which === 0 && access.reasons[0] === 'unknown';
    const threshold = isBlind ? params.thresholdBlind : params.threshold;
    if (value < threshold) return undefined;
    const what = which === 1 ? 'searches' : 'records';
    const expected = rise.usual * steps;
    const start = Math.floor(at / dayMs) * dayMs;
    return {
      score: value,
      threshold,
      observed: near,
      expected,
      because:
        `${near} of ${steps} ${what} next to the one before; ` +
        `about ${Math.round(expected)} are usual`,
      windowStart: start,
      windowEnd: start + dayMs,
      evidence: [
        { name: `${what} near the one before`, value: `${near}`, usual: expected.toFixed(1) },
        { name: 'equal strides in a row', value: `${longest}`, usual: '0' },
        { name: 'place of the newest', value: `${key}`, usual: '' },
      ],
      subjects: access.subjects,
      subjectsTotal: near,
      events: [access.event_id],
    };
  },
  learn({ access, own, params }) {
    const { at, order_key: key } = access;
    if (!isStep(access)) return;
    step(own, { at, key, near: walkOf(key) === 1 ? params.nearSearch : params.near }, params);
  },
  vectors: () => [
    {
      name: 'forty records by their numbers, told again when the score has grown',
      feed: [...days(10, (day) => scattered(day, 30)), ...walked(10, 40)],
      fires: 3,
    },
    { name: 'work in no order', feed: days(20, (day) => scattered(day, 60)), fires: 0 },
    {
      name: 'eleven steps to the next number',
      isEdge: true,
      feed: [...days(10, (day) => scattered(day, 30)), ...walked(10, 12)],
      fires: 0,
    },
    {
      name: 'a list worked off by its numbers, each with a ticket',
      feed: [...days(10, (day) => scattered(day, 30)), ...walked(10, 40, 'open-in-queue')],
      fires: 0,
    },
  ],
});

function walked(day: number, reads: number, reason = 'none') {
  return Array.from({ length: reads }, (_, i) =>
    read(day, 9 + i / 60, { orderKey: 5_000 + i, reason }),
  ).flat();
}

/** Records all over the numbers. */
function scattered(day: number, reads: number) {
  return Array.from({ length: reads }, (_, i) =>
    read(day, 9 + (8 * i) / reads, {
      orderKey: 1e6 + ((day * 97 + i * 61) % 101) * 7_919,
      reason: 'none',
    }),
  ).flat();
}
