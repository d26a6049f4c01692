// What somebody has looked into and found harmless: findings of one detector on one person, up to
// the value that was seen and until a day. Never more than that: other detectors, other people and
// higher values are judged as ever. A block of the user's own, since most users have none:
//
//   │ detector + 1 │ – │ since f64 │ until f64 │ highest value f64 │   four of them, 32 bytes each
//
// Used by case.ts. The records behind them are Dispositions, and stay in the log.

import { type Blocks, classFor } from './blocks.ts';
import { exceptionsMax } from './limits.ts';
import type { Millis } from './time.ts';

const wordsEach = 8;
const blockClass = classFor(exceptionsMax * wordsEach * 4);

export type Exception = {
  /** Position of the detector. */
  readonly detector: number;
  readonly since: Millis;
  readonly until: Millis;
  readonly highest: number;
};

/** Adds one and returns the handle; of one detector the newest holds, of all the last to end. */
export function addException(blocks: Blocks, handle: number, exception: Exception): number {
  const kept = readExceptions(blocks, handle)
    .filter(({ detector }) => detector !== exception.detector)
    .sort((a, b) => b.until - a.until)
    .slice(0, exceptionsMax - 1);
  const into = handle === 0 ? blocks.allocate(blockClass) : handle;
  const words = blocks.words(into);
  const doubles = blocks.doubles(into);
  const start = blocks.start(into);
  words.fill(0, start, start + exceptionsMax * wordsEach);
  [...kept, exception].forEach(({ detector, since, until, highest }, i) => {
    const at = start + i * wordsEach;
    words[at] = detector + 1;
    doubles.set([since, until, highest], at / 2 + 1);
  });
  return into;
}

export function readExceptions(blocks: Blocks, handle: number): Exception[] {
  if (handle === 0) return [];
  const words = blocks.words(handle);
  const doubles = blocks.doubles(handle);
  const start = blocks.start(handle);
  const found: Exception[] = [];
  for (let at = start; at < start + exceptionsMax * wordsEach; at += wordsEach) {
    if (words[at] === 0) continue;
    const [since = 0, until = 0, highest = 0] = doubles.subarray(at / 2 + 1, at / 2 + 4);
    found.push({ detector: words[at]! - 1, since, until, highest });
  }
  return found;
}

/** Whether what a detector observed at an instant is excused. */
export function isExcused(
  exceptions: readonly Exception[],
  detector: number,
  { at, observed }: { readonly at: Millis; readonly observed: number },
): boolean {
  return exceptions.some(
    (one) =>
      one.detector === detector && at >= one.since && at < one.until && observed <= one.highest,
  );
}
