// What `topics` does about schemas and what `doctor` says of them: against the registry within the
// tests, which takes and refuses as a real one does.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openConfluentRegistry } from '../../src/adapters/registry/confluent-registry.ts';
import { schemaSubject } from '../../src/core/schema-subject.ts';
import { recordNames } from '../../src/generated/records.ts';
import { schemas } from '../../src/generated/schemas.ts';
import type { SchemaRegistry } from '../../src/ports.ts';
import {
  checkSchemas,
  registerSchemas,
  type SchemaState,
} from '../../src/stages/register-schemas.ts';
import { openTestRegistry, type TestRegistry } from '../support/registry.ts';

const tick = schemaSubject('Tick');

let server: TestRegistry;
let registry: SchemaRegistry;

beforeEach(async () => {
  server = await openTestRegistry();
  registry = openConfluentRegistry({
    url: server.url,
    clock: { now: () => 0, sleep: async () => undefined },
    telemetry: { emit: () => undefined },
    isPatient: false,
  });
});
afterEach(() => server.close());

function stateOf(states: readonly SchemaState[], subject: string): SchemaState | undefined {
  return states.find((state) => state.subject === subject);
}

/** The schema of a record with one field changed, as another version might have it. */
function tickWith(change: (fields: { name: string; type: unknown }[]) => unknown[]): string {
  const schema = JSON.parse(schemas.Tick) as { fields: { name: string; type: unknown }[] };
  return JSON.stringify({ ...schema, fields: change(schema.fields) });
}

const extra = { name: 'extra', type: ['null', 'string'], default: null };

test('the subject is the full name of the record', () => {
  expect(schemaSubject('AccessEvent')).toBe('molecatcher.AccessEvent');
});

test('what is missing is made under FULL, and is there from then on', async () => {
  const before = await checkSchemas(registry);
  expect(before).toEqual(
    recordNames.map((record) => ({
      record,
      subject: `molecatcher.${record}`,
      state: 'missing',
    })),
  );
  const made = await registerSchemas(registry);
  expect(made).toHaveLength(recordNames.length);
  expect(new Set(made.map(({ state }) => state))).toEqual(new Set(['made']));
  expect(await registry.level(tick)).toBe('FULL');
  const after = await checkSchemas(registry);
  expect(stateOf(after, tick)).toEqual({ ...stateOf(made, tick), state: 'registered' });
});

test('looking changes nothing', async () => {
  await checkSchemas(registry);
  const changes = server.asked.filter((asked) => /^PUT|^POST .*versions$/.test(asked));
  expect(changes).toEqual([]);
});

test('a schema that cannot follow is refused with the reasons, the others are made', async () => {
  await registry.register(
    tick,
    tickWith((fields) => fields.map((field) => ({ ...field, type: 'bytes' }))),
  );
  // Nobody compares as long as the level is NONE: it is raised first.
  expect(stateOf(await checkSchemas(registry), tick)).toMatchObject({ state: 'missing' });
  const states = await registerSchemas(registry);
  expect(stateOf(states, tick)).toMatchObject({
    state: 'incompatible',
    objections: [expect.stringMatching(/bytes/), expect.stringMatching(/bytes/)],
  });
  expect(states.filter(({ state }) => state === 'made')).toHaveLength(recordNames.length - 1);
  expect(stateOf(await checkSchemas(registry), tick)).toMatchObject({ state: 'incompatible' });
  await expect(openCodec({ registry })).rejects.toMatchObject({
    code: 'schema-missing',
    message: 'schemas of this version that are not registered: Tick',
  });
});

test('a newer version that was registered does not hinder this one', async () => {
  await registerSchemas(registry);
  await registry.register(
    tick,
    tickWith((fields) => [...fields, extra]),
  );
  expect(stateOf(await checkSchemas(registry), tick)).toMatchObject({ state: 'registered' });
  await expect(openCodec({ registry })).resolves.toBeDefined();
});

test('this version follows an older one', async () => {
  const older = await registry.register(
    tick,
    tickWith((fields) => [...fields, extra]),
  );
  const state = stateOf(await registerSchemas(registry), tick);
  expect(state).toMatchObject({ state: 'made', id: expect.any(Number) });
  expect(state).not.toMatchObject({ id: older });
});

for (const { level, found, after } of [
  { level: 'NONE', found: 'NONE', after: 'FULL' },
  { level: 'BACKWARD', found: 'BACKWARD', after: 'FULL' },
  { level: 'FULL_TRANSITIVE', found: undefined, after: 'FULL_TRANSITIVE' },
]) {
  test(`the level ${level} is told as ${found ?? 'good'}, and becomes ${after}`, async () => {
    await registerSchemas(registry);
    await registry.setLevel(tick, level);
    expect(stateOf(await checkSchemas(registry), tick)).toMatchObject({ level: found });
    await registerSchemas(registry);
    expect(await registry.level(tick)).toBe(after);
  });
}
