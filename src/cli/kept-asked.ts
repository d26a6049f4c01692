// How much of a question is kept: all of it, unless it is longer than any that is asked in earnest.
// For asking.ts; the rows themselves are written by src/investigate/hunt-log.ts.

import { createHash } from 'node:crypto';
import type { Asked } from '../investigate/hunt-log.ts';

/** Ten thousand customers, the longest list there may be, with ids of a hundred characters. */
export const keptMax = 1_000_000;

export function keptAsked({ command, question, parameters }: Asked): Asked {
  const values = Object.entries(parameters).map(([name, value]) => [name, keptText(value)]);
  return { command, question: keptText(question), parameters: Object.fromEntries(values) };
}

/** Of what is longer its beginning, and by what its end can be proven by whoever has the whole. */
function keptText(text: string): string {
  // JSON may hold halves of letters, which ClickHouse does not take.
  const whole = text.toWellFormed();
  if (whole.length <= keptMax) return whole;
  const hash = createHash('sha256').update(whole).digest('hex');
  const start = whole.slice(0, keptMax).toWellFormed();
  return `${start}… (${Buffer.byteLength(whole)} bytes, SHA-256 ${hash})`;
}
