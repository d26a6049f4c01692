// Which ids of a list are the same customer. A record that was merged into another was read under
// its old id before, and under the new one since; those who complain are known by the one, the
// other, or both. For count-list: segments, reach and controls stay by id.
//
//   on the list   c2 ─┐ merged into
//                     ├──────────────► c1     one victim: c2, also known as c1, c3 and c4
//                 c3 ─┘   c4 ────────►
//
// Links are followed both ways, step by step, as the reference data has them now; what they lead
// to is bounded, since one wrong value may merge a whole house.

import { OutsideError } from '../../errors.ts';
import type { Ask } from './count-reach.ts';
import { earlierOf, type ListedVictim } from './victim-list.ts';

export type OneCustomer = ListedVictim & {
  /** All ids of the customer, that of the victim first. */
  readonly ids: readonly string[];
  /** Those of them that are on the list, likewise. */
  readonly listed: readonly string[];
};

/** Records that are merged again and again; a longer way is no history of a customer. */
const stepsMost = 16;
/** Ids of one customer. */
const idsMost = 1_000;
/** Of all customers on a list together, in one step. */
const linksMost = 100_000;

/** The keys before FINAL, which else goes through all customers there are. */
const linksSql = `
SELECT _key AS id, assumeNotNull(merged_into) AS into
FROM subjects_now
WHERE
  (
    _key IN {ids:Array(String)}
    OR _key IN (SELECT _key FROM subjects WHERE merged_into IN {ids:Array(String)})
  )
  AND merged_into != '' AND (_key IN {ids:Array(String)} OR merged_into IN {ids:Array(String)})
ORDER BY id
LIMIT ${linksMost + 1}`;

type Links = Map<string, Set<string>>;

/** Each customer once, by the earlier dates, in the order of the list. */
export async function asOneCustomer(
  ask: Ask,
  listed: readonly ListedVictim[],
): Promise<readonly OneCustomer[]> {
  const links = await linksOf(
    ask,
    listed.map(({ id }) => id),
  );
  const byId = new Map(listed.map((one) => [one.id, one]));
  const done = new Set<string>();
  const found: OneCustomer[] = [];
  for (const one of listed) {
    if (done.has(one.id)) continue;
    const ids = sameAs(one.id, links);
    const own = ids.flatMap((id) => byId.get(id) ?? []);
    for (const { id } of own) done.add(id);
    // Itself first, so that it keeps its id.
    found.push({ ...own.reduce(earlierOf), ids, listed: own.map(({ id }) => id) });
  }
  return found;
}

/** What is merged with what, as far as it leads from these. */
async function linksOf(ask: Ask, from: readonly string[]): Promise<Links> {
  const links: Links = new Map();
  const seen = new Set(from);
  let ids = from;
  for (let step = 0; ids.length > 0; step += 1) {
    const rows = await ask(linksSql, { ids });
    for (const row of rows) connect(links, `${row['id']}`, `${row['into']}`);
    if (rows.length > linksMost) throw endless(mostLinked(from, links));
    ids = [...links.keys()].filter((id) => !seen.has(id));
    if (ids.length > 0 && step === stepsMost) throw endless(whoseIs(ids[0]!, from, links));
    for (const id of ids) seen.add(id);
  }
  return links;
}

/** Of those given, the one whose ids lead there. */
function whoseIs(id: string, from: readonly string[], links: Links): string {
  const own = allOf(id, links);
  return from.find((one) => own.has(one)) ?? id;
}

/** Of those given, the one that is the same as most others. */
function mostLinked(from: readonly string[], links: Links): string {
  let [most, size] = [from[0]!, 0];
  const done = new Set<string>();
  for (const one of from) {
    if (done.has(one)) continue;
    const own = allOf(one, links);
    for (const id of own) done.add(id);
    if (own.size > size) [most, size] = [one, own.size];
  }
  return most;
}

function connect(links: Links, a: string, b: string): void {
  for (const [from, to] of [[a, b] as const, [b, a] as const]) {
    const known = links.get(from);
    if (known === undefined) links.set(from, new Set([to]));
    else known.add(to);
  }
}

/** Itself first; a circle of records that are merged into each other ends where it began. */
function allOf(id: string, links: Links): ReadonlySet<string> {
  const ids = new Set([id]);
  for (const one of ids) for (const other of links.get(one) ?? []) ids.add(other);
  return ids;
}

function sameAs(id: string, links: Links): string[] {
  const ids = allOf(id, links);
  if (ids.size > idsMost) throw endless(id);
  return [...ids];
}

function endless(customer: string): OutsideError {
  const said = `Customer ${customer} is said to be the same as very many others.`;
  return new OutsideError('bad-input', `${said} Leave them out, or mend merged_into of subjects.`);
}
