// Which reads were handed to whoever did them, and to which desk: queue, day, and shift of the day.
// For evidence, wherever it is counted; ClickHouse has the same in infra/clickhouse.

import { ticketMarks } from '../explain.ts';
import { hourMs, type Millis } from '../time.ts';
import type { Desk } from './evidence.ts';

/** Shifts begin at all hours and places; thirds of the UTC day tell early from late. */
export const shiftMs = 8 * hourMs;

/** The read of one customer, as enrich has it. */
export type RoutedRead = {
  readonly reason: string;
  readonly marks: number;
};

/**
 * Whether somebody else had asked for it: it has a reason, and not from a ticket that its reader
 * wrote. Where no tickets are fed in nothing is known of reasons, and any read may have been.
 */
export function isRouted({ reason, marks }: RoutedRead): boolean {
  return reason !== 'none' && reason !== '' && (marks & ticketMarks.ownTicket) === 0;
}

/** Whoever has no queue shares one with all others who have none. */
export function deskOf(queue: string | null, at: Millis): Desk {
  return `${queue ?? ''} ${Math.floor(at / shiftMs)}`;
}
