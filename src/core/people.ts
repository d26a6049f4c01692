// People by account, as of the event. The topic is keyed by person, and a new version of a person
// carries `valid_from`; the versions read so far are kept, so that an event of yesterday is judged
// by yesterday's team and offset from UTC. For core/reference.

import type { Person } from '../generated/records.ts';
import type { Millis } from './time.ts';

/** Versions kept per person: ten years of changes twice a year, and some. */
export const personVersionsMax = 64;

const always = Number.NEGATIVE_INFINITY;
const validFrom = (person: Person): Millis => person.valid_from ?? always;

type Versions = readonly Person[];

export class People {
  /** Versions by person, valid_from ascending. */
  readonly #versions = new Map<string, Versions>();
  /** Account → versions of each person who has it in any of them, by the person's id. */
  readonly #owners = new Map<string, Versions[]>();

  get size(): number {
    return this.#versions.size;
  }

  put(person: Person): void {
    const others = (this.#versions.get(person.id) ?? []).filter(
      (version) => validFrom(version) !== validFrom(person),
    );
    const versions = [...others, person].sort((a, b) => (validFrom(a) < validFrom(b) ? -1 : 1));
    this.#forget(person.id);
    const kept = versions.slice(-personVersionsMax);
    this.#versions.set(person.id, kept);
    for (const version of kept) for (const account of version.accounts) this.#own(account, kept);
  }

  remove(id: string): void {
    this.#forget(id);
    this.#versions.delete(id);
  }

  /** The newest version of a person that was valid then. */
  byId(id: string, at: Millis): Person | undefined {
    return validThen(this.#versions.get(id), at);
  }

  /**
   * The person behind an account: whose version valid then lists it, the newest where several do.
   * A name that nobody lists may be the id of a person, as applications often report it.
   */
  byAccount(account: string, at: Millis): Person | undefined {
    const owners = this.#owners.get(account);
    if (owners === undefined) return this.byId(account, at);
    let found: Person | undefined;
    for (const versions of owners) {
      const person = validThen(versions, at);
      if (person === undefined || !person.accounts.includes(account)) continue;
      if (found === undefined || validFrom(person) > validFrom(found)) found = person;
    }
    return found;
  }

  #own(account: string, versions: Versions): void {
    const owners = this.#owners.get(account);
    if (owners === undefined) this.#owners.set(account, [versions]);
    else if (!owners.includes(versions)) {
      owners.push(versions);
      owners.sort(([a], [b]) => (a!.id < b!.id ? -1 : 1));
    }
  }

  #forget(id: string): void {
    const versions = this.#versions.get(id);
    for (const version of versions ?? []) {
      for (const account of version.accounts) {
        const owners = (this.#owners.get(account) ?? []).filter((owner) => owner !== versions);
        if (owners.length > 0) this.#owners.set(account, owners);
        else this.#owners.delete(account);
      }
    }
  }
}

/** Of one person, versions ascending: the newest that was valid then. */
function validThen(versions: Versions | undefined, at: Millis): Person | undefined {
  if (versions === undefined) return undefined;
  for (let i = versions.length - 1; i >= 0; i -= 1) {
    if (validFrom(versions[i]!) <= at) return versions[i];
  }
  return undefined;
}
