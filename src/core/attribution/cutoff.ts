// Which reads count.
//
// Of a victim's record those up to the cut-off. Whoever handles complaints opens exactly the files
// of the victims: counted with them, the complaint desk comes out first.
//
//   date of the call as the customer says ─┐ the earlier of both, less a day
//   the customer's first complaint         ┘
//   no complaint on record                   the call, less what people misremember by
//   the day of the call is not known         the complaint, less a day
//
// Of all that anybody reads, for comparison: the weeks that hold the look-back of every victim.

import { assert } from '../assert.ts';
import { dayMs, type Millis } from '../time.ts';

/** One of them at least. */
export type Dates = {
  /** The day of the call, as the customer remembers it; null: they do not. */
  readonly reportedAt: Millis | null;
  /** When the customer first complained of it here; null: nobody wrote it down. */
  readonly complainedAt: Millis | null;
};

/** Standard deviation of the day of a call as it is remembered. */
const recallErrorMs = 4 * dayMs;
/** Two weeks, and at least three standard deviations. */
export const guardMs = Math.max(14 * dayMs, 3 * recallErrorMs);

export function cutoffOf({ reportedAt, complainedAt }: Dates): Millis {
  if (complainedAt !== null) return Math.min(reportedAt ?? complainedAt, complainedAt) - dayMs;
  assert(reportedAt !== null, 'a victim has a date');
  return reportedAt - guardMs;
}

export type Spans = {
  /** How long before the cut-off a read may have been the theft. */
  readonly lookBackMs: Millis;
  /** From the first theft to the first call: as long as thieves take, and until it is used. */
  readonly theftMs: Millis;
};

export const usualSpans: Spans = { lookBackMs: 26 * 7 * dayMs, theftMs: 10 * 7 * dayMs };

const weekMs = 7 * dayMs;

export type ReachSpan = {
  readonly from: Millis;
  readonly until: Millis;
  /** Before it nobody can have stolen what the list is about. */
  readonly cleanUntil: Millis;
};

/** So long a time says what is usual; of less nobody can tell. */
const cleanFewestMs = 4 * weekMs;

/** Whether there is a time before the theft that says what is usual. */
export function hasCleanTime({ from, cleanUntil }: ReachSpan): boolean {
  return cleanUntil - from >= cleanFewestMs;
}

/** Of a shorter one nobody can tell what is usual, however old the log. */
export function lookBackOfUsual({ theftMs }: Spans): Millis {
  return theftMs + cleanFewestMs;
}

export type UsualUnknown = 'look-back-too-short' | 'log-too-young';

/** Why there is no such time, if there is none: a longer look-back helps where the log is older. */
export function whyUsualIsUnknown(
  span: ReachSpan,
  cutoffs: readonly Millis[],
  spans: Spans,
): UsualUnknown | null {
  if (hasCleanTime(span)) return null;
  const isFromLookBack = span.from <= lookBackFrom(cutoffs, spans);
  const isShort = spans.lookBackMs < lookBackOfUsual(spans);
  return isShort && isFromLookBack ? 'look-back-too-short' : 'log-too-young';
}

/**
 * The same of one person: whoever read nothing before this instant began too late for anybody to
 * tell what is usual for them. The day of a first read counts, as that of the first record does.
 */
export function beganBy({ cleanUntil }: ReachSpan): Millis {
  return cleanUntil - cleanFewestMs + dayMs;
}

/**
 * Whole weeks, so that neither a weekend nor one victim more makes a difference; not before
 * `since`, from when on reads are known.
 */
export function reachSpan(cutoffs: readonly Millis[], spans: Spans, since: Millis): ReachSpan {
  const first = Math.min(...cutoffs);
  return {
    from: Math.max(since, lookBackFrom(cutoffs, spans)),
    until: Math.ceil(Math.max(...cutoffs) / weekMs) * weekMs,
    cleanUntil: Math.floor((first - spans.theftMs) / weekMs) * weekMs,
  };
}

function lookBackFrom(cutoffs: readonly Millis[], { lookBackMs }: Spans): Millis {
  return Math.floor((Math.min(...cutoffs) - lookBackMs) / weekMs) * weekMs;
}
