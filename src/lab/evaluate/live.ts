// One attack-free world, lived once: what every contender says of everybody, and the records of the
// persons who will be thieves in trials. For evaluate-world.

import { Enricher } from '../../core/enrich.ts';
import type { Reference } from '../../core/reference.ts';
import { dayMs, paneMs } from '../../core/time.ts';
import { referenceOf } from '../enriched-world.ts';
import { simulate, type World } from '../simulate.ts';
import type { Truth } from '../truth.ts';
import { DayReader, PersonDays } from './day-features.ts';
import type { OwnPipeline, Tell } from './own-scores.ts';
import type { Protocol } from './protocol.ts';
import { type Seen, seenOf } from './seen.ts';
import { Together } from './together.ts';

export type LivedWorld = {
  readonly reference: Reference;
  /** Of people, not of services. */
  readonly people: readonly string[];
  readonly days: readonly PersonDays[];
  readonly teamNumber: (team: string | null) => number;
  /** Of those who were chosen: all that was seen of them, in the order of arrival. */
  readonly records: ReadonlyMap<string, readonly Seen[]>;
  readonly colleagues: Together['colleagues'];
  readonly truth: Truth;
};

export type Living = {
  readonly world: World['settings'];
  readonly protocol: Protocol;
  readonly own: Pick<OwnPipeline, 'detectors' | 'budgets' | 'anomaly'>;
  /** Whose records are kept. */
  readonly chosen: readonly string[];
  readonly tell: Tell;
  /** Told of every access, for a program outside. */
  readonly onSeen?: ((seen: Seen) => void) | undefined;
};

/** Yields the number of each day when it begins. */
export function* liveWorld(living: Living): Generator<number, LivedWorld, void> {
  const { world, protocol, own, chosen, tell } = living;
  const made = simulate(world);
  const reference = referenceOf(made);
  const enricher = new Enricher(reference);
  const humans = made.people.filter(({ kind }) => kind === 'human');
  const people = [...new Set(humans.map(({ id }) => id))];
  const teamNumber = numberer();
  const readers = new Map<string, DayReader>(
    people.map((id) => [id, new DayReader(new PersonDays(id, world.days), protocol, teamNumber)]),
  );
  const records = new Map<string, Seen[]>(chosen.map((id) => [id, []]));
  const together = new Together({ ...own, people, tell }, chosen);
  let clock = 0;
  let offset = 0;
  for (const event of made.events()) {
    const { at } = event;
    if (Math.floor(at / paneMs) > Math.floor(clock / paneMs)) {
      if (Math.floor(at / dayMs) > Math.floor(clock / dayMs)) {
        yield Math.floor((at - world.start) / dayMs);
      }
      clock = at;
      together.tick('live', clock, offset + 1);
    }
    offset += 1;
    for (const seen of seenOf(event, enricher, offset)) {
      const { user } = seen.access;
      records.get(user)?.push(seen);
      readers.get(user)?.read(seen);
      living.onSeen?.(seen);
      together.pipeline.access(seen.access);
    }
  }
  together.tick('end', clock, offset + 1);
  for (const reader of readers.values()) reader.end();
  const days = [...readers.values()].map(({ into }) => into);
  const truth = made.truth();
  const { colleagues } = together;
  return { reference, people, days, teamNumber, records, colleagues, truth };
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
