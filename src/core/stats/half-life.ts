// Exponential decay by half-life.

import { exp, ln2 } from './special.ts';

/** What is left of a value after a time, both times in the same unit. */
export function halved(value: number, elapsed: number, halfLife: number): number {
  return value === 0 ? 0 : value * exp((-ln2 * elapsed) / halfLife);
}
