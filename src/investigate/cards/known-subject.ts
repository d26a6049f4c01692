// Who a customer is, as far as it is known; and which ids look alike where nobody has this one. For
// subject-card.

import type { Ask } from '../attribution/count-reach.ts';
import type { VictimRead } from '../attribution/reads-of-victims.ts';
import { plain } from './card-words.ts';
import { mistypedMax, unknownName } from './unknown-name.ts';

export type KnownSubject = {
  readonly id: string;
  /** Whether the table of customers has them; else all is from accesses and tickets. */
  readonly isEntered: boolean;
  readonly segment: string | null;
  readonly isVip: boolean;
  readonly isCanary: boolean;
  /** The id under which they go on. */
  readonly mergedInto: string | null;
  /** Ids that go on under this one, some of them: their reads are under those. */
  readonly mergedFrom: readonly string[];
};

const mergedMax = 20;
const alikeMax = 20;

const entrySql = `
SELECT segment, vip, canary, merged_into FROM subjects_now WHERE _key = {subject:String}`;

/** The keys before FINAL, which else goes through all customers there are. */
const mergedSql = `
SELECT id FROM subjects_now
WHERE _key IN (SELECT _key FROM subjects WHERE merged_into = {subject:String} LIMIT 1000)
  AND merged_into = {subject:String}
ORDER BY id LIMIT ${mergedMax}`;

const hasTicketSql = `
SELECT 1 FROM tickets WHERE subject = {subject:String} LIMIT 1`;

const alikeSql = `
SELECT DISTINCT _key AS name FROM subjects
ORDER BY damerauLevenshteinDistance(name, {subject:String}), name LIMIT ${alikeMax}`;

/** The first few of whoever was read: their order is the table's. */
const someSql = `
SELECT DISTINCT subject AS name FROM access_by_subject LIMIT ${alikeMax}`;

/** `newest`: the last read of them; undefined: nobody has read them. */
export async function knownSubject(
  ask: Ask,
  id: string,
  newest: VictimRead | undefined,
): Promise<KnownSubject> {
  const [entry] = await ask(entrySql, { subject: id });
  const merged = await ask(mergedSql, { subject: id });
  const isKnown = entry !== undefined || newest !== undefined || merged.length > 0;
  if (!isKnown && (await ask(hasTicketSql, { subject: id })).length === 0) {
    throw await unknown(ask, id);
  }
  const segment = `${entry?.['segment'] ?? newest?.segment ?? ''}`;
  return {
    id,
    isEntered: entry !== undefined,
    segment: segment === '' ? null : segment,
    isVip: entry?.['vip'] === true,
    isCanary: entry?.['canary'] === true,
    mergedInto: (entry?.['merged_into'] ?? null) as string | null,
    mergedFrom: merged.map((row) => `${row['id']}`),
  };
}

/** Of a list, in one look-up: those that anything has. */
const knownSql = `
SELECT DISTINCT subject FROM access_by_subject WHERE subject IN {subjects:Array(String)}
UNION DISTINCT
SELECT _key FROM subjects WHERE _key IN {subjects:Array(String)}
UNION DISTINCT
SELECT merged_into FROM subjects WHERE merged_into IN {subjects:Array(String)}
UNION DISTINCT
SELECT subject FROM tickets WHERE subject IN {subjects:Array(String)}`;

/** Undefined: all of them are known. Else how many are not, and more of the first of those. */
export async function unknownSubjects(
  ask: Ask,
  ids: readonly string[],
): Promise<string | undefined> {
  const known = new Set((await ask(knownSql, { subjects: ids })).map((row) => `${row['subject']}`));
  const strange = ids.filter((id) => !known.has(id));
  const [first] = strange;
  if (first === undefined) return undefined;
  const { message } = await unknown(ask, first);
  if (ids.length === 1) return message;
  const count = strange.length === ids.length ? 'None' : `All but ${strange.length}`;
  return `${count} of the ${ids.length} customers are known. ${message}`;
}

async function unknown(ask: Ask, id: string) {
  const said = `There is no customer '${plain(id)}': no access, ticket or table has them.`;
  const alike = id.length > mistypedMax ? [] : await ask(alikeSql, { subject: id });
  const some = await ask(someSql, {});
  const names = (rows: typeof some) => rows.map((row) => `${row['name']}`);
  return unknownName(said, id, { alike: names(alike), some: names(some) });
}
