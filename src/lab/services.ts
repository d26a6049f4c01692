// The accounts that no person sits behind: backup, synchronisation, dialler and reports. They read
// far more than anybody, every day alike, and they read canaries too: a detector that does not know
// them for what they are accuses them first. For simulate.

import { dayMs, hourMs, type Millis, minuteMs } from '../core/time.ts';
import type { Asset, Person } from '../generated/records.ts';
import type { Customers } from './customers.ts';
import { crmDatabase, crmEvent, crmSource, type EventDraft, paymentTable } from './render.ts';
import { administrator, type DayOfRobots, renderDump, renderRobots, robotsOf } from './robots.ts';
import { type SimulateSettings, shapeOf } from './simulate-settings.ts';
import type { Visit } from './visit.ts';

const accounts = {
  backup: 'svc-backup',
  sync: 'svc-crm-sync',
  dialler: 'svc-dialler',
  reports: 'svc-reports',
} as const;

/** Each is the id of its person too. */
export function serviceAccounts(settings: SimulateSettings): readonly string[] {
  const dba = shapeOf(settings).dumpsPerMonth > 0 ? [administrator] : [];
  return [...Object.values(accounts), ...robotsOf(settings), ...dba];
}

/** Customers in one batch of the synchronisation. */
const batchMax = 500;
/** Every so many visits are followed by a call back. */
const callBackEvery = 25;

const tables = [
  { table: 'customers', sensitivity: 'personal', subject_column: 'customer_id' },
  { table: 'licences', sensitivity: 'internal', subject_column: 'customer_id' },
  { table: 'orders', sensitivity: 'personal', subject_column: 'customer_id' },
  { table: 'tickets', sensitivity: 'internal', subject_column: 'customer_id' },
  { table: paymentTable, sensitivity: 'secret', subject_column: 'customer_id' },
  { table: 'notes', sensitivity: 'personal', subject_column: 'customer_id' },
  { table: 'settings', sensitivity: 'internal', subject_column: null },
] as const;

/** When the tickets are counted. */
const reportHours = [5, 17];

/** Events of a day on which nobody works: the copies of the tables, and the reports. */
export const eventsPerServiceDay = tables.length + reportHours.length;

export function assetRecords(): Asset[] {
  return tables.map((asset) => ({ source: crmSource, database: crmDatabase, ...asset }));
}

export function servicePeople(settings: SimulateSettings): Person[] {
  return serviceAccounts(settings).map((account) => ({
    id: account,
    accounts: [account],
    ...(account === administrator
      ? { kind: 'human', team: 'platform', role: 'administrator' }
      : { kind: 'service', team: 'services', role: 'service' }),
    queues: [],
    site: null,
    utc_offset_minutes: 0,
    shift: null,
    employment: 'active',
    valid_from: null,
  }));
}

/** What the services do on a day of the world; `visits` are what people did. */
export function renderServices(today: DayOfRobots, out: EventDraft[]): void {
  const { settings, customers, visits } = today;
  const start = settings.start + today.day * dayMs;
  tables.forEach(({ table }, i) => {
    const event = serviceEvent(accounts.backup, start + 2 * hourMs + i * 7 * minuteMs);
    event.operation = 'export';
    event.touch = 'exported';
    event.tables = [table];
    event.statement = `COPY ${table} TO STDOUT`;
    event.rows = customers.count;
    // The copy has no ids, only a count: what it holds is known by its predicate, everything.
    event.subject_count = table === 'settings' ? 0 : customers.count;
    event.bytes = customers.count * 120;
    event.duration_ms = 60_000;
    out.push(event);
  });
  for (const hour of reportHours) {
    const event = serviceEvent(accounts.reports, start + hour * hourMs);
    event.tables = ['tickets'];
    event.statement = 'SELECT queue, count(*) FROM tickets GROUP BY queue';
    event.rows = 6;
    event.bytes = 6 * 40;
    out.push(event);
  }
  renderSync(visits, customers, out);
  renderCallBacks(visits, customers, out);
  renderRobots(today, out);
  renderDump(today, out);
}

/** What is only looked at. */
const unchanging: ReadonlySet<string> = new Set(['theft', 'unexplained', 'complaint']);

/** Each hour, in batches, whoever was in contact in that hour. */
function renderSync(visits: readonly Visit[], customers: Customers, out: EventDraft[]): void {
  const byHour = new Map<number, Set<string>>();
  for (const { at, customer, kind, bulk } of visits) {
    // What a thief looks at changes nothing that would have to be synchronised, nor does a list.
    if (unchanging.has(kind) || bulk !== null) continue;
    const hour = Math.floor(at / hourMs);
    const contacted = byHour.get(hour) ?? new Set<string>();
    byHour.set(hour, contacted.add(customers.id(customer)));
  }
  for (const [hour, contacted] of byHour) {
    const ids = [...contacted];
    for (let first = 0; first < ids.length; first += batchMax) {
      const at = (hour + 1) * hourMs + 5 * minuteMs + first;
      const event = serviceEvent(accounts.sync, at);
      event.tables = ['customers'];
      event.statement = 'SELECT * FROM customers WHERE changed_at >= ?';
      event.subjects = ids.slice(first, first + batchMax);
      event.subject_count = event.subjects.length;
      event.rows = event.subjects.length;
      event.bytes = event.rows * 400;
      out.push(event);
    }
  }
}

function renderCallBacks(visits: readonly Visit[], customers: Customers, out: EventDraft[]): void {
  let counted = 0;
  for (const { at, customer, ticket, kind } of visits) {
    if (kind !== 'ticket') continue;
    counted += 1;
    if (counted % callBackEvery !== 0) continue;
    const event = serviceEvent(accounts.dialler, at + hourMs);
    event.tables = ['customers'];
    event.columns = ['phone'];
    event.statement = `SELECT phone FROM customers WHERE customer_id = '${customers.id(customer)}'`;
    event.subjects = [customers.id(customer)];
    event.subject_count = 1;
    event.rows = 1;
    event.bytes = 20;
    event.ticket = ticket?.id ?? null;
    out.push(event);
  }
}

function serviceEvent(account: string, at: Millis): EventDraft {
  const place = { host: `host-${account}`, ip: '10.250.0.5' };
  return crmEvent(at, { account, app: account, program: 'job', ...place, duration_ms: 40 });
}
