// How long an analyst waits, on an archive as large as wanted:
//
//   npm run bench:hunts -- [--touches 18000000] [--agents 2000] [--customers 12000000]
//     [--folder DIR]   kept, and taken as it is where it is filled already
//
// The archive is made inside ClickHouse: 34 weeks of a desk whose people read customers of their
// own language, mostly because of a ticket, some customers far more often than others; and two
// services that read millions. Somebody takes 2,000 customers in eight weeks. Each question is
// asked of other customers and people each time, so that no cache has the answer; the same is asked
// as a plain scan of accesses. Cold is the first after a start of the engine, whatever the page
// cache of the machine still holds.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrate, readMigrations } from '../../src/adapters/clickhouse/migrations.ts';
import { openWarehouse } from '../../src/adapters/clickhouse/open-warehouse.ts';
import { startEngine } from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import { assert } from '../../src/core/assert.ts';
import { dayMs } from '../../src/core/time.ts';
import { attributeList } from '../../src/investigate/attribution/attribute-list.ts';
import { findHunt, runHunt } from '../../src/investigate/hunt.ts';
import type { Warehouse } from '../../src/ports.ts';
import { migrationsFolder } from '../support/embedded.ts';

type Desk = { readonly touches: number; readonly agents: number; readonly customers: number };

const start = Date.UTC(2026, 0, 1);
const days = 34 * 7;
const theft = { agent: 7, from: 140, days: 56, customers: 2_000 } as const;
const [segments, perInsert, repeats] = [20, 2_000_000, 20];

/** Of one number, others that look as if they were drawn. */
const drawn = (n: string, salt: number) => `(cityHash64(${n}, ${salt}) / 18446744073709551616.)`;
const idOf = (expression: string) => `concat('c', leftPad(toString(${expression}), 9, '0'))`;

async function fill(warehouse: Warehouse, desk: Desk): Promise<void> {
  for (let first = 0; first < desk.touches; first += perInsert) {
    const rows = Math.min(perInsert, desk.touches - first);
    await warehouse.execute(honestSql(desk, first, rows));
    console.error(`${((first + rows) / 1e6).toFixed(0)} million touches`);
  }
  await warehouse.execute(theftSql(desk));
  for (const [name, every] of [['svc-dialer', 12] as const, ['svc-report', 6] as const]) {
    await warehouse.execute(serviceSql(desk, name, every));
  }
}

const columns =
  '_log, _partition, _offset, event_id, at, user, user_kind, team, queue, subjects, ' +
  'subject_count, segments, reasons, ticket_marks, rows, operation, tables, touch';

function honestSql({ agents, customers }: Desk, first: number, rows: number): string {
  const place = `floor(${customers} * pow(${drawn('n', 3)}, 2))`;
  return `
INSERT INTO access (${columns})
SELECT 'log', 0, n, concat('e', toString(n)),
  fromUnixTimestamp64Milli(toInt64(${start} + day * ${dayMs} + (agent % 3) * 28800000
    + ${drawn('n', 4)} * 28800000), 'UTC'),
  concat('agent-', leftPad(toString(agent), 5, '0')), 'human',
  concat('team-', toString(intDiv(agent, 25))), concat('queue-', toString(agent % 80)),
  [${idOf('customer')}], 1, [concat('segment-', toString(customer % ${segments}))],
  [if(${drawn('n', 5)} < 0.04, 'none', 'ticket-named')], [toInt32(${drawn('n', 6)} < 0.5)], 1,
  'select', ['customers'], 'opened'
FROM (
  SELECT number + ${first} AS n,
    toUInt32(floor(${agents} * ${drawn('n', 1)})) AS agent,
    toUInt32(floor(${days} * ${drawn('n', 2)})) AS day,
    toUInt32(${place}) AS somebody,
    if(${drawn('n', 7)} < 0.8, somebody - somebody % ${segments} + agent % ${segments}, somebody)
      AS customer
  FROM numbers(${rows})
)
SETTINGS max_insert_block_size = 500000, insert_deduplicate = 0`;
}

/** One of those at hand, of one segment, without a reason. */
function theftSql({ touches, customers }: Desk): string {
  return `
INSERT INTO access (${columns})
SELECT 'log', 0, ${touches} + number, concat('t', toString(number)),
  fromUnixTimestamp64Milli(toInt64(${start} + ${theft.from} * ${dayMs}
    + ${drawn('number', 8)} * ${theft.days * dayMs}), 'UTC'),
  concat('agent-', leftPad('${theft.agent}', 5, '0')), 'human', 'team-0',
  'queue-${theft.agent}', [${idOf(stolenId(customers, 'number'))}], 1,
  ['segment-${theft.agent % segments}'], ['none'], [0], 1, 'select', ['customers'], 'opened'
FROM numbers(${theft.customers})
SETTINGS insert_deduplicate = 0`;
}

function stolenId(customers: number, number: string): string {
  const somebody = `toUInt32(floor(${customers} * pow(${drawn(number, 9)}, 2)))`;
  return `(${somebody} - ${somebody} % ${segments} + ${theft.agent % segments})`;
}

/** Every n-th customer in batches of 1,000. */
function serviceSql({ touches, customers }: Desk, name: string, every: number): string {
  return `
INSERT INTO access (${columns})
SELECT 'log', 1, ${every} * ${touches} + batch, concat('${name}', toString(batch)),
  fromUnixTimestamp64Milli(toInt64(${start} + (batch % ${days}) * ${dayMs}), 'UTC'),
  '${name}', 'service', NULL, NULL,
  groupArray(${idOf(`number * ${every}`)}) AS ids, length(ids),
  groupArray(concat('segment-', toString((number * ${every}) % ${segments}))),
  arrayResize(emptyArrayString(), length(ids), 'none'), emptyArrayInt32(), length(ids), 'export',
  ['customers'], 'exported'
FROM (SELECT number, intDiv(number, 1000) AS batch FROM numbers(${Math.floor(customers / every)}))
GROUP BY batch
SETTINGS insert_deduplicate = 0`;
}

type Question = { readonly name: string; ask(warehouse: Warehouse, round: number): Promise<void> };

function questions(desk: Desk): Question[] {
  const someone = (round: number) => `agent-${String((round * 97) % desk.agents).padStart(5, '0')}`;
  const victims = (round: number) => {
    const ids = Array.from({ length: 20 }, (_, i) => idSql(desk, { round, i }));
    return `[${ids.join(', ')}]`;
  };
  const listed = async (warehouse: Warehouse, round: number) => {
    const [row] = await warehouse.query(`SELECT ${victims(round)} AS ids`);
    return row?.['ids'] as string[];
  };
  const complained = start + (theft.from + theft.days + 7) * dayMs;
  return [
    {
      name: 'attribute, 20 victims',
      async ask(warehouse, round) {
        const list = (await listed(warehouse, round)).map((id) => {
          return { id, certainty: 1, dates: { reportedAt: null, complainedAt: complained } };
        });
        const { suspects } = await attributeList(warehouse, list);
        const thief = `agent-${String(theft.agent).padStart(5, '0')}`;
        // A desk of a few people names nobody: each of them has a large share of all reads.
        assert(suspects[0]?.entity === thief, 'the thief comes first');
      },
    },
    {
      name: '  the same hits as a scan of accesses',
      async ask(warehouse, round) {
        const sql = `SELECT user, count() AS reads FROM access
          WHERE hasAny(subjects, {ids:Array(String)}) GROUP BY user`;
        const ids = await listed(warehouse, round);
        await warehouse.query(sql, { as: 'hunter', parameters: { ids } });
      },
    },
    {
      name: 'one customer’s readers, all time',
      async ask(warehouse, round) {
        const [row] = await warehouse.query(`SELECT ${idSql(desk, { round, i: 1 })} AS id`);
        const given = { subject: `${row?.['id']}` };
        await runHunt(warehouse, findHunt('who-read-this-customer'), { given });
      },
    },
    {
      name: 'first page of a timeline',
      async ask(warehouse, round) {
        const given = { user: someone(round), limit: '50' };
        await runHunt(warehouse, findHunt('person-timeline'), { given });
      },
    },
  ];
}

/** Twelve of twenty were taken. */
function idSql({ customers }: Desk, { round, i }: { readonly round: number; readonly i: number }) {
  const n = `${round * 20 + i}`;
  if (i < 12) return idOf(stolenId(customers, n));
  return idOf(`toUInt32(floor(${customers} * pow(${drawn(n, 11)}, 2)))`);
}

async function timed(ask: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await ask();
  return performance.now() - began;
}

function ms(value: number): string {
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ms`.padStart(11);
}

async function measureAll(folder: string, desk: Desk): Promise<void> {
  const isFilled = existsSync(join(folder, 'engine.json'));
  const open = async () => {
    const engine = await startEngine({ folder });
    const { url, writer, hunter } = engine;
    const warehouse = await openWarehouse({ url, database: 'molecatcher', writer, hunter });
    const end = async () => {
      await warehouse.close();
      await engine.stop();
    };
    return { warehouse, end };
  };
  if (!isFilled) {
    const { warehouse, end } = await open();
    await migrate(warehouse, readMigrations(migrationsFolder));
    await fill(warehouse, desk);
    await warehouse.execute('OPTIMIZE TABLE access_by_subject');
    await end();
  }
  const machine = `node ${process.version}, ${platform()} ${arch()}, ${cpus().length} cores`;
  console.log(
    `${desk.touches / 1e6} million touches, ${desk.customers / 1e6} million customers, ` +
      `${desk.agents} people, 34 weeks; ${machine}`,
  );
  console.log(
    `${''.padEnd(40)}${['cold', 'p50', 'p99'].map((head) => head.padStart(11)).join('')}`,
  );
  for (const { name, ask } of questions(desk)) {
    const { warehouse, end } = await open();
    const cold = await timed(() => ask(warehouse, 0));
    const warm: number[] = [];
    for (let round = 1; round <= repeats; round += 1) {
      warm.push(await timed(() => ask(warehouse, round)));
    }
    warm.sort((a, b) => a - b);
    const [p50, p99] = [warm[Math.floor(repeats / 2)]!, warm.at(-1)!];
    console.log(`${name.padEnd(40)}${ms(cold)}${ms(p50)}${ms(p99)}`);
    await end();
  }
}

const { values } = parseArgs({
  options: {
    touches: { type: 'string', default: '18000000' },
    agents: { type: 'string', default: '2000' },
    customers: { type: 'string', default: '12000000' },
    folder: { type: 'string' },
  },
});
const kept = values.folder;
const place = kept ?? mkdtempSync(join(tmpdir(), 'molecatcher-hunts-'));
try {
  const { touches, agents, customers } = values;
  const numbers = { touches: Number(touches), agents: Number(agents) };
  await measureAll(place, { ...numbers, customers: Number(customers) });
} finally {
  if (kept === undefined) rmSync(place, { recursive: true, force: true });
}
