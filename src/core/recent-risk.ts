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

/** A thousandth of log odds: what is kept of risks, at most 65. */
const riskUnit = 0.001;
const riskMax = 65;

export const recentRiskLayout = layout({
  newestDay: 'u32',
  /** 1 more than the risk of the day, in units; 0: not noted. */
  noted: ['u16', slots],
  highest: ['u16', slots],
});
export type RecentRiskRow = View<typeof recentRiskLayout.fields>;

export type NotedRisk = {
  readonly risk: number;
  /** Highest since seven days without an anomaly: up to it all that would be open is open. */
  readonly before: number;
  /** The day was noted before, and comes again, revised. */
  readonly isAgain: boolean;
};

/**
 * Notes the news of a day. Each anomaly, also a faint one, keeps open what is open. Of a day that
 * comes again the higher risk stands, and what it opened at first is not opened again.
 */
export function noteRisk(
  row: RecentRiskRow,
  { day, news, hasAnomaly }: { day: number; news: number; hasAnomaly: boolean },
): NotedRisk {
  for (let next = Math.max(row.newestDay + 1, day - quietDays); next <= day; next += 1) {
    row.noted.set(next % slots, 0);
    row.highest.set(next % slots, 0);
  }
  row.newestDay = Math.max(row.newestDay, day);
  const found = Math.round(Math.min(news, riskMax) / riskUnit);
  // A day from before the ring.
  if (day <= row.newestDay - slots) {
    return { risk: found * riskUnit, before: 0, isAgain: false };
  }
  let before = 0;
  const oldest = Math.max(day - quietDays, row.newestDay - quietDays);
  for (let one = oldest; one < day; one += 1) {
    before = Math.max(before, row.highest.get(one % slots));
  }
  const noted = row.noted.get(day % slots);
  const told = Math.max(0, noted - 1);
  const risk = Math.max(found, told);
  row.noted.set(day % slots, risk + 1);
  row.highest.set(day % slots, hasAnomaly ? Math.max(risk, before) : 0);
  return {
    ...{ risk: risk * riskUnit, before: Math.max(before, told) * riskUnit },
    isAgain: noted > 0,
  };
}
