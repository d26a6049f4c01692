// The world of the Kafka benchmark: 10,000 people in 400 queues, 100,000 customers, an open ticket
// for each customer of a queue, and events of about 1 kB that read two customers each. Small on
// purpose, and plain: nearly every read has a reason, so that detectors work and stay silent.
// Used by kafka-bench.ts, which loads the reference data, and raw-producer.ts, which sends events.

import type { AccessEvent, Asset, Person, Subject, Ticket } from '../../src/generated/records.ts';

export const peopleCount = 10_000;
export const queueCount = 400;
/** Customers with an open ticket in one queue: the daily work of its people. */
export const queueCustomers = 100;
export const customerCount = 100_000;
export const canaryCount = 20;
/** Fakes come after the customers. */
export const firstCanary = customerCount;

const dayMs = 86_400_000;
const care = { source: 'crm-proxy', database: 'customer_care' };
const digits = 7;
const plainColumns = [
  ...['id', 'given_name', 'family_name', 'email', 'phone', 'street', 'postcode', 'city'],
  ...['birth_date', 'language', 'preferred_channel'],
];
const moneyColumns = ['iban', 'balance', 'last_invoice', 'credit_limit', 'dunning_level'];

export const customerId = (number: number): string => `customer-${padded(number)}`;
export const ticketId = (number: number): string => `ticket-${padded(number)}`;
export const personId = (number: number): string => `agent-${padded(number)}`;
export const queueOf = (person: number): number => person % queueCount;

export function padded(number: number): string {
  return String(number).padStart(digits, '0');
}

export function* people(): Iterable<Person> {
  for (let i = 0; i < peopleCount; i += 1) {
    yield {
      id: personId(i),
      accounts: [accountOf(i)],
      kind: 'human',
      team: `team-${queueOf(i)}`,
      role: 'agent',
      queues: [`queue-${queueOf(i)}`],
      site: 'berlin',
      utc_offset_minutes: 60,
      shift: '00:00-23:59',
      employment: 'active',
      valid_from: null,
    };
  }
}

export const accountOf = (person: number): string => `crm.user.${padded(person)}`;

export function* customers(): Iterable<Subject> {
  for (let i = 0; i < customerCount + canaryCount; i += 1) {
    const segment = i % 3 === 0 ? 'de-business' : 'de-consumer';
    const fields = { vip: i % 500 === 0, canary: i >= firstCanary, merged_into: null };
    yield { id: customerId(i), segment, ...fields };
  }
}

export const assets: readonly Asset[] = [
  { ...care, table: 'customers', sensitivity: 'personal', subject_column: 'id' },
  { ...care, table: 'contracts', sensitivity: 'internal', subject_column: 'customer_id' },
  { ...care, table: 'invoices', sensitivity: 'secret', subject_column: null },
];

/** The ticket of a customer has its number. */
export function* tickets(now: number): Iterable<Ticket> {
  for (let i = 0; i < queueCount * queueCustomers; i += 1) {
    yield {
      id: ticketId(i),
      kind: 'ticket',
      subject: customerId(i),
      segments: [],
      teams: [],
      until: null,
      queue: `queue-${Math.floor(i / queueCustomers)}`,
      assignee: null,
      created_by: null,
      inbound: true,
      opened_at: now - dayMs,
      closed_at: null,
    };
  }
}

export type EventPlan = {
  readonly id: string;
  readonly at: number;
  readonly person: number;
  /** Numbers, as text of seven digits, of the customers read. */
  readonly customers: readonly [string, string];
  /** Chooses among the screens of the application. */
  readonly screen: number;
  /** 32 hexadecimal digits that name a request: real events have them, and they do not compress. */
  readonly trace: string;
};

/** One read of two customers by the application, as a database proxy would report it. */
export function eventOf({ id, at, person, customers, screen, trace }: EventPlan): AccessEvent {
  const [first, second] = customers;
  const isMoney = screen % 3 === 0;
  const columns = isMoney ? [...plainColumns, ...moneyColumns] : plainColumns;
  const selected = columns.map((column) => `${column.startsWith('last') ? 'i' : 'c'}.${column}`);
  return {
    event_id: id,
    at,
    account: accountOf(person),
    end_user: null,
    ...care,
    operation: 'select',
    tables: isMoney ? ['customers', 'contracts', 'invoices'] : ['customers', 'contracts'],
    columns,
    statement:
      `SELECT ${selected.join(', ')}, k.contract_number, k.valid_until FROM care.customers AS c ` +
      `LEFT JOIN care.contracts AS k ON k.customer_id = c.id AND k.state <> 'cancelled' ` +
      (isMoney ? 'LEFT JOIN care.invoices AS i ON i.contract_id = k.id ' : '') +
      `WHERE c.id IN ('customer-${first}', 'customer-${second}') ` +
      `AND c.tenant = 'screen-${screen}' ` +
      `ORDER BY c.family_name, c.given_name LIMIT 50 ` +
      `/*action='customer_card',traceparent='00-${trace}-01'*/`,
    rows: 2,
    bytes: 1_480,
    subjects: [`customer-${first}`, `customer-${second}`],
    subject_count: 2,
    touch: 'opened',
    // Half of the screens are opened from a ticket.
    ticket: screen % 2 === 0 ? `ticket-${first}` : null,
    app: 'crm-desktop',
    program: 'crm-desktop/14.2.1 (Windows NT 10.0; build 19045)',
    host: `workplace-${padded(person)}.care.example.com`,
    ip: `10.${20 + (person >> 16)}.${(person >> 8) & 255}.${person & 255}`,
    session: `${trace.slice(8, 16)}-77d4-4e0b-9c3f-00000${padded(person)}`,
    duration_ms: 7,
    status: 'ok',
  };
}
