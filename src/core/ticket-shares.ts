// How often the tickets behind a person's reads are of a kind, day by day, and since when more
// often than before. For the detector ticket-quality.
//
//   own    the reader created it
//   poor   nobody called and the reader created it; or it was closed within two minutes; or it is
//          another customer's
//
// Closed before the read is no sign: who samples the quality of others' work reads nothing else.
//
// A thief who writes tickets adds a few a day, and no day stands out: so every day of the ring is
// tried as the first of a change, and what came since is tested against what was before.
//
//   before, shrunk to the company's share │ since, at least `floor` reads
//   ──────────────────────────────────────┼──────────────────────────────► day that closes
//                                  each day tried
//
// A CUSUM over a window whose size of change nobody has to know (T. L. Lai, J. R. Stat. Soc. B 57,
// 1995: generalised likelihood ratio); the day with the highest score is the estimated beginning.

import type { Explained } from '../generated/records.ts';
import { countUp, enterDay } from './day-ring.ts';
import type { Access } from './detector.ts';
import { ticketMarks } from './explain.ts';
import { hash32 } from './hash.ts';
import { layout, type View } from './layout.ts';
import { daysKept } from './limits.ts';
import { shareRiseScore } from './stats/beta-binomial.ts';
import { dayMs } from './time.ts';

export const ticketSharesLayout = layout({
  newestDay: 'u32',
  /** Hashes of the customers counted last: reading on in a record is one read. */
  last: 'u32',
  lastExplained: 'u32',
  reads: ['u8', daysKept],
  own: ['u8', daysKept],
  poor: ['u8', daysKept],
});
export type TicketShares = View<typeof ticketSharesLayout.fields>;

/** Of a day the first reads are counted, which are as good a sample as any. */
const readsMax = 255;
const ownAndUncalled = ticketMarks.ownTicket | ticketMarks.noContact;
const alwaysPoor = ticketMarks.soonClosed | ticketMarks.otherCustomer;

/** More at once is a list or a bulk: nobody writes tickets for it. */
const subjectsMax = 16;
const notUnderTicket: ReadonlySet<string> = new Set(['none', 'campaign', 'unknown']);

export function countAccess(shares: TicketShares, access: Access): void {
  const { at, touch, subjects, reasons, ticket_marks } = access;
  if (touch === 'listed' || subjects.length > subjectsMax) return;
  for (let i = 0; i < subjects.length; i += 1) {
    const marks = ticket_marks[i] ?? 0;
    if (marks === 0 && notUnderTicket.has(reasons[i]!)) continue;
    const hash = hash32(subjects[i]!);
    if (hash !== shares.last) countTicket(shares, Math.floor(at / dayMs), marks);
    shares.last = hash;
  }
}

/** A ticket was written after the read: half of them are, and a thief’s are too. */
export function countExplained(shares: TicketShares, explained: Explained): void {
  const { at, subject, reason, ticket_marks: marks } = explained;
  const hash = hash32(subject);
  if (notUnderTicket.has(reason) || hash === shares.lastExplained) return;
  shares.lastExplained = hash;
  countTicket(shares, Math.floor(at / dayMs), marks);
}

function countTicket(shares: TicketShares, day: number, marks: number): void {
  const { reads, own, poor } = shares;
  if (!enterDay(shares, day, daysKept, [reads, own, poor])) return;
  const slot = day % daysKept;
  if (reads.get(slot) === readsMax) return;
  countUp(reads, slot, readsMax);
  if ((marks & ticketMarks.ownTicket) !== 0) countUp(own, slot, readsMax);
  const isUncalled = (marks & ownAndUncalled) === ownAndUncalled;
  if (isUncalled || (marks & alwaysPoor) !== 0) countUp(poor, slot, readsMax);
}

export type Prior = {
  readonly share: number;
  readonly weight: number;
  readonly concentration: number;
};

export type Rise = {
  readonly score: number;
  /** The first day of the change, and the days with reads since. */
  readonly since: number;
  readonly days: number;
  readonly count: number;
  readonly of: number;
  readonly usual: number;
};

/** Reads since the change, and before it, below which it is none. */
type Least = { readonly floor: number; readonly known: number };

/** The strongest rise up to a day; undefined where too little was read. */
export function strongestRise(
  shares: TicketShares,
  kind: 'own' | 'poor',
  until: number,
  { prior, floor, known }: Least & { readonly prior: Prior },
): Rise | undefined {
  const oldest = Math.max(0, shares.newestDay - daysKept + 1);
  // Later days have no reads under tickets, and their slots are those of older ones.
  const last = Math.min(until, shares.newestDay);
  const before = { count: 0, of: 0 };
  for (let day = oldest; day <= last; day += 1) move(shares, kind, day, before);
  const now = { count: 0, of: 0, days: 0 };
  let strongest: Rise | undefined;
  for (let day = last; day >= oldest; day -= 1) {
    const reads = shares.reads.get(day % daysKept);
    if (reads === 0) continue;
    const count = shares[kind].get(day % daysKept);
    now.count += count;
    now.of += reads;
    now.days += 1;
    before.count -= count;
    before.of -= reads;
    if (now.of < floor || before.of < known) continue;
    // Newcomers watch others' work before their own begins: to what is usual anybody may rise.
    const { score, usual } = shareRiseScore(now, before, { ...prior, isAtLeast: true });
    if (score > (strongest?.score ?? 0)) strongest = { score, usual, since: day, ...now };
  }
  return strongest;
}

function move(
  shares: TicketShares,
  kind: 'own' | 'poor',
  day: number,
  into: { count: number; of: number },
): void {
  into.count += shares[kind].get(day % daysKept);
  into.of += shares.reads.get(day % daysKept);
}
