// Of which days anything is known, and the weeks that a list is about. For count-list, and for
// whoever needs the end of what is archived.

import {
  cutoffOf,
  type Dates,
  guardMs,
  type ReachSpan,
  reachSpan,
  type Spans,
} from '../../core/attribution/cutoff.ts';
import { dayMs, type Millis } from '../../core/time.ts';
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
  listed: readonly Dated[],
  spans: Spans,
): Promise<ReachSpan> {
  const { since } = await daysKnown(ask);
  if (since === null) throw nothing();
  requireOneTime(listed, { spans, since });
  return reachSpan(
    listed.map(({ dates }) => cutoffOf(dates)),
    spans,
    since,
  );
}

type Dated = { readonly dates: Dates };

/** Else what somebody reads in a year is held against what others read in a month. */
function requireOneTime(
  listed: readonly Dated[],
  { spans, since }: { readonly spans: Spans; readonly since: Millis },
): void {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { dates } of listed) {
    first = Math.min(first, cutoffOf(dates));
    last = Math.max(last, cutoffOf(dates));
  }
  if (first <= since) {
    const early = listed.filter(({ dates }) => cutoffOf(dates) <= since);
    if (early.every(({ dates }) => isEarlyByGuard(dates, since))) throw earlyByGuard();
    const said = 'Some complaints are from before anything that is archived.';
    throw new OutsideError('bad-input', `${said} Leave them out: nothing is known of that time.`);
  }
  if (last - first <= spans.lookBackMs) return;
  const said = 'The complaints lie further apart than the look-back.';
  throw new OutsideError('bad-input', `${said} Ask about those of each time by themselves.`);
}

/** What people misremember by leads to before the log, and not what they said. */
function isEarlyByGuard({ reportedAt, complainedAt }: Dates, since: Millis): boolean {
  return complainedAt === null && reportedAt !== null && reportedAt > since;
}

function earlyByGuard(): OutsideError {
  const days = guardMs / dayMs;
  const said =
    `Less the ${days} days by which the day of a call may be misremembered, some calls are from ` +
    'before anything that is archived.';
  const help = 'Say when these customers first complained: first_complaint_at, or --complained.';
  return new OutsideError('bad-input', `${said} ${help}`);
}
