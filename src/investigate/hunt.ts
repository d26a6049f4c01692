// Hunts: one .sql file, one question. Its header names, explains and types it; values reach
// ClickHouse only as {name:Type} parameters, never as text in the statement. For the commands
// `hunt list|show|run` and the story of the demo.

import { OutsideError } from '../errors.ts';
import { huntFiles } from '../generated/hunts.ts';
import type { Statement, Warehouse, WarehouseRow } from '../ports.ts';
import { type Hunt, type HuntParameter, parseHunt } from './hunt-header.ts';
import { type HuntValue, instantType, parseHuntValue } from './hunt-value.ts';
import { requireSelect } from './sql-guard.ts';

/** As they come from a command line, a form or an anomaly. */
export type GivenValues = Readonly<Record<string, string | readonly string[]>>;

type Values = Readonly<Record<string, HuntValue>>;

export type HuntResult = {
  readonly hunt: Hunt;
  /** All values it ran with, defaults included. */
  readonly values: Values;
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

/** What is given for its parameters, and how long it may be waited for. */
export type HuntAsking = { readonly given?: GivenValues; readonly signal?: AbortSignal };

/**
 * Somebody's own, to be asked in any format: it goes through what statements that are typed go
 * through, and so do the defaults of its parameters. They are evaluated once, since they may be
 * others the next time: it runs with the values with which it was looked at.
 */
export async function harmlessHunt(
  warehouse: Warehouse,
  hunt: Hunt,
  { given = {}, signal }: HuntAsking = {},
): Promise<Statement> {
  const asking = signal === undefined ? {} : { signal };
  const parameters = await huntValues(warehouse, hunt, {
    given,
    // The very text that is evaluated: two defaults may make another statement than each alone.
    before: ({ sql, options }) => requireSelect(warehouse, sql, { ...options, ...asking }),
  });
  await requireSelect(warehouse, hunt.sql, { parameters, ...asking });
  return { sql: hunt.sql, options: { as: 'hunter', parameters, ...asking } };
}

/**
 * ClickHouse evaluates defaults: most are relative to the newest event, which may be years old. A
 * beginning is as long before the end that was given: counted from the newest event it may lie
 * behind that.
 */
function defaultText({ name, type, default: text = '' }: HuntParameter, hasEnd: boolean): string {
  const back = / - (INTERVAL \d+ [A-Z]+)$/.exec(text)?.[1];
  const isBeforeEnd = hasEnd && name === 'since' && back !== undefined;
  const value = isBeforeEnd ? `{until:${instantType}} - ${back}` : text;
  return `CAST((${value}) AS ${type}) AS \`${name}\``;
}

function hasInstant({ params }: Hunt, name: string): boolean {
  return params.some((param) => param.name === name && param.type === instantType);
}

/** Runs it as the hunter. What is wrong with a value is said before ClickHouse is asked. */
export async function runHunt(
  warehouse: Warehouse,
  hunt: Hunt,
  { given = {}, signal }: HuntAsking = {},
): Promise<HuntResult> {
  const values = await huntValues(warehouse, hunt, { given });
  const rows = await warehouse.query(hunt.sql, {
    as: 'hunter',
    parameters: values,
    ...(signal === undefined ? {} : { signal }),
  });
  return { hunt, values, rows };
}

/** The statement of one of ours and all values of it, to be asked in any format. */
export async function boundHunt(
  warehouse: Warehouse,
  hunt: Hunt,
  { given = {}, signal }: HuntAsking,
): Promise<Statement> {
  const parameters = await huntValues(warehouse, hunt, { given });
  const rest = signal === undefined ? {} : { signal };
  return { sql: hunt.sql, options: { as: 'hunter', parameters, ...rest } };
}

async function huntValues(
  warehouse: Warehouse,
  hunt: Hunt,
  asked: {
    readonly given: GivenValues;
    /** Looks at the statement of the defaults before it is asked. */
    readonly before?: (defaults: Statement) => Promise<void>;
  },
): Promise<Values> {
  const values = checkGiven(hunt, asked.given);
  const open = hunt.params.filter((param) => !(param.name in values));
  if (open.length > 0) {
    const { until } = values;
    const hasEnd = until !== undefined && hasInstant(hunt, 'until');
    // Only texts of our own files get into this statement, or such as `before` lets through.
    const sql = `SELECT ${open.map((param) => defaultText(param, hasEnd)).join(', ')}`;
    const parameters = hasEnd ? { parameters: { until } } : {};
    const defaults: Statement = { sql, options: { as: 'hunter', ...parameters } };
    await asked.before?.(defaults);
    const [row] = await warehouse.query(defaults.sql, defaults.options);
    for (const { name } of open) values[name] = row?.[name] as HuntValue;
  }
  requireSomeTime(hunt, values, asked.given);
  return values;
}

/** Nothing lies between an end and a later beginning: no rows would look like nobody. */
function requireSomeTime(hunt: Hunt, values: Values, given: GivenValues): void {
  if (!hasInstant(hunt, 'since') || !hasInstant(hunt, 'until')) return;
  const [since, until] = [String(values['since']), String(values['until'])];
  // Both as ClickHouse writes them, so that their order as texts is that in time.
  if (since < until) return;
  const end = given['until'] === undefined ? ', where what there is ends' : '';
  const said = `since ${since} is not before until ${until}${end} (UTC): nothing lies between.`;
  throw new OutsideError('bad-usage', `Hunt ${hunt.id}: ${said}`);
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
