// Seeds of worlds as somebody types them: 5,6,7 or 31-50.

import { OutsideError } from '../errors.ts';

const seedsMax = 1_000;

/** Each once, in the order given. */
export function seedsFrom(text: string, flag: string): number[] {
  const seeds = new Set<number>();
  for (const word of text.split(',')) {
    const [, first, last = first] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(word) ?? [];
    const [from, to] = [Number(first), Number(last)];
    const isRange = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to;
    if (!isRange || to - from >= seedsMax) throw badSeeds(flag);
    for (let seed = from; seed <= to; seed += 1) seeds.add(seed);
  }
  if (seeds.size > seedsMax) throw badSeeds(flag);
  return [...seeds];
}

function badSeeds(flag: string): OutsideError {
  const message = `--${flag} are at most ${seedsMax} whole numbers, such as 5,6,7 or 31-50.`;
  return new OutsideError('bad-usage', message);
}
