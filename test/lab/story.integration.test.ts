// The story told of a world whose events, and two incidents, lie in ClickHouse: every figure is
// counted again from the simulator's own records.

import { beforeAll, expect, test } from 'vitest';
import { dayMs, hourMs } from '../../src/core/time.ts';
import type { AccessEvent } from '../../src/generated/records.ts';
import { readStory } from '../../src/lab/story.ts';
import type { Truth } from '../../src/lab/truth.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { isHuman, worldOf } from './worlds.ts';

const house = embedded();
const world = worldOf({
  agents: 20,
  customers: 2_000,
  days: 8,
  // More customers than one question takes ids, so that the counts of several have to add up.
  thief: { startDay: 3, pacePerDay: 220, mode: 'no-ticket' },
});
const events = [...world.events()];
const truth = world.truth();
const thief = truth.thief!;
const persons = new Map(world.people.flatMap(({ id, accounts }) => accounts.map((a) => [a, id])));
const foundAt = thief.taken[300]!.at;
const askedAt = thief.taken[120]!.at;

beforeAll(async () => {
  if (!hasLibrary) return;
  for (let first = 0; first < events.length; first += 1_000) {
    await house.warehouse.execute(insertOf(events.slice(first, first + 1_000), first));
  }
  const instant = (at: number) => `fromUnixTimestamp64Milli(toInt64(${at}))`;
  const opened = [
    // The same one asked about, paged for, then updated; and two on somebody honest, before it.
    { id: 'i1', sequence: 0, state: 'opened', at: askedAt, why: 'asked', tier: 'question' },
    { id: 'i1', sequence: 1, state: 'updated', at: foundAt, why: 'first' },
    { id: 'i1', sequence: 2, state: 'updated', at: foundAt, why: 'second' },
    { id: 'i2', user: 'agent-x', sequence: 0, state: 'opened', at: truth.start, why: 'honest' },
    { id: 'i3', user: 'agent-y', sequence: 0, state: 'opened', at: truth.start, tier: 'question' },
  ];
  for (const one of opened) {
    const { id, user = thief.person, sequence, state, at, why = '', tier = 'incident' } = one;
    await house.warehouse.execute(`
      INSERT INTO incidents (_log, _partition, _offset, id, user, sequence, state, at, opened_at,
        tier, headline, anomalies_by_detector, anomalies_total)
      SELECT 'log', 0, ${sequence}, '${id}', '${user}', ${sequence}, '${state}', ${instant(at)},
        ${instant(askedAt)}, '${tier}', '${why}', map('unexplained-access', 1), ${sequence + 1}`);
  }
  await house.warehouse.execute(`
    INSERT INTO anomalies (_log, _partition, _offset, id, user, at, hunt, hunt_parameters)
    SELECT 'log', 0, 0, 'a1', '${thief.person}', ${instant(foundAt)}, 'reads-without-reason',
      map('user', '${thief.person}')`);
}, 60_000);

function insertOf(some: readonly AccessEvent[], first: number): string {
  const rows = some.map(({ event_id, at, account, subjects }, i) => {
    const kind = account.startsWith('svc-') ? 'service' : 'human';
    const list = subjects.map((subject) => `'${subject}'`).join(',');
    // With its decimals: ClickHouse takes a whole number for milliseconds, not for seconds.
    const seconds = (at / 1_000).toFixed(3);
    const who = persons.get(account);
    return `('log',0,${first + i},'${event_id}',${seconds},'${who}','${kind}',[${list}])`;
  });
  return `INSERT INTO access (_log, _partition, _offset, event_id, at, user, user_kind, subjects)
    VALUES ${rows.join(',')}`;
}

/** Distinct customers per person and UTC day. */
function customersByDay(isCounted: (event: AccessEvent) => boolean): Map<string, number> {
  const met = new Map<string, Set<string>>();
  for (const event of events.filter(isCounted)) {
    const key = `${event.account}/${Math.floor(event.at / dayMs)}`;
    const known = met.get(key) ?? new Set();
    for (const subject of event.subjects) known.add(subject);
    met.set(key, known);
  }
  return new Map([...met].map(([key, { size }]) => [key, size]));
}

describeEmbedded('the story of a world', () => {
  test('what was read is what the simulator made', async () => {
    const { read } = await readStory(house.warehouse, truth);
    const subjects = new Set(events.flatMap((event) => event.subjects));
    expect(read).toEqual({
      events: events.length,
      eventsMade: events.length,
      people: new Set(events.filter(isHuman).map(({ account }) => account)).size,
      services: 4,
      customers: subjects.size,
      days: 8,
      firstAt: events[0]!.at,
      lastAt: events.at(-1)!.at,
    });
  });

  test('the thief was found, with what was gone by then and what would have been', async () => {
    const { theft, falseIncidents, questions } = await readStory(house.warehouse, truth);
    expect(thief.taken.length).toBeGreaterThan(500);
    expect(theft).toMatchObject({
      person: thief.person,
      startedAt: thief.taken[0]!.at,
      events: thief.events.length,
      eventsMade: thief.events.length,
      taken: thief.taken.length,
    });
    expect(theft!.found).toMatchObject({
      afterMs: foundAt - thief.taken[0]!.at,
      goneAsked: thief.taken.filter(({ at }) => at <= askedAt).length,
      gone: thief.taken.filter(({ at }) => at <= foundAt).length,
      hunt: 'reads-without-reason',
      huntParameters: { user: thief.person },
    });
    expect(theft!.found!.incident).toMatchObject({
      state: 'updated',
      because: 'first',
      detectors: ['unexplained-access'],
      anomalies: 3,
    });
    expect(theft!.askedAt).toBe(askedAt);
    expect(falseIncidents.map(({ id }) => id)).toEqual(['i2']);
    expect(questions).toBe(1);
  });

  test('a fixed limit at the median day of the theft, and the honest days above it', async () => {
    const { limit } = (await readStory(house.warehouse, truth)).theft!;
    const startedAt = thief.taken[0]!.at;
    const own = customersByDay((e) => e.account === thief.account && e.at >= startedAt);
    const sorted = [...own.values()].sort((a, b) => a - b);
    // quantileExact takes the upper of two middles.
    expect(limit.customers).toBe(sorted[Math.floor(sorted.length / 2)]);
    const others = customersByDay((e) => isHuman(e) && e.account !== thief.account);
    const above = [...others].filter(([, count]) => count >= limit.customers);
    expect(limit.honestDays).toBe(above.length);
    expect(limit.honestPeople).toBe(new Set(above.map(([key]) => key.split('/')[0])).size);
  });

  test('lost events of the theft are missed, and so is a thief without an incident', async () => {
    const taken = { subject: 'c0', at: foundAt, event: 'lost', isCanary: false };
    const more: Truth = {
      ...truth,
      thief: { ...thief, events: [...thief.events, 'lost'], taken: [...thief.taken, taken] },
    };
    const story = await readStory(house.warehouse, more);
    expect(story.theft!.events).toBe(thief.events.length);
    expect(story.theft!.eventsMade).toBe(thief.events.length + 1);
    expect(story.theft!.taken).toBe(thief.taken.length);
    const late = { ...thief, startedAt: foundAt + hourMs };
    const missed = await readStory(house.warehouse, { ...truth, thief: late });
    expect(missed.theft!.found).toBeNull();
    expect(missed.falseIncidents.map(({ id }) => id)).toEqual(['i2', 'i1']);
  });

  test('an honest world: every incident is false', async () => {
    const story = await readStory(house.warehouse, { ...truth, thief: null });
    expect(story.theft).toBeNull();
    expect(story.falseIncidents.length).toBe(2);
  });
});
