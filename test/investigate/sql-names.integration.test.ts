// The lists of names against the engine's own: whatever a newer version brings has to be looked at
// before anybody can type it.

import { expect, test } from 'vitest';
import { scalarDeed, tableDeed, tableFunctionProblem } from '../../src/investigate/sql-names.ts';
import { computingFunctions } from '../support/computing-functions.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';

const world = embedded();

async function names(sql: string): Promise<string[]> {
  const rows = await world.warehouse.query(`SELECT name FROM system.${sql}`);
  return rows.map(({ name }) => String(name));
}

describeEmbedded('names that may be typed', () => {
  test('every table function only computes, or it is said what else it does', async () => {
    const all = await names('table_functions');
    expect(all.length).toBeGreaterThan(80);
    const isUnknown = (name: string) => tableFunctionProblem(name) && !tableDeed(name);
    expect(all.filter(isUnknown)).toEqual([]);
    expect(all.filter((name) => tableFunctionProblem(name) === undefined).sort()).toEqual([
      ...['SQLStandardValues', 'generateSeries', 'generate_series', 'numbers', 'numbers_mt'],
      ...['primes', 'values', 'view', 'zeros', 'zeros_mt'],
    ]);
  });

  test('every scalar function was looked at: it is refused, or known to compute', async () => {
    const known = new Set(computingFunctions);
    const all = await names("functions WHERE NOT is_aggregate AND alias_to = ''");
    expect(all.length).toBeGreaterThan(1_000);
    expect(all.filter((name) => scalarDeed(name) === undefined && !known.has(name))).toEqual([]);
    expect(computingFunctions.filter((name) => scalarDeed(name) !== undefined)).toEqual([]);
  });

  test('another name of a refused function is refused as well, in any case', async () => {
    const aliases = await world.warehouse.query(
      "SELECT name, alias_to FROM system.functions WHERE alias_to != ''",
    );
    const open = aliases.filter(({ name, alias_to: original }) => {
      return scalarDeed(String(name).toUpperCase()) !== scalarDeed(String(original));
    });
    expect(open).toEqual([]);
    expect(aliases.filter(({ name }) => scalarDeed(String(name)))).not.toEqual([]);
  });

  test('no aggregate is refused, and no column of ours is called like what is', async () => {
    expect((await names('functions WHERE is_aggregate')).filter(scalarDeed)).toEqual([]);
    const columns = await names('columns WHERE database = currentDatabase()');
    expect(columns.length).toBeGreaterThan(100);
    expect(columns.filter(scalarDeed)).toEqual([]);
  });
});
