// Of which days anything is known, and the weeks that a list is about. For count-list, and for
// whoever needs the end of what is archived.

import { type ReachSpan, reachSpan, type Spans } from '../../core/attribution/cutoff.ts';
import type { Millis } from '../../core/time.ts';
import { OutsideError } from '../../errors.ts';
import type { Warehouse } from '../../ports.ts';
import { type Ask, asker, daysKnown } from './count-reach.ts';

/** The end of the last day of which anything is known. */
export async function newestKnown(warehouse: Warehouse): Promise<Millis> {
  const { since, end } = await daysKnown(asker(warehouse));
  if (since === null) throw nothing();
  return end;
}

function nothing(): OutsideError {
  return new OutsideError('no-data', 'Nothing is archived yet.');
}

/** The weeks that hold the look-back of every victim. */
export async function spanOfList(
  ask: Ask,
  cutoffs: readonly Millis[],
  spans: Spans,
): Promise<ReachSpan> {
  const { since } = await daysKnown(ask);
  if (since === null) throw nothing();
  requireOneTime(cutoffs, { spans, since });
  return reachSpan(cutoffs, spans, since);
}

/** Else what somebody reads in a year is held against what others read in a month. */
function requireOneTime(
  cutoffs: readonly Millis[],
  { spans, since }: { readonly spans: Spans; readonly since: Millis },
): void {
  let [first, last] = [cutoffs[0]!, cutoffs[0]!];
  for (const cutoff of cutoffs) {
    first = Math.min(first, cutoff);
    last = Math.max(last, cutoff);
  }
  if (first <= since) {
    const said = 'Some complaints are from before anything that is archived.';
    throw new OutsideError('bad-input', `${said} Leave them out: nothing is known of that time.`);
  }
  if (last - first <= spans.lookBackMs) return;
  const said = 'The complaints lie further apart than the look-back.';
  throw new OutsideError('bad-input', `${said} Ask about those of each time by themselves.`);
}
