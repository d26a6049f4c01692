// Who will steal in the trials of a world: chosen by its seed, before anything of it was lived. For
// evaluate-world.

import { Random } from '../random.ts';
import type { Parts } from '../truth.ts';
import type { Protocol } from './protocol.ts';

/**
 * Agents who are there from the first day of the calibration to the last of the world. Whoever
 * leaves earlier would steal for fewer days, and whoever comes later has no past: that is another
 * question than the one asked here.
 */
export function choosePersons(parts: Parts, protocol: Protocol, count: number): string[] {
  const { staff, settings } = parts;
  const ids = [...new Set(staff.members.map(({ id }) => id))].filter((id) => {
    const first = staff.memberOn(id, protocol.calibrationFrom);
    const last = staff.memberOn(id, protocol.days - 1);
    return first?.role === 'agent' && last?.role === 'agent';
  });
  const random = new Random(`${settings.seed}/evaluate/persons`);
  const chosen: string[] = [];
  while (chosen.length < count && ids.length > 0) {
    chosen.push(...ids.splice(random.below(ids.length), 1));
  }
  return chosen;
}
