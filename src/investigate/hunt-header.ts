// The header of a hunt: what it asks, why, how to read the answer, what is harmless, what it costs,
// and its parameters with their types. Of those that this build brings, and of somebody's own.

import { AssertionError } from '../core/assert.ts';
import { OutsideError } from '../errors.ts';
import { type HuntType, isHuntType } from './hunt-value.ts';

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

/** A mistake in the header of one of ours is a bug of this build: it asserts. */
export function parseHunt(id: string, text: string): Hunt {
  const read = readHunt(id, text);
  if (typeof read === 'string') throw new AssertionError(read);
  return read;
}

/** Somebody's own: the mistake is theirs. */
export function ownHunt(path: string, text: string): Hunt {
  const read = readHunt(path, text);
  if (typeof read === 'string') throw new OutsideError('bad-input', `${read}.`);
  return read;
}

/** Or what is wrong with it. */
function readHunt(id: string, text: string): Hunt | string {
  // As other editors write it: a mark at its start, and lines that end in two letters.
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const start = lines.findIndex((line) => !line.startsWith('--'));
  const header = new Map<string, string[]>();
  for (const line of lines.slice(0, start)) {
    const [, key, value] = /^-- ([a-z]+): (.+)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      header.set(key, [...(header.get(key) ?? []), value]);
      continue;
    }
    const more = /^-- {3,}(.+)$/.exec(line)?.[1];
    const last = [...header.values()].at(-1);
    if (more === undefined || last === undefined) return `${id}: unreadable header line: ${line}`;
    last.push(`${last.pop() ?? ''} ${more}`);
  }
  const words = (key: string) => (header.get(key)?.[0] ?? '').split(', ').filter(Boolean);
  const one = (key: string) => header.get(key)?.[0] ?? '';
  const [theme, cost, title] = [one('theme'), one('cost'), one('title')];
  for (const key of needed) if (one(key) === '') return `${id}: no ${key}`;
  if (!isKeyOf(huntThemes, theme)) return `${id}: unknown theme ${theme}${choice(huntThemes)}`;
  if (!isKeyOf(huntCosts, cost)) return `${id}: unknown cost ${cost}${choice(huntCosts)}`;
  if (!title.endsWith('?')) return `${id}: the title is no question`;
  const params: HuntParameter[] = [];
  for (const param of header.get('param') ?? []) {
    const read = readParameter(id, param);
    if (typeof read === 'string') return read;
    params.push(read);
  }
  const sql = lines.slice(start).join('\n').trim().replace(/;$/, '');
  if (sql === '') return `${id}: no statement`;
  return {
    ...{ id, title, theme, cost, params, sql },
    attack: words('attack'),
    why: one('why'),
    reading: one('reading'),
    benign: one('benign'),
    columns: words('columns'),
  };
}

const needed = ['title', 'why', 'reading', 'benign', 'columns'];

function isKeyOf<T extends object>(known: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(known, key);
}

function choice(known: object): string {
  return `; there are ${Object.keys(known).join(', ')}`;
}

/** `name Type = default | doc`, the default being optional. */
function readParameter(id: string, text: string): HuntParameter | string {
  const bar = text.lastIndexOf(' | ');
  if (bar <= 0) return `${id}: a parameter needs a doc after a bar: ${text}`;
  const declared = text.slice(0, bar);
  const equals = declared.indexOf(' = ');
  const [name = '', ...type] = (equals < 0 ? declared : declared.slice(0, equals)).split(' ');
  const typeText = type.join(' ');
  if (!/^\w+$/.test(name)) return `${id}: ${name} is no name of a parameter`;
  if (!isHuntType(typeText)) return `${id}: parameter ${name} has the unknown type ${typeText}`;
  return {
    name,
    type: typeText,
    default: equals < 0 ? undefined : declared.slice(equals + 3),
    doc: text.slice(bar + 3),
  };
}

/** One to begin with. */
export const newHunt = `-- title: Who has read the most customers?
-- theme: theft
-- attack: T1213
-- why: Why anybody would want to know.
-- reading: How to read the answer, and what to do next.
-- benign: Honest work that looks the same.
-- cost: span
-- param: since DateTime64(3, 'UTC') = (SELECT max(at) FROM access) - INTERVAL 7 DAY | From (UTC)
-- param: limit UInt32 = 20 | Most people to show
-- columns: user, customers
SELECT user, uniqExact(subject) AS customers
FROM access_by_subject
WHERE at >= {since:DateTime64(3, 'UTC')}
GROUP BY user
ORDER BY customers DESC, user
LIMIT {limit:UInt32}
`;
