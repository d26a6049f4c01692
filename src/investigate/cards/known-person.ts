// Who somebody was at a time, as the table of people and the accesses know it; and who was meant
// where nobody has that name. For user-card.

import type { Millis } from '../../core/time.ts';
import type { WarehouseRow } from '../../ports.ts';
import type { Ask } from '../attribution/count-reach.ts';
import { instant } from '../attribution/reach-sql.ts';
import { ownerOf } from './account-owner.ts';
import { plain } from './card-words.ts';
import { unknownName } from './unknown-name.ts';

export type KnownPerson = {
  readonly user: string;
  /** Whether the table of people has them; else all is from their newest access. */
  readonly isEntered: boolean;
  /** human, service or unknown. */
  readonly kind: string;
  readonly team: string | null;
  readonly role: string | null;
  readonly queues: readonly string[];
  readonly site: string | null;
  readonly shift: string | null;
  readonly utcOffsetMinutes: number;
  readonly employment: string;
  readonly accounts: readonly string[];
  /** From when this entry holds; null: from the beginning. */
  readonly validFrom: Millis | null;
  /** The days of their first and of their last access; null: of none. */
  readonly firstDay: Millis | null;
  readonly lastDay: Millis | null;
  /** Entries that held before, the newest first. */
  readonly before: readonly Entry[];
};

export type Entry = {
  readonly validFrom: Millis | null;
  readonly team: string | null;
  readonly role: string | null;
  readonly queues: readonly string[];
  readonly employment: string;
};

const entriesMax = 5;
/** Names to look for the nearest among. */
const namesMax = 50_000;

const entryColumns = `id, accounts, kind, team, role, queues, site, utc_offset_minutes, shift,
  employment, toUnixTimestamp64Milli(valid_from) AS valid_ms`;

const personSql = `
SELECT ${entryColumns} FROM people_now WHERE _key = {user:String}`;

/** Before there was an entry, what an access says of its user. */
const newestAccessSql = `
SELECT account, user_kind, team, role, queue, site, utc_offset_minutes, employment
FROM access WHERE user = {user:String} ORDER BY at DESC LIMIT 1`;

const daysSql = `
SELECT
  count() AS days,
  toUnixTimestamp(toDateTime(min(day), 'UTC')) AS first_s,
  toUnixTimestamp(toDateTime(max(day), 'UTC')) AS last_s
FROM user_day WHERE user = {user:String}`;

/**
 * What held until then, the newest first. As core/people.ts has it: the entry that begins last
 * holds, whenever it was written, and of two that begin at once the later one.
 */
const entriesSql = `
SELECT ${entryColumns}
FROM people_versions
WHERE _key = {user:String} AND _deleted = 0
  AND (valid_from IS NULL OR valid_from < ${instant('until')})
ORDER BY valid_ms IS NULL, valid_ms DESC, _seen_at DESC, _offset DESC
LIMIT 1 BY valid_ms
LIMIT ${entriesMax + 1}`;

const namesSql = `
SELECT DISTINCT name FROM
(
  SELECT toString(user) AS name FROM user_day
  UNION ALL
  SELECT arrayJoin(arrayPushBack(accounts, id)) AS name FROM people_now
)
ORDER BY name
LIMIT ${namesMax}`;

/** By their own name, or by that of an account of theirs; as they were at the end of `until`. */
export async function knownPerson(ask: Ask, name: string, until: Millis): Promise<KnownPerson> {
  const found = await personNamed(ask, name, until);
  if (found !== undefined) return found;
  const id = await ownerOf(ask, name);
  const owner = id === undefined ? undefined : await personNamed(ask, id, until);
  if (owner !== undefined) return owner;
  const names = (await ask(namesSql, {})).map((row) => `${row['name']}`);
  const said = `Nobody is known by the name '${plain(name)}': neither people nor accesses have it.`;
  throw unknownName(said, name, { alike: names, some: names });
}

async function personNamed(
  ask: Ask,
  user: string,
  until: Millis,
): Promise<KnownPerson | undefined> {
  const [entry] = await ask(personSql, { user });
  const [access] = await ask(newestAccessSql, { user });
  const [days] = await ask(daysSql, { user });
  const entries = await ask(entriesSql, { user, until });
  // Whoever was struck off the table has only what held before that.
  const [held] = entry === undefined ? [] : entries;
  const row = held ?? entry ?? access;
  if (row === undefined) return undefined;
  const isActive = Number(days?.['days'] ?? 0) > 0;
  return {
    user,
    isEntered: entry !== undefined,
    kind: `${row['kind'] ?? row['user_kind']}`,
    ...entryOf(row),
    site: textOrNull(row['site']),
    shift: textOrNull(row['shift']),
    utcOffsetMinutes: Number(row['utc_offset_minutes']),
    accounts: (row['accounts'] as readonly string[] | undefined) ?? [`${row['account']}`],
    firstDay: isActive ? Number(days?.['first_s']) * 1_000 : null,
    lastDay: isActive ? Number(days?.['last_s']) * 1_000 : null,
    before: entries
      .slice(held === undefined ? 0 : 1)
      .slice(0, entriesMax)
      .map(entryOf),
  };
}

function entryOf(row: WarehouseRow): Entry {
  const valid = row['valid_ms'];
  const queue = textOrNull(row['queue']);
  return {
    validFrom: valid === null || valid === undefined ? null : Number(valid),
    team: textOrNull(row['team']),
    role: textOrNull(row['role']),
    queues: (row['queues'] as readonly string[] | undefined) ?? (queue === null ? [] : [queue]),
    employment: `${row['employment']}`,
  };
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : `${value}`;
}
