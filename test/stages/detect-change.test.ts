// Detect under other settings than before: what it says of them, and of whom nobody was told.

import { expect, test } from 'vitest';
import type { Incident, Settings } from '../../src/generated/records.ts';
import type { LogWriter } from '../../src/ports.ts';
import { append, detect, found, steps, type World, world } from '../support/detect-world.ts';
import { readAll } from '../support/read-all.ts';

const deaf = { budgets: { question: 0, incident: 0 } };

async function settingsIn(one: World): Promise<readonly Settings[]> {
  const all = await readAll(one, 'incidents');
  return all.flatMap(({ name, record }) => (name === 'Settings' ? [record as Settings] : []));
}

async function incidentsIn(one: World): Promise<readonly Incident[]> {
  const all = await readAll(one, 'incidents');
  return all.flatMap(({ name, record }) => (name === 'Incident' ? [record as Incident] : []));
}

/** Dies at its first commit, before the log has it or after. */
function dying(one: World, isWritten: boolean): World {
  const writer = async (id: string): Promise<LogWriter> => {
    const real = await one.log.writer(id);
    return {
      close: () => real.close(),
      async commit(outputs) {
        if (isWritten) await real.commit(outputs);
        throw new Error('killed');
      },
    };
  };
  return { ...one, log: { ...one.log, writer } };
}

test('settings are said at the first start and at each change, and never else', async () => {
  const one = await world(2);
  await append(one, steps.slice(0, 300));
  await detect(one);
  await detect(one);
  expect((await settingsIn(one)).map(({ generation, at }) => [generation, at])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  await detect(one, deaf);
  await append(one, steps.slice(300));
  await detect(one, deaf);
  const changed = (await settingsIn(one)).filter(({ generation }) => generation === 1);
  expect(changed.map(({ settings }) => JSON.parse(settings).budgets)).toEqual([
    deaf.budgets,
    deaf.budgets,
  ]);
  expect(Math.min(...changed.map(({ at }) => at))).toBeGreaterThan(0);
  expect(changed[0]?.hashes['#budgets']).toBe('0 0');
  expect(await settingsIn(one)).toHaveLength(4);
});

test('incidents that only the new settings open are announced once, whoever dies', async () => {
  const quiet = await world(1);
  await append(quiet, steps);
  await detect(quiet);
  const open = new Map((await incidentsIn(quiet)).map((one) => [one.id, one]));
  expect(open.size).toBeGreaterThan(1);

  const one = await world(1);
  await append(one, steps);
  await detect(one, deaf);
  // A canary opens one under any settings.
  const known = await incidentsIn(one);
  expect(known.map(({ user }) => user)).toEqual(['carol']);
  await expect(detect(dying(one, false))).rejects.toThrow('killed');
  expect(await incidentsIn(one)).toEqual(known);
  await expect(detect(dying(one, true))).rejects.toThrow('killed');
  await detect(one);
  await detect(one);
  const announced = (await incidentsIn(one)).slice(known.length);
  const expected = [...open.values()]
    .filter(({ id, state }) => state !== 'closed' && known.every((other) => other.id !== id))
    .map((incident) => ({ ...incident, state: 'opened', announced: true }));
  expect(expected.length).toBeGreaterThan(0);
  expect([...announced].sort(byId)).toEqual(expected.sort(byId));
});

test('incidents that are none under other settings are closed, and come back', async () => {
  const one = await world(1);
  await append(one, steps);
  await detect(one);
  const before = await found(one, 'Anomaly', 'UserWindow');
  const states = async () => (await incidentsIn(one)).map(({ user, state }) => `${user} ${state}`);
  const first = await states();
  expect(first.filter((one) => !one.endsWith('updated'))).toEqual(['bob opened', 'carol opened']);
  await detect(one, deaf);
  await detect(one, deaf);
  expect(await states()).toEqual([...first, 'bob closed']);
  await detect(one);
  await detect(one);
  expect(await states()).toEqual([...first, 'bob closed', 'bob opened']);
  expect(new Set((await incidentsIn(one)).map(({ id }) => id)).size).toBe(2);
  expect(await found(one, 'Anomaly', 'UserWindow')).toEqual(before);
  expect((await settingsIn(one)).map(({ generation }) => generation)).toEqual([0, 1, 2]);
});

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
