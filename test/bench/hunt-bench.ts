// How long an analyst waits, on an archive as large as wanted:
//
//   npm run bench:hunts -- [--touches 18000000] [--agents 2000] [--customers 12000000]
//     [--folder DIR]   kept, and taken as it is where it is filled already
//     [--without-hosts]   the ways by host, which read every access of the people compared
//
// The archive is drawn (test/support/drawn-archive.ts): 34 weeks of a desk in which somebody takes
// 2,000 customers. Each question is asked of other customers and people each time, so that no cache
// has the answer; the same is asked as a plain scan of accesses. Cold is the first after a start of
// the engine, whatever the page cache of the machine still holds. No merges run meanwhile.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrate, readMigrations } from '../../src/adapters/clickhouse/migrations.ts';
import { openWarehouse } from '../../src/adapters/clickhouse/open-warehouse.ts';
import { startEngine } from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import { dayMs } from '../../src/core/time.ts';
import { attributeList } from '../../src/investigate/attribution/attribute-list.ts';
import {
  type EntityKind,
  entityKinds,
  userKind,
} from '../../src/investigate/attribution/entity-kinds.ts';
import { findHunt, runHunt } from '../../src/investigate/hunt.ts';
import type { Warehouse } from '../../src/ports.ts';
import {
  type DrawnDesk,
  drawn,
  fillArchive,
  idOf,
  start,
  stolenId,
  theft,
} from '../support/drawn-archive.ts';
import { migrationsFolder } from '../support/embedded.ts';

const repeats = 20;
const byHostName = '  by host';

type Question = {
  readonly name: string;
  /** Whether the thief came first, where there is an order. */
  ask(warehouse: Warehouse, round: number): Promise<boolean | undefined>;
};

function questions(desk: DrawnDesk): Question[] {
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
  const attributed = async (warehouse: Warehouse, round: number, by: EntityKind) => {
    const list = (await listed(warehouse, round)).map((id) => {
      return { id, certainty: 1, dates: { reportedAt: null, complainedAt: complained } };
    });
    const { suspects } = await attributeList(warehouse, list, { by });
    return suspects[0]?.entity;
  };
  const number = String(theft.agent).padStart(5, '0');
  const byHost = entityKinds.find(({ id }) => id === 'host')!;
  return [
    {
      name: 'attribute, 20 victims',
      async ask(warehouse, round) {
        // Not where everybody reads a large part of their segment: nobody can be told apart there.
        return (await attributed(warehouse, round, userKind)) === `agent-${number}`;
      },
    },
    {
      name: byHostName,
      async ask(warehouse, round) {
        return (await attributed(warehouse, round, byHost)) === `ws-${number}`;
      },
    },
    {
      name: '  the same hits as a scan of accesses',
      async ask(warehouse, round) {
        const sql = `SELECT user, count() AS reads FROM access
          WHERE hasAny(subjects, {ids:Array(String)}) GROUP BY user`;
        const ids = await listed(warehouse, round);
        await warehouse.query(sql, { as: 'hunter', parameters: { ids } });
        return undefined;
      },
    },
    {
      name: 'one customer’s readers, all time',
      async ask(warehouse, round) {
        const [row] = await warehouse.query(`SELECT ${idSql(desk, { round, i: 1 })} AS id`);
        const given = { subject: `${row?.['id']}` };
        await runHunt(warehouse, findHunt('who-read-this-customer'), { given });
        return undefined;
      },
    },
    {
      name: 'first page of a timeline',
      async ask(warehouse, round) {
        const given = { user: someone(round), limit: '50' };
        await runHunt(warehouse, findHunt('person-timeline'), { given });
        return undefined;
      },
    },
  ];
}

/** Twelve of twenty were taken. */
function idSql(desk: DrawnDesk, { round, i }: { readonly round: number; readonly i: number }) {
  const n = `${round * 20 + i}`;
  if (i < 12) return idOf(stolenId(desk, n));
  return idOf(`toUInt32(floor(${desk.customers} * pow(${drawn(n, 11)}, 2)))`);
}

type Asked = { readonly tookMs: number; readonly isThief: boolean | undefined };

async function timed(ask: () => Promise<boolean | undefined>): Promise<Asked> {
  const began = performance.now();
  const isThief = await ask();
  return { tookMs: performance.now() - began, isThief };
}

function ms(value: number): string {
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ms`.padStart(13);
}

async function measureAll(folder: string, desk: DrawnDesk, withoutHosts: boolean): Promise<void> {
  const filled = join(folder, 'filled');
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
  const { warehouse, end } = await open();
  await migrate(warehouse, readMigrations(migrationsFolder));
  if (!existsSync(filled)) {
    await fillArchive(warehouse, desk, (touches) => console.error(`${touches / 1e6} million`));
    await warehouse.execute('OPTIMIZE TABLE access_by_subject');
    writeFileSync(filled, '');
  }
  await end();
  const machine = `node ${process.version}, ${platform()} ${arch()}, ${cpus().length} cores`;
  console.log(
    `${desk.touches / 1e6} million touches, ${desk.customers / 1e6} million customers, ` +
      `${desk.agents} people, 34 weeks; ${machine}`,
  );
  const heads = ['cold', 'p50', 'p99', 'thief first'].map((head) => head.padStart(13));
  console.log(`${''.padEnd(40)}${heads.join('')}`);
  const asked = questions(desk).filter(({ name }) => !(withoutHosts && name === byHostName));
  for (const { name, ask } of asked) {
    const { warehouse, end } = await open();
    // An archive of months, drawn in an hour, has merges of months to do.
    await warehouse.execute('SYSTEM STOP MERGES');
    const cold = await timed(() => ask(warehouse, 0));
    const warm: Asked[] = [];
    for (let round = 1; round <= repeats; round += 1) {
      warm.push(await timed(() => ask(warehouse, round)));
    }
    const times = warm.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
    const shown = [cold.tookMs, times[Math.floor(repeats / 2)]!, times.at(-1)!].map(ms);
    const judged = warm.filter(({ isThief }) => isThief !== undefined);
    const first = judged.filter(({ isThief }) => isThief).length;
    const share = judged.length === 0 ? '' : `${first} of ${judged.length}`;
    console.log(`${name.padEnd(40)}${shown.join('')}${share.padStart(13)}`);
    await end();
  }
}

const { values } = parseArgs({
  options: {
    touches: { type: 'string', default: '18000000' },
    agents: { type: 'string', default: '2000' },
    customers: { type: 'string', default: '12000000' },
    folder: { type: 'string' },
    'without-hosts': { type: 'boolean', default: false },
  },
});
const kept = values.folder;
const place = kept ?? mkdtempSync(join(tmpdir(), 'molecatcher-hunts-'));
try {
  const { touches, agents, customers } = values;
  const numbers = { touches: Number(touches), agents: Number(agents) };
  const desk = { ...numbers, customers: Number(customers), taken: 2_000, isInOrder: true };
  await measureAll(place, desk, values['without-hosts']);
} finally {
  if (kept === undefined) rmSync(place, { recursive: true, force: true });
}
