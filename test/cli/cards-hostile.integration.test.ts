// Names that harm, names that nobody has, pages, and an archive with nothing in it: what `user` and
// `subject` make of them.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostile, plantCards } from '../support/card-world.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { plantOnly } from '../support/planted-rows.ts';
import { ask } from './card-desk.ts';

const world = embedded();
const folder = mkdtempSync(join(tmpdir(), 'molecatcher-cards-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (words: readonly string[], columns?: number) => ask(world.warehouse, words, columns);

beforeAll(async () => {
  if (hasLibrary) await plantCards(world.warehouse);
});

describeEmbedded('commands that a card suggests', () => {
  for (const { words, command } of [
    { words: ['user', 'mole'], command: 'hunt run against-peers --user mole' },
    { words: ['subject', 'v281'], command: 'user mole' },
  ]) {
    test(`ask the folder that ${words[0]} was asked`, async () => {
      const { output } = await run([...words, '--data', 'case 17']);
      expect(output).toContain(`\n  molecatcher ${command} --data 'case 17'\n`);
    });
  }
});

describeEmbedded('names that nobody has, and hostile ones', () => {
  for (const { words, says } of [
    { words: ['user', 'mo1e'], says: "'mo1e': neither people nor accesses have it. Did you mean" },
    { words: ['user', 'zzzzzz'], says: 'Names look like ' },
    { words: ['subject', 'V281'], says: 'Did you mean v281' },
    { words: ['subject', 'zzzzzz'], says: 'Names look like ' },
    { words: ['user'], says: 'user needs a NAME' },
    { words: ['subject', 'a', 'b'], says: "What is 'b' for?" },
    {
      words: ['user', 'mole', '--days', '0'],
      says: '--days must be a whole number from 1 to 366, not 0.',
    },
    { words: ['user', 'mole', '--until', 'soon'], says: '--until takes a time' },
  ]) {
    test(words.join(' '), async () => {
      const { code, remarks, output } = await run(words);
      expect(remarks).toContain(says);
      expect(output).toBe('');
      expect(code).not.toBe(0);
    });
  }

  for (const [name, id] of Object.entries({
    'a megabyte': `x' OR 1=1 -- ${'y'.repeat(1 << 20)}`,
    quotes: "mole' OR '1'='1",
    'line breaks and escape codes': 'mole\n\u001b[2J\u0000',
    markup: '<script>alert(1)</script>',
    'a parameter': '{user:String}',
    'half a pair': '\ud800',
  })) {
    test(`nobody is called ${name}`, async () => {
      for (const command of ['user', 'subject']) {
        const { code, remarks } = await run([command, id]);
        expect(remarks).toMatch(/^(Nobody is known|There is no customer)/);
        expect(remarks.length).toBeLessThan(600);
        expect(remarks.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
        expect(code).toBe(1);
      }
    });
  }

  for (const command of ['user', 'subject']) {
    test(`${command}: a hostile name is shown and harms neither screen nor page`, async () => {
      const path = join(folder, `${command}.html`);
      const { code, output, remarks } = await run([command, hostile, '--report', path]);
      expect(code).toBe(0);
      expect(output.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
      expect(output).toContain('\\u{a}\\u{1b}[31m\\u{202e}');
      expect(remarks).toContain(`The page is ${path}`);
      // No command would ask for that very name.
      expect(output).not.toMatch(/molecatcher.*u\{/);
      const page = readFileSync(path, 'utf8');
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;\\u{a}\\u{1b}');
      expect(page.replaceAll('\n', '')).not.toMatch(/<script|\p{C}/u);
      const { output: json } = await run([command, hostile, '--json']);
      expect(json.trimEnd()).not.toMatch(/\p{C}/u);
      expect(JSON.stringify(JSON.parse(json))).toContain(JSON.stringify(hostile));
    });
  }
});

describeEmbedded('pages', () => {
  for (const [words, shows] of [
    [
      ['user', 'mole', '--days', '7'],
      ['senior of support', '2024-03-28: 4', 'no reason 3, assi'],
    ],
    [
      ['subject', 'v281'],
      ['a canary', '2024-03-28: 1', 'nobody had called', '11 of 12'],
    ],
  ] as const) {
    test(`${words[0]}: has what the text has, and needs nothing else`, async () => {
      const path = join(folder, `${words[0]}-page.html`);
      await run([...words, '--report', path]);
      const page = readFileSync(path, 'utf8');
      for (const text of shows) expect(page).toContain(text);
      expect(page).toMatch(/^<!doctype html>.*<svg .*<\/svg>.*<\/html>\s*$/s);
      expect(page).not.toMatch(/\b(src|href|url)\s*[=(]|https?:|@import|<script|<link|NaN/);
      const open = page.match(/<(\w+)[^>]*[^/]>/g)?.length ?? 0;
      expect(open).toBeGreaterThan(50);
    });
  }
});

describeEmbedded('an archive with nothing in it', () => {
  test('is said, with what to do', async () => {
    await plantOnly(world.warehouse, []);
    for (const words of [
      ['user', 'mole'],
      ['subject', 'v281'],
    ]) {
      const { code, remarks } = await run(words);
      expect(remarks).toContain('Nothing is archived yet.');
      expect(remarks).toContain('Fill it with `demo`, or with `ingest`');
      expect(code).toBe(1);
    }
  });
});
