// The rows of all users of one partition: fixed-size rows in chunks of typed arrays, and an index
// from user to row. Chunks, because one growing array would double in memory while it is copied.
//
//   index  'alice' → 0, 'bob' → 1, …
//   chunk 0 │ row 0 │ row 1 │ … │ row 255 │   chunk 1 │ row 256 │ …
//                      ▲
//   cursor ────────────┘  base = bytes into the chunk; every view reads through it

import { assert } from './assert.ts';

const rowsPerChunk = 256;

/** Where all views of a slab read and write: one chunk, and the row's first byte in it. */
export type Cursor = {
  u8: Uint8Array;
  u16: Uint16Array;
  u32: Uint32Array;
  f32: Float32Array;
  f64: Float64Array;
  base: number;
};

/** One buffer, as numbers of each width. */
export type Arrays = Omit<Cursor, 'base'>;

export class Slab {
  readonly rowBytes: number;
  readonly cursor: Cursor;
  readonly #chunks: Arrays[] = [];
  readonly #index = new Map<string, number>();
  readonly #users: string[] = [];

  constructor(rowBytes: number) {
    assert(rowBytes % 8 === 0, 'rows are a multiple of eight bytes');
    this.rowBytes = rowBytes;
    this.cursor = { ...arraysOf(new ArrayBuffer(rowBytes)), base: 0 };
  }

  /** Users that have a row. */
  get size(): number {
    return this.#users.length;
  }

  /** Bytes held by rows, without the index. */
  get sizeBytes(): number {
    return this.#chunks.length * rowsPerChunk * this.rowBytes;
  }

  find(user: string): number | undefined {
    return this.#index.get(user);
  }

  /** A new row, all zero. The user must not have one. */
  insert(user: string): number {
    const row = this.#users.length;
    if (row % rowsPerChunk === 0) {
      this.#chunks.push(arraysOf(new ArrayBuffer(rowsPerChunk * this.rowBytes)));
    }
    this.#index.set(user, row);
    this.#users.push(user);
    return row;
  }

  userAt(row: number): string {
    return this.#users[row]!;
  }

  /** Moves the cursor, and with it every view, to a row. */
  moveTo(row: number): void {
    const chunk = this.#chunks[Math.floor(row / rowsPerChunk)]!;
    pointTo(this.cursor, chunk, (row % rowsPerChunk) * this.rowBytes);
  }

  /** The bytes of the row where the cursor is: for snapshots and hashes. */
  bytes(): Uint8Array {
    return this.cursor.u8.subarray(this.cursor.base, this.cursor.base + this.rowBytes);
  }
}

/** Over one row that lies somewhere. */
export function cursorOver(row: Uint8Array): Cursor {
  return { ...arraysOf(row.slice().buffer), base: 0 };
}

export function pointTo(cursor: Cursor, arrays: Arrays, base: number): void {
  cursor.u8 = arrays.u8;
  cursor.u16 = arrays.u16;
  cursor.u32 = arrays.u32;
  cursor.f32 = arrays.f32;
  cursor.f64 = arrays.f64;
  cursor.base = base;
}

export function arraysOf(buffer: ArrayBuffer): Arrays {
  return {
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    u32: new Uint32Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
}
