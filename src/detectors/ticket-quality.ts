// Ticket quality (D4b): the tickets behind a person's reads are more often than before of their own
// making, or worse. Against whoever writes a ticket for each record stolen.

import { detector } from '../core/detector.ts';
import { count, ratio, score, share } from '../core/param.ts';
import {
  countAccess,
  countExplained,
  strongestRise,
  ticketSharesLayout,
} from '../core/ticket-shares.ts';
import { dayMs } from '../core/time.ts';
import { days, workday } from '../core/vector.ts';

export const ticketQuality = detector({
  id: 'ticket-quality',
  version: 1,
  title: 'More reads than before under tickets that the reader made',
  family: 'need',
  severity: 'high',
  status: 'stable',
  always: false,
  weight: 0.35,
  attack: ['T1213.004', 'T1036'],
  why: 'Whoever covers theft with tickets has to write them, and nobody called about them.',
  blindSpots: 'Tickets of others; a thief since the first day; feeds that tell no creator.',
  benign: ['Moved from mail to the telephone', 'A call-back campaign', 'Writing for colleagues'],
  triage: ['hunt:tickets-by-reader', 'Call three of the customers: did they ask for anything?'],
  hunt: 'tickets-by-reader',
  memoryDays: 28,
  params: {
    floor: count(40, 'Reads under tickets since the change below which nothing is said'),
    warmup: count(5, 'Days with events to see before the first verdict'),
    threshold: score(5, 'Score that makes an anomaly'),
    known: count(100, 'Reads before the change below which own tickets say nothing: work differs'),
    ownShare: share(0.4, 'Company prior: share of reads under a ticket of the reader’s own'),
    poorShare: share(0.03, 'Company prior: share under one that nobody called about, or worse'),
    priorReads: ratio(40, 'Weight of the prior, in reads (Beta-binomial kappa)'),
    concentration: ratio(150, 'How alike days are: Beta concentration of the share of a day'),
  },
  state: ticketSharesLayout,
  // Here a prior of the team enters: the shares of everybody else in it, with their own weight.
  judge({ kind, start, end, profile, own, params }) {
    if (kind !== 'day' || profile.isService || profile.past.known < params.warmup) return undefined;
    const { priorReads: weight, concentration, floor } = params;
    const today = start / dayMs;
    const priors = { own: params.ownShare, poor: params.poorShare };
    const rises = (['own', 'poor'] as const).flatMap((what) => {
      const prior = { share: priors[what], weight, concentration };
      const known = what === 'own' ? params.known : 0;
      const rise = strongestRise(own, what, today, { prior, floor, known });
      return rise === undefined ? [] : [{ what, ...rise }];
    });
    const [strongest] = rises.sort((a, b) => b.score - a.score);
    if (strongest === undefined || strongest.score < params.threshold) return undefined;
    const expected = strongest.usual * strongest.of;
    const name = { own: 'own making', poor: 'poor quality' }[strongest.what];
    const percent = (part: number) => `${(part * 100).toFixed(0)} %`;
    return {
      score: strongest.score,
      threshold: params.threshold,
      observed: strongest.count,
      expected,
      because:
        `${strongest.count} of ${strongest.of} reads under tickets of ${name}; ` +
        `about ${Math.round(expected)} are usual`,
      windowStart: strongest.since * dayMs,
      windowEnd: end,
      evidence: rises.map((rise) => ({
        name: `share of tickets of ${rise.what === 'own' ? 'own making' : 'poor quality'}`,
        value: `${percent(rise.count / rise.of)} in ${rise.days} days`,
        usual: percent(rise.usual),
      })),
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
      name: 'twenty tickets a day of own making beside thirty of others, told each day',
      feed: days(22, (day) => desk(day, { called: 15, own: 15, made: day < 15 ? 0 : 20 })),
      fires: 7,
    },
    {
      name: 'somebody who has always written tickets on the telephone',
      feed: days(25, (day) => desk(day, { called: 5, own: 25, made: 0 })),
      fires: 0,
    },
    {
      name: 'three on one day that nobody called about',
      isEdge: true,
      feed: days(20, (day) => desk(day, { called: 15, own: 15, made: day < 19 ? 0 : 3 })),
      fires: 0,
    },
  ],
});

/** Customers who wrote, customers who called, and tickets that nobody called about. */
function desk(day: number, reads: { called: number; own: number; made: number }) {
  const [first, noContact] = [day * 1_000, 3];
  return [
    ...workday(day, { reads: reads.called, firstCustomer: first }),
    ...workday(day, { reads: reads.own, firstCustomer: first + 300, ticketMarks: 1 }),
    ...workday(day, { reads: reads.made, firstCustomer: first + 600, ticketMarks: noContact }),
  ];
}
