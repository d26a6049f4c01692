// What else is known of a person beside what they do: whether they are leaving, how sensitive the
// tables are that they read, and since when their role, team and queue are what they are. The odds
// before any evidence are multiplied by it, within bounds: context alone makes nobody suspicious.
//
//   factor                          why
//   employment  notice        5     70 % of known thieves took records in their last 60 days
//               ended        10     nobody works there any more
//               leave         2
//   sensitivity secret        2     worth more to a thief, and read by fewer
//               internal      0.7
//               public        0.5
//
// The product stays within 0.5 and 10. The person as of their newest access counts; of tables the
// most sensitive of the newest day. Used by case.ts, for incidents.

import { type PeerClass, peerClasses } from './calibration.ts';
import type { Access } from './detector.ts';
import { hash32 } from './hash.ts';
import { layout, type View } from './layout.ts';
import { dayMs } from './time.ts';

export const contextLayout = layout({
  day: 'u32',
  changedDay: 'u32',
  duty: 'u32',
  peers: 'u8',
  employment: 'u8',
  sensitivity: 'u8',
  tickets: 'u8',
  exceptions: 'u32',
});
export type ContextRow = View<typeof contextLayout.fields>;

const employments = [
  ['unknown', 1],
  ['active', 1],
  ['leave', 2],
  ['notice', 5],
  ['ended', 10],
] as const;
/** From what nobody needs to hide to what few may see; the place is the rank. */
const sensitivities = [
  ['none', 1],
  ['public', 0.5],
  ['internal', 0.7],
  ['unknown', 1],
  ['personal', 1],
  ['secret', 2],
] as const;
const employmentPlaces = placesOf(employments);
const sensitivityPlaces = placesOf(sensitivities);
const unknownSensitivity = 3;
const bounds = { min: 0.5, max: 10 } as const;
/** Whether tickets are fed in, as far as the person's accesses tell. */
export const feeds = { unknown: 0, tickets: 1, none: 2 } as const;

/** Of roles whose days look other than those of who they lead. */
const leading = new Set(['supervisor', 'manager', 'quality']);

export function observe(row: ContextRow, access: Access): void {
  const day = Math.floor(access.at / dayMs);
  // What comes late is not how things are now.
  if (day < row.day) return;
  const sensitivity = sensitivityPlaces.get(access.sensitivity) ?? unknownSensitivity;
  row.sensitivity = day > row.day ? sensitivity : Math.max(row.sensitivity, sensitivity);
  row.employment = employmentPlaces.get(access.employment) ?? 0;
  row.peers = peerClasses.indexOf(peerClassOfAccess(access));
  // Reasons are `unknown` for all where no ticket feed was ever seen; who names no customer says
  // nothing of it.
  if (access.reasons.length > 0) {
    row.tickets = access.reasons[0] === 'unknown' ? feeds.none : feeds.tickets;
  }
  // The seed: of somebody without all three it would be 0, which stands for nothing known yet.
  const role = hash32(access.role ?? '', 1);
  const duty = hash32(access.queue ?? '', hash32(access.team ?? '', role));
  if (row.duty !== 0 && row.duty !== duty) row.changedDay = day;
  row.duty = duty;
  row.day = day;
}

export function peerClassOf(row: ContextRow): PeerClass {
  return peerClasses[row.peers]!;
}

/** Factors that are not 1, by name. */
export function contextFactors(row: ContextRow): Readonly<Record<string, number>> {
  const [employment, byEmployment] = employments[row.employment]!;
  const [sensitivity, bySensitivity] = sensitivities[row.sensitivity]!;
  const factors: Record<string, number> = {};
  if (byEmployment !== 1) factors[`employment ${employment}`] = byEmployment;
  if (bySensitivity !== 1) factors[`sensitivity ${sensitivity}`] = bySensitivity;
  return factors;
}

export function contextFactor(row: ContextRow): number {
  const product = employments[row.employment]![1] * sensitivities[row.sensitivity]![1];
  return Math.min(bounds.max, Math.max(bounds.min, product));
}

export function peerClassOfAccess({ user_kind, role }: Access): PeerClass {
  if (user_kind === 'service') return 'service';
  return role !== null && leading.has(role) ? 'supervisor' : 'agent';
}

function placesOf(known: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  return new Map(known.map(([name], place) => [name, place]));
}
