// What a world makes at the least, however few events are asked for. `--events` scales how much
// people do for customers; that they come to work, that services run and that the thief keeps a
// pace does not follow from it. For simulate, so that its commands can say so beforehand.

import type { Customers } from './customers.ts';
import { eventsPerDuty, eventsPerVisit } from './render.ts';
import { eventsPerServiceDay } from './services.ts';
import { type SimulateSettings, shapeOf, type ThiefSettings } from './simulate-settings.ts';
import type { Staff } from './staff.ts';
import type { Member } from './teams.ts';
import { Theft } from './theft.ts';

type Parts = {
  readonly settings: SimulateSettings;
  readonly staff: Staff;
  readonly customers: Customers;
};

export function fewestEvents(parts: Parts): number {
  const { settings, staff } = parts;
  let duties = 0;
  const all = { startDay: 0, days: settings.days };
  for (const member of staff.members) duties += dutiesOf(parts, member, all);
  const services = settings.days * eventsPerServiceDay;
  return Math.round(duties * eventsPerDuty + services + theftEvents(parts));
}

/** In the mean. Who takes customers in bulk does it in a few statements a day. */
function theftEvents(parts: Parts): number {
  const { thief } = parts.settings;
  if (thief === 'none') return 0;
  const days = dutiesOf(parts, new Theft(parts, thief).member, thief);
  const isBulk = thief.mode === 'burst' || thief.mode === 'export';
  return days * (isBulk ? 1 : thief.pacePerDay * eventsPerVisit(shapeOf(parts.settings)));
}

type Stretch = Pick<ThiefSettings, 'startDay' | 'days'>;

function dutiesOf({ settings, staff }: Parts, member: Member, stretch: Stretch): number {
  const { startDay, days = settings.days } = stretch;
  const end = Math.min(settings.days, startDay + days);
  let duties = 0;
  for (let day = startDay; day < end; day += 1) {
    if (staff.isOnDuty(member, day)) duties += 1;
  }
  return duties;
}
