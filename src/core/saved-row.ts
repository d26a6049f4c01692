// A user's row as bytes that another process can take up, and back: the row itself, and the blocks
// it points to. A copy: nothing is computed, so what is restored goes on as what was saved.
//
//   row      the bytes of the row; handles and the number of the team are 0
//   blocks   ┌ for each hour and day, exceptions, samples, rare parts ────────┐ ┌ team ─────────┐
//            │ class │ bytes of the block │ class │ bytes of its set │ …      │ │ length + 1    │
//            └ 0: there is none ──────────────────────────────────────────────┘ │ UTF-8; 0: none│
//
// Handles are places in one process's memory. Inside blocks they are 0 as well; what they point to
// follows the block. Used by user.ts.

import { type Blocks, classOf, wordsOf } from './blocks.ts';
import { type HandlePlace, teamAt } from './row-parts.ts';
import type { Rows } from './rows.ts';
import { utf8Length, utf8Read, utf8Write } from './utf8.ts';

export type SavedRow = { readonly row: Uint8Array; readonly blocks: Uint8Array };

/** The row at which the slab stands. */
export function saveRow({ slab, blocks, handlePlaces }: Stores, team: string | null): SavedRow {
  const row = slab.bytes().slice();
  const words = new Uint32Array(row.buffer);
  const teamBytes = team === null ? 0 : utf8Length(team);
  let size = 4 + teamBytes;
  for (const { at, inner } of handlePlaces) size += sizeOf(blocks, words[at]!, inner);
  const bytes = new Uint8Array(size);
  let to = 0;
  for (const { at, inner } of handlePlaces) {
    to = writeBlock(blocks, { at: words[at]!, inner }, bytes, to);
    words[at] = 0;
  }
  new Uint16Array(row.buffer)[teamAt] = 0;
  new DataView(bytes.buffer).setUint32(to, team === null ? 0 : teamBytes + 1, true);
  if (team !== null) utf8Write(team, bytes, to + 4);
  return { row, blocks: bytes };
}

/** The row at which the slab stands is as if its user had never been seen. */
export function clearRow({ slab, blocks, handlePlaces }: Stores): void {
  const { cursor } = slab;
  for (const { at, inner } of handlePlaces) {
    freeBlock(blocks, cursor.u32[cursor.base / 4 + at]!, inner);
  }
  slab.bytes().fill(0);
}

/**
 * Into the row at which the slab stands; what it held before is let go. Returns the team, whose
 * number in this process the caller knows.
 */
export function loadRow(rows: Stores, saved: SavedRow): string | null {
  const { slab, blocks, handlePlaces } = rows;
  clearRow(rows);
  slab.bytes().set(saved.row);
  const { cursor } = slab;
  const base = cursor.base / 4;
  const reading = { bytes: saved.blocks, at: 0 };
  for (const { at, inner } of handlePlaces)
    cursor.u32[base + at] = readBlock(blocks, inner, reading);
  const { buffer, byteOffset } = saved.blocks;
  const length = new DataView(buffer, byteOffset).getUint32(reading.at, true);
  return length === 0 ? null : utf8Read(saved.blocks, reading.at + 4, reading.at + 3 + length);
}

type Stores = Pick<Rows, 'slab' | 'blocks' | 'handlePlaces'>;

function sizeOf(blocks: Blocks, handle: number, inner: readonly number[]): number {
  if (handle === 0) return 1;
  const start = blocks.start(handle);
  const words = blocks.words(handle);
  const own = 1 + wordsOf(handle) * 4;
  return inner.reduce((sum, word) => sum + sizeOf(blocks, words[start + word]!, []), own);
}

function writeBlock(
  blocks: Blocks,
  { at: handle, inner }: HandlePlace,
  into: Uint8Array,
  at: number,
): number {
  into[at] = handle === 0 ? 0 : classOf(handle);
  if (handle === 0) return at + 1;
  const start = blocks.start(handle);
  const words = blocks.words(handle);
  const length = wordsOf(handle) * 4;
  into.set(blocks.bytes(handle).subarray(start * 4, start * 4 + length), at + 1);
  let to = at + 1 + length;
  for (const word of inner) {
    into.fill(0, at + 1 + word * 4, at + 5 + word * 4);
    to = writeBlock(blocks, { at: words[start + word]!, inner: [] }, into, to);
  }
  return to;
}

type Reading = { readonly bytes: Uint8Array; at: number };

function readBlock(blocks: Blocks, inner: readonly number[], reading: Reading): number {
  const classIndex = reading.bytes[reading.at]!;
  reading.at += 1;
  if (classIndex === 0) return 0;
  const handle = blocks.allocate(classIndex);
  const length = wordsOf(handle) * 4;
  const start = blocks.start(handle);
  const from = reading.at;
  blocks.bytes(handle).set(reading.bytes.subarray(from, from + length), start * 4);
  reading.at += length;
  for (const word of inner) {
    const set = readBlock(blocks, [], reading);
    // Looked up again: the pool may have got another chunk.
    blocks.words(handle)[start + word] = set;
  }
  return handle;
}

function freeBlock(blocks: Blocks, handle: number, inner: readonly number[]): void {
  if (handle === 0) return;
  const start = blocks.start(handle);
  for (const word of inner) freeBlock(blocks, blocks.words(handle)[start + word]!, []);
  blocks.free(handle);
}
