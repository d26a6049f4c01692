// An archive of any size, made inside ClickHouse: 34 weeks of a desk whose people, each at their
// own host, read customers of their own language, mostly because of a ticket, some customers far
// more often than others; two services that read many; and one person who takes customers in
// eight weeks.

import { dayMs } from '../../src/core/time.ts';
import type { Warehouse } from '../../src/ports.ts';

export type DrawnDesk = {
  readonly touches: number;
  readonly agents: number;
  readonly customers: number;
  /** Customers whom one of them takes. */
  readonly taken: number;
  /** Day after day, as they are archived in life: parts of a few days merge far more cheaply. */
  readonly isInOrder?: boolean;
};

export const start = Date.UTC(2026, 0, 1);
export const days = 34 * 7;
export const theft = { agent: 7, from: 140, days: 56 } as const;
const perInsert = 2_000_000;
const rowsOfBlock = 500_000;

/** Of one number, others that look as if they were drawn. */
export const drawn = (n: string, salt: number) =>
  `(cityHash64(${n}, ${salt}) / 18446744073709551616.)`;
export const idOf = (expression: string) => `concat('c', leftPad(toString(${expression}), 9, '0'))`;

export async function fillArchive(
  warehouse: Warehouse,
  desk: DrawnDesk,
  onRows: (touches: number) => void = () => undefined,
): Promise<void> {
  for (let first = 0; first < desk.touches; first += perInsert) {
    const rows = Math.min(perInsert, desk.touches - first);
    await warehouse.execute(honestSql(desk, first, rows));
    onRows(first + rows);
  }
  await warehouse.execute(theftSql(desk));
  for (const [name, every] of [['svc-dialer', 12] as const, ['svc-report', 6] as const]) {
    await warehouse.execute(serviceSql(desk, name, every));
  }
}

const columns =
  '_log, _partition, _offset, event_id, at, user, user_kind, team, queue, subjects, ' +
  'subject_count, segments, reasons, ticket_marks, rows, operation, tables, touch, host';

function honestSql(desk: DrawnDesk, first: number, rows: number): string {
  const { agents, customers, touches, isInOrder = false } = desk;
  const share = isInOrder ? `(n / ${touches})` : drawn('n', 2);
  const place = `floor(${customers} * pow(${drawn('n', 3)}, 2))`;
  return `
INSERT INTO access (${columns})
SELECT 'log', 0, n, concat('e', toString(n)),
  fromUnixTimestamp64Milli(toInt64(${start} + day * ${dayMs} + (agent % 3) * 28800000
    + ${drawn('n', 4)} * 28800000), 'UTC'),
  concat('agent-', leftPad(toString(agent), 5, '0')), 'human',
  concat('team-', toString(intDiv(agent, 25))),
  concat('queue-', toString(agent % ${queuesOf(agents)})),
  [${idOf('customer')}], 1, [concat('segment-', toString(customer % ${segmentsOf(agents)}))],
  [if(${drawn('n', 5)} < 0.04, 'none', 'ticket-named')], [toInt32(${drawn('n', 6)} < 0.5)], 1,
  'select', ['customers'], 'opened', concat('ws-', leftPad(toString(agent), 5, '0'))
FROM (
  SELECT number + ${first} AS n,
    toUInt32(floor(${agents} * ${drawn('n', 1)})) AS agent,
    toUInt32(floor(${days} * ${share})) AS day,
    toUInt32(${place}) AS somebody,
    ${segmentsOf(agents)} AS languages,
    if(${drawn('n', 7)} < 0.8, somebody - somebody % languages + agent % languages, somebody)
      AS customer
  FROM numbers(${rows})
)
SETTINGS max_insert_block_size = ${rowsOfBlock}, insert_deduplicate = 0`;
}

/** Languages, each spoken by some 60 people. */
function segmentsOf(agents: number): number {
  return Math.ceil(agents / 60);
}

/** Of some 25 people, a third of them at a time. */
function queuesOf(agents: number): number {
  return Math.ceil(agents / 25);
}

/** One of those at hand, of one segment, without a reason. */
function theftSql(desk: DrawnDesk): string {
  const { touches, taken, agents } = desk;
  return `
INSERT INTO access (${columns})
SELECT 'log', 0, ${touches} + number, concat('t', toString(number)),
  fromUnixTimestamp64Milli(toInt64(${start} + ${theft.from} * ${dayMs}
    + ${drawn('number', 8)} * ${theft.days * dayMs}), 'UTC'),
  concat('agent-', leftPad('${theft.agent}', 5, '0')), 'human', 'team-0',
  'queue-${theft.agent % queuesOf(agents)}', [${idOf(stolenId(desk, 'number'))}], 1,
  ['segment-${theft.agent % segmentsOf(agents)}'], ['none'], [0], 1,
  'select', ['customers'], 'opened', concat('ws-', leftPad('${theft.agent}', 5, '0'))
FROM numbers(${taken})
SETTINGS insert_deduplicate = 0`;
}

export function stolenId(
  { customers, agents }: Pick<DrawnDesk, 'customers' | 'agents'>,
  number: string,
): string {
  const somebody = `toUInt32(floor(${customers} * pow(${drawn(number, 9)}, 2)))`;
  const languages = segmentsOf(agents);
  return `(${somebody} - ${somebody} % ${languages} + ${theft.agent % languages})`;
}

/** Every n-th customer in batches of 1,000. */
function serviceSql(
  { touches, customers, agents }: DrawnDesk,
  name: string,
  every: number,
): string {
  return `
INSERT INTO access (${columns})
SELECT 'log', 1, ${every} * ${touches} + batch, concat('${name}', toString(batch)),
  fromUnixTimestamp64Milli(toInt64(${start} + (batch % ${days}) * ${dayMs}), 'UTC'),
  '${name}', 'service', NULL, NULL,
  groupArray(${idOf(`number * ${every}`)}) AS ids, length(ids),
  groupArray(concat('segment-', toString((number * ${every}) % ${segmentsOf(agents)}))),
  arrayResize(emptyArrayString(), length(ids), 'none'), emptyArrayInt32(), length(ids), 'export',
  ['customers'], 'exported', 'host-of-${name}'
FROM (SELECT number, intDiv(number, 1000) AS batch FROM numbers(${Math.floor(customers / every)}))
GROUP BY batch
SETTINGS insert_deduplicate = 0`;
}
