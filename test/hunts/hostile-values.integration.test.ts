// Whatever is typed as a value of a hunt is a value: it ends in rows of whoever has that very name,
// in none, or in an answer that says what is wrong. Never in a mistake of syntax, never in rows of
// somebody else, and the tables stay as they were. For every hunt and each of its parameters.

import { beforeAll, describe, expect, test } from 'vitest';
import { OutsideError } from '../../src/errors.ts';
import { type GivenValues, listHunts, runHunt } from '../../src/investigate/hunt.ts';
import type { Hunt, HuntParameter } from '../../src/investigate/hunt-header.ts';
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
  '\\N',
  // What ends no text by itself, together: as a value of ClickHouse, of JSON, of a form.
  "{user:String} ['ann', 'mole'] $$x$$ tab\t, line\nbreak\r\n, nul\u0000byte".concat(
    ' ünïcødé 名前 🕵️ ?user=mole&param_user=mole %27',
  ),
];

/** Names that nobody has, however near they come to one. */
const strangers = [
  '\tmole ',
  'mole\u0000',
  '%',
  "') OR 1=1 --",
  "['mole']",
  `\ud800 half a pair ' OR 1 = 1 -- ${'x'.repeat(1 << 14)}`,
];

const lists: readonly (string | readonly string[])[] = [
  ...names.map((name) => [name]),
  ...strangers.slice(1).map((name) => [name]),
  ...[names, names.join(), '', ',,', []],
];

/** As long as it gets, for one parameter of each type: what a hunt asks changes nothing in it. */
const long = {
  String: `' OR 1 = 1 -- ${'x'.repeat(1 << 20)}`,
  'Array(String)': Array.from({ length: 20_000 }, (_, i) => `nobody-${i}`),
};

const nines = '9'.repeat(1 << 14);
const numbers = [
  ...['0', '1', '999999999', '1000000000', '4294967296', '-1', '1.5', '1e3', '0x10', ' 5', '+5'],
  ...['', 'NaN', 'Infinity', '1; DROP TABLE access', '1)', "1' OR '1'='1", '１', '٣', '1\u0000'],
  ...['5\n', '{limit:UInt32}', '-0', '1e308', '-1e308', '5e-324', '1e309', '1,5', '1e', nines],
  ['1'],
];
const times = [
  ...['0000-01-01', '1900-01-01', '1969-12-31', '2299-12-31', '9999-12-31T23:59:59.999Z'],
  ...['2024-03-09T00:00-14:00', '-2024-03-09'],
  ...['2024-13-01', '2024-03-09T10:00:00+99:99', 'now()', '2024-03-09T10:00:00.1234', '', nines],
  ...["2024-03-09' OR 1=1 --", '2024-03-09\u0000', '２０２４-03-09', '2024-03-09 10:00:00 UTC'],
  ['2024-03-09'],
];
const timeType = "DateTime64(3, 'UTC')";

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
    if (text === undefined) given[name] = isOfStrangers(hunt, name) ? 'nobody' : 'mole';
  }
  return given;
}
const thresholds = new Set([
  ...['advancing', 'customers', 'days', 'dormant', 'more', 'people', 'rows', 'switches'],
]);

/** Whom nobody read: whoever is planted was read, and of a stranger it says so, by that name. */
function isOfStrangers(hunt: Hunt, param: string): boolean {
  return hunt.id === 'victims-nobody-read' && param === 'subjects';
}

type Ending =
  | { readonly kind: 'rows'; readonly rows: readonly WarehouseRow[] }
  | { readonly kind: 'none' | 'refused' };

const shown = (value: unknown) => JSON.stringify(value).slice(0, 200);

async function endingOf(hunt: Hunt, given: GivenValues): Promise<Ending> {
  try {
    const { rows } = await runHunt(world.warehouse, hunt, { given });
    return rows.length > 0 ? { kind: 'rows', rows } : { kind: 'none' };
  } catch (error) {
    if (error instanceof OutsideError && error.code === 'bad-usage') return { kind: 'refused' };
    throw new Error(`${hunt.id} with ${shown(given)}: ${String(error).slice(0, 600)}`, {
      cause: error,
    });
  }
}

/** Of names it is known who has them; of numbers and times only whether they are any. */
function isExpected(
  hunt: Hunt,
  { name, type }: HuntParameter,
  value: Value,
  { kind }: Ending,
): boolean {
  if (parseHuntValue(type, value).kind === 'problem') return kind === 'refused';
  const one = typeof value === 'string' ? value : value.length === 1 ? value[0]! : '';
  const isAboutNames = (type === 'String') === (typeof value === 'string') && name !== 'programs';
  const [ofNames, ofStrangers] = isOfStrangers(hunt, name) ? ['none', 'rows'] : ['rows', 'none'];
  if (isAboutNames && names.includes(one)) return kind === ofNames;
  if (isAboutNames && strangers.includes(one)) return kind === ofStrangers;
  return kind !== 'refused';
}

const isWrong = (type: HuntType, value: Value) => parseHuntValue(type, value).kind === 'problem';

/** Every number and time for every such parameter, many in one question: each a step further. */
function together(hunt: Hunt): Record<string, Value>[] {
  const fitting = hunt.params.flatMap(({ name, type }, step) => {
    if (/String/.test(type)) return [];
    const some = (type === timeType ? times : numbers).filter((value) => !isWrong(type, value));
    return [{ name, step, some }];
  });
  const most = Math.max(0, ...fitting.map(({ some }) => some.length));
  return Array.from({ length: most }, (_, i) =>
    Object.fromEntries(fitting.map(({ name, step, some }) => [name, at(some, i + step)])),
  );
}

/** What ends before it begins, of which both are given: it is told so. */
function isWithoutTime({ since, until }: Record<string, Value>): boolean {
  if (since === undefined || until === undefined) return false;
  return Date.parse(utc(since)) >= Date.parse(utc(until));
}

function utc(time: Value): string {
  return /T/.test(String(time)) ? String(time) : `${time}T00:00Z`;
}

function at<T>(some: readonly T[], i: number): T {
  return some[i % some.length]!;
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
          const said = `${shown(value)} ends in ${ending.kind}`;
          expect(isExpected(hunt, param, value, ending), said).toBe(true);
          if (isOfStrangers(hunt, param.name) && value.length === 1 && ending.kind === 'rows') {
            // What is no whole character arrives as the sign for that.
            expect(ending.rows[0]!['subject']).toBe(Buffer.from(value[0]!.trim()).toString());
          }
          if (ending.kind !== 'rows' || value === '' || !hunt.columns.includes(param.name))
            continue;
          for (const row of ending.rows) expect(row[param.name]).toBe(value);
        }
      });
    }

    test(`${hunt.id}: numbers and times`, async () => {
      for (const { name, type } of hunt.params.filter((param) => !/String/.test(param.type))) {
        const wrong = (type === timeType ? times : numbers).filter((value) => isWrong(type, value));
        for (const value of wrong) {
          const { kind } = await endingOf(hunt, { ...all, [name]: value });
          expect(kind, `${name}: ${shown(value)}`).toBe('refused');
        }
      }
      for (const given of together(hunt)) {
        const { kind } = await endingOf(hunt, { ...all, ...given });
        expect(kind === 'refused', shown(given)).toBe(isWithoutTime(given));
      }
    });
  }

  for (const [type, value] of Object.entries(long)) {
    test(`a long ${type} is a value`, async () => {
      const isOne = (param: HuntParameter) => param.type === type;
      const hunt = listHunts().find(
        ({ id, params }) => params.some(isOne) && id !== 'victims-nobody-read',
      )!;
      const given = { ...widest(hunt), [hunt.params.find(isOne)!.name]: value };
      expect(await endingOf(hunt, given)).toEqual({ kind: 'none' });
    });
  }

  test('the tables are as they were', async () => {
    expect(await tablesNow()).toEqual(before);
  });
});
