// The life of a cluster as `npm run kafka` gives it to a person: started, started once more,
// stopped, started with its data and at its old place, wiped.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  clusterStates,
  type DevCluster,
  startCluster,
  stopCluster,
  wipeCluster,
} from '../../../../infra/kafka/dev/dev-cluster.ts';
import { type JavaProcess, killJava } from '../../../../infra/kafka/dev/java-process.ts';
import { describeKafka } from '../../../support/kafka.ts';
import { programsRoot } from '../../../support/kafka-answer.ts';
import { openWatch } from '../../../support/kafka-watch.ts';
import { makeTopic, plainKafka, topicsOf } from './plain-kafka.ts';

await describeKafka('a cluster of a person', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-cluster-'));
  const watch = openWatch(folder);
  const said: string[] = [];
  const processes = new Map<string, JavaProcess>();
  const cluster: DevCluster = {
    folder,
    root: programsRoot,
    say: (line) => said.push(line),
    onProcess: (process) => {
      watch.add(process);
      processes.set(process.logFile.endsWith('registry.log') ? 'registry' : 'broker', process);
    },
  };
  const first = await startCluster(cluster);

  afterAll(async () => {
    await wipeCluster(cluster);
    watch.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a second start says where it runs', async () => {
    expect(await startCluster(cluster)).toMatchObject({
      brokers: first.brokers,
      registry: first.registry,
    });
    expect(said).toContain('it runs already');
  });

  test('a second start that wants something else is refused', async () => {
    await expect(startCluster({ ...cluster, brokers: 3 })).rejects.toThrow(/stop it first/);
  });

  test('of what runs only what has ended is started', { timeout: 90_000 }, async () => {
    const registry = processes.get('registry');
    const broker = processes.get('broker');
    if (registry !== undefined) await killJava(registry);
    const states = await clusterStates(cluster);
    expect(states.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
      'broker 1 runs',
      'registry ended',
    ]);
    const again = await startCluster(cluster);
    expect([again.brokers, again.registry]).toEqual([first.brokers, first.registry]);
    expect(said).toContain('Kafka runs already');
    expect(processes.get('broker')).toBe(broker);
    expect(processes.get('registry')).not.toBe(registry);
    expect((await clusterStates(cluster)).map(({ state }) => state)).toEqual(['runs', 'runs']);
  });

  test('data, schemas and ports outlast a stop', { timeout: 90_000 }, async () => {
    await makeTopic(plainKafka(first.brokers), 'lasting');
    const id = await register(first.registry, '"long"');
    expect(await stopCluster(cluster)).toBe(true);
    expect(await clusterStates(cluster)).toEqual([]);
    const second = await startCluster(cluster);
    expect([second.brokers, second.registry]).toEqual([first.brokers, first.registry]);
    expect(await topicsOf(plainKafka(second.brokers))).toContain('lasting');
    // The next schema gets the next id: the old one stays with the old schema.
    expect(await register(second.registry, '"long"')).toBe(id);
    expect(await register(second.registry, '"int"')).toBe(id + 1);
  });

  test('data of one broker are not started with three', async () => {
    await stopCluster(cluster);
    await expect(startCluster({ ...cluster, brokers: 3 })).rejects.toThrow(/--brokers 1/);
  });

  test('a wipe leaves nothing', async () => {
    await wipeCluster(cluster);
    const left = ['kafka', 'registry', 'kafka.json'].filter((name) =>
      existsSync(join(folder, name)),
    );
    expect(left).toEqual([]);
  });
});

async function register(registry: string, schema: string): Promise<number> {
  const response = await fetch(`${registry}/subjects/lasting-value/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema }),
  });
  return ((await response.json()) as { id: number }).id;
}
