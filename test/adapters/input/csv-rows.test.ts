// What CSV cannot say is refused with its place, instead of being taken for one long cell.

import { describe, expect, test } from 'vitest';
import { csvRows } from '../../../src/adapters/input/csv-rows.ts';
import { lineBytesMax } from '../../../src/adapters/input/rows-read.ts';
import { OutsideError } from '../../../src/errors.ts';

async function rowsIn(text: string, pieceBytes = 1_000_000): Promise<number> {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  let rows = 0;
  for await (const read of csvRows(pieces(), { name: 'a.csv' })) rows += read.rows.length;
  return rows;
}

const header = 'who,what\n';
const plain = (count: number) => 'ann,read\n'.repeat(count);

test('quotes that close may hold line breaks, delimiters and quotes', async () => {
  expect(await rowsIn(`${header}ann,"a\n""b"",\nc"\n${plain(2)}`, 5)).toBe(3);
});

describe('the file is refused, and the line named', () => {
  const open = 'ann,"never closed\n';
  for (const { name, text, says } of [
    {
      name: 'a quote that is open at the end',
      text: `${header}${plain(18)}${open}${plain(4_981)}`,
      says: 'a.csv: the quote opened in line 20 never closes.',
    },
    {
      name: 'a quote in the last line',
      text: `${header}${plain(2)}ann,"`,
      says: 'a.csv: the quote opened in line 4 never closes.',
    },
    {
      name: 'a quote in the header',
      text: `"who,what\n${plain(3)}`,
      says: 'a.csv: the quote opened in line 1 never closes.',
    },
    {
      name: 'a quote behind a cell of two lines',
      text: `${header}ann,"a\nb"\n${open}${plain(2)}`,
      says: 'a.csv: the quote opened in line 4 never closes.',
    },
    {
      name: 'a quote between lines that end with CRLF, behind empty ones',
      text: `\ufeff${header}${plain(18)}\n\n${open}${plain(9)}`.replaceAll('\n', '\r\n'),
      says: 'a.csv: the quote opened in line 22 never closes.',
    },
    {
      name: 'a cell that is longer than any record',
      text: `${header}${plain(1)}ann,"${'x'.repeat(lineBytesMax + 1)}"\n${plain(5)}`,
      says: `a.csv: the row that starts in line 3 does not end within ${lineBytesMax} bytes`,
    },
  ]) {
    test(name, async () => {
      for (const pieceBytes of [1_000_000, 7_001, ...(text.length > 100_000 ? [] : [3])]) {
        const failure = await rowsIn(text, pieceBytes).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(OutsideError);
        expect((failure as OutsideError).code).toBe('bad-input');
        expect((failure as OutsideError).message).toContain(says);
      }
    });
  }
});
