// Of a question that is longer than any in earnest enough is kept to prove what it was.

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { keptAsked, keptMax } from '../../src/cli/kept-asked.ts';

const asked = (text: string) => ({
  ...{ command: 'hunt', question: text, parameters: { subjects: text } },
});
const longest = 'x'.repeat(keptMax);
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

for (const { name, given, kept } of [
  { name: 'the longest is kept whole', given: longest, kept: longest },
  {
    name: 'of a longer one the beginning, the length and the hash',
    given: `${longest},c-target`,
    kept: `${longest}… (1000009 bytes, SHA-256 ${hashOf(`${longest},c-target`)})`,
  },
  {
    name: 'a letter of two halves is not cut into one that ClickHouse refuses',
    given: `${longest.slice(1)}🦔`,
    kept: `${longest.slice(1)}\ufffd… (1000003 bytes, SHA-256 ${hashOf(`${longest.slice(1)}🦔`)})`,
  },
  { name: 'half a letter is kept as one that is none', given: 'c\ud83e', kept: 'c\ufffd' },
]) {
  test(`kept of a question > ${name}`, () => {
    const { question, parameters } = keptAsked(asked(given));
    // Compared by hand: of a million characters a difference is not to be printed.
    expect([question === kept, parameters['subjects'] === kept]).toEqual([true, true]);
  });
}
