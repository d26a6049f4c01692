// What all contenders say of everybody in an honest world, or in a log. For evaluate-world and
// evaluate-log.

import type { Millis } from '../../core/time.ts';
import type { Oddity } from '../confusers.ts';
import type { HonestScores, OddSpan } from './outcome.ts';
import { dayOf, type Protocol } from './protocol.ts';
import { ScoreTable, spread } from './score-table.ts';

type Told = {
  readonly contender: number;
  readonly user: string;
  readonly at: Millis;
  readonly value: number;
};

export class WorldScores {
  readonly #protocol: Protocol;
  readonly #users: ReadonlyMap<string, number>;
  readonly #tables: readonly ScoreTable[];

  /** `ids`: of everybody who is scored, each once. */
  constructor(ids: readonly string[], protocol: Protocol, contenders: number) {
    this.#protocol = protocol;
    this.#users = new Map(ids.map((id, user) => [id, user]));
    this.#tables = Array.from(
      { length: contenders },
      () => new ScoreTable(ids.length, protocol.days),
    );
  }

  raise({ contender, user, at, value }: Told): void {
    const number = this.#users.get(user);
    if (number === undefined) return;
    const day = dayOf(this.#protocol, at);
    this.#tables[contender]!.raise(number, day, spread(value, `${contender}/${user}/${day}`));
  }

  highest(most: number): HonestScores[] {
    return this.#tables.map((table) => table.highest(this.#protocol, most));
  }

  oddSpan({ kind, people, from, until }: Oddity): OddSpan {
    const users = people.flatMap((id) => this.#users.get(id) ?? []);
    return { kind, users, from, until };
  }
}
