// Small worlds for the tests of the laboratory, and what is counted in them.

import { createHash } from 'node:crypto';
import type { AccessEvent } from '../../src/generated/records.ts';
import { simulate, type World } from '../../src/lab/simulate.ts';
import { defaultStart, type SimulateSettings } from '../../src/lab/simulate-settings.ts';

export const smallSettings: SimulateSettings = {
  agents: 25,
  customers: 4_000,
  days: 14,
  seed: 7,
  start: defaultStart,
  thief: { startDay: 7, pacePerDay: 30, mode: 'no-ticket' },
};

/** One hash over every record of a world and its truth, in order. */
export function digestOf(world: World): string {
  const hash = createHash('sha256');
  const add = (record: unknown) => hash.update(JSON.stringify(record));
  world.people.forEach(add);
  world.assets.forEach(add);
  for (const subject of world.subjects()) add(subject);
  for (const ticket of world.tickets()) add(ticket);
  for (const event of world.events()) add(event);
  add(world.truth());
  return hash.digest('hex');
}

export function worldOf(settings: Partial<SimulateSettings>): World {
  return simulate({ ...smallSettings, ...settings });
}

/** Everything about an event but its id, which counts all events of the world. */
export function withoutId({ event_id: _, ...rest }: AccessEvent): string {
  return JSON.stringify(rest);
}

/** For comparing whole worlds: field by field that takes longer than making them. */
export function textsOf(events: Iterable<AccessEvent>): string[] {
  return Array.from(events, (event) => JSON.stringify(event));
}

export const isHuman = ({ account }: AccessEvent) => !account.startsWith('svc-');
