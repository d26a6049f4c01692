// The people of a world and their days, as the baselines see them: everybody's past and the day at
// hand, never a later one. For baselines.

import type { Feature, PersonDays } from './day-features.ts';

export class Desk {
  readonly seed: number;
  readonly days: number;
  readonly people: readonly PersonDays[];
  /** By day and team: the people seen in it. */
  readonly #teams = new Map<string, readonly PersonDays[]>();

  constructor(world: { seed: number; days: number; people: readonly PersonDays[] }) {
    this.seed = world.seed;
    this.days = world.days;
    this.people = world.people;
  }

  /** Those with events on a day. */
  on(day: number): PersonDays[] {
    return this.people.filter((person) => person.isPresent(day));
  }

  /** Colleagues of the team with events on the day, without the person. */
  colleagues(person: PersonDays, day: number): PersonDays[] {
    const team = person.teams[day]!;
    const key = `${day}/${team}`;
    let all = this.#teams.get(key);
    if (all === undefined) {
      all = this.on(day).filter(({ teams }) => teams[day] === team);
      this.#teams.set(key, all);
    }
    return all.filter((one) => one.person !== person.person);
  }
}

export type Moments = { readonly count: number; readonly mean: number; readonly deviation: number };

/** Of a person's days before a day, within so many days. */
export function momentsBefore(
  person: PersonDays,
  { day, within, feature }: { day: number; within: number; feature: Feature },
): Moments {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const past of person.before(day, within)) {
    const value = person.get(past, feature);
    count += 1;
    sum += value;
    squares += value * value;
  }
  const mean = count === 0 ? 0 : sum / count;
  const variance = count < 2 ? 0 : Math.max(0, (squares - count * mean * mean) / (count - 1));
  return { count, mean, deviation: Math.sqrt(variance) };
}
