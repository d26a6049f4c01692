// The golden world: one simulated desk of a fixed seed, lived through by the program as it is, and
// what no simulated thief does planted into the same tables. For the test of the golden rows and
// for write-golden-rows.ts, which makes them anew.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../../../src/adapters/embedded-clickhouse/start-engine.ts';
import { findHunt, runHunt } from '../../../src/investigate/hunt.ts';
import type { Warehouse } from '../../../src/ports.ts';
import { open } from '../../support/embedded.ts';
import { plant, type Row } from '../../support/planted-rows.ts';
import { runProgram, withoutNorms } from '../../support/program.ts';
import { withExcuses } from './excuses.ts';
import type { Expectation } from './expectation.ts';
import type { Answer } from './golden-rows.ts';
import { plantedCustomers } from './planted-customers.ts';
import { plantedFindings } from './planted-findings.ts';
import { plantedSources } from './planted-sources.ts';
import { plantedTickets } from './planted-tickets.ts';
import { plantedWays } from './planted-ways.ts';
import { together } from './rows.ts';

/** 45 people and 4,000 customers for five weeks, with a thief from the nineteenth day on. */
const desk = [
  ...['--agents', '45', '--customers', '4000', '--days', '35', '--seed', '3', '--world', 'lively'],
  ...['--thief', '18,30,no-ticket', '--victims', 'k=12,list=1', '--port', '0', ...withoutNorms],
];

export type GoldenWorld = {
  readonly warehouse: Warehouse;
  /** Fails where the rows have other columns than the hunt says. */
  ask(id: string, expectation: Expectation): Promise<Answer>;
  close(): Promise<void>;
};

export async function openGoldenWorld(): Promise<GoldenWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-golden-'));
  const closing: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const step of closing.toReversed()) await step();
  };
  try {
    await runProgram('demo', '--once', '--data', folder, ...desk);
    const engine = await startEngine({ folder });
    closing.push(() => engine.stop());
    const warehouse = await open(engine);
    closing.push(() => warehouse.close());
    await plantAll(warehouse);
    return { warehouse, ask: (id, expectation) => answered(warehouse, id, expectation), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Into a log of their own, one behind the other: a hunt looks for what is missing there. */
async function plantAll(warehouse: Warehouse): Promise<void> {
  const themes = [plantedCustomers, plantedWays, plantedTickets, plantedSources, plantedFindings];
  const places: Readonly<Record<string, number>> = { access: 0, access_control: 1 };
  const planted = together([...themes, withExcuses(together(themes))]);
  for (const [table, rows] of Object.entries(planted)) {
    let next = 0;
    const placed = rows.map((row) => {
      if (row['_log'] !== undefined) return row;
      next += 1;
      return { _log: 'planted', _partition: places[table] ?? 2, _offset: next - 1, ...row };
    });
    const ids = new Set(placed.map((row) => row['event_id']));
    if (table === 'access' && ids.size < placed.length) {
      throw new Error('Two planted accesses have one event_id: hunts would count them as one.');
    }
    await plant(warehouse, table, placed);
  }
}

async function answered(warehouse: Warehouse, id: string, { given }: Expectation): Promise<Answer> {
  const { hunt, rows } = await runHunt(warehouse, findHunt(id), { given });
  for (const row of rows) {
    const columns = Object.keys(row).join();
    if (columns !== hunt.columns.join()) throw new Error(`${id} has the columns ${columns}.`);
  }
  return { id, columns: hunt.columns, rows: rows as readonly Row[] };
}
