// A table of the simulated ClickHouse: its rows, and the tokens of inserts that it knows. Rows that
// come while the disk is full it may have until its next start only, and their token for ever. Used
// by sim-warehouse.ts and sim-derived.ts.

import type { Random } from '../../src/lab/random.ts';

export type Row = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** Its bytes, as base64. */
  readonly value: string;
};

/** Some writes fail while it is full, and nobody is told. */
export class SimDisk {
  readonly #random: Random;
  isFull = false;
  /** Writes have failed since the engine was started. */
  isDamaged = false;

  constructor(random: Random) {
    this.#random = random;
  }

  isWritten(): boolean {
    if (!this.isFull || this.#random.isChance(0.5)) return true;
    this.isDamaged = true;
    return false;
  }
}

export class SimTable<T> {
  #rows: T[] = [];
  readonly #disk: SimDisk;
  /** Rows that are not on the disk. */
  readonly #unwritten = new Set<T>();
  readonly #tokens = new Set<string>();

  constructor(disk: SimDisk) {
    this.#disk = disk;
  }

  get rows(): readonly T[] {
    return this.#rows;
  }

  add(rows: readonly T[]): void {
    const isWritten = this.#disk.isWritten();
    // Copies: the same row may be there twice, once written and once not.
    const own = rows.map((row) => ({ ...row }));
    this.#rows.push(...own);
    if (!isWritten) for (const row of own) this.#unwritten.add(row);
  }

  /** Into another array: whoever has looked at the one before sees that it is. */
  remove(rows: ReadonlySet<T>): void {
    this.#rows = this.#rows.filter((row) => !rows.has(row));
  }

  /** As the engine finds it at its start. */
  restart(): void {
    if (this.#unwritten.size === 0) return;
    this.remove(this.#unwritten);
    this.#unwritten.clear();
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
