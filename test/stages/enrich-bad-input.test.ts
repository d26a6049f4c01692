// Bad input: what comes in, and what becomes of it. Every row runs through the stage on its own,
// with a good event behind it that must get through.

import { afterEach, describe, expect, test } from 'vitest';
import { deadLetterReasons } from '../../src/core/dead-letter.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import type { AccessEvent, DeadLetter, EnrichedAccess } from '../../src/generated/records.ts';
import { type EnrichWorld, enrichWorld } from '../support/enrich-world.ts';
import { accessEvent, noon, person } from '../support/reference-rows.ts';

const good = accessEvent({ event_id: 'good' });
const subjects = (count: number) => Array.from({ length: count }, (_, n) => n.toString(36));

let world: EnrichWorld;
afterEach(() => world.log.close());

/** Puts one value (or event) and a good event, runs, and returns what came of them. */
async function outcome(make: (world: EnrichWorld) => Uint8Array | null | Partial<AccessEvent>) {
  world = await enrichWorld();
  const made = make(world);
  const isBytes = made === null || made instanceof Uint8Array;
  const value = isBytes ? made : world.encoded('AccessEvent', accessEvent(made));
  await world.putBytes('db-access', value, 'the key');
  await world.put({ topic: 'db-access' }, 'AccessEvent', good);
  await world.drain();
  const access = await world.all('access', 'EnrichedAccess');
  expect(access.filter(({ event_id }) => event_id === 'good')).toHaveLength(1);
  const letters = await world.all('dead-letter', 'DeadLetter');
  return { access: access.filter(({ event_id }) => event_id !== 'good'), letters, value };
}

const changed = (change: (bytes: Uint8Array) => Uint8Array) => (given: EnrichWorld) =>
  change(given.encoded('AccessEvent', good));

/** An event whose list of tables claims 50 million entries. */
function hugeCount(given: EnrichWorld): Uint8Array {
  const bytes = given.encoded('AccessEvent', { ...good, tables: ['marker'] });
  const at = Buffer.from(bytes).indexOf('marker') - 2; // count, then length, then the text
  const count = [0x80, 0xc2, 0xd7, 0x2f]; // zigzag varint of 50,000,000
  return Uint8Array.from([...bytes.slice(0, at), ...count, ...bytes.slice(at + 1)]);
}

describe('a dead letter', () => {
  for (const { name, make, reason } of [
    { name: 'an empty value', make: () => new Uint8Array(0), reason: 'empty-value' },
    { name: 'a wrong magic byte', make: changed((b) => b.with(0, 1)), reason: 'wrong-magic' },
    { name: 'an unknown schema id', make: changed((b) => b.with(3, 99)), reason: 'unknown-schema' },
    { name: 'a truncated body', make: changed((b) => b.slice(0, -4)), reason: 'truncated' },
    {
      name: 'trailing bytes',
      make: changed((b) => Uint8Array.from([...b, 0])),
      reason: 'trailing-bytes',
    },
    { name: 'an array of 50 million', make: hugeCount, reason: 'count-too-large' },
    { name: 'a value over the limit', make: () => new Uint8Array(1_500_000), reason: 'too-large' },
    {
      name: 'another kind of record',
      make: (w: EnrichWorld) => w.encoded('Person', person({ id: 'x' })),
      reason: 'unexpected-record',
    },
    { name: 'a tombstone', make: () => null, reason: 'tombstone' },
    { name: 'an event without an account', make: () => ({ account: '' }), reason: 'user-missing' },
    {
      name: 'an event ten years ahead',
      make: () => ({ at: noon + 3_652 * dayMs }),
      reason: 'event-in-future',
    },
    { name: 'an event before 2000', make: () => ({ at: 0 }), reason: 'event-before-2000' },
    {
      name: 'more than 100,000 subjects',
      make: () => ({ subjects: subjects(100_001) }),
      reason: 'too-many-subjects',
    },
  ] as const) {
    test(`${name}: ${reason}`, async () => {
      const { access, letters, value } = await outcome(make);
      expect(access).toEqual([]);
      expect(letters).toHaveLength(1);
      const letter = letters[0] as DeadLetter;
      const bytes = value ?? new Uint8Array(0);
      expect(letter).toMatchObject({
        reason,
        stage: 'enrich',
        topic: 'db-access',
        partition: 0,
        offset: 0,
        seen_at: noon,
        key: 'the key',
        size_bytes: bytes.length,
      });
      expect(Buffer.from(letter.value).equals(bytes.subarray(0, 65_536))).toBe(true);
      expect(Object.keys(deadLetterReasons)).toContain(letter.reason);
      expect(world.facts).toContainEqual({
        kind: 'records-rejected',
        stage: 'enrich',
        reason,
        records: 1,
      });
    });
  }
});

describe('taken all the same', () => {
  for (const { name, event, expected } of [
    {
      name: 'an event one hour ahead, at its arrival',
      event: { at: noon + hourMs },
      expected: { at: noon, reported_at: noon + hourMs },
    },
    {
      name: 'an unknown operation, as it is',
      event: { operation: 'teleport' },
      expected: { operation: 'teleport' },
    },
    {
      name: 'an account nobody knows, as its own user',
      event: { account: 'x' },
      expected: { user: 'x', user_kind: 'unknown' },
    },
  ] as const) {
    test(name, async () => {
      const { access, letters } = await outcome(() => event);
      expect(letters).toEqual([]);
      expect(access).toHaveLength(1);
      expect(access[0]).toMatchObject(expected);
    });
  }

  test('100,000 subjects, in parts', async () => {
    const { access, letters } = await outcome(() => ({ subjects: subjects(100_000) }));
    expect(letters).toEqual([]);
    expect(access.map((one: EnrichedAccess) => one.part)).toEqual([...Array(20).keys()]);
    expect(access.flatMap((one: EnrichedAccess) => one.subjects)).toEqual(subjects(100_000));
  });
});

test('a repeated event_id is dropped and counted', async () => {
  const { access, letters } = await outcome(() => ({ event_id: 'good', account: 'again' }));
  expect([access, letters]).toEqual([[], []]);
  expect(world.facts).toContainEqual({ kind: 'duplicates-dropped', partition: 0, records: 1 });
});

test('a tombstone of a person makes their account a stranger again', async () => {
  world = await enrichWorld();
  const ann = person({ id: 'ann' });
  await world.putBytes('people', world.encoded('Person', ann), 'ann');
  await world.putBytes('people', null, 'ann');
  await world.putBytes('people', world.encoded('Person', person({ id: 'bob' })), 'bob');
  await world.putBytes('people', new Uint8Array([1, 2, 3]), 'bad');
  await world.put(
    { topic: 'db-access' },
    'AccessEvent',
    good,
    accessEvent({ account: 'bob-account' }),
  );
  await world.drain();
  const access = await world.all('access', 'EnrichedAccess');
  expect(access.map(({ user }) => user).sort()).toEqual(['ann-account', 'bob']);
});
