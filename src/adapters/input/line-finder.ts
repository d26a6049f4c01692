// At which line of a file a byte lies. csv-rows asks it once, where a file has to be refused; the
// count of csv-parse itself takes CRLF for two lines. Held is only what lies behind the last
// record.

const newline = 0x0a;
const carriageReturn = 0x0d;

export type LineFinder = {
  /** The next piece of the file; whatever lies before `keptFrom` is no longer asked for. */
  add(piece: Uint8Array, keptFrom: number): void;
  /** Of the first byte at or behind this one that is no line break; from 1. */
  lineAt(byte: number): number;
};

export function openLineFinder(): LineFinder {
  const held: Uint8Array[] = [];
  let heldFrom = 0;
  let line = 1;
  return {
    add(piece, keptFrom) {
      held.push(piece);
      while (held[0] !== undefined && heldFrom + held[0].length <= keptFrom) {
        heldFrom += held[0].length;
        line += newlinesIn(held.shift()!);
      }
    },
    lineAt(byte) {
      const bytes = Buffer.concat(held);
      let end = byte - heldFrom;
      while (bytes[end] === newline || bytes[end] === carriageReturn) end += 1;
      return line + newlinesIn(bytes.subarray(0, end));
    },
  };
}

function newlinesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}
