// The events of a world as lines: the bytes that JSON.stringify gives, whatever happens in it, with
// the same truth and the same tickets beside them.

import { expect, test } from 'vitest';
import type { Ticket } from '../../src/generated/records.ts';
import { attacks } from '../../src/lab/attacks.ts';
import {
  type Level,
  livelyShape,
  roughShape,
  usualVictims,
} from '../../src/lab/simulate-settings.ts';
import { worldOf } from './worlds.ts';

const settings = { agents: 24, customers: 3_000, days: 50, thief: 'none' } as const;

test.each([
  { name: 'a plain world', shape: {} },
  { name: 'a lively world', shape: livelyShape },
  { name: 'a rough world', shape: roughShape },
])('$name', ({ shape }) => {
  const attack = { attack: 'laundered', level: 1, startDay: 7 } as const;
  const world = worldOf({ ...settings, shape, attack, victims: usualVictims });
  const expected = [...world.events()].map((event) => `${JSON.stringify(event)}\n`).join('');
  const truth = world.truth();
  const tickets: Ticket[] = [];
  const chunks = [...world.lines((day) => tickets.push(...day))];
  expect(Buffer.concat(chunks).toString()).toBe(expected);
  for (const chunk of chunks) expect(chunk.at(-1)).toBe('\n'.charCodeAt(0));
  expect(world.truth()).toEqual(truth);
  expect(tickets).toEqual([...world.tickets()]);
});

test.each(attacks.flatMap(({ id, people = [1, 1, 1, 1] }) => (people[0] > 5 ? [] : [id])))(
  'what %s does needs no escaping',
  (attack) => {
    const world = worldOf({ ...settings, agents: 14 }).with({
      attack,
      level: 3 as Level,
      startDay: 2,
    });
    const expected = [...world.events()].map((event) => `${JSON.stringify(event)}\n`).join('');
    expect(Buffer.concat([...world.lines(() => undefined)]).toString()).toBe(expected);
  },
);
