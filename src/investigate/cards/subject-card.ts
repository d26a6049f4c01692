// All that is known of a customer on one card: who, their tickets, who read them how often and why,
// when, and what was found in which they occur. For the command `subject`.

import { dayMs, type Millis } from '../../core/time.ts';
import type { Warehouse, WarehouseRow } from '../../ports.ts';
import { type Ask, asker } from '../attribution/count-reach.ts';
import { newestKnown } from '../attribution/known-days.ts';
import { readsOfVictims, type VictimRead } from '../attribution/reads-of-victims.ts';
import { type Findings, findings, type JudgedIncident, judgedIncidents } from './card-findings.ts';
import type { Days } from './day-measures.ts';
import { type KnownSubject, knownSubject } from './known-subject.ts';
import { stoppedBy } from './one-stop.ts';
import { escalationsSql } from './reason-sql.ts';

export type SubjectCard = Days & {
  readonly subject: KnownSubject;
  readonly tickets: readonly SubjectTicket[];
  readonly ticketsTotal: number;
  readonly reads: number;
  /** See `isStray`. */
  readonly strays: number;
  /** Most strays first; some of them. */
  readonly readers: readonly Reader[];
  readonly readersTotal: number;
  /** By day from `from` on. */
  readonly readsByDay: readonly number[];
  readonly straysByDay: readonly number[];
  readonly findings: Findings;
  readonly incidents: readonly JudgedIncident[];
};

export type Reader = {
  readonly user: string;
  readonly team: string | null;
  readonly isPerson: boolean;
  readonly reads: number;
  readonly days: number;
  readonly strays: number;
  readonly firstAt: Millis;
  readonly lastAt: Millis;
  readonly reasons: Readonly<Record<string, number>>;
};

export type SubjectTicket = {
  readonly id: string;
  readonly kind: string;
  readonly queue: string | null;
  readonly assignee: string | null;
  readonly createdBy: string | null;
  readonly isInbound: boolean;
  readonly openedAt: Millis;
  readonly closedAt: Millis | null;
};

export const readersMax = 15;
const ticketsMax = 8;
/** Of those who were found with this customer, incidents are looked for. */
const foundOnMax = 100;

/** The newest first; the keys before FINAL, which else goes through all tickets there are. */
const ticketsSql = `
SELECT
  id, kind, queue, assignee, created_by, inbound, toUnixTimestamp64Milli(opened_at) AS opened,
  toUnixTimestamp64Milli(closed_at) AS closed, count() OVER () AS total
FROM tickets_now
WHERE _key IN (SELECT _key FROM tickets WHERE subject = {subject:String})
  AND subject = {subject:String}
ORDER BY opened_at DESC, id
LIMIT ${ticketsMax}`;

const escalationsBehindSql = escalationsSql('{tickets:Array(String)}');

const incidentUsersSql = `
SELECT DISTINCT user FROM anomalies
WHERE user IN {users:Array(String)} AND has(subjects, {subject:String})
ORDER BY user LIMIT ${foundOnMax}`;

export async function subjectCard(
  archive: Warehouse,
  { id, signal }: { readonly id: string; readonly signal?: AbortSignal | undefined },
): Promise<SubjectCard> {
  const warehouse = stoppedBy(signal, archive);
  const ask = asker(warehouse);
  const newest = await newestKnown(warehouse);
  const reads = await judgedReads(ask, await readsOfVictims(warehouse, [id]));
  const subject = await knownSubject(ask, id, reads.at(-1));
  const tickets = await ask(ticketsSql, { subject: id });
  const readers = readersOf(reads);
  const users = readers.map(({ user }) => user);
  // Reads may have come in since the first statement, on a day of their own.
  const until = Math.max(newest, (dayOf(reads.at(-1)?.at ?? 0) + 1) * dayMs);
  const from = dayOf(reads[0]?.at ?? until - 1) * dayMs;
  const found = await ask(incidentUsersSql, { subject: id, users });
  const days = Math.max(1, Math.ceil((until - from) / dayMs));
  const strays = reads.filter(isStray);
  return {
    ...{ from, until, subject },
    tickets: tickets.map(ticketOf),
    ticketsTotal: Number(tickets[0]?.['total'] ?? 0),
    reads: reads.length,
    strays: strays.length,
    readers: readers.slice(0, readersMax),
    readersTotal: readers.length,
    readsByDay: byDay(reads, dayOf(from), days),
    straysByDay: byDay(strays, dayOf(from), days),
    findings: await findings(ask, { users, subject: id, from: 0, until }),
    incidents: await judgedIncidents(
      warehouse,
      found.map(({ user }) => `${user}`),
    ),
  };
}

/**
 * Opened by a person without a reason, or under a ticket of their own for which nobody had called.
 * To have stood in a list is no read that anybody chose.
 */
function isStray({ isPerson, reason, touch, isUncalled }: JudgedRead): boolean {
  return isPerson && touch !== 'listed' && (reason === 'none' || isUncalled);
}

/** A read, and whether its reason is of its reader's own making: as reason-sql.ts has it. */
type JudgedRead = VictimRead & { readonly isUncalled: boolean };

async function judgedReads(ask: Ask, reads: readonly VictimRead[]): Promise<JudgedRead[]> {
  const unasked = ({ isPerson, isRouted, reason }: VictimRead) =>
    isPerson && !isRouted && reason !== 'none';
  const tickets = [...new Set(reads.filter(unasked).map(({ ticket }) => ticket))];
  const rows = tickets.length === 0 ? [] : await ask(escalationsBehindSql, { tickets });
  const escalations = new Set(rows.map(({ id }) => `${id}`));
  return reads.map((read) => {
    return { ...read, isUncalled: unasked(read) && !escalations.has(read.ticket) };
  });
}

/** Where nobody asks for a reason, what it was instead. */
function whyOf({ reason, touch, isPerson, isUncalled }: JudgedRead): string {
  if (reason !== 'none') return isUncalled ? `${reason} (uncalled)` : reason;
  if (touch === 'listed') return 'listed';
  return isPerson ? 'none' : 'service';
}

function readersOf(reads: readonly JudgedRead[]): Reader[] {
  const readers = [...Map.groupBy(reads, ({ user }) => user)].map(([user, own]): Reader => {
    const reasons: Record<string, number> = {};
    for (const read of own) {
      const why = whyOf(read);
      reasons[why] = (reasons[why] ?? 0) + 1;
    }
    const newest = own.at(-1)!;
    return {
      ...{ user, team: newest.team, isPerson: newest.isPerson },
      reads: own.length,
      days: new Set(own.map(({ at }) => dayOf(at))).size,
      strays: own.filter(isStray).length,
      ...{ firstAt: own[0]!.at, lastAt: newest.at, reasons },
    };
  });
  const order = (a: Reader, b: Reader) =>
    b.strays - a.strays || b.reads - a.reads || b.lastAt - a.lastAt || (a.user < b.user ? -1 : 1);
  return readers.sort(order);
}

function byDay(reads: readonly VictimRead[], first: number, days: number): number[] {
  const counts = new Array<number>(days).fill(0);
  for (const { at } of reads) counts[dayOf(at) - first]! += 1;
  return counts;
}

function dayOf(at: Millis): number {
  return Math.floor(at / dayMs);
}

function ticketOf(row: WarehouseRow): SubjectTicket {
  const text = (name: string) => (row[name] === null ? null : `${row[name]}`);
  return {
    id: `${row['id']}`,
    kind: `${row['kind']}`,
    queue: text('queue'),
    assignee: text('assignee'),
    createdBy: text('created_by'),
    isInbound: row['inbound'] === true,
    openedAt: Number(row['opened']),
    closedAt: row['closed'] === null ? null : Number(row['closed']),
  };
}
