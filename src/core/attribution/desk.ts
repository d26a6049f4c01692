// Which reads were handed to whoever did them, and to which desk: queue, day, and shift of the day.
// For evidence, wherever it is counted.

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

/** Of a ticket that its reader wrote, and for which no customer had called or written. */
const unasked = ticketMarks.ownTicket | ticketMarks.noContact;

/**
 * Whether somebody else had asked for it. Whoever takes a call writes its ticket: half of all
 * honest tickets are the reader's own, so that alone says nothing. Where no tickets are fed in
 * nothing is known of reasons, and any read may have been asked for; of a source that knows none
 * they are empty.
 */
export function isRouted({ reason, marks }: RoutedRead): boolean {
  return reason !== 'none' && (marks & unasked) !== unasked;
}

/** Whoever has no queue shares one with all others who have none. */
export function deskOf(queue: string | null, at: Millis): Desk {
  return `${queue ?? ''} ${Math.floor(at / shiftMs)}`;
}
