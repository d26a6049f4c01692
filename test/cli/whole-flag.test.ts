// How the value of a flag becomes one whole number, or a sentence about what is wrong with it.

import { expect, test } from 'vitest';
import { wholeOf } from '../../src/cli/command.ts';

const read = (text: string | undefined) => {
  const flags = { has: () => false, text: () => text };
  return wholeOf(flags, 'days', { min: 2, max: 20_000 });
};

for (const { text, value } of [
  { text: '2', value: 2 },
  { text: '20000', value: 20_000 },
  { text: '20_000', value: 20_000 },
  { text: '20,000', value: 20_000 },
  { text: undefined, value: undefined },
]) {
  test(`${text} is ${value}`, () => expect(read(text)).toBe(value));
}

for (const text of ['', '1', '20001', '1,5', '1.5', '-3', '1e3', ' 3', '3,', '_300', 'ten']) {
  test(`"${text}" is refused, and what may be given is said`, () => {
    const message = `--days must be a whole number from 2 to 20000, not ${text}.`;
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'bad-usage', message }));
  });
}
