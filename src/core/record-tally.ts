// What there is of records, told in a few numbers: how many of each kind, and digests that are
// equal where the same records are there. Two places hold the same if their tallies are equal, in
// whatever order they are read (Tally), or in the very order (Chain). Neither protects against
// somebody who forges records. For stages/repartition.ts, which writes `access` anew.

import type { RecordBatch } from './batch.ts';

/** Records of `access` by what becomes of them; `other`: what nobody can read, and tombstones. */
export const accessKinds = [
  'EnrichedAccess',
  'Explained',
  'Norms',
  'Disposition',
  'Tick',
  'other',
] as const;
export type AccessKind = (typeof accessKinds)[number];

const laneCount = 4;
const laneSeeds = [0x811c9dc5, 0x2545f491, 0x9e3779b9, 0xc2b2ae35];

/** Key and value of one record into four lanes of 32 bits: FNV-1a over every fourth byte each. */
function hashInto(lanes: Int32Array, batch: RecordBatch, index: number): void {
  const { bytes } = batch;
  const [keyStart, keyEnd] = [batch.keyStart[index]!, batch.keyEnd[index]!];
  const [valueStart, valueEnd] = [batch.valueStart[index]!, batch.valueEnd[index]!];
  // Without the lengths a byte could move from the key into the value.
  const keyLength = keyStart < 0 ? -1 : keyEnd - keyStart;
  const valueLength = valueStart < 0 ? -1 : valueEnd - valueStart;
  for (let lane = 0; lane < laneCount; lane += 1) {
    lanes[lane] = laneSeeds[lane]! ^ Math.imul(keyLength + 2, 0x9e3779b1) ^ (valueLength + 2);
  }
  for (let i = 0; i < keyLength; i += 1) {
    const lane = i & 3;
    lanes[lane] = Math.imul(lanes[lane]! ^ bytes[keyStart + i]!, 0x01000193);
  }
  for (let i = 0; i < valueLength; i += 1) {
    const lane = i & 3;
    lanes[lane] = Math.imul(lanes[lane]! ^ bytes[valueStart + i]!, 0x01000193);
  }
  // Each lane has seen a fourth of the bytes: now each depends on all of them.
  for (let lane = 0; lane < laneCount; lane += 1) {
    const before = lanes[(lane + laneCount - 1) % laneCount]!;
    lanes[lane] = mixed(lanes[lane]! ^ Math.imul(before, 0x85ebca6b));
  }
}

/** The last step of MurmurHash3: every bit of the input moves half of the bits of the output. */
function mixed(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** How many records of each kind, and the sum of their hashes: the order does not count. */
export class Tally {
  readonly #counts = new Float64Array(accessKinds.length);
  readonly #sums = new Int32Array(accessKinds.length * laneCount);
  readonly #lanes = new Int32Array(laneCount);

  /** `kind`: its place in `accessKinds`. */
  add(kind: number, batch: RecordBatch, index: number): void {
    hashInto(this.#lanes, batch, index);
    this.#counts[kind]! += 1;
    for (let lane = 0; lane < laneCount; lane += 1) {
      this.#sums[kind * laneCount + lane]! += this.#lanes[lane]!;
    }
  }

  count(kind: AccessKind): number {
    return this.#counts[accessKinds.indexOf(kind)]!;
  }

  /** 32 hex digits. */
  digest(kind: AccessKind): string {
    const at = accessKinds.indexOf(kind) * laneCount;
    return hexOf(this.#sums.subarray(at, at + laneCount));
  }
}

/** A digest of records in their order. */
export class Chain {
  count = 0;
  readonly #state = new Int32Array(laneSeeds);
  readonly #lanes = new Int32Array(laneCount);

  add(batch: RecordBatch, index: number): void {
    hashInto(this.#lanes, batch, index);
    this.count += 1;
    for (let lane = 0; lane < laneCount; lane += 1) {
      this.#state[lane] = mixed(Math.imul(this.#state[lane]!, 0x01000193) ^ this.#lanes[lane]!);
    }
  }

  /** 32 hex digits. */
  get digest(): string {
    return hexOf(this.#state);
  }
}

function hexOf(lanes: Int32Array): string {
  return [...lanes].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
