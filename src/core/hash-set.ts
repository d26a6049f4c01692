// A set of 128-bit hashes in one column, for event ids: as texts they were the largest part of what
// enrich holds, and each of them went through the garbage collector. Open addressing with linear
// steps, at most half full; an empty slot is four zeros. For core/recent-ids.
//
// Two texts with one hash count as the same. Among 200,000 ids that has a probability of
// n² / 2¹²⁹ ≈ 6 · 10⁻²⁹. Whoever would forge one could as well send the same id twice.

/** A hash of four numbers of 32 bits. */
export type Hash128 = Int32Array;

const slotsMin = 1_024;

export class HashSet {
  size = 0;
  #lanes = new Int32Array(4 * slotsMin);

  has(hash: Hash128): boolean {
    const slot = this.#slotOf(hash);
    return !isEmpty(this.#lanes, slot);
  }

  add(hash: Hash128): void {
    const slot = this.#slotOf(hash);
    if (!isEmpty(this.#lanes, slot)) return;
    this.#lanes.set(hash, slot);
    this.size += 1;
    if (this.size * 8 > this.#lanes.length) this.#grow();
  }

  /** Where the hash is, or where it would go. */
  #slotOf(hash: Hash128): number {
    const lanes = this.#lanes;
    const mask = lanes.length - 1;
    const [first, second, third, fourth] = [hash[0]!, hash[1]!, hash[2]!, hash[3]!];
    let slot = (first << 2) & mask;
    while (!isEmpty(lanes, slot)) {
      const isFirst = lanes[slot] === first && lanes[slot + 1] === second;
      if (isFirst && lanes[slot + 2] === third && lanes[slot + 3] === fourth) return slot;
      slot = (slot + 4) & mask;
    }
    return slot;
  }

  #grow(): void {
    const before = this.#lanes;
    this.#lanes = new Int32Array(before.length * 2);
    for (let at = 0; at < before.length; at += 4) {
      if (isEmpty(before, at)) continue;
      const hash = before.subarray(at, at + 4);
      this.#lanes.set(hash, this.#slotOf(hash));
    }
  }
}

function isEmpty(lanes: Int32Array, slot: number): boolean {
  return (lanes[slot]! | lanes[slot + 1]! | lanes[slot + 2]! | lanes[slot + 3]!) === 0;
}
