// Rows on a screen: what is cut where they are too wide, and what never is.

import { describe, expect, test } from 'vitest';
import { type Cut, fittedTable } from '../../src/cli/fitted-table.ts';

type Row = readonly string[];

/** In chunks that end wherever they end, as they come from a socket. */
async function* chunksOf(rows: readonly Row[], sizeChunk: number) {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  for (let i = 0; i < text.length; i += sizeChunk) yield text.slice(i, i + sizeChunk);
}

async function drawn(rows: readonly Row[], screenWidth: number, sizeChunk = 7) {
  const cut: Cut = { isCut: false };
  let text = '';
  for await (const chunk of fittedTable(chunksOf(rows, sizeChunk), screenWidth, cut)) text += chunk;
  return { lines: text.split('\n').slice(0, -1), ...cut };
}

const head: readonly Row[] = [
  ['user', 'customers', 'examples'],
  ['String', 'UInt64', 'Array(String)'],
];
const wide: readonly Row[] = [
  ...head,
  ['mole', '12345', "['c1','c2','c3','c4','c5','c6','c7','c8']"],
  ['ann', '7', '[]'],
];

describe('a table on a screen', () => {
  test('is as ClickHouse draws it where it fits', async () => {
    expect(await drawn(wide, 80)).toEqual({
      lines: [
        '   ┌─user─┬─customers─┬─examples──────────────────────────────────┐',
        "1. │ mole │     12345 │ ['c1','c2','c3','c4','c5','c6','c7','c8'] │",
        '2. │ ann  │         7 │ []                                        │',
        '   └──────┴───────────┴───────────────────────────────────────────┘',
      ],
      isCut: false,
    });
  });

  test('cuts the longest texts, so that a row is a line', async () => {
    const { lines, isCut } = await drawn(wide, 40);
    expect([lines, isCut]).toEqual([
      [
        '   ┌─user─┬─customers─┬─examples───────┐',
        "1. │ mole │     12345 │ ['c1','c2','c… │",
        '2. │ ann  │         7 │ []             │',
        '   └──────┴───────────┴────────────────┘',
      ],
      true,
    ]);
  });

  test('never cuts a number, a time, the name of a column or a short text', async () => {
    const types = ['Nullable(UInt64)', "DateTime64(3, 'UTC')", 'LowCardinality(String)', 'String'];
    const row = ['123456789012345', '2024-03-05 10:00:00.000', 'en-consumer', 'x'.repeat(99)];
    const rows = [['rows', 'first_at', 'a_very_long_name', 'it'], types, row];
    const { lines } = await drawn(rows, 45);
    expect(lines[1]).toContain(`│ ${row[0]} │ ${row[1]} │ ${row[2]}      │ x`);
    expect(lines[0]).toContain('─a_very_long_name─');
    const apart = await drawn(rows, 20);
    const beside = row.slice(0, 2).map((text) => expect.stringContaining(` ${text}`));
    expect(apart.lines.slice(0, 2)).toEqual(beside);
    expect(apart.lines[2]).toBe('   a_very_long_name en-consumer');
  });

  test('cuts nothing in vain: what takes two lines anyway is given both', async () => {
    const types = ['UInt64', 'UInt64', 'String'];
    const [a, b] = ['1'.repeat(20), '2'.repeat(20)];
    const rows = [['a', 'b', 'c'], types, [a, b, 'x'.repeat(30)]];
    // 85 letters of a row: at 40 a line three of them, and two of them where it is cut.
    expect((await drawn(rows, 43)).isCut).toBe(false);
    const { lines } = await drawn(rows, 40);
    expect(lines.map((line) => line.length)).toEqual([80, 80, 80]);
  });

  test('is taken apart where a row would take three lines', async () => {
    const types = ['String', 'UInt64', "DateTime64(3, 'UTC')", 'LowCardinality(String)', 'String'];
    const names = ['user', 'customers', 'first_at', 'without_reason', 'examples'];
    const at = '2024-03-05 10:00:00.000';
    const rows = [
      names,
      types,
      ['mole', '1'.repeat(30), at, '', "['c1','c2','c3','c4','c5']"],
      ['ann', '7', at, '名前', 'x'],
    ];
    const { lines, isCut } = await drawn(rows, 38);
    expect(lines).toEqual([
      '1. user           mole',
      '   customers      111111111111111111111111111111',
      '   first_at       2024-03-05 10:00:00.000',
      '   without_reason',
      "   examples       ['c1','c2','c3','c4…",
      '2. user           ann',
      '   customers      7',
      '   first_at       2024-03-05 10:00:00.000',
      '   without_reason 名前',
      '   examples       x',
    ]);
    expect(isCut).toBe(true);
    // A row of two lines is still read as one.
    expect((await drawn(rows, 70)).lines[0]).toContain('┌─user─');
  });

  test('keeps its columns where letters are wide, combined, harmful or break lines', async () => {
    const texts = ['名前名前名前名前名前', 'a\u0301e\u0301', '🕵️ mole', 'a\nb\u001b[2J\u202e', 'x'];
    const rows = [['name', 'n'], ['String', 'UInt8'], ...texts.map((text, i) => [text, `${i}`])];
    const { lines } = await drawn(rows, 31);
    expect(lines).toEqual([
      '   ┌─name─────────────────┬─n─┐',
      '1. │ 名前名前名前名前名前 │ 0 │',
      '2. │ a\u0301e\u0301                   │ 1 │',
      '3. │ 🕵️ mole               │ 2 │',
      '4. │ a\\u{a}b\\u{1b}[2J\\u{… │ 3 │',
      '5. │ x                    │ 4 │',
      '   └──────────────────────┴───┘',
    ]);
  });

  test('has the same widths to its end, however many rows there are', async () => {
    const rows = Array.from({ length: 2_500 }, (_, i) => [
      i < 2_000 ? 'x' : 'y'.repeat(50),
      `${i}`,
    ]);
    const { lines, isCut } = await drawn([['a', 'n'], ['String', 'UInt64'], ...rows], 80, 4_096);
    expect(lines).toHaveLength(2_502);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines[2_500]).toMatch(/^ {3}2500\. │ …/);
    expect(isCut).toBe(true);
  });

  test('is nothing where there are no rows, and ends with whoever reads it', async () => {
    expect((await drawn(head, 80)).lines).toEqual([]);
    let isEnded = false;
    async function* endless() {
      try {
        yield head.map((row) => `${JSON.stringify(row)}\n`).join('');
        for (;;) yield `${JSON.stringify(['a', '1', '[]'])}\n`;
      } finally {
        isEnded = true;
      }
    }
    for await (const line of fittedTable(endless(), 80, { isCut: false })) {
      if (line.includes('a')) break;
    }
    expect(isEnded).toBe(true);
  });
});
