// Hunts: one .sql file, one question. Its header names, explains and types it; values reach
// ClickHouse only as {name:Type} parameters, never as text in the statement. For the commands
// `hunt list|show|run` and the story of the demo.

import { assert } from '../core/assert.ts';
import { OutsideError } from '../errors.ts';
import { huntFiles } from '../generated/hunts.ts';
import type { Warehouse, WarehouseRow } from '../ports.ts';
import { type HuntType, type HuntValue, isHuntType, parseHuntValue } from './hunt-value.ts';

export type HuntParameter = {
  readonly name: string;
  readonly type: HuntType;
  /** A ClickHouse expression; undefined: the parameter must be given. */
  readonly default: string | undefined;
  readonly doc: string;
};

/** What a hunt is about, in the order of the documentation. */
export const huntThemes = {
  readers: 'Who saw this',
  person: 'This person',
  theft: 'Shapes of theft',
  tickets: 'Tickets',
  machines: 'Machines',
  sensor: 'The sensor itself',
  unlisted: 'Before there is a list',
  triage: 'Triage',
} as const;

export type HuntTheme = keyof typeof huntThemes;

/** What a hunt has ClickHouse read, the cheapest first. */
export const huntCosts = {
  key: 'rows that a key leads to: quick however much there is',
  sums: 'sums of days, findings and reference data: no accesses',
  span: 'all accesses of the months asked for',
  all: 'everything there is',
} as const;

export type HuntCost = keyof typeof huntCosts;

export type Hunt = {
  readonly id: string;
  /** A question. */
  readonly title: string;
  readonly theme: HuntTheme;
  /** Techniques of MITRE ATT&CK. */
  readonly attack: readonly string[];
  readonly why: string;
  readonly reading: string;
  /** Honest work that looks the same. */
  readonly benign: string;
  readonly cost: HuntCost;
  readonly columns: readonly string[];
  readonly params: readonly HuntParameter[];
  readonly sql: string;
};

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

/** A mistake in a header is a bug of this build: it asserts. */
export function parseHunt(id: string, text: string): Hunt {
  const header = new Map<string, string[]>();
  const lines = text.split('\n');
  const start = lines.findIndex((line) => !line.startsWith('--'));
  for (const line of lines.slice(0, start)) {
    const [, key, value] = /^-- ([a-z]+): (.+)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      header.set(key, [...(header.get(key) ?? []), value]);
      continue;
    }
    const more = /^-- {3,}(.+)$/.exec(line)?.[1];
    const last = [...header.values()].at(-1);
    assert(more !== undefined && last !== undefined, `${id}: unreadable header line: ${line}`);
    last.push(`${last.pop() ?? ''} ${more}`);
  }
  const words = (key: string) => (header.get(key)?.[0] ?? '').split(', ').filter(Boolean);
  const one = (key: string) => header.get(key)?.[0] ?? '';
  const [theme, cost] = [one('theme'), one('cost')];
  assert(isKeyOf(huntThemes, theme), `${id}: unknown theme ${theme}`);
  assert(isKeyOf(huntCosts, cost), `${id}: unknown cost ${cost}`);
  const hunt: Hunt = {
    ...{ id, title: one('title'), theme, cost },
    attack: words('attack'),
    why: one('why'),
    reading: one('reading'),
    benign: one('benign'),
    columns: words('columns'),
    params: (header.get('param') ?? []).map((param) => parseParameter(id, param)),
    sql: lines.slice(start).join('\n').trim().replace(/;$/, ''),
  };
  for (const key of needed) assert(one(key) !== '', `${id}: no ${key}`);
  assert(hunt.title.endsWith('?'), `${id}: the title is no question`);
  return hunt;
}

const needed = ['title', 'why', 'reading', 'benign', 'columns'];

function isKeyOf<T extends object>(known: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(known, key);
}

/** `name Type = default | doc`, the default being optional. */
function parseParameter(id: string, text: string): HuntParameter {
  const bar = text.lastIndexOf(' | ');
  assert(bar > 0, `${id}: a parameter needs a doc after a bar: ${text}`);
  const declared = text.slice(0, bar);
  const equals = declared.indexOf(' = ');
  const [name = '', ...type] = (equals < 0 ? declared : declared.slice(0, equals)).split(' ');
  const typeText = type.join(' ');
  assert(isHuntType(typeText), `${id}: parameter ${name} has the unknown type ${typeText}`);
  return {
    name,
    type: typeText,
    default: equals < 0 ? undefined : declared.slice(equals + 3),
    doc: text.slice(bar + 3),
  };
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

/** The same as raw text in a ClickHouse format. */
export async function* streamHunt(
  warehouse: Warehouse,
  hunt: Hunt,
  options: {
    readonly format: string;
    readonly given?: GivenValues;
    readonly signal?: AbortSignal;
  },
): AsyncIterable<string> {
  const parameters = await huntValues(warehouse, hunt, options.given ?? {});
  const { format, signal } = options;
  const rest = signal === undefined ? {} : { signal };
  yield* warehouse.stream(hunt.sql, format, { as: 'hunter', parameters, ...rest });
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
  // Only texts of our own files get into this statement.
  const expressions = open.map(
    ({ name, type, default: text }) => `CAST((${text}) AS ${type}) AS \`${name}\``,
  );
  const [row] = await warehouse.query(`SELECT ${expressions.join(', ')}`, { as: 'hunter' });
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
