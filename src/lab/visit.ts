// Somebody looks at a customer: the unit in which days are planned. For plan, confusers and theft,
// which make them, and render, which turns each into a few events.

import { hourMs, type Millis, minuteMs } from '../core/time.ts';
import type { Ticket } from '../generated/records.ts';
import type { Random } from './random.ts';
import type { EventDraft } from './render.ts';
import { shiftMs } from './staff.ts';
import type { Member } from './teams.ts';

const work = ['ticket', 'follow-up', 'escalation', 'quality', 'unexplained'] as const;
/** Work that looks like theft: confusers.ts. */
const odd = ['campaign', 'manager-export', 'vip-news', 'snooping', 'restore', 'shadow'] as const;
/** Small things that belong to work, so that no thief alone does them: chores.ts. */
const chores = ['back-office', 'work-list', 'report', 'overtime', 'grant'] as const;
/** What somebody is asked to do for a day or a while: odd-jobs.ts. */
const jobs = ['leave-cover', 'merging', 'collections', 'incident-response', 'case'] as const;
export type VisitKind =
  | (typeof work)[number]
  | (typeof odd)[number]
  | (typeof chores)[number]
  | (typeof jobs)[number]
  // A file opened because of a complaint: victims.ts.
  | 'complaint'
  | 'theft';

/** One person meets one customer (a bulk theft: many), which render turns into a few events. */
export type Visit = {
  readonly member: Member;
  readonly at: Millis;
  readonly kind: VisitKind;
  readonly customer: number;
  readonly ticket: Ticket | null;
  /** Customers of one wide statement; null for a look-up. */
  readonly bulk: readonly number[] | null;
  /** Whether that statement is an export to a file. */
  readonly isExported: boolean;
  /** What is otherwise on its events than usual work has there. */
  readonly changes: Partial<EventDraft> | null;
  /** Honest work, whose records were carried out all the same. */
  readonly isCopied: boolean;
};

export type DayPlan = { readonly visits: Visit[]; readonly tickets: Ticket[] };

/** Demand by local hour, relative to 09:00. Nobody works before 6 or after 22. */
const hourDemand = [
  0, 0, 0, 0, 0, 0, 0.5, 0.6, 0.8, 1, 1.2, 1.15, 0.9, 0.95, 1.1, 1.05, 1, 0.9, 0.8, 0.75, 0.6, 0.5,
  0, 0,
] as const;
const hourDemandMax = 1.2;
/** Where a shift lasts through the night. */
const nightDemand = 0.3;

/** An instant of the shift, by demand, outside the break and early enough to finish. */
export function drawInShift(member: Member, shiftStart: Millis, random: Random): Millis {
  const breakAt = (3 + (member.index % 5) * 0.5) * hourMs;
  for (;;) {
    const into = random.next() * (shiftMs - 10 * minuteMs);
    if (into >= breakAt && into < breakAt + 30 * minuteMs) continue;
    const hour = member.team.shiftHour + Math.floor(into / hourMs);
    const demand = hourDemand[hour % 24]! || nightDemand;
    if (random.next() * hourDemandMax < demand) return Math.floor(shiftStart + into);
  }
}

export function visitOf(
  member: Member,
  at: Millis,
  what: Pick<Visit, 'kind' | 'customer' | 'ticket'>,
): Visit {
  return { member, at, ...what, bulk: null, isExported: false, changes: null, isCopied: false };
}
