// What is found in an archive that `run` has filled from a world of `simulate`, for many lists of
// victims of its theft:
//
//   npm run bench:lists -- --world DIR [--data DIR] [--lists 20]
//
// Each list is drawn as `simulate --victims` draws it, with another number. Only who handled the
// complaints of the world's own list has left reads in the archive.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openWarehouse } from '../../src/adapters/clickhouse/open-warehouse.ts';
import { startEngine } from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import { assert } from '../../src/core/assert.ts';
import { attributeList, whoStandsOut } from '../../src/investigate/attribution/attribute-list.ts';
import { userKind } from '../../src/investigate/attribution/entity-kinds.ts';
import { Customers } from '../../src/lab/customers.ts';
import { type SimulateSettings, usualVictims } from '../../src/lab/simulate-settings.ts';
import { Staff } from '../../src/lab/staff.ts';
import type { Truth } from '../../src/lab/truth.ts';
import { drawVictims, type Victim } from '../../src/lab/victims.ts';
import type { Warehouse } from '../../src/ports.ts';

const kinds = [
  { count: 10, unrelatedShare: 0.3 },
  { count: 20, unrelatedShare: 0.3 },
  { count: 20, unrelatedShare: 0.6 },
  { count: 10, unrelatedShare: 1 },
  { count: 20, unrelatedShare: 1 },
] as const;

type Thief = NonNullable<Truth['thief']>;

function lists(
  { settings, thief }: { readonly settings: SimulateSettings; readonly thief: Thief },
  { count, unrelatedShare }: (typeof kinds)[number],
  many: number,
): Victim[][] {
  const parts = { settings, staff: new Staff(settings), customers: new Customers(settings) };
  const taken = thief.taken.map(({ subject, at }) => {
    return [parts.customers.numberOf(subject), at] as const;
  });
  const takings = unrelatedShare === 1 ? new Map() : new Map(taken);
  return Array.from({ length: many }, (_, i) =>
    drawVictims(parts, { ...usualVictims, count, unrelatedShare, list: i + 1 }, takings),
  );
}

async function ask(warehouse: Warehouse, victims: readonly Victim[], thief: string) {
  const began = performance.now();
  const answer = await attributeList(
    warehouse,
    victims.map(({ subject: id, reportedAt, complainedAt, isDateKnown }) => {
      const dates = { reportedAt, complainedAt: isDateKnown ? complainedAt : null };
      return { id, certainty: 1, dates };
    }),
  );
  const standOut = whoStandsOut({ suspects: answer.suspects, by: userKind });
  return {
    ms: performance.now() - began,
    isFirst: answer.suspects[0]?.entity === thief,
    decision: standOut.find(({ entity }) => entity === thief)?.decision ?? 'none',
    innocents: standOut.filter(({ entity }) => entity !== thief).length,
  };
}

const { values } = parseArgs({
  options: {
    world: { type: 'string' },
    data: { type: 'string', default: '.molecatcher' },
    lists: { type: 'string', default: '20' },
  },
});
assert(values.world !== undefined, '--world is the folder that simulate has written');
const truth = JSON.parse(readFileSync(join(values.world, 'truth.json'), 'utf8')) as Truth & {
  readonly settings: SimulateSettings;
};
const { thief } = truth;
assert(thief !== null, 'a world with a thief');
const engine = await startEngine({ folder: values.data });
const { url, writer, hunter } = engine;
const warehouse = await openWarehouse({ url, database: 'molecatcher', writer, hunter });
try {
  console.log(
    '| victims | unrelated | lists | thief first | named | lead | innocents who stand out ' +
      '| median, s | slowest, s |\n|---|---|---|---|---|---|---|---|---|',
  );
  for (const kind of kinds) {
    const found: Awaited<ReturnType<typeof ask>>[] = [];
    for (const victims of lists({ ...truth, thief }, kind, Number(values.lists))) {
      found.push(await ask(warehouse, victims, thief.person));
    }
    const decided = (wanted: string) => found.filter(({ decision }) => decision === wanted).length;
    const times = found.map(({ ms }) => ms / 1_000).sort((a, b) => a - b);
    const cells = [
      ...[kind.count, `${100 * kind.unrelatedShare} %`, found.length],
      ...[found.filter(({ isFirst }) => isFirst).length, decided('named'), decided('lead')],
      found.reduce((sum, { innocents }) => sum + innocents, 0),
      ...[times[Math.floor(times.length / 2)]!, times.at(-1)!].map((time) => time.toFixed(1)),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
} finally {
  await warehouse.close();
  await engine.stop();
}
