// Seeds of worlds as somebody types them: 5,6,7 or 31-50.

import { OutsideError } from '../errors.ts';

const seedsMax = 1_000;

/** Each once, in the order given. */
export function seedsFrom(text: string, flag: string): number[] {
  const seeds = new Set<number>();
  for (const word of text.split(',')) {
    const [, first, last = first] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(word) ?? [];
    const [from, to] = [Number(first), Number(last)];
    const isWhole = Number.isSafeInteger(from) && Number.isSafeInteger(to);
    if (!isWhole || to < from || seeds.size + to - from >= seedsMax) {
      const message = `--${flag} are up to 1,000 whole numbers, such as 5,6,7 or 31-50.`;
      throw new OutsideError('bad-usage', message);
    }
    for (let seed = from; seed <= to; seed += 1) seeds.add(seed);
  }
  return [...seeds];
}
