// An access as far as resemblance needs it: who met whom, and when by the clock on their wall. For
// census; of a real log and of a world alike, so that both are counted by the same code.

import { hash32 } from '../../core/hash.ts';
import { type Millis, minuteMs } from '../../core/time.ts';
import type { AccessEvent, Person } from '../../generated/records.ts';

export type Sighting = {
  readonly person: string;
  /** Local time, as if it were UTC. */
  readonly at: Millis;
  /** Hashes of the customers whose records were opened; two may be the same. */
  readonly customers: readonly number[];
  /** Named more customers than anybody meets at once: they are not among `customers`. */
  readonly isWide: boolean;
};

/** An access of more customers is a list, a report or an export. */
export const metMost = 10;

type Version = Pick<Person, 'id' | 'kind' | 'utc_offset_minutes'> & { readonly from: Millis };

/** Who is behind an account, and in which zone. Nobody is, behind those that are left out. */
export class Roster {
  readonly #versions = new Map<string, Version[]>();
  readonly #others: { readonly offsetMs: number; readonly leftOut: ReadonlySet<string> };

  /** `offsetMs`: from UTC, of accounts that no record of a person names. */
  constructor(
    people: Iterable<Person>,
    others: { readonly offsetMs: number; readonly leftOut: ReadonlySet<string> },
  ) {
    this.#others = others;
    for (const person of people) {
      const { id, kind, utc_offset_minutes } = person;
      const version = { id, kind, utc_offset_minutes, from: person.valid_from ?? -Infinity };
      for (const name of new Set([id, ...person.accounts])) {
        const known = this.#versions.get(name);
        if (known === undefined) this.#versions.set(name, [version]);
        else known.push(version);
      }
    }
    for (const versions of this.#versions.values()) versions.sort((a, b) => a.from - b.from);
  }

  /** Undefined where it was no person, or one that is left out. */
  see(event: AccessEvent): Sighting | undefined {
    const { at, subjects, subject_count, touch, end_user, account } = event;
    const name = end_user === null || end_user === '' ? account : end_user;
    const { leftOut, offsetMs } = this.#others;
    if (leftOut.has(name) || leftOut.has(account)) return undefined;
    // As enrich: the account where the application names somebody unknown.
    const version = this.#versionOf(name, at) ?? this.#versionOf(account, at);
    if (version !== undefined && version.kind !== 'human') return undefined;
    const isWide = Math.max(subjects.length, subject_count) > metMost;
    const opened = isWide || touch === 'listed' ? [] : subjects;
    return {
      person: version?.id ?? name,
      at: at + (version === undefined ? offsetMs : version.utc_offset_minutes * minuteMs),
      // As small integers, which need no memory of their own.
      customers: opened.map((subject) => hash32(subject) | 0),
      isWide,
    };
  }

  #versionOf(name: string, at: Millis): Version | undefined {
    const versions = this.#versions.get(name);
    return versions?.findLast(({ from }) => from <= at) ?? versions?.[0];
  }
}
