// The faults of a feed: as many as asked for, each event still there, and nothing moved by others.

import { expect, test } from 'vitest';
import type { AccessEvent } from '../../src/generated/records.ts';
import { livelyShape, roughShape } from '../../src/lab/simulate-settings.ts';
import { withoutId, worldOf } from './worlds.ts';

const settings = { agents: 40, days: 28, thief: 'none' } as const;
const clean = [...worldOf({ ...settings, shape: livelyShape }).events()];
const rough = worldOf({ ...settings, shape: roughShape });
const arrived = [...rough.events()];
const { faults } = rough.truth();
const first = new Map<string, AccessEvent>();
for (const event of arrived) if (!first.has(event.event_id!)) first.set(event.event_id!, event);

const share = (count: number) => count / clean.length;

test('every event arrives, and no other', () => {
  expect([...first.keys()].sort()).toEqual(clean.map(({ event_id }) => event_id).sort());
  expect(arrived.length - clean.length).toBe(faults.twice);
});

test('as many meet a fault as the shape says', () => {
  expect(share(faults.twice)).toBeCloseTo(roughShape.twiceShare, 2);
  expect(share(faults.late)).toBeCloseTo(roughShape.lateShare, 2);
  const named = clean.filter(({ ticket }) => ticket !== null).length;
  expect(faults.ticketless / named).toBeCloseTo(roughShape.ticketlessShare, 2);
  const withIds = clean.filter(({ subjects }) => subjects.length > 0).length;
  expect(faults.idless / withIds).toBeCloseTo(roughShape.idlessShare, 2);
  const without = [...first.values()].filter((e) => e.subject_count > 0 && e.subjects.length === 0);
  const before = clean.filter((e) => e.subject_count > 0 && e.subjects.length === 0).length;
  expect(without.length - before).toBe(faults.idless);
});

test('clocks are off by up to 90 seconds, and each always by as much', () => {
  const skews = new Map<string, Set<number>>();
  for (const { event_id, at, host } of clean) {
    const skew = first.get(event_id!)!.at - at;
    expect(Math.abs(skew)).toBeLessThanOrEqual(roughShape.skewMs);
    skews.set(host!, (skews.get(host!) ?? new Set()).add(skew));
  }
  for (const values of skews.values()) expect(values.size).toBe(1);
  expect(new Set([...skews.values()].flatMap((values) => [...values])).size).toBeGreaterThan(30);
});

test('only late, repeated and silent events are out of order by more than clocks are', () => {
  let newest = 0;
  let behind = 0;
  for (const { at } of arrived) {
    if (at < newest - 2 * roughShape.skewMs) behind += 1;
    newest = Math.max(newest, at);
  }
  expect(behind).toBeGreaterThan(faults.late / 2);
  expect(behind).toBeLessThanOrEqual(faults.late + faults.twice + faults.silent);
  expect(faults.silent).toBeGreaterThan(0);
});

test('a silence lasts for its hours, once a week', () => {
  const quiet = worldOf({ ...settings, shape: { silentHours: 2 } });
  const events = [...quiet.events()];
  const held = quiet.truth().faults.silent;
  expect(held).toBeGreaterThan(0);
  // Two hours of each week, and no more than four times as busy as the mean.
  expect(held).toBeLessThan((events.length * 2 * 4) / (7 * 24));
  expect(events.map(withoutId).sort()).toEqual(
    [...worldOf(settings).events()].map(withoutId).sort(),
  );
});

test('a thief more moves no fault of anybody else', () => {
  const shape = { ...roughShape, skewMs: 0 };
  const thief = { startDay: 7, pacePerDay: 20, mode: 'no-ticket' } as const;
  const guilty = worldOf({ ...settings, shape, thief });
  const events = [...guilty.events()];
  const stolen = new Set(guilty.truth().thief!.events);
  const honest = events.filter(({ event_id }) => !stolen.has(event_id!)).map(withoutId);
  expect(honest).toEqual([...worldOf({ ...settings, shape }).events()].map(withoutId));
});
