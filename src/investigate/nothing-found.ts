// Why a hunt may have found nothing: a name that nobody has, or a time of which nothing is
// archived. Else a slip of the keyboard reads like innocence. What a value is of is known by the
// name of its parameter, as our hunts have it. For the command `hunt run`.

import { dayMs, type Millis } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Warehouse } from '../ports.ts';
import { type Ask, asker, type DaysKnown, daysKnown } from './attribution/count-reach.ts';
import { dayText, plain } from './cards/card-words.ts';
import { knownPerson } from './cards/known-person.ts';
import { unknownSubjects } from './cards/known-subject.ts';
import { mistypedMax, unknownName } from './cards/unknown-name.ts';
import type { Hunt } from './hunt-header.ts';
import { instantType } from './hunt-value.ts';

export type Bound = {
  /** Names of the parameters that were given: defaults fit what there is. */
  readonly given: readonly string[];
  /** All values that it ran with. */
  readonly values: Readonly<Record<string, unknown>>;
};

/** Sentences, none where all is there that was asked for. A few look-ups, one after the other. */
export async function whyNothing(
  warehouse: Warehouse,
  { params }: Hunt,
  { given, values }: Bound,
): Promise<readonly string[]> {
  const ask = asker(warehouse);
  const days = await daysKnown(ask);
  if (days.since === null) return ['No access is archived yet.'];
  const said: (string | undefined)[] = [];
  for (const { name, type } of params) {
    if (!given.includes(name) || type === instantType) continue;
    const names = [values[name]].flat().map(String);
    // An empty text is no name: it asks for all.
    if (names.join('') !== '') said.push(await unknownValue(ask, name, { names, until: days.end }));
  }
  const until = params.find(({ name }) => name === 'until');
  said.push(emptyTime({ given, values }, days, until?.default));
  return said.filter((one) => one !== undefined);
}

type Asked = { readonly names: readonly string[]; readonly until: Millis };

async function unknownValue(
  ask: Ask,
  parameter: string,
  { names, until }: Asked,
): Promise<string | undefined> {
  const [name = ''] = names;
  if (parameter === 'user') return unknownPerson(ask, name, until);
  if (subjectParameters.includes(parameter)) return unknownSubjects(ask, names);
  const sql = namesOf[parameter];
  if (sql === undefined) return undefined;
  const near = name.slice(0, mistypedMax);
  const found = (await ask(nearestSql(sql), { name, near })).map((row) => `${row['name']}`);
  if (found[0] === name) return undefined;
  const said = `There is no ${parameter} '${plain(name)}' in the archive.`;
  return unknownName(said, name, { alike: found, some: found }).message;
}

/** `customers` is a number in most hunts, and a list of them in one. */
const subjectParameters = ['subject', 'subjects', 'customers'];

async function unknownPerson(ask: Ask, name: string, until: Millis): Promise<string | undefined> {
  try {
    const { user } = await knownPerson(ask, name, until);
    const said = `'${plain(name)}' is an account of ${plain(user)}`;
    return user === name ? undefined : `${said}: hunts ask for people by their own names.`;
  } catch (error) {
    const isAnswer =
      error instanceof OutsideError && ['unknown-name', 'shared-name'].includes(error.code);
    if (!isAnswer) throw error;
    return error.message;
  }
}

/** By parameter, all names that there are of its kind. */
const namesOf: Readonly<Record<string, string>> = {
  team: `
  SELECT DISTINCT team AS name FROM people_versions
  UNION ALL SELECT DISTINCT team FROM access_by_subject
  UNION ALL SELECT DISTINCT user FROM team_anomalies`,
  segment: `
  SELECT DISTINCT segment AS name FROM subjects
  UNION ALL SELECT DISTINCT segment FROM access_by_subject`,
  host: 'SELECT DISTINCT host AS name FROM access',
  table: 'SELECT DISTINCT arrayJoin(tables) AS name FROM access',
  source: 'SELECT DISTINCT source AS name FROM access',
};

const nearMax = 20;

/** The very name first, where there is one. */
function nearestSql(names: string): string {
  return `
SELECT DISTINCT toString(name) AS name FROM (${names}) WHERE notEmpty(ifNull(name, ''))
ORDER BY name != {name:String}, damerauLevenshteinDistance(name, {near:String}), name
LIMIT ${nearMax}`;
}

/** Only where time is that of accesses: of dead letters, for one, it is that of their arrival. */
function emptyTime(
  { given, values }: Bound,
  { since, end }: DaysKnown,
  untilDefault = '',
): string | undefined {
  const timeOf = (name: string) => Date.parse(`${values[name]}Z`.replace(' ', 'T'));
  const hasDay = given.includes('day');
  const hasSpan = given.some((name) => name === 'since' || name === 'until');
  const isOfAccesses = /\(SELECT max\(\w+\) FROM (access|windows)\)/.test(untilDefault);
  if (!hasDay && !(hasSpan && isOfAccesses)) return undefined;
  const from = timeOf(hasDay ? 'day' : 'since');
  const until = hasDay ? from + dayMs : timeOf('until');
  if (since === null || (until > since + 1 && from < end)) return undefined;
  const known = `${dayText(since + 1)} to ${dayText(end - 1)}`;
  return `Nothing is archived of that time: there are accesses from ${known} (UTC).`;
}
