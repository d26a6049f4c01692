// What is copied into `access`: every Norms record once into each partition, in the order in which
// it was published, wherever a process is killed and however little a commit holds.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OutputBuffer } from '../../src/core/batch.ts';
import { partitionOf } from '../../src/core/hash.ts';
import type { Disposition, Norms } from '../../src/generated/records.ts';
import { runInband } from '../../src/stages/inband.ts';
import type { InbandSettings } from '../../src/stages/inband-settings.ts';
import { dying, killed } from '../support/detect-world.ts';
import { populationWorld, type World } from '../support/population-world.ts';
import { readAll } from '../support/read-all.ts';

function normsOf(version: number): Norms {
  const window = { effective_from: 0, window_start: 0, window_end: 3_600_000 };
  return {
    key: `hour/team/${version % 3}`,
    kind: 'team',
    version,
    ...window,
    norms: { people: 1 },
  };
}

async function publish({ log, codec }: World, versions: readonly number[]): Promise<void> {
  const buffer = new OutputBuffer('norms', 0);
  for (const version of versions) {
    const norms = normsOf(version);
    codec.encode(buffer, norms.key, 'Norms', norms);
  }
  codec.encode(buffer, 'round/hour', 'NormsRound', {
    hour: 0,
    keys: versions.length,
    kind: 'hour',
  });
  const writer = await log.writer('population-0');
  await writer.commit([buffer]);
  await writer.close();
}

async function copy(world: World, settings: Partial<InbandSettings> = {}): Promise<void> {
  const drain = AbortSignal.abort();
  const all = { users: world.users, sources: 1, instance: 'test', drain, ...settings };
  const ports = { ...world, telemetry: { emit: () => undefined } };
  await runInband(ports, all, new AbortController().signal);
}

/** Versions that stand in each partition of access. */
async function copied(world: World): Promise<readonly (readonly number[])[]> {
  const versions = Array.from({ length: world.users }, (): number[] => []);
  for (const { name, record, partition } of await readAll(world, 'access')) {
    expect(name).toBe('Norms');
    versions[partition]!.push((record as Norms).version);
  }
  return versions;
}

const start = fc.record({
  published: fc.integer({ min: 0, max: 8 }),
  commits: fc.integer({ min: 1, max: 6 }),
  isWritten: fc.boolean(),
  commitBytes: fc.constantFrom(1, 200, 100_000),
  batchBytesMax: fc.constantFrom(1, 300, 100_000),
});

describe('inband', () => {
  test('each Norms record is once in each partition of access, in its order', async () => {
    const starts = fc.array(start, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), starts, async (users, all) => {
        const world = await populationWorld(users);
        let version = 0;
        for (const { published, commits, isWritten, ...settings } of all) {
          const some = Array.from({ length: published }, (_, i) => version + i);
          version += published;
          await publish(world, some);
          const mortal = { ...dying(world, commits, isWritten), users };
          await copy(mortal, settings).catch((error) => {
            if (error !== killed) throw error;
          });
        }
        await copy(world);
        const every = Array.from({ length: version }, (_, i) => i);
        expect(await copied(world)).toEqual(Array.from({ length: users }, () => every));
        await world.log.close();
      }),
      { numRuns: 80 },
    );
  });

  test('a disposition comes into the partition of its user alone', async () => {
    const world = await populationWorld(3);
    const buffer = new OutputBuffer('dispositions', 0);
    for (const user of ['anna', 'ben', 'cleo', 'dan']) {
      const said = {
        verdict: 'benign',
        excused: {},
        since: 0,
        until: 1,
        author: 'me',
        reason: 'x',
      };
      const one = { id: user, incident: 'i', user, ...said, at: 0 };
      world.codec.encode(buffer, user, 'Disposition', one);
    }
    const writer = await world.log.writer('test');
    await writer.commit([buffer]);
    await copy(world);
    const there = await readAll(world, 'access');
    expect(there.map(({ name }) => name)).toEqual(Array(4).fill('Disposition'));
    for (const { record, partition } of there) {
      expect(partitionOf((record as Disposition).user, 3)).toBe(partition);
    }
  });

  test('what cannot be read becomes a dead letter, and the rest is copied', async () => {
    const world = await populationWorld(2);
    const buffer = new OutputBuffer('norms', 0);
    buffer.append('x', new Uint8Array([7, 7]));
    const writer = await world.log.writer('population-0');
    await writer.commit([buffer]);
    await publish(world, [1, 2]);
    await copy(world);
    await copy(world);
    expect(await copied(world)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const letters = await readAll(world, 'dead-letter');
    expect(letters.map(({ record }) => record)).toMatchObject([
      { stage: 'inband', topic: 'norms', offset: 0, reason: 'wrong-magic' },
    ]);
  });

  test('another number of partitions of access than the settings say is refused', async () => {
    const world = await populationWorld(2);
    await expect(copy(world, { users: 3 })).rejects.toThrow(/access has 2 partitions/);
  });
});
