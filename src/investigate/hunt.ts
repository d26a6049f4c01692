// Hunts: one .sql file, one question. Its header names, explains and types it; values reach
// ClickHouse only as {name:Type} parameters, never as text in the statement. For the commands
// `hunt list|show|run` and the story of the demo.

import { OutsideError } from '../errors.ts';
import { huntFiles } from '../generated/hunts.ts';
import type { Statement, Warehouse, WarehouseRow } from '../ports.ts';
import { type Hunt, type HuntParameter, parseHunt } from './hunt-header.ts';
import { type HuntValue, parseHuntValue } from './hunt-value.ts';
import { requireSelect } from './sql-guard.ts';

/** As they come from a command line, a form or an anomaly. */
export type GivenValues = Readonly<Record<string, string | readonly string[]>>;

export type HuntResult = {
  readonly hunt: Hunt;
  /** All values it ran with, defaults included. */
  readonly values: Readonly<Record<string, HuntValue>>;
  readonly rows: readonly WarehouseRow[];
};

/** Every hunt that this build brings, by id. */
export function listHunts(): readonly Hunt[] {
  return huntFiles
    .map(({ id, text }) => parseHunt(id, text))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function findHunt(id: string): Hunt {
  const hunt = listHunts().find((one) => one.id === id);
  if (hunt !== undefined) return hunt;
  const known = listHunts().map((one) => one.id);
  throw new OutsideError('bad-usage', `No hunt ${id}. There are: ${known.join(', ')}.`);
}

/**
 * Somebody's own statements go through what statements that are typed go through: the hunt itself,
 * and the defaults of its parameters, which become part of one.
 */
export async function requireHarmless(
  warehouse: Warehouse,
  hunt: Hunt,
  given: GivenValues = {},
): Promise<void> {
  for (const param of hunt.params) {
    if (param.default === undefined) continue;
    await requireSelect(warehouse, `SELECT ${defaultText(param)}`);
  }
  const parameters = await huntValues(warehouse, hunt, given);
  await requireSelect(warehouse, hunt.sql, { parameters });
}

function defaultText({ name, type, default: text }: HuntParameter): string {
  return `CAST((${text}) AS ${type}) AS \`${name}\``;
}

/** Runs it as the hunter. What is wrong with a value is said before ClickHouse is asked. */
export async function runHunt(
  warehouse: Warehouse,
  hunt: Hunt,
  options: { readonly given?: GivenValues; readonly signal?: AbortSignal } = {},
): Promise<HuntResult> {
  const values = await huntValues(warehouse, hunt, options.given ?? {});
  const { signal } = options;
  const rows = await warehouse.query(hunt.sql, {
    as: 'hunter',
    parameters: values,
    ...(signal === undefined ? {} : { signal }),
  });
  return { hunt, values, rows };
}

/** Its statement and all values of it, to be asked in any format. */
export async function boundHunt(
  warehouse: Warehouse,
  hunt: Hunt,
  { given = {}, signal }: { readonly given?: GivenValues; readonly signal?: AbortSignal },
): Promise<Statement> {
  const parameters = await huntValues(warehouse, hunt, given);
  const rest = signal === undefined ? {} : { signal };
  return { sql: hunt.sql, options: { as: 'hunter', parameters, ...rest } };
}

async function huntValues(
  warehouse: Warehouse,
  hunt: Hunt,
  given: GivenValues,
): Promise<Readonly<Record<string, HuntValue>>> {
  const values = checkGiven(hunt, given);
  const open = hunt.params.filter((param) => !(param.name in values));
  if (open.length === 0) return values;
  // ClickHouse evaluates them: most are relative to the newest event, which may be years old.
  // Only texts of our own files get into this statement, or such as have passed requireHarmless.
  const sql = `SELECT ${open.map(defaultText).join(', ')}`;
  const [row] = await warehouse.query(sql, { as: 'hunter' });
  for (const { name } of open) values[name] = row?.[name] as HuntValue;
  return values;
}

function checkGiven(hunt: Hunt, given: GivenValues): Record<string, HuntValue> {
  const problems: string[] = [];
  const values: Record<string, HuntValue> = {};
  for (const name of Object.keys(given)) {
    if (hunt.params.some((param) => param.name === name)) continue;
    const known = hunt.params.map((param) => param.name).join(', ');
    problems.push(`There is no parameter ${name}; there are ${known}.`);
  }
  for (const { name, type, default: text, doc } of hunt.params) {
    const value = given[name];
    if (value === undefined) {
      if (text === undefined) problems.push(`Give ${name}: ${doc}.`);
      continue;
    }
    const parsed = parseHuntValue(type, value);
    if (parsed.kind === 'value') values[name] = parsed.value;
    else problems.push(`${name}: ${parsed.problem}`);
  }
  if (problems.length > 0) {
    throw new OutsideError('bad-usage', `Hunt ${hunt.id}: ${problems.join(' ')}`);
  }
  return values;
}
