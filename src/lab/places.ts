// Where somebody sits on a day, where it is not the own desk. For render-day and the attacks.
//
// A host or an address with several accounts, and a person on a machine that is not theirs, are
// marks of a thief only where nobody else does the same.

import { hash32 } from '../core/hash.ts';
import type { EventDraft } from './render.ts';
import { type SimulateSettings, shapeOf } from './simulate-settings.ts';
import type { Member } from './teams.ts';

type Place = Partial<Pick<EventDraft, 'host' | 'ip' | 'app'>>;

/** Virtual machines are dealt out each morning: about so many people of a team share one. */
const accountsPerMachine = 3;
/** Teams behind one gateway show few addresses. */
const gatewayAddresses = 4;
const spareDesks = 20;

/** What of a person's events is otherwise all day; undefined: nothing. */
export function placeOf(
  settings: SimulateSettings,
  { index, team }: Member,
  day: number,
): Place | undefined {
  const { vdiShare, otherDeskShare, mobileShare } = shapeOf(settings);
  if (vdiShare + otherDeskShare + mobileShare === 0) return undefined;
  const drawn = (what: string) => hash32(`${settings.seed}/place/${what}`);
  const isChance = (what: string, share: number) => drawn(what) / 0x1_0000_0000 < share;
  const number = team.index & 255;
  // Spread over the teams, not drawn: in a small company there shall be one.
  if ((team.index * vdiShare) % 1 < vdiShare) {
    const machines = Math.max(1, Math.ceil(team.size / accountsPerMachine));
    const machine = drawn(`machine-${index}/${day}`) % machines;
    const ip = `10.220.${number}.${10 + (machine % gatewayAddresses)}`;
    return { host: `vdi-${team.site}-${team.index}-${machine}`, ip };
  }
  if (isChance(`mobile-${index}/${day}`, mobileShare)) return { app: 'mobile-crm' };
  if (!isChance(`desk-${index}/${day}`, otherDeskShare)) return undefined;
  const desk = drawn(`which-${index}/${day}`) % spareDesks;
  return { host: `desk-${team.site}-${desk}`, ip: `10.210.${number}.${10 + desk}` };
}
