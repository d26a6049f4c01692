// Accounts between people and services: robots that work through refunds by the desk's own
// application, one customer after the other, and the administrator who now and then draws a copy of
// a table, where the database counts rows and names nobody. For services.

import { dayMs, hourMs, minuteMs } from '../core/time.ts';
import type { Customers } from './customers.ts';
import { Random } from './random.ts';
import { crmEvent, type EventDraft } from './render.ts';
import { type SimulateSettings, shapeOf } from './simulate-settings.ts';
import type { Visit } from './visit.ts';

export const administrator = 'dba-1';

const monthDays = 365 / 12;
/** Tickets that end in a refund, and how many of them a robot takes on a day. */
const refundShare = 0.1;
const refundsMax = 300;

export function robotsOf(settings: SimulateSettings): readonly string[] {
  return Array.from({ length: shapeOf(settings).robots }, (_, i) => `svc-robot-${i + 1}`);
}

export type DayOfRobots = {
  readonly day: number;
  readonly visits: readonly Visit[];
  readonly settings: SimulateSettings;
  readonly customers: Customers;
};

export function renderRobots(today: DayOfRobots, out: EventDraft[]): void {
  const { day, visits, settings, customers } = today;
  const robots = robotsOf(settings);
  if (robots.length === 0) return;
  const random = new Random(`${settings.seed}/robots/${day}`);
  const taken = robots.map(() => 0);
  for (const { at, customer, ticket, kind } of visits) {
    if (kind !== 'ticket' || ticket === null || !random.isChance(refundShare)) continue;
    const number = random.below(robots.length);
    taken[number]! += 1;
    if (taken[number]! > refundsMax) continue;
    const then = Math.max(at, ticket.opened_at) + minuteMs + random.below(30 * minuteMs);
    const account = robots[number]!;
    const id = customers.id(customer);
    const place = { host: `host-${account}`, ip: '10.250.0.9' };
    const program = { account, app: 'crm', program: 'crm-web', ...place };
    for (const [i, table] of ['customers', 'orders'].entries()) {
      const duration_ms = 2 + random.below(6);
      const event = crmEvent(then + i * (400 + random.below(300)), { ...program, duration_ms });
      event.tables = [table];
      event.columns = table === 'customers' ? ['name', 'email'] : ['order_id', 'paid_at'];
      const columns = event.columns.join(', ');
      event.statement = `SELECT ${columns} FROM ${table} WHERE customer_id = '${id}'`;
      event.subjects = [id];
      event.subject_count = 1;
      event.rows = 1;
      event.bytes = 180;
      event.ticket = ticket.id;
      out.push(event);
    }
  }
}

/** A copy into a table of the administrator's own, and from there to a file. */
export function renderDump({ day, settings, customers }: DayOfRobots, out: EventDraft[]): void {
  const random = new Random(`${settings.seed}/dump/${day}`);
  const { dumpsPerMonth } = shapeOf(settings);
  if (dumpsPerMonth === 0 || !random.isChance(Math.min(1, dumpsPerMonth / monthDays))) return;
  const rows = 1_000 + random.below(customers.count);
  const own = `tmp_${administrator.replace('-', '_')}`;
  const at = settings.start + day * dayMs + 8 * hourMs + random.below(10 * hourMs);
  const place = { host: `ws-${administrator}`, ip: '10.250.1.7' };
  const client = { account: administrator, app: 'psql', program: 'psql', ...place };
  const copied = crmEvent(at, { ...client, duration_ms: 20 + rows });
  copied.operation = 'insert';
  copied.tables = ['customers', own];
  copied.statement = `INSERT INTO ${own} SELECT * FROM customers WHERE segment = ?`;
  copied.subject_count = rows;
  const then = at + 5 * minuteMs + random.below(hourMs);
  const drawn = crmEvent(then, { ...client, duration_ms: 20 + rows });
  drawn.operation = 'export';
  drawn.touch = 'exported';
  drawn.tables = [own];
  drawn.statement = `SELECT * FROM ${own}`;
  for (const event of [copied, drawn]) {
    event.rows = rows;
    event.bytes = rows * 180;
    out.push(event);
  }
}
