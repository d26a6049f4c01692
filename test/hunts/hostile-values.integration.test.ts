// Whatever is typed as a value of a hunt is a value: it ends in rows of whoever has that very name,
// in none, or in an answer that says what is wrong. Never in a mistake of syntax, never in rows of
// somebody else, and the tables stay as they were. For every hunt and each of its parameters.

import { beforeAll, describe, expect, test } from 'vitest';
import { OutsideError } from '../../src/errors.ts';
import {
  type GivenValues,
  type Hunt,
  type HuntParameter,
  listHunts,
  runHunt,
} from '../../src/investigate/hunt.ts';
import { type HuntType, parseHuntValue } from '../../src/investigate/hunt-value.ts';
import type { WarehouseRow } from '../../src/ports.ts';
import { embedded, hasLibrary } from '../support/embedded.ts';
import { plantEverything } from '../support/planted-everything.ts';

const world = embedded();

type Value = string | readonly string[];

/** Names that somebody has, and whatever else a hunt can ask for. */
const names = [
  'mole',
  "x' OR 1 = 1 --",
  '\'); DROP TABLE access; -- "` /* all */ #',
  "\\' OR 1=1 -- \\\\'",
  "{user:String} ['ann', 'mole'] $$x$$",
  '\\N',
  'tab\there, line\nbreak\r\nand another',
  'nul\u0000byte ünïcødé 名前 🕵️',
  '?user=mole&param_user=mole %27',
];

/** Names that nobody has, however near they come to one. */
const strangers = [
  '\tmole ',
  'mole\u0000',
  '%',
  "') OR 1=1 --",
  "['mole']",
  '\ud800 half a pair',
  `' OR 1 = 1 -- ${'x'.repeat(1 << 20)}`,
];

const lists: readonly (string | readonly string[])[] = [
  ...names.map((name) => [name]),
  ...strangers.slice(1).map((name) => [name]),
  ...[names, names.join(), '', ',,', []],
  Array.from({ length: 20_000 }, (_, i) => `nobody-${i}`),
];

const nines = '9'.repeat(1 << 20);
const numbers = [
  ...['0', '1', '999999999', '1000000000', '4294967296', '-1', '1.5', '1e3', '0x10', ' 5', '+5'],
  ...['', 'NaN', 'Infinity', '1; DROP TABLE access', '1)', "1' OR '1'='1", '１', '٣', '1\u0000'],
  ...['5\n', '{limit:UInt32}', '-0', '1e308', '-1e308', '5e-324', '1e309', '1,5', '1e', nines],
  ['1'],
];
const times = [
  ...['0000-01-01', '1899-12-31', '1900-01-01', '1969-12-31', '2024-02-30', '2299-12-31'],
  ...['9999-12-31T23:59:59.999Z', '2024-03-09T24:00', '2024-03-09T00:00-14:00', '-2024-03-09'],
  ...['2024-13-01', '2024-03-09T10:00:00+99:99', 'now()', '2024-03-09T10:00:00.1234', '', nines],
  ...["2024-03-09' OR 1=1 --", '2024-03-09\u0000', '２０２４-03-09', '2024-03-09 10:00:00 UTC'],
  ['2024-03-09'],
];

let before: unknown;

beforeAll(async () => {
  if (!hasLibrary) return;
  await plantEverything(world.warehouse, names);
  before = await tablesNow();
});

/** Of every table how many rows, and a sum over all that is in them. */
async function tablesNow(): Promise<unknown> {
  const about = `SELECT name FROM system.tables WHERE database = currentDatabase()
    AND engine LIKE '%MergeTree' AND engine != 'AggregatingMergeTree' ORDER BY name`;
  const tables = await world.warehouse.query(about);
  const sums = tables.map(
    ({ name }) =>
      `SELECT '${String(name)}' AS name, count() AS rows, sum(cityHash64(toString(tuple(*)))) AS sum
       FROM \`${String(name)}\``,
  );
  return world.warehouse.query(`SELECT * FROM (${sums.join(' UNION ALL ')}) ORDER BY name`);
}

/** What lets a hunt show most of the planted world: thresholds at their lowest. */
function widest(hunt: Hunt): Record<string, string> {
  const given: Record<string, string> = {};
  for (const { name, type, default: text } of hunt.params) {
    if (type === 'UInt32' && thresholds.has(name)) given[name] = '1';
    if (type === 'Float64') given[name] = '0';
    if (text === undefined) given[name] = 'mole';
  }
  return given;
}
const thresholds = new Set([
  ...['advancing', 'customers', 'days', 'dormant', 'people', 'rows', 'switches'],
]);

type Ending =
  | { readonly kind: 'rows'; readonly rows: readonly WarehouseRow[] }
  | { readonly kind: 'none' | 'refused' };

async function endingOf(hunt: Hunt, given: GivenValues): Promise<Ending> {
  try {
    const { rows } = await runHunt(world.warehouse, hunt, { given });
    return rows.length > 0 ? { kind: 'rows', rows } : { kind: 'none' };
  } catch (error) {
    if (error instanceof OutsideError && error.code === 'bad-usage') return { kind: 'refused' };
    const shown = JSON.stringify(given).slice(0, 200);
    throw new Error(`${hunt.id} with ${shown}: ${String(error).slice(0, 600)}`, { cause: error });
  }
}

/** Of names it is known who has them; of numbers and times only whether they are any. */
function isExpected({ name, type }: HuntParameter, value: Value, { kind }: Ending): boolean {
  if (parseHuntValue(type, value).kind === 'problem') return kind === 'refused';
  const one = typeof value === 'string' ? value : value.length === 1 ? value[0]! : '';
  const isAboutNames = (type === 'String') === (typeof value === 'string') && name !== 'programs';
  if (isAboutNames && names.includes(one)) return kind === 'rows';
  if (isAboutNames && strangers.includes(one)) return kind === 'none';
  return kind !== 'refused';
}

/** Values of this type for all its parameters at once, each a step behind the one before. */
function* together(hunt: Hunt, ofTypes: readonly HuntType[], some: readonly Value[]) {
  const params = hunt.params.filter(({ type }) => ofTypes.includes(type));
  if (params.length === 0) return;
  for (let i = 0; i < some.length; i += 1) {
    const given = params.map(({ name }, step) => [name, some[(i + step) % some.length]!] as const);
    yield { params, given: Object.fromEntries(given) };
  }
}

describe.skipIf(!hasLibrary)('hostile values', () => {
  for (const hunt of listHunts()) {
    // All values, defaults included, so that they need not be computed each time.
    const all: Record<string, Value> = {};

    test(`${hunt.id} has something to give away`, async () => {
      const { rows, values } = await runHunt(world.warehouse, hunt, { given: widest(hunt) });
      expect(rows).not.toEqual([]);
      for (const [name, value] of Object.entries(values)) {
        all[name] = typeof value === 'number' ? String(value) : value;
      }
    });

    for (const param of hunt.params.filter(({ type }) => /String/.test(type))) {
      test(`${hunt.id}: ${param.name}`, async () => {
        const some = param.type === 'String' ? [...names, ...strangers, '', ['mole']] : lists;
        for (const value of some) {
          const ending = await endingOf(hunt, { ...all, [param.name]: value });
          const said = `${JSON.stringify(value).slice(0, 99)} ends in ${ending.kind}`;
          expect(isExpected(param, value, ending), said).toBe(true);
          if (ending.kind !== 'rows' || value === '' || !hunt.columns.includes(param.name))
            continue;
          for (const row of ending.rows) expect(row[param.name]).toBe(value);
        }
      });
    }

    test(`${hunt.id}: numbers and times`, async () => {
      for (const { params, given } of [
        ...together(hunt, ['UInt32', 'Float64'], numbers),
        ...together(hunt, ["DateTime64(3, 'UTC')"], times),
      ]) {
        const isWrong = params.some(
          ({ name, type }) => parseHuntValue(type, given[name]!).kind === 'problem',
        );
        const { kind } = await endingOf(hunt, { ...all, ...given });
        const said = `${JSON.stringify(given).slice(0, 200)} ends in ${kind}`;
        expect(kind === 'refused', said).toBe(isWrong);
      }
    });
  }

  test('the tables are as they were', async () => {
    expect(await tablesNow()).toEqual(before);
  });
});
