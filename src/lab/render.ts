// From who-looks-at-whom to what the proxy in front of the database reports. For simulate.
//
//   visit ─► (search: one hit, or a list) ─► the customer's row ─► orders, notes, tickets
//   shift ─► login, and now and then the own queue: events without customers
//   bulk  ─► one wide statement, or one export
//
// A thief's look-up has exactly the shape of an honest one: what gives it away is that nothing
// explains it, not how it looks.

import { dayMs, type Millis } from '../core/time.ts';
import type { AccessEvent } from '../generated/records.ts';
import type { Customers } from './customers.ts';
import type { Random } from './random.ts';
import type { Shape } from './simulate-settings.ts';
import type { Member } from './teams.ts';
import { drawInShift, type Visit } from './visit.ts';

/** An event whose id the world gives it as it leaves, in the order of time. */
export type EventDraft = { -readonly [K in keyof AccessEvent]: AccessEvent[K] };

export const crmSource = 'crm-proxy';
export const crmDatabase = 'crm';

/** In the mean: a search for some, one read, and more by chance. */
export function eventsPerVisit({ readSuccess, searchShare }: Shape): number {
  return searchShare + 1 + (1 - readSuccess) / readSuccess;
}

const queueLooks = 2;
/** Events of a shift beside the visits. */
export const eventsPerDuty = 1 + queueLooks;

const contactColumns = ['name', 'phone', 'email'];
const listColumns = ['customer_id', 'name'];
const queueColumns = ['ticket_id', 'opened_at', 'status'];
const bulkColumns = ['customer_id', 'name', 'phone', 'email', 'language'];
/** What few may see, in a table of its own. */
export const paymentTable = 'payment_methods';
export const paymentColumns: readonly string[] = ['card_owner', 'iban'];
const customersTable = ['customers'];
const ticketsTable = ['tickets'];

/** What is opened beside the customer's own row. */
const details = [
  { tables: ['orders'], columns: ['order_id', 'product', 'paid_at'], rowsMax: 6 },
  { tables: ['tickets'], columns: ['ticket_id', 'subject', 'status'], rowsMax: 5 },
  { tables: ['notes'], columns: ['note_id', 'body'], rowsMax: 4 },
  { tables: ['customers', 'licences'], columns: ['licence', 'expires_at'], rowsMax: 2 },
] as const;

const rowBytes = 180;

/** Who comes from a ticket, a list or an open tab need not search. */
const isLedThere: ReadonlySet<string> = new Set([
  ...['quality', 'campaign', 'restore', 'shadow', 'leave-cover', 'merging', 'collections', 'case'],
]);

/** A screen shows at most so many. */
const screenMax = 50;

export class Renderer {
  readonly #customers: Customers;
  readonly #shape: Shape;

  constructor(customers: Customers, shape: Shape) {
    this.#customers = customers;
    this.#shape = shape;
  }

  /** Searching, opening and reading on take their time: events of two visits may interleave. */
  renderVisit(visit: Visit, random: Random, out: EventDraft[]): void {
    if (visit.bulk !== null) {
      out.push(this.#wide(visit, visit.bulk, random));
      return;
    }
    const first = out.length;
    let { at } = visit;
    if (!isLedThere.has(visit.kind) && random.isChance(this.#shape.searchShare)) {
      out.push(this.#search(visit, at, random));
      at += 3_000 + random.below(20_000);
    }
    out.push(this.#open(visit, at, random));
    for (let more = random.geometric(this.#shape.readSuccess); more > 0; more -= 1) {
      at += 4_000 + Math.floor(random.exponential(25_000));
      out.push(this.#openDetail(visit, at, random));
    }
    this.#lookFurther(visit, at, random, out);
    const { reportingShare } = this.#shape;
    if (reportingShare === 0 || !random.isChance(reportingShare)) return;
    for (let i = first; i < out.length; i += 1) out[i]!.app = 'reporting';
  }

  /** At payment data, for a refund; or without being allowed to. */
  #lookFurther(visit: Visit, last: Millis, random: Random, out: EventDraft[]): void {
    const { paymentShare, deniedShare } = this.#shape;
    if (paymentShare + deniedShare === 0) return;
    const drawn = random.next();
    if (drawn >= paymentShare + deniedShare) return;
    const event = this.#touch(visit, last + 3_000 + random.below(20_000), random);
    event.tables = [paymentTable];
    event.columns = paymentColumns;
    event.statement = `SELECT card_owner, iban FROM ${paymentTable} WHERE ${isCustomer(event)}`;
    if (drawn < deniedShare) {
      event.status = 'denied';
      event.columns = [];
      event.statement = `SELECT card_owner, iban FROM ${paymentTable} LIMIT 1`;
      event.rows = 0;
      event.bytes = 0;
      event.subjects = [];
      event.subject_count = 0;
      event.ticket = null;
    }
    out.push(event);
  }

  /** Log-in at the beginning, and looks at the own queue. */
  renderDuty(member: Member, shiftStart: Millis, out: EventDraft[], random: Random): void {
    const login = eventOf(member, shiftStart + random.below(5 * 60_000), random);
    login.operation = 'login';
    out.push(login);
    for (let look = 0; look < queueLooks; look += 1) {
      const event = eventOf(member, drawInShift(member, shiftStart, random), random);
      event.tables = ticketsTable;
      event.columns = queueColumns;
      event.statement =
        `SELECT ticket_id, opened_at, status FROM tickets WHERE queue = '${member.queues[0]}' ` +
        'ORDER BY opened_at LIMIT 10';
      event.rows = 2 + random.below(9);
      event.bytes = event.rows * rowBytes;
      out.push(event);
    }
  }

  /** The customer's own row: what a scammer would pay for. */
  #open(visit: Visit, at: Millis, random: Random): EventDraft {
    const event = this.#touch(visit, at, random);
    event.tables = customersTable;
    event.columns = contactColumns;
    event.statement = `SELECT name, phone, email FROM customers WHERE ${isCustomer(event)}`;
    return event;
  }

  /** One more look at what belongs to the customer; under a ticket sometimes a note written. */
  #openDetail(visit: Visit, at: Millis, random: Random): EventDraft {
    const event = this.#touch(visit, at, random);
    const { tables, columns, rowsMax } = details[random.below(details.length)]!;
    event.tables = tables;
    event.columns = columns;
    event.rows = 1 + random.below(rowsMax);
    event.bytes = event.rows * rowBytes;
    const from = tables.length === 1 ? tables[0] : 'customers JOIN licences USING (customer_id)';
    event.statement = `SELECT ${columns.join(', ')} FROM ${from} WHERE ${isCustomer(event)}`;
    if (visit.ticket !== null && tables[0] === 'notes') {
      event.operation = 'insert';
      event.touch = 'changed';
      event.rows = 1;
      event.statement = `INSERT INTO notes (customer_id, body) VALUES ('${event.subjects[0]}', ?)`;
    }
    return event;
  }

  /** A search that finds the customer alone, or with others of the same beginning. */
  #search(visit: Visit, at: Millis, random: Random): EventDraft {
    const event = this.#touch(visit, at, random);
    // The others are strangers: never a thief's, whose list would count as taken.
    const isList = visit.kind !== 'theft' && random.isChance(this.#shape.listShare);
    const others = isList ? this.#drawOthers(random) : 0;
    const found = [...event.subjects];
    for (let other = 0; other < others; other += 1) {
      const customer = this.#customers.drawAny(visit.member.queues[0], random);
      const id = this.#customers.id(customer);
      if (!found.includes(id)) found.push(id);
    }
    event.operation = 'search';
    event.touch = 'listed';
    event.tables = customersTable;
    event.columns = listColumns;
    const prefix = 100 + random.below(900);
    event.statement = `SELECT customer_id, name FROM customers WHERE phone LIKE '${prefix}%'`;
    event.subjects = found;
    event.subject_count = found.length;
    event.rows = found.length;
    event.bytes = found.length * rowBytes;
    return event;
  }

  /** A few more; or, where the search was short, a whole screen. */
  #drawOthers(random: Random): number {
    const { longListShare } = this.#shape;
    if (longListShare > 0 && random.isChance(longListShare)) return 9 + random.below(screenMax - 9);
    return 1 + random.geometric(0.35);
  }

  /** Many customers by one statement, selected by what they are, not by who they are. */
  #wide(visit: Visit, bulk: readonly number[], random: Random): EventDraft {
    const isExport = visit.isExported;
    const event = eventOf(visit.member, visit.at, random);
    event.operation = isExport ? 'export' : 'select';
    event.touch = isExport ? 'exported' : 'opened';
    event.app = isExport ? 'reporting' : 'crm';
    event.tables = customersTable;
    event.columns = bulkColumns;
    event.statement =
      `SELECT ${bulkColumns.join(', ')} FROM customers ` +
      `WHERE segment = '${visit.member.queues[0]}' LIMIT ${bulk.length}`;
    event.subjects = bulk.map((customer) => this.#customers.id(customer));
    event.subject_count = bulk.length;
    event.rows = bulk.length;
    event.bytes = bulk.length * rowBytes;
    event.duration_ms = 20 + bulk.length;
    return event;
  }

  #touch(visit: Visit, at: Millis, random: Random): EventDraft {
    const event = eventOf(visit.member, at, random);
    const { ticket } = visit;
    event.subjects = [this.#customers.id(visit.customer)];
    event.subject_count = 1;
    event.touch = 'opened';
    event.rows = 1;
    event.bytes = rowBytes;
    // A ticket can be named once it is written, and often is.
    const isNamed = random.isChance(visit.kind === 'quality' ? 1 : this.#shape.namedShare);
    if (ticket !== null && isNamed && ticket.opened_at <= at) event.ticket = ticket.id;
    return event;
  }
}

function isCustomer({ subjects }: EventDraft): string {
  return `customer_id = '${subjects[0]}'`;
}

/** What all events of a person have in common; the callers fill in the rest. */
function eventOf(member: Member, at: Millis, random: Random): EventDraft {
  const { account, host, ip } = member;
  const duration_ms = 2 + Math.floor(random.exponential(12));
  return crmEvent(at, { account, app: 'crm', program: 'crm-web', host, ip, duration_ms });
}

type Client = Pick<EventDraft, 'account' | 'app' | 'program' | 'host' | 'ip' | 'duration_ms'>;

/** An event that has read nothing yet. A session is a day of an account. */
export function crmEvent(at: Millis, client: Client): EventDraft {
  const { account, app, program, host, ip, duration_ms } = client;
  return {
    event_id: null,
    at,
    account,
    end_user: null,
    source: crmSource,
    database: crmDatabase,
    operation: 'select',
    tables: [],
    columns: [],
    statement: null,
    rows: 0,
    bytes: 0,
    subjects: [],
    subject_count: 0,
    touch: 'opened',
    ticket: null,
    app,
    program,
    host,
    ip,
    session: `${account}-${Math.floor(at / dayMs)}`,
    duration_ms,
    status: 'ok',
  };
}
