// One attack-free world, or somebody's log, lived once: what every contender says of everybody, and
// the records of the persons who will be thieves in trials. For evaluate-world and evaluate-log.

import { Enricher } from '../../core/enrich.ts';
import type { Reference } from '../../core/reference.ts';
import { dayMs, paneMs } from '../../core/time.ts';
import type { AccessEvent } from '../../generated/records.ts';
import { referenceOf } from '../enriched-world.ts';
import { simulate, type World } from '../simulate.ts';
import type { Truth } from '../truth.ts';
import { DayReader, PersonDays } from './day-features.ts';
import type { OwnPipeline, Tell } from './own-scores.ts';
import { dayOf, type Protocol } from './protocol.ts';
import { type Seen, seenOf } from './seen.ts';
import { Together } from './together.ts';

export type Lived = {
  readonly reference: Reference;
  /** Of people, not of services. */
  readonly people: readonly string[];
  readonly days: readonly PersonDays[];
  readonly teamNumber: (team: string | null) => number;
  /** Of those who were chosen: all that was seen of them, in the order of arrival. */
  readonly records: ReadonlyMap<string, readonly Seen[]>;
  readonly colleagues: Together['colleagues'];
};

export type LivedWorld = Lived & { readonly truth: Truth };

export type Watching = {
  readonly protocol: Protocol;
  readonly own: Pick<OwnPipeline, 'detectors' | 'budgets' | 'anomaly' | 'incident'>;
  /** Whose records are kept. */
  readonly chosen: readonly string[];
  readonly tell: Tell;
  /** Told of every access, for a program outside. */
  readonly onSeen?: ((seen: Seen) => void) | undefined;
};

export type Living = Watching & {
  readonly world: World['settings'];
  readonly hasTickets?: boolean | undefined;
};

/** What happens to whom: all that living needs to know, simulated or not. */
export type Happening = {
  readonly reference: Reference;
  readonly people: readonly string[];
  /** In the order of arrival. */
  readonly events: Iterable<AccessEvent>;
};

/** Yields the number of each day when it begins. */
export function* liveWorld(living: Living): Generator<number, LivedWorld, void> {
  const made = simulate(living.world);
  const humans = made.people.filter(({ kind }) => kind === 'human');
  const people = [...new Set(humans.map(({ id }) => id))];
  const reference = referenceOf(made, living);
  const happening = { reference, people, events: made.events() };
  const lived = yield* liveEvents(living, happening);
  return { ...lived, truth: made.truth() };
}

/** The same of any events. */
export function* liveEvents(
  { protocol, own, chosen, tell, onSeen }: Watching,
  { reference, people, events }: Happening,
): Generator<number, Lived, void> {
  const enricher = new Enricher(reference);
  const teamNumber = numberer();
  const readers = new Map<string, DayReader>(
    people.map((id) => {
      return [id, new DayReader(new PersonDays(id, protocol.days), protocol, teamNumber)];
    }),
  );
  const records = new Map<string, Seen[]>(chosen.map((id) => [id, []]));
  const together = new Together({ ...own, people, tell }, chosen);
  let clock = 0;
  let offset = 0;
  for (const event of events) {
    const { at } = event;
    if (Math.floor(at / paneMs) > Math.floor(clock / paneMs)) {
      if (Math.floor(at / dayMs) > Math.floor(clock / dayMs)) yield dayOf(protocol, at);
      clock = at;
      together.tick('live', clock, offset + 1);
    }
    offset += 1;
    for (const seen of seenOf(event, enricher, offset)) {
      const { user } = seen.access;
      records.get(user)?.push(seen);
      readers.get(user)?.read(seen);
      onSeen?.(seen);
      together.pipeline.access(seen.access);
    }
  }
  together.tick('end', clock, offset + 1);
  for (const reader of readers.values()) reader.end();
  const days = [...readers.values()].map(({ into }) => into);
  return { reference, people, days, teamNumber, records, colleagues: together.colleagues };
}

function numberer(): (team: string | null) => number {
  const numbers = new Map<string, number>();
  return (team) => {
    if (team === null) return -1;
    const known = numbers.get(team);
    if (known !== undefined) return known;
    numbers.set(team, numbers.size);
    return numbers.size - 1;
  };
}
