// What cards make of names and numbers that may be anything.

import { describe, expect, test } from 'vitest';
import {
  andMore,
  clippedRows,
  commandLines,
  commandOf,
  fitted,
  plain,
  reasonWords,
  signText,
  sparkline,
  valueText,
} from '../../src/investigate/cards/card-words.ts';

describe('plain', () => {
  for (const { name, text, shown } of [
    { name: 'letters of any language', text: 'ünïcødé 名前', shown: 'ünïcødé 名前' },
    { name: 'a line break', text: 'a\r\nb', shown: 'a\\u{d}\\u{a}b' },
    { name: 'an escape code', text: '\u001b[31mred', shown: '\\u{1b}[31mred' },
    { name: 'one of eight bits', text: '\u009b31m', shown: '\\u{9b}31m' },
    { name: 'a mark that turns the line around', text: 'a\u202eb', shown: 'a\\u{202e}b' },
    { name: 'half a pair', text: '\ud800', shown: '\\u{d800}' },
    { name: 'more than fits', text: 'x'.repeat(1 << 20), shown: `${'x'.repeat(60)}…` },
    { name: 'pairs up to the limit', text: '🕵'.repeat(60), shown: '🕵'.repeat(60) },
  ]) {
    test(name, () => expect(plain(text)).toBe(shown));
  }
});

describe('sparkline', () => {
  for (const { name, values, room, shown } of [
    { name: 'none is blank, zero is the lowest', values: [null, 0, 1, 7], room: 9, shown: ' ▁▃█' },
    { name: 'the least above zero is above it', values: [0, 1, 1000], room: 9, shown: '▁▂█' },
    { name: 'only zeros', values: [0, 0], room: 9, shown: '▁▁' },
    { name: 'the highest of each two', values: [1, 7, null, null, 0], room: 3, shown: '█ ▁' },
    { name: 'nothing at all', values: [], room: 9, shown: '' },
  ]) {
    test(name, () => expect(sparkline(values, room)).toBe(shown));
  }

  test('says what a sign stands for', () => {
    expect(signText(28, 28)).toBe('a sign a day');
    expect(signText(29, 28)).toBe('a sign the highest of 2 days');
  });
});

describe('other words', () => {
  test('reasons by how often, the one that is none by its name', () => {
    expect(reasonWords({ none: 3 })).toBe('no reason');
    expect(reasonWords({ assignee: 2, none: 3 })).toBe('no reason 3, assignee 2');
    expect(reasonWords({ 'none-such': 1, x: 1 })).toBe('none-such 1, x 1');
  });

  test('values: whole ones as they are, shares in percent, unknown ones as a dash', () => {
    expect([3, 2.5, 12.4, null].map((one) => valueText(one))).toEqual(['3', '2.5', '12', '–']);
    expect(valueText(0.256, { isShare: true })).toBe('26 %');
  });

  test('lines that do not fit go on below, commands stay whole, long names are cut', () => {
    const words = `  ${'word '.repeat(9)}end`;
    expect(fitted([words], 40)).toEqual([
      `  ${'word '.repeat(7).trimEnd()}`,
      '      word word end',
    ]);
    const command = `  molecatcher hunt run ${'x'.repeat(40)}`;
    expect(fitted([command], 40)).toEqual([command]);
    const lines = fitted(['y'.repeat(100)], 40);
    expect(lines.every((line) => line.length <= 40)).toBe(true);
    expect(lines.join('').replaceAll(' ', '')).toBe('y'.repeat(100));
    // Some terminals have no width.
    expect(fitted([words], 0)).toEqual(fitted([words], 40));
  });

  test('a command that would ask for another name than this is none', () => {
    const named = (user: string) => commandOf('hunt run what-is-new', { user });
    expect(named("o'neill <x>")).toBe("molecatcher hunt run what-is-new --user 'o'\\''neill <x>'");
    for (const name of ['a\nb', 'a\u202eb', 'x'.repeat(400)]) expect(named(name)).toBe('');
    expect(andMore(3, named('a\nb'))).toEqual(['  and 3 more']);
    expect(commandLines([named('a\nb'), named('a')])).toEqual([
      '  molecatcher hunt run what-is-new --user a',
    ]);
  });

  test('no letter is cut in two', () => {
    const name = '🕵'.repeat(60);
    for (const width of [40, 41]) {
      const lines = [...fitted([name], width), ...clippedRows([['x', name]], width)];
      expect(lines.every((line) => line.isWellFormed() && line.length <= width)).toBe(true);
    }
  });
});
