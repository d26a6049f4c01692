// How far back `attribute` looks, as a flag. For attribute.ts.

import { type Spans, usualSpans } from '../core/attribution/cutoff.ts';
import { dayMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Context, Flag } from './command.ts';

export const lookBackFlag: Flag = {
  name: 'look-back',
  value: 'WEEKS',
  doc: 'How long before a call its record may have been taken [26].',
};

export function spansFrom({ flags }: Context): Spans {
  const text = flags.text(lookBackFlag.name) ?? '26';
  const weeks = Number(text);
  if (!Number.isInteger(weeks) || weeks < 1 || weeks > 520) {
    throw new OutsideError('bad-usage', `--look-back is a number of weeks, 1 to 520, not ${text}.`);
  }
  return { ...usualSpans, lookBackMs: weeks * 7 * dayMs };
}
