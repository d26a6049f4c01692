// How many customers somebody is expected to meet on a day, before anything is drawn. For plan, and
// for plan-days, which scales a world to the number of events that was asked for.

import { paceOn } from './career.ts';
import type { SimulateSettings } from './simulate-settings.ts';
import type { Staff } from './staff.ts';
import type { Member } from './teams.ts';

/** Of those who look at samples of what others did. */
export const samplesPerDay = 25;
const weekdayDemand = [0.8, 1.15, 1, 1, 1, 0.95, 0.85] as const;

/** Customers that somebody is expected to meet on a day on duty. */
export function expectedVisits(member: Member, day: number, staff: Staff): number {
  const demand = member.dayMean * weekdayDemand[staff.weekday(day)]! * paceOn(member, day);
  return isSampling(member) ? samplesPerDay : demand;
}

export function isSampling({ role }: Member): boolean {
  return role === 'supervisor' || role === 'quality';
}

/**
 * Factor on everybody's rate so that the world has about `events` events: what people are expected
 * to do, from the very calendar they will follow.
 */
export function scaleFor(
  world: { settings: SimulateSettings; staff: Staff },
  events: { perVisit: number; perDuty: number },
): number {
  const { settings, staff } = world;
  if (settings.events === undefined) return 1;
  let visits = 0;
  let duties = 0;
  for (const member of staff.members) {
    for (let day = 0; day < settings.days; day += 1) {
      if (!staff.isOnDuty(member, day)) continue;
      visits += expectedVisits(member, day, staff);
      duties += 1;
    }
  }
  const wanted = settings.events - duties * events.perDuty;
  return Math.max(0.01, wanted / Math.max(1, visits * events.perVisit));
}
