// While records are gone through again at a takeover: rows that were saved behind the record at
// hand have it in them already, and are left out until their offset comes. For core/pipeline.

export class Ahead {
  /** Of the record at hand. */
  offset = 0;
  /** By row, the offset as of which it was saved: all records before it are in it. */
  readonly #validAt = new Map<number, number>();

  put(row: number, validAt: number): void {
    this.#validAt.set(row, validAt);
  }

  has(row: number): boolean {
    // Empty but for some moments in the life of a process.
    if (this.#validAt.size === 0) return false;
    const validAt = this.#validAt.get(row);
    if (validAt === undefined) return false;
    if (validAt > this.offset) return true;
    this.#validAt.delete(row);
    return false;
  }
}
