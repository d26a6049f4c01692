// What somebody who looked into an incident says of it, as the record that detect takes in. What is
// excused is never more than was seen: each detector of the incident up to the highest value that
// it observed in it, for this person and a time. For the command `incident close`.

import { hash128 } from '../core/hash.ts';
import { dayMs, type Millis } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Disposition } from '../generated/records.ts';
import type { Warehouse } from '../ports.ts';
import { type FoundIncident, findIncident } from './incidents.ts';
import { namesOfPerson, plainName } from './names-of-person.ts';

export const verdicts = ['benign', 'confirmed', 'unclear'] as const;
export type Verdict = (typeof verdicts)[number];

/** An excuse that is needed for longer is worth another look. */
export const exceptionDays = { usual: 30, max: 90 } as const;

export type Said = {
  readonly verdict: Verdict;
  readonly author: string;
  /** As whom they are logged in; kept where the author given is another. */
  readonly login: string;
  readonly reason: string;
  readonly at: Millis;
  readonly days: number;
  /** Only this one is excused; undefined: all that spoke. */
  readonly detector: string | undefined;
};

/** By its id or the beginning of it, with all names of whom it is about. */
export async function findToClose(warehouse: Warehouse, id: string) {
  const found = await findIncident(warehouse, id);
  return { found, names: await namesOfPerson(warehouse, found.user) };
}

/**
 * Fails with bad-usage where it may not be said so: by whom it is about, under any name that is
 * known of them, whichever name they give.
 */
export function dispositionOf(
  incident: FoundIncident,
  names: readonly string[],
  said: Said,
): Disposition {
  const { verdict, author, login, at, days } = said;
  const { id, user, since } = incident;
  const own = new Set([user, ...names].map(plainName));
  const same = [author, login].find((name) => own.has(plainName(name)));
  if (same !== undefined) {
    const why = plainName(same) === plainName(user) ? '' : ` ${same} is a name of theirs.`;
    const message = `${user} cannot close an incident about themselves.${why}`;
    throw new OutsideError('bad-usage', message);
  }
  const reason = author !== login ? `${said.reason} (logged in as ${login})` : said.reason;
  return {
    id: hash128(`disposition/${id}/${author}/${at}`),
    incident: id,
    user,
    verdict,
    excused: verdict === 'benign' ? excusedBy(incident, said.detector) : {},
    since,
    until: at + days * dayMs,
    author,
    reason,
    at,
  };
}

function excusedBy({ anomalies, findingsByDetector }: FoundIncident, only: string | undefined) {
  const spoke = Object.keys(findingsByDetector);
  if (only !== undefined && !spoke.includes(only)) {
    const message = `${only} has found nothing in it. There are: ${spoke.join(', ')}.`;
    throw new OutsideError('bad-usage', message);
  }
  const excused: Record<string, number> = {};
  for (const { detector, observed } of anomalies) {
    if (!spoke.includes(detector) || (only !== undefined && detector !== only)) continue;
    excused[detector] = Math.max(excused[detector] ?? observed, observed);
  }
  return excused;
}
