// Names that many users share, such as those of teams, each with a number that fits into a row.
// Numbers are this process's own: what leaves it carries the name. Used by user.ts.

/** A row has 16 bits for the number: beyond this it shows no name. */
const labelsMax = 0xffff;

export class Labels {
  readonly #names: (string | null)[] = [null];
  readonly #numbers = new Map<string | null, number>([[null, 0]]);

  nameOf(number: number): string | null {
    return this.#names[number] ?? null;
  }

  numberOf(name: string | null): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.length > labelsMax ? 0 : this.#names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }
}
