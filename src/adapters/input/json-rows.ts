// One JSON object a line → rows. Used by open-input only. Lines are found as bytes, so that a
// character split between two pieces is whole again before it is decoded.

import type { InputRow } from '../../ports.ts';
import { lineBytesMax, type RowsRead, rowsPerChunk } from './rows-read.ts';

const newline = 0x0a;

export async function* jsonRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RowsRead> {
  let rows: InputRow[] = [];
  for await (const line of lines(bytes)) {
    const row = typeof line === 'string' ? rowOf(line) : line;
    if (row === undefined) continue;
    rows.push(row);
    if (rows.length < rowsPerChunk) continue;
    yield { rows, columns: undefined };
    rows = [];
  }
  if (rows.length > 0) yield { rows, columns: undefined };
}

async function* lines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string | InputRow> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let isTooLong = false;
  const take = () => {
    const text = isTooLong ? '' : Buffer.concat(held).toString('utf8');
    const line = isTooLong ? { problem: `json: longer than ${lineBytesMax} bytes`, text } : text;
    held = [];
    heldBytes = 0;
    isTooLong = false;
    return line;
  };
  for await (const bare of bytes) {
    const piece = Buffer.from(bare.buffer, bare.byteOffset, bare.byteLength);
    let start = 0;
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, start)) {
      held.push(piece.subarray(start, end));
      yield take();
      start = end + 1;
    }
    // A line without an end must not fill the memory: it is dropped, and said to be too long.
    heldBytes += piece.length - start;
    isTooLong ||= heldBytes > lineBytesMax;
    if (isTooLong) held = [];
    else held.push(piece.subarray(start));
  }
  if (heldBytes > 0) yield take();
}

function rowOf(line: string): InputRow | undefined {
  const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  if (text.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { value: value as Readonly<Record<string, unknown>>, text };
    }
    return { problem: 'json: not an object', text };
  } catch (error) {
    return { problem: `json: ${(error as Error).message.slice(0, 100)}`, text };
  }
}
