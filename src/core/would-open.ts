// What a lower threshold would have opened about somebody: what thresholds are made of (budget.ts).
// The pipeline's own rules, for every threshold at once: only a finding that says more than what is
// left opens anything, what is open stays so until seven days without any, and goes on being one.
//
//   anomaly    3    0.2     0.4      4           3      raises the log odds by so much
//   days             6       6        1           7     since the one before
//   highest    3    3       3        4           3      0 again after seven
//   opens      to 3                  3 to 4      to 3
//
// Two openings between two scores may count as one, and what is found late is judged by its own
// time, where incidents are closed by the clock.
//
// Used by incident.ts, which knows what was found, and user-windows.ts, which takes it.

/** Fields of an incident's row. */
export const wouldOpenFields = {
  /** Since seven days without an anomaly, or since somebody has closed what was open. */
  highest: 'f32',
  /** What would have opened since it was taken last: thresholds between the two. */
  from: 'f32',
  to: 'f32',
} as const;
export type WouldOpenRow = Record<keyof typeof wouldOpenFields, number>;

/** Takes in that a finding has raised the log odds by `risk`, and says more than what was left. */
export function noteNews(row: WouldOpenRow, risk: number): void {
  if (risk <= row.highest) return;
  row.from = row.to === 0 ? row.highest : Math.min(row.from, row.highest);
  row.to = Math.max(row.to, risk);
  row.highest = risk;
}

/** Nothing is open any more, at whatever threshold. */
export function noteClosed(row: WouldOpenRow): void {
  row.highest = 0;
}

/** What was found is known to be theft: it is no measure of what honest people reach. */
export function dropNews(row: WouldOpenRow): void {
  row.from = 0;
  row.to = 0;
}

/** What would have opened since this was asked last: thresholds above `from` and up to `to`. */
export function takeNews(row: WouldOpenRow): { readonly from: number; readonly to: number } {
  const { from, to } = row;
  dropNews(row);
  return { from, to };
}
