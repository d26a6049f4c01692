// Whether somebody had a reason to open a customer's record, from tickets alone. For core/enrich
// (on arrival), core/pending-touches (when a ticket turns up later) and the detectors (confidence).
//
// Eight rules in falling confidence, the first that holds is the reason. The idea, that most honest
// accesses can be explained from other records, is Fabbri & LeFevre, "Explanation-based auditing"
// (VLDB 2011), and Hedda et al. (2018); confidences are those of docs/detection.md, D4.
//
//   ticket-named   1    the ticket on the event is this customer's, open, and theirs
//   contact-routed 1    this customer's call or chat was routed to them within 30 minutes
//   campaign       1    a registered campaign or batch covers the customer and their team
//   open-in-queue  .9   an open ticket of this customer lies in a queue of theirs
//   assignee       .8   a ticket of this customer is assigned to them, or was within 30 days
//   escalation     .6   a team-mate escalated this customer within 7 days
//   leave-cover    .6   a team-mate on leave had a ticket of this customer within 30 days
//   none           0    nothing of all that;  `unknown`: no ticket was ever seen
//
// Beside the reason it says what is odd about the ticket behind it (`ticketMarks`): a thief who
// writes tickets has a reason for every read. No mark alone means anything; how often somebody has
// them does.
//
// Judged as of the event, not as of now: a ticket counts if it was opened at most 60 minutes after
// (it is often written after the look-up) and had not been closed. Never from their own earlier
// reads: a thief's first read must not excuse the second.

import type { Reference } from './reference.ts';
import { mergeHopsMax } from './subject-table.ts';
import { type TicketTable, ticketStepsMax } from './ticket-table.ts';
import { dayMs, hourMs, type Millis, minuteMs } from './time.ts';

/** One subject in one event, as the rules see it. */
export type Touch = {
  readonly user: string;
  readonly team: string | null;
  readonly queues: readonly string[];
  readonly at: Millis;
  /** Ticket named on the event. */
  readonly ticket: string | null;
  readonly subject: string;
  /** Empty where unknown. */
  readonly segment: string;
};

export type Explanation = {
  readonly reason: string;
  /** Empty where the reason has none. */
  readonly ticket: string;
  readonly confidence: number;
  /** Marks of that ticket, added up. */
  readonly marks: number;
};

/** What can be odd about the ticket behind a reason. */
export const ticketMarks = {
  /** The reader created it. */
  ownTicket: 1,
  /** No customer called or wrote. */
  noContact: 2,
  /** Closed within two minutes of its opening. */
  soonClosed: 4,
  /** Closed before the record was opened. */
  closedBefore: 8,
  /** The event names a ticket of somebody else than the customer read; whatever the reason. */
  otherCustomer: 16,
} as const;
const soonMs = 2 * minuteMs;

/** Confidence of each reason. An open vocabulary: what is not here excuses nothing. */
export const reasonConfidence: Readonly<Record<string, number>> = {
  'ticket-named': 1,
  'contact-routed': 1,
  campaign: 1,
  'open-in-queue': 0.9,
  assignee: 0.8,
  escalation: 0.6,
  'leave-cover': 0.6,
  none: 0,
  // Without a ticket feed nobody can be blamed for having no ticket.
  unknown: 1,
};

const tenths = new Map(
  Object.entries(reasonConfidence).map(([reason, value]) => [reason, Math.round(value * 10)]),
);

/** Confidence in tenths, so that sums stay whole numbers: unknown 10, a reason not listed 0. */
export function reasonTenths(reason: string): number {
  return tenths.get(reason) ?? 0;
}

/** A ticket written after the look-up counts if it was opened by then. */
export const linkDelayMs = hourMs;
/** After-care of a closed ticket that the event itself names (D4: ±72 h). */
export const namedAfterCloseMs = 72 * hourMs;
export const contactWindowMs = 30 * minuteMs;
export const assigneeWindowMs = 30 * dayMs;
export const escalationWindowMs = 7 * dayMs;

const unknown: Explanation = { reason: 'unknown', ticket: '', confidence: 1, marks: 0 };
const none: Explanation = { reason: 'none', ticket: '', confidence: 0, marks: 0 };
const noneButOther: Explanation = { ...none, marks: ticketMarks.otherCustomer };

/** `subject` is the customer's row, where it was looked up before. */
export function explain(
  touch: Touch,
  reference: Reference,
  subject = reference.subjects.find(touch.subject),
): Explanation {
  if (!reference.hasTicketFeed) return unknown;
  const named = touch.ticket === null ? -1 : reference.tickets.find(touch.ticket);
  const isOther = named >= 0 && isOfAnother(named, subject, reference);
  if (named >= 0 && !isOther && isNamedTicket(touch, named, reference)) {
    return found('ticket-named', touch, { row: named, isOther }, reference);
  }
  const contact = newestOf(touch, subject, reference, isRoutedContact);
  if (contact >= 0) return found('contact-routed', touch, { row: contact, isOther }, reference);
  const campaign = coveringCampaign(touch, reference);
  if (campaign !== '') return { reason: 'campaign', ticket: campaign, confidence: 1, marks: 0 };
  for (const { reason, rule } of weakerRules) {
    const row = newestOf(touch, subject, reference, rule);
    if (row >= 0) return found(reason, touch, { row, isOther }, reference);
  }
  return isOther ? noneButOther : none;
}

type Behind = { readonly row: number; readonly isOther: boolean };

function found(
  reason: string,
  touch: Touch,
  { row, isOther }: Behind,
  { tickets }: Reference,
): Explanation {
  return {
    reason,
    ticket: tickets.id(row),
    confidence: reasonConfidence[reason] ?? 0,
    marks: marksOf(tickets, row, touch) | (isOther ? ticketMarks.otherCustomer : 0),
  };
}

function marksOf(tickets: TicketTable, row: number, { user, at }: Touch): number {
  const closed = tickets.closedAt(row);
  return (
    (tickets.creator(row) === user ? ticketMarks.ownTicket : 0) |
    (tickets.isInbound(row) ? 0 : ticketMarks.noContact) |
    (closed - tickets.openedAt(row) < soonMs ? ticketMarks.soonClosed : 0) |
    (closed < at ? ticketMarks.closedBefore : 0)
  );
}

/** Both sides after merges: the ticket of a duplicate is a ticket of the customer. */
function isOfAnother(row: number, subject: number, { tickets, subjects }: Reference): boolean {
  const customer = tickets.subject(row);
  if (customer < 0) return false;
  return subject < 0 || subjects.root(customer) !== subjects.root(subject);
}

/** Rule 1. D4: "event ticket belongs to this customer, is open (+-72 h) and assigned to u". */
function isNamedTicket(touch: Touch, row: number, { tickets }: Reference): boolean {
  if (tickets.subject(row) < 0 || !isOpenedBy(tickets, row, touch.at)) return false;
  if (tickets.closedAt(row) < touch.at - namedAfterCloseMs) return false;
  return tickets.assignee(row) === touch.user || isInTheirQueue(tickets, row, touch);
}

/** Rule 3. Architecture §2: "registered campaign or batch". No segments cover nobody. */
function coveringCampaign(touch: Touch, reference: Reference): string {
  for (const campaign of touch.segment === '' ? [] : reference.campaigns(touch.segment)) {
    const end = Math.min(
      campaign.until ?? Number.POSITIVE_INFINITY,
      campaign.closed_at ?? Number.POSITIVE_INFINITY,
    );
    const isRunning = campaign.opened_at <= touch.at + linkDelayMs && touch.at <= end;
    const isTheirTeam =
      campaign.teams.length === 0 || (touch.team !== null && campaign.teams.includes(touch.team));
    if (isRunning && isTheirTeam) return campaign.id;
  }
  return '';
}

type Rule = (touch: Touch, row: number, reference: Reference) => boolean;

/** Rule 2. D4: "call/chat of this customer routed to u within 30 min". What they started is not. */
function isRoutedContact(touch: Touch, row: number, { tickets }: Reference): boolean {
  if (tickets.kind(row) !== 'contact' || !tickets.isInbound(row)) return false;
  if (tickets.assignee(row) !== touch.user) return false;
  const opened = tickets.openedAt(row);
  if (opened > touch.at + contactWindowMs) return false;
  // A long call counts until 30 minutes after its end, one without an end from its beginning.
  const closed = tickets.closedAt(row);
  const lastKnown = Number.isFinite(closed) ? Math.max(opened, closed) : opened;
  return lastKnown >= touch.at - contactWindowMs;
}

/** Rule 4. D4: "open ticket of the customer in u's queue". */
function isOpenInQueue(touch: Touch, row: number, { tickets }: Reference): boolean {
  if (!isOpenedBy(tickets, row, touch.at) || tickets.closedAt(row) < touch.at) return false;
  return isInTheirQueue(tickets, row, touch);
}

/** Rule 5. D4: "u handled the customer within 30 days", closed tickets included. */
function isAssignee(touch: Touch, row: number, { tickets }: Reference): boolean {
  if (!isOpenedBy(tickets, row, touch.at)) return false;
  return (
    tickets.assignee(row) === touch.user && tickets.closedAt(row) >= touch.at - assigneeWindowMs
  );
}

/** Rule 6. D4: "team-mate escalation within 7 days". */
function isTeamEscalation(touch: Touch, row: number, { tickets, people }: Reference): boolean {
  if (tickets.kind(row) !== 'escalation' || touch.team === null) return false;
  const opened = tickets.openedAt(row);
  if (opened > touch.at + linkDelayMs || opened < touch.at - escalationWindowMs) return false;
  const creator = tickets.creator(row);
  if (creator === '' || creator === touch.user) return false;
  return people.byId(creator, touch.at)?.team === touch.team;
}

/** Rule 7. Somebody has to go on with what a colleague on leave has begun. */
function isLeftByTeamMate(touch: Touch, row: number, { tickets, people }: Reference): boolean {
  if (touch.team === null || !isOpenedBy(tickets, row, touch.at)) return false;
  if (tickets.closedAt(row) < touch.at - assigneeWindowMs) return false;
  const assignee = people.byId(tickets.assignee(row), touch.at);
  return assignee?.employment === 'leave' && assignee.team === touch.team;
}

const weakerRules: readonly { readonly reason: string; readonly rule: Rule }[] = [
  { reason: 'open-in-queue', rule: isOpenInQueue },
  { reason: 'assignee', rule: isAssignee },
  { reason: 'escalation', rule: isTeamEscalation },
  { reason: 'leave-cover', rule: isLeftByTeamMate },
];

/** The newest ticket of the customer, or of whom they were merged into, for which a rule holds. */
function newestOf(touch: Touch, subject: number, reference: Reference, rule: Rule): number {
  const { tickets, subjects } = reference;
  let customer = subject;
  for (let hop = 0; customer >= 0 && hop <= mergeHopsMax; hop += 1) {
    let row = subjects.newestTicket(customer);
    for (let step = 0; row >= 0 && step < ticketStepsMax; step += 1) {
      if (rule(touch, row, reference)) return row;
      row = tickets.next(row);
    }
    customer = subjects.mergedInto(customer);
  }
  return -1;
}

function isOpenedBy(tickets: TicketTable, row: number, at: Millis): boolean {
  return tickets.openedAt(row) <= at + linkDelayMs;
}

function isInTheirQueue(tickets: TicketTable, row: number, touch: Touch): boolean {
  const queue = tickets.queue(row);
  return queue !== '' && touch.queues.includes(queue);
}
