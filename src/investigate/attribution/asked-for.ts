// Whether somebody had asked for a read, as far as that is known. For whoever says it: words,
// picture and JSON of an attribution. What is decided rests on `isRouted`, which takes any read to
// have been asked for of which nothing is known (core/attribution/desk.ts); to say so of somebody
// would be an excuse that nobody has found.
//
//   isRouted   asked        somebody had asked: a ticket, a call, a campaign
//              unknown      nothing is known of reasons: no tickets are fed in, or not with it
//   stray      own ticket   on a ticket that the reader wrote, of a customer who had not called
//              none         without a reason on record; whatever a machine reads

import type { VictimRead } from './reads-of-victims.ts';

export type Asked = 'asked' | 'unknown' | 'ownTicket' | 'none';

/** Of a victim's reads the first of these that there is: so are hits judged too. */
const inOrder: readonly Asked[] = ['asked', 'unknown', 'ownTicket', 'none'];

type Judged = Pick<VictimRead, 'reason' | 'isRouted' | 'isPerson'>;

export function askedOf({ reason, isRouted, isPerson }: Judged): Asked {
  if (!isPerson) return 'none';
  if (isRouted) return reason === 'unknown' || reason === '' ? 'unknown' : 'asked';
  return reason === 'none' ? 'none' : 'ownTicket';
}

/** So many victims by each. */
export type AskedCounts = Readonly<Record<Asked, number>>;

/** The reads of each victim that say most for whoever read it: one of each, of one at least. */
export function mostAskedFor(own: readonly VictimRead[]): VictimRead[] {
  return [...Map.groupBy(own, ({ subject }) => subject).values()].map((there) =>
    there.reduce((best, read) => (orderOf(read) < orderOf(best) ? read : best)),
  );
}

function orderOf(read: Judged): number {
  return inOrder.indexOf(askedOf(read));
}

export function countAsked(reads: readonly Judged[]): AskedCounts {
  const counts: Record<Asked, number> = { asked: 0, unknown: 0, ownTicket: 0, none: 0 };
  for (const read of reads) counts[askedOf(read)] += 1;
  return counts;
}
