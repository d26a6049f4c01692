// What enrichment finds out about each customer of an event: segment, flags, the reason to open the
// record, and what is odd about the ticket behind it, as columns side by side. For core/enrich.

import type { AccessEvent, EnrichedAccess, Person } from '../generated/records.ts';
import { explain, type Touch } from './explain.ts';
import type { Reference } from './reference.ts';
import type { Millis } from './time.ts';

/** One touch after the other in one object: an event may have 100,000. */
export type TouchDraft = { -readonly [K in keyof Touch]: Touch[K] };

export function touchOf(
  { account, ticket }: Pick<AccessEvent, 'account' | 'ticket'>,
  at: Millis,
  person: Person | undefined,
): TouchDraft {
  return {
    user: person?.id ?? account,
    team: person?.team ?? null,
    queues: person?.queues ?? [],
    at,
    ticket,
    subject: '',
    segment: '',
  };
}

type Columns = 'segments' | 'flags' | 'subject_sources' | 'reasons' | 'tickets' | 'ticket_marks';

export function touchesOf(
  subjects: readonly string[],
  source: string,
  { touch, reference }: { readonly touch: TouchDraft; readonly reference: Reference },
): Pick<EnrichedAccess, Columns> {
  const { subjects: table } = reference;
  const count = subjects.length;
  const segments = new Array<string>(count);
  const flags = new Array<number>(count);
  const reasons = new Array<string>(count);
  const tickets = new Array<string>(count);
  const ticket_marks = new Array<number>(count);
  for (let i = 0; i < count; i += 1) {
    const subject = subjects[i]!;
    const row = table.find(subject);
    touch.subject = subject;
    touch.segment = table.segment(row);
    const found = explain(touch, reference, row);
    segments[i] = touch.segment;
    flags[i] = table.flags(row);
    reasons[i] = found.reason;
    tickets[i] = found.ticket;
    ticket_marks[i] = found.marks;
  }
  const subject_sources = new Array<string>(count).fill(source);
  return { segments, flags, subject_sources, reasons, tickets, ticket_marks };
}
