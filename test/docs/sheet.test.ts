// How a sheet is written again: which commands it has, what of their output it shows, and what in
// its prose stands in none of them.

import { describe, expect, test } from 'vitest';
import { commandsIn, shortened, strayWords, withOutputs } from './sheet.ts';

const all = { columns: [], rows: Number.POSITIVE_INFINITY, lines: Number.POSITIVE_INFINITY };
const table = [
  '   ┌─user─┬─days─┬─note─┐',
  '1. │ ann  │    1 │ é    │',
  '2. │ bo   │   22 │ n    │',
  '   └──────┴──────┴──────┘',
].join('\n');

describe('an output is shortened as the sheet says, and what is left out is counted', () => {
  test.each([
    { name: 'a text in full', output: 'a\nb\n', shown: all, expected: 'a\nb' },
    {
      name: 'the first lines of a text',
      output: 'a\nb\nc\n',
      shown: { ...all, lines: 1 },
      expected: 'a\n… 2 more lines',
    },
    { name: 'a table in full', output: `${table}\n`, shown: all, expected: table },
    {
      name: 'some columns and rows of a table, a remark before it kept',
      output: `A remark.\n${table}\n`,
      shown: { ...all, columns: ['user', 'note'], rows: 1 },
      expected: [
        'A remark.',
        '   ┌─user─┬─note─┐',
        '1. │ ann  │ é    │',
        '   └──────┴──────┘',
        '… 1 more row, 1 more column',
      ].join('\n'),
    },
    { name: 'nothing', output: '', shown: all, expected: '' },
  ])('$name', ({ output, shown, expected }) => {
    expect(shortened(output, shown)).toBe(expected);
  });

  test('a column that is not there is refused', () => {
    expect(() => shortened(table, { ...all, columns: ['team'] })).toThrow('no column team');
  });
});

const sheet = [
  'Prose.',
  '',
  '<!-- lines: 1 -->',
  '```console',
  '$ ask one',
  'old',
  '```',
  '',
  '```',
  'molecatcher not run',
  '```',
  '',
  '```console',
  '$ ask "two',
  '  lines"',
  'old',
  'and older',
  '```',
  '',
].join('\n');

test('commands are found, over several lines while a quote is open; a plain block is none', () => {
  expect(commandsIn(sheet)).toEqual(['ask one', 'ask "two\n  lines"']);
});

test('their outputs are replaced, and nothing else', async () => {
  const fresh = await withOutputs(sheet, async (command) => `${command.length}\nmore\n`);
  expect(fresh).toBe(
    sheet.replace('old\n', '7\n… 1 more line\n').replace('old\nand older', '17\nmore'),
  );
});

test('numbers and names in the prose must stand in an output or a command', () => {
  const told = [
    'agent-0001 opened 1,234 on 5 days, 17 of them late; see [a](10-b.md). On the 30th.',
    '```console',
    '$ ask agent-0001',
    '1234 rows until 2026-01-30',
    '```',
  ].join('\n');
  expect(strayWords(told)).toEqual(['17', '30th']);
  expect(strayWords(told.replace('17', '30').replace('30th', '30'))).toEqual([]);
});
