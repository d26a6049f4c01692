// Event time. Core code never reads a clock: every instant is a value that came in with a record.

/** Milliseconds since 1970-01-01T00:00Z. `at` is event time, `seen_at` arrival at the broker. */
export type Millis = number;

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The windows that are closed and judged, in UTC: a day has 24 hours, whatever the clocks do. */
export type WindowKind = 'hour' | 'day';

export function windowMs(kind: WindowKind): Millis {
  return kind === 'hour' ? hourMs : dayMs;
}

/** Width of the smallest pane of the rings, and the pace of Ticks. */
export const paneMs = 5 * minuteMs;
