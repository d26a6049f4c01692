// What pages of cards are made of: harmless whatever it is made from, and drawn from any numbers.

import { describe, expect, test } from 'vitest';
import {
  cardDocument,
  dayBars,
  paragraph,
  tableOf,
} from '../../src/investigate/cards/card-page.ts';
import { unknownName } from '../../src/investigate/cards/unknown-name.ts';

const hostile = '<b onclick="x">&\n\u001b\u202e';
const harmless = '&lt;b onclick=&quot;x&quot;&gt;&amp;\\u{a}\\u{1b}\\u{202e}';
const about = { command: `molecatcher ${hostile}`, version: '1', author: hostile, at: 0 };

describe('pages of cards', () => {
  for (const [name, html] of Object.entries({
    'a cell': tableOf(['x'], [[hostile]]),
    'a title of a column': tableOf([hostile], []),
    'a line': paragraph(hostile),
    'a command': paragraph(`molecatcher ${hostile}`),
    'the name of a picture': dayBars({
      ...{ name: hostile, isShare: false, own: [1], from: 0, colour: '#000' },
    }),
    'a title, and who asked': cardDocument(hostile, about, []),
  })) {
    test(`${name} is text alone`, () => {
      expect(html).toContain(harmless);
      expect(html).not.toMatch(/<b |[\u202e]/);
    });
  }

  for (const { name, own, peers } of [
    { name: 'no day', own: [], peers: [] },
    { name: 'days without work', own: [null, null], peers: [null, null] },
    { name: 'only zeros', own: [0, 0], peers: [0, null] },
    { name: 'a peer by itself', own: [1, null, 3], peers: [null, 2, null] },
  ]) {
    test(`bars of ${name} have a place`, () => {
      const svg = dayBars({
        ...{ name: 'rows', isShare: false, own, peers, usual: null, from: 0, colour: '#000' },
      });
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      expect(svg.match(/<rect/g)?.length ?? 0).toBe(own.filter((one) => (one ?? 0) > 0).length);
    });
  }
});

describe('names that nobody has', () => {
  const known = ['kim.lee', 'kim.les', 'kim.ley', 'kim.lex', 'bo'];

  test('the nearest are said, three at most', () => {
    const { message, code } = unknownName('Nobody.', 'kim.le', { alike: known, some: known });
    expect(code).toBe('unknown-name');
    expect(message).toBe('Nobody. Did you mean kim.lee, or kim.les, or kim.ley?');
  });

  test('where none is near, how names look', () => {
    const { message } = unknownName('Nobody.', 'zzzzzz', { alike: known, some: known });
    expect(message).toBe('Nobody. Names look like kim.lee, kim.les, kim.ley.');
  });

  test('what is too long to be mistyped is compared with nothing', () => {
    const long = 'x'.repeat(101);
    const { message } = unknownName('Nobody.', long, { alike: [`${long}y`], some: [] });
    expect(message).toBe('Nobody.');
  });
});
