// All names under which somebody is known: as on events, by their entry, by every account that an
// entry of theirs has had or with which they were seen. To tell whether two names are one person,
// for the command `incident close`.

import type { Warehouse } from '../ports.ts';

/** Far more than anybody has; those beyond are not compared. */
const namesMax = 10_000;

// The other way round too: an account that was nobody's yet is a user of its own.
const sql = `
SELECT DISTINCT name FROM
(
  SELECT {user:String} AS name
  UNION ALL
  SELECT arrayJoin(arrayConcat(accounts, [id, _key])) AS name FROM people
  WHERE _key = {user:String} OR has(accounts, {user:String})
  UNION ALL
  SELECT arrayJoin(arrayConcat(accounts, [id, _key])) AS name FROM people_versions
  WHERE _key = {user:String} OR has(accounts, {user:String})
  UNION ALL
  SELECT DISTINCT account AS name FROM access WHERE user = {user:String}
)
WHERE name != ''
ORDER BY name = {user:String} DESC, name
LIMIT ${namesMax}`;

export async function namesOfPerson(
  warehouse: Warehouse,
  user: string,
): Promise<readonly string[]> {
  const rows = await warehouse.query(sql, { as: 'hunter', parameters: { user } });
  return rows.map(({ name }) => `${name}`);
}

/** `kim.lee@desk-7` and `HOUSE\Kim.Lee` are kim.lee; what cannot be seen makes no other name. */
export function plainName(text: string): string {
  const seen = text.normalize('NFKC').replaceAll(/[\p{Cf}\p{Cc}]/gu, '');
  const name = seen.trim().toLowerCase().replace(/^.*\\/, '').replace(/@.*$/, '').trim();
  // Of what is nothing but a host the whole.
  return name === '' ? seen.trim().toLowerCase() : name;
}
