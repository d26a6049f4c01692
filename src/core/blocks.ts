// Overflow blocks: what a user needs beyond the fixed row, in pieces that belong to that user
// alone, so that nothing of one user ever evicts another's. Panes, sets of subjects, samples, and
// parts of the row that few people have.
//
//   handle  = unit << 4 | class        unit: address in 32 bytes; 0 is no block
//   class      1    2    3    4    5    6    7    8    9    10     11
//   bytes      32   64   96   128  192  256  384  512  768  1,024  256 (a HyperLogLog)
//
// Freed blocks go to a list per class and are handed out again, zeroed.

import { assert } from './assert.ts';
import { type Arrays, arraysOf, type Cursor, pointTo } from './slab.ts';

const unitBytes = 32;
const unitWords = unitBytes / 4;
const chunkUnits = 32_768;
const classBytes = [0, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1_024, 256] as const;

/** The class of a HyperLogLog: as large as class 6, but told apart from an exact set by it. */
export const sketchClass = 11;
/** The largest class of plain blocks. */
export const largestClass = 10;

export function classOf(handle: number): number {
  return handle & 15;
}

/** Words of 32 bits in a block. */
export function wordsOf(handle: number): number {
  return classBytes[classOf(handle)]! / 4;
}

/** The smallest plain class that holds so many bytes. */
export function classFor(sizeBytes: number): number {
  for (let index = 1; index <= largestClass; index += 1) {
    if (classBytes[index]! >= sizeBytes) return index;
  }
  throw new RangeError(`no block holds ${sizeBytes} bytes`);
}

export class Blocks {
  readonly #chunks: Arrays[] = [];
  readonly #free: number[][] = classBytes.map(() => []);
  #usedUnits = chunkUnits;
  /** Bytes in blocks that are handed out. */
  liveBytes = 0;

  get sizeBytes(): number {
    return this.#chunks.length * chunkUnits * unitBytes;
  }

  /** A zeroed block. */
  allocate(classIndex: number): number {
    const sizeBytes = classBytes[classIndex]!;
    this.liveBytes += sizeBytes;
    const recycled = this.#free[classIndex]!.pop();
    if (recycled !== undefined) {
      const start = this.start(recycled);
      this.words(recycled).fill(0, start, start + sizeBytes / 4);
      return recycled;
    }
    const units = sizeBytes / unitBytes;
    if (this.#usedUnits + units > chunkUnits) {
      this.#chunks.push(arraysOf(new ArrayBuffer(chunkUnits * unitBytes)));
      // Unit 0 of the first chunk stays empty, so that no handle is 0.
      this.#usedUnits = this.#chunks.length === 1 ? 1 : 0;
    }
    const unit = (this.#chunks.length - 1) * chunkUnits + this.#usedUnits;
    this.#usedUnits += units;
    assert(unit < 2 ** 28, 'overflow blocks of one partition exceed 8 GB');
    return ((unit << 4) | classIndex) >>> 0;
  }

  free(handle: number): void {
    assert(handle !== 0, 'no block is not to be freed');
    this.liveBytes -= classBytes[classOf(handle)]!;
    this.#free[classOf(handle)]!.push(handle);
  }

  /** Points a cursor at a block. */
  moveTo(handle: number, cursor: Cursor): void {
    pointTo(cursor, this.#chunks[(handle >>> 4) >>> 15]!, this.start(handle) * 4);
  }

  /** The array that a block lies in, as words; `start` says where. */
  words(handle: number): Uint32Array {
    return this.#chunks[(handle >>> 4) >>> 15]!.u32;
  }

  doubles(handle: number): Float64Array {
    return this.#chunks[(handle >>> 4) >>> 15]!.f64;
  }

  floats(handle: number): Float32Array {
    return this.#chunks[(handle >>> 4) >>> 15]!.f32;
  }

  bytes(handle: number): Uint8Array {
    return this.#chunks[(handle >>> 4) >>> 15]!.u8;
  }

  /** Index of the block's first word; a multiple of eight. */
  start(handle: number): number {
    return ((handle >>> 4) & (chunkUnits - 1)) * unitWords;
  }
}
