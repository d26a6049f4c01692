// A table of the simulated ClickHouse: its rows, and the tokens of inserts that it knows. Used by
// sim-warehouse.ts and sim-derived.ts.

import type { Random } from '../../src/lab/random.ts';

export type Row = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** Its bytes, as base64. */
  readonly value: string;
};

export class SimTable<T> {
  #rows: T[] = [];
  readonly #tokens = new Set<string>();

  get rows(): readonly T[] {
    return this.#rows;
  }

  add(rows: readonly T[]): void {
    this.#rows.push(...rows);
  }

  remove(rows: ReadonlySet<T>): void {
    this.#rows = this.#rows.filter((row) => !rows.has(row));
  }

  /** What an insert brings into this table. */
  piece(token: string, rows: readonly T[]): Piece {
    const learn = (): void => {
      if (token !== '') this.#tokens.add(token);
    };
    return {
      land: () => {
        if (this.#tokens.has(token)) return false;
        this.add(rows);
        learn();
        return true;
      },
      cutOff: (random) => {
        const fate = this.#tokens.has(token) ? 'nothing' : random.pick(['nothing', 'token', 'all']);
        if (fate === 'all') this.add(rows);
        if (fate !== 'nothing') learn();
        return fate;
      },
    };
  }
}

/** Each table has tokens of its own: one may know what another does not. */
export type Piece = {
  /** False where the token is known. */
  land(): boolean;
  /** The engine is killed meanwhile: what of it is there afterwards. It writes the token first. */
  cutOff(random: Random): string;
};
