// The combined risk of somebody's last days: enough to tell how high a threshold may be so that a
// day opens something that was not open already. Thresholds are made of that (budget.ts):
// repeating one suspicion day after day is one incident, and is to count as one.
//
//   day       1    2    3   …   9        10   …   18
//   risk      3    0.2  –       0.4      4        3        –: no anomaly
//   highest   3    3    –       3        4        3        of what may be open still
//   opens     to 3 –    –       –        3 to 4   to 3     seven quiet days close what is open
//
// Used by user-windows.ts.

import { layout, type View } from './layout.ts';

/** As long as what is open waits for another anomaly; see incident.ts. */
const quietDays = 7;
const slots = quietDays + 1;

export const recentRiskLayout = layout({ newestDay: 'u32', highest: ['f32', slots] });
export type RecentRiskRow = View<typeof recentRiskLayout.fields>;

/**
 * Notes the risk of a day, and returns the highest since seven days without an anomaly: each
 * anomaly, also a faint one, keeps open what is open.
 */
export function noteRisk(
  row: RecentRiskRow,
  { day, risk, hasAnomaly }: { day: number; risk: number; hasAnomaly: boolean },
): number {
  for (let next = Math.max(row.newestDay + 1, day - quietDays); next <= day; next += 1) {
    row.highest.set(next % slots, 0);
  }
  row.newestDay = Math.max(row.newestDay, day);
  let before = 0;
  const oldest = Math.max(day - quietDays, row.newestDay - quietDays);
  for (let one = oldest; one < day; one += 1) {
    before = Math.max(before, row.highest.get(one % slots));
  }
  // A day that comes again, revised: the ring may have moved on.
  if (day > row.newestDay - slots) {
    row.highest.set(day % slots, hasAnomaly ? Math.max(risk, before) : 0);
  }
  return before;
}
