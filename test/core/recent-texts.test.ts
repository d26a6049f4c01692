// A memory of texts forgets what it likes, and never mixes texts up.

import { expect, test } from 'vitest';
import { RecentTexts } from '../../src/core/recent-texts.ts';

test('the text that came last is known, and every answer is for its own text', () => {
  const memory = new RecentTexts<number>();
  const texts = Array.from({ length: 3_000 }, (_, i) => `${'a'.repeat(i % 200)}${i}`);
  for (const [i, text] of texts.entries()) {
    expect(memory.find(text)).toBeUndefined();
    memory.remember(text, i);
    expect(memory.find(text)).toBe(i);
  }
  const found = texts.map((text) => memory.find(text));
  expect(found.filter((value) => value !== undefined).length).toBeGreaterThan(500);
  for (const [i, value] of found.entries()) expect([undefined, i]).toContain(value);
});

test('four of one set are kept, the fifth drives the oldest out', () => {
  const memory = new RecentTexts<string>();
  // Alike in length and in all characters but one that is not looked at.
  const texts = ['a', 'b', 'c', 'd', 'e'].map((one) => `${'x'.repeat(50)}${one}${'x'.repeat(50)}`);
  for (const text of texts) memory.remember(text, text);
  expect(texts.map((text) => memory.find(text))).toEqual([undefined, ...texts.slice(1)]);
});

test('long texts are not kept; an empty one is', () => {
  const memory = new RecentTexts<string>();
  for (const text of ['', 'a'.repeat(1_025)]) memory.remember(text, text);
  expect(memory.find('')).toBe('');
  expect(memory.find('a'.repeat(1_025))).toBeUndefined();
});
