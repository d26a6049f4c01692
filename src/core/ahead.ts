// While records are gone through again at a takeover: rows that were saved behind the record at
// hand have it in them already, and are left out until their offset comes. For core/pipeline.

export class Ahead {
  /** By row, the offset as of which it was saved: all records before it are in it. */
  readonly #validAt = new Map<number, number>();
  #highest = 0;
  #offset = 0;

  put(row: number, validAt: number): void {
    this.#validAt.set(row, validAt);
    this.#highest = Math.max(this.#highest, validAt);
  }

  /** Before each record. */
  begin(offset: number): void {
    this.#offset = offset;
    if (this.#validAt.size > 0 && offset >= this.#highest) this.#validAt.clear();
  }

  has(row: number): boolean {
    if (this.#validAt.size === 0) return false;
    return (this.#validAt.get(row) ?? 0) > this.#offset;
  }
}
