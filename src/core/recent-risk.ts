// The combined risk of somebody's last days: enough to tell how high a threshold may be so that a
// day opens something that the seven days before had not opened. Thresholds are made of that
// (budget.ts): repeating one suspicion day after day is one incident, and is to count as one.
// Used by user-windows.ts.

import { layout, type View } from './layout.ts';

/** As long as what is open waits for another anomaly; see incident.ts. */
const quietDays = 7;
const slots = quietDays + 1;

export const recentRiskLayout = layout({ newestDay: 'u32', risk: ['f32', slots] });
export type RecentRiskRow = View<typeof recentRiskLayout.fields>;

/** Notes the risk of a day, and returns the highest of the seven days before it. */
export function noteRisk(row: RecentRiskRow, day: number, risk: number): number {
  for (let next = Math.max(row.newestDay + 1, day - quietDays); next <= day; next += 1) {
    row.risk.set(next % slots, 0);
  }
  row.newestDay = Math.max(row.newestDay, day);
  let before = 0;
  const oldest = Math.max(day - quietDays, row.newestDay - quietDays);
  for (let one = oldest; one < day; one += 1) before = Math.max(before, row.risk.get(one % slots));
  // A day that comes again, revised: the ring may have moved on.
  if (day > row.newestDay - slots) row.risk.set(day % slots, risk);
  return before;
}
