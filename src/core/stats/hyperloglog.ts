// HyperLogLog with p = 8: 256 registers of one byte, from 32-bit hashes.
// P. Flajolet et al., "HyperLogLog: the analysis of a near-optimal cardinality estimation
// algorithm", 2007. Standard error 1.04 / √256 = 6.5 %. Small counts by linear counting (their
// §4); the correction for hash collisions near 2³² is left out: nobody meets 10⁸ customers.
//
//   hash   │ register: upper 8 bits │ rank: leading zeros of the lower 24 bits, plus one │

import { log } from './special.ts';

export const registers = 256;
const alpha = 0.7213 / (1 + 1.079 / registers);

/** Adds a hash to the registers that start at `at`. */
export function addToSketch(bytes: Uint8Array, at: number, hash: number): void {
  const rank = Math.min(25, Math.clz32((hash << 8) | 0x80) + 1);
  const index = at + (hash >>> 24);
  if (bytes[index]! < rank) bytes[index] = rank;
}

/** Estimated number of distinct hashes. */
export function estimateSketch(bytes: Uint8Array, at: number): number {
  let harmonic = 0;
  let empty = 0;
  for (let i = 0; i < registers; i += 1) {
    const rank = bytes[at + i]!;
    harmonic += 2 ** -rank;
    if (rank === 0) empty += 1;
  }
  const raw = (alpha * registers * registers) / harmonic;
  return raw <= 2.5 * registers && empty > 0 ? registers * log(registers / empty) : raw;
}
