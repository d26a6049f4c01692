// Who of a group works on which task: even, sticky, and the same wherever it is computed.
//
// Keeping a task keeps its state in memory, so a member gives up only what is above its share.
// Both logs assign by it.

import { assert } from './assert.ts';

/** Task to the instance that should own it. `owners` are those who own it now. */
export function assignTasks(
  tasks: readonly number[],
  instances: readonly string[],
  owners: ReadonlyMap<number, string>,
): ReadonlyMap<number, string> {
  const assigned = new Map<number, string>();
  if (instances.length === 0) return assigned;
  const rooms = roomsOf(tasks, instances, owners);
  const sorted = [...tasks].sort((a, b) => a - b);
  for (const task of sorted) {
    const owner = owners.get(task);
    const room = owner === undefined ? undefined : rooms.get(owner);
    if (owner === undefined || room === undefined || room === 0) continue;
    rooms.set(owner, room - 1);
    assigned.set(task, owner);
  }
  for (const task of sorted) {
    if (!assigned.has(task)) assigned.set(task, takeRoom(rooms));
  }
  return assigned;
}

/** How many tasks each instance gets: those who own most now get the odd ones, then by name. */
function roomsOf(
  tasks: readonly number[],
  instances: readonly string[],
  owners: ReadonlyMap<number, string>,
): Map<string, number> {
  const owned = (instance: string): number =>
    tasks.filter((task) => owners.get(task) === instance).length;
  const ranked = [...instances].sort((a, b) => owned(b) - owned(a) || (a < b ? -1 : 1));
  const share = Math.floor(tasks.length / instances.length);
  const odd = tasks.length % instances.length;
  return new Map(ranked.map((instance, rank) => [instance, rank < odd ? share + 1 : share]));
}

/** The instance with most room left, the first by name among equals. */
function takeRoom(rooms: Map<string, number>): string {
  let best: string | undefined;
  for (const [instance, room] of rooms) {
    const bestRoom = best === undefined ? 0 : (rooms.get(best) ?? 0);
    const isFirst = best === undefined || instance < best;
    if (room > bestRoom || (room === bestRoom && room > 0 && isFirst)) best = instance;
  }
  assert(best !== undefined, 'the shares add up to the number of tasks');
  rooms.set(best, (rooms.get(best) ?? 0) - 1);
  return best;
}
