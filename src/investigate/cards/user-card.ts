// All that is known of a person on one card: who, what they did day by day beside their own usual
// and their peers, what was found, their tickets, with whom they share customers, and what they
// read last and why. For the command `user`; user-words.ts and user-page.ts say it.

import type { Millis } from '../../core/time.ts';
import type { Warehouse } from '../../ports.ts';
import { type Ask, asker } from '../attribution/count-reach.ts';
import { newestKnown } from '../attribution/known-days.ts';
import { type Findings, findings, type JudgedIncident, judgedIncidents } from './card-findings.ts';
import { dayCounts, daysUntil, type TicketDay, ticketDays } from './day-counts.ts';
import {
  type DayCounts,
  type Days,
  hasUsualBefore,
  type Measured,
  measured,
  type ReadDay,
} from './day-measures.ts';
import { type KnownPerson, knownPerson } from './known-person.ts';
import { type LastRead, lastReads } from './last-reads.ts';
import { stoppedBy } from './one-stop.ts';
import {
  nothingShared,
  type Shared,
  sharedCustomers,
  type Used,
  usedPlaces,
} from './used-places.ts';

export type UserCard = Days & {
  /** The name that was asked for: theirs, or that of an account of theirs. */
  readonly asked: string;
  readonly person: KnownPerson;
  /** Days, UTC, on which they did anything. */
  readonly daysActive: number;
  /** The last of them; null: of none. */
  readonly latestDay: Millis | null;
  readonly peers: number;
  /** Whether `usual` is of as many days before these; else of those before the latest. */
  readonly isUsualBefore: boolean;
  readonly measures: readonly Measured[];
  readonly used: readonly Used[];
  readonly findings: Findings;
  readonly incidents: readonly JudgedIncident[];
  readonly tickets: OwnTickets;
  readonly shared: Shared;
  readonly strays: readonly LastRead[];
  readonly reads: readonly LastRead[];
};

/** Opened in the days of the card: see `TicketDay`. */
export type OwnTickets = Omit<TicketDay, 'user' | 'day'>;

export type UserAsked = {
  readonly user: string;
  readonly days: number;
  /** Undefined: the end of the last day of which anything is known. */
  readonly until?: Millis | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** More change no median. */
const peersMax = 100;

/** As they are now: of the same team, kind and role. */
const peersSql = `
SELECT id FROM people_now
WHERE team = {team:String} AND kind = {kind:String} AND ifNull(role, '') = {role:String}
  AND id != {user:String}
ORDER BY cityHash64(id), id
LIMIT ${peersMax}`;

/** One statement after the other: a hunter has few at once, and colleagues ask too. */
export async function userCard(archive: Warehouse, asked: UserAsked): Promise<UserCard> {
  const warehouse = stoppedBy(asked.signal, archive);
  const ask = asker(warehouse);
  const newest = await newestKnown(warehouse);
  const days = daysUntil(asked.until ?? newest, asked.days);
  const person = await knownPerson(ask, asked.user, days.until);
  const { user } = person;
  const isService = person.kind === 'service';
  const peers = await peersOf(ask, person);
  const before = daysUntil(days.until, 2 * asked.days);
  const counts = [
    // As many days more, for what is usual.
    ...(await dayCounts(ask, [user], { ...before, isService })),
    ...(await dayCounts(ask, peers, { ...days, isService })),
  ];
  const tickets = await ticketDays(ask, [user, ...peers], before);
  const isKnownBefore = counts.some((one) => one.user === user && one.day < days.from);
  const parts = {
    used: await usedPlaces(ask, user, { ...days, before: isKnownBefore ? before.from : days.from }),
    findings: await findings(ask, { users: [user], ...days }),
    incidents: await judgedIncidents(warehouse, [user]),
    shared: isService ? nothingShared(days) : await sharedCustomers(ask, user, days),
    strays: isService ? [] : await lastReads(ask, user, { ...days, strays: true }),
    reads: await lastReads(ask, user, { ...days, strays: false }),
  };
  const own = counts.filter((one) => one.user === user && one.day >= days.from);
  return {
    ...days,
    asked: asked.user,
    person,
    daysActive: own.length,
    latestDay: own.at(-1)?.day ?? null,
    peers: peers.length,
    isUsualBefore: hasUsualBefore(user, counts, days),
    measures: measured(user, withTickets(counts, tickets), days),
    tickets: ownTickets(tickets.filter((one) => one.user === user && one.day >= days.from)),
    ...parts,
  };
}

async function peersOf(ask: Ask, { user, team, kind, role }: KnownPerson): Promise<string[]> {
  if (team === null) return [];
  const rows = await ask(peersSql, { user, team, kind, role: role ?? '' });
  return rows.map(({ id }) => `${id}`);
}

const nothingRead = {
  ...{ accesses: 0, rows: 0, customers: 0, judged: 0, withoutReason: 0, uncalled: 0 },
  ...{ shifted: 0, offShift: 0, refused: 0 },
} as const;

/** Days with tickets alone are days too. */
function withTickets(counts: readonly ReadDay[], made: readonly TicketDay[]): DayCounts[] {
  const placeOf = ({ user, day }: { user: string; day: Millis }) => `${day} ${user}`;
  const tickets = new Map(made.map((one) => [placeOf(one), one]));
  const read = new Set(counts.map(placeOf));
  const unread = made.filter((one) => one.made > 0 && !read.has(placeOf(one)));
  return [
    ...counts.map((one) => {
      const own = tickets.get(placeOf(one));
      return { ...one, tickets: own?.made ?? 0, soonClosed: own?.soonClosed ?? 0 };
    }),
    ...unread.map(({ user, day, made: count, soonClosed }) => {
      return { ...nothingRead, user, day, tickets: count, soonClosed, isUnread: true };
    }),
  ];
}

function ownTickets(days: readonly TicketDay[]): OwnTickets {
  const total = (of: (day: TicketDay) => number) => days.reduce((sum, day) => sum + of(day), 0);
  return {
    made: total(({ made }) => made),
    soonClosed: total(({ soonClosed }) => soonClosed),
    uncalled: total(({ uncalled }) => uncalled),
    escalations: total(({ escalations }) => escalations),
    assigned: total(({ assigned }) => assigned),
  };
}
