// Whose an account is, where somebody is asked for by one. For known-person. Accounts go from hand
// to hand, and some have several hands at once: nobody is chosen among them in silence.

import { OutsideError } from '../../errors.ts';
import type { Ask } from '../attribution/count-reach.ts';
import { counted, dayText, plain } from './card-words.ts';

/** As whom enrich knew the account. Goes through all accesses, for a name that nobody has. */
const usersSql = `
SELECT
  user, uniq(event_id) AS accesses,
  toUnixTimestamp64Milli(min(at)) AS first_ms, toUnixTimestamp64Milli(max(at)) AS last_ms
FROM access WHERE account = {account:String}
GROUP BY user ORDER BY last_ms DESC, user`;

const listedSql = `
SELECT id FROM people_now WHERE has(accounts, {account:String}) ORDER BY id`;

/** Shown of those who have it. */
const shownMax = 5;

/** Undefined: nobody has it. */
export async function ownerOf(ask: Ask, account: string): Promise<string | undefined> {
  const used = (await ask(usersSql, { account })).map((row) => {
    const [first, last] = [row['first_ms'], row['last_ms']].map((at) => dayText(Number(at)));
    const when = `${counted(Number(row['accesses']), 'access', 'accesses')}, ${first} to ${last}`;
    return { user: `${row['user']}`, when };
  });
  const listed = (await ask(listedSql, { account }))
    .map(({ id }) => ({ user: `${id}`, when: 'listed, never used' }))
    .filter(({ user }) => !used.some((one) => one.user === user));
  const all = [...used, ...listed];
  if (all.length <= 1) return all[0]?.user;
  const names = all.slice(0, shownMax).map(({ user, when }) => `${plain(user)} (${when})`);
  const more = all.length > shownMax ? ` and ${all.length - shownMax} more` : '';
  throw new OutsideError(
    'shared-name',
    `The account '${plain(account)}' has been that of several: ${names.join('; ')}${more}.`,
  );
}
