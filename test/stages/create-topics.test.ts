// Who makes topics: whoever needs them on the local log, and only `topics` on Kafka.

import { expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { topics } from '../../src/generated/topics.ts';
import type { Log } from '../../src/ports.ts';
import {
  findTopics,
  makeTopics,
  prepareTopics,
  topicSpecs,
} from '../../src/stages/create-topics.ts';

const settings = { sources: 2, users: 3, retentionDays: 60 };
const clock = { now: () => 0, sleep: async () => undefined };

/** The port says which log it is; what is asked of it here, both do the same. */
function openLog(kind: Log['kind']): Log {
  return { ...openLocalLog({ clock }), kind };
}

async function there(log: Log): Promise<number> {
  return (await findTopics(log, settings)).filter(({ state }) => state !== undefined).length;
}

test('the plan follows from the settings', () => {
  const specs = new Map(topicSpecs(settings).map((spec) => [spec.name, spec]));
  expect(specs.get('db-access')).toMatchObject({ partitions: 2, isAppendTime: true });
  expect(specs.get('access')).toMatchObject({ partitions: 3, isAppendTime: false });
  expect(specs.get('dead-letter')).toMatchObject({ partitions: 3 });
  // Sixty days where more are planned, and what is planned where that is less.
  expect(specs.get('access')?.retentionMs).toBe(60 * 86_400_000);
  expect(specs.get('db-access')?.retentionMs).toBe(30 * 86_400_000);
  expect(specs.get('people')?.retentionMs).toBeUndefined();
});

test('on the local log all are made, and a second time none', async () => {
  const log = openLog('local');
  await prepareTopics(log, settings);
  expect(await there(log)).toBe(topics.length);
  await prepareTopics(log, settings);
  await log.close();
});

test('on Kafka none is made: all that are missing are named', async () => {
  const log = openLog('kafka');
  const [first, second, ...others] = topicSpecs(settings);
  await makeTopics(log, others);
  await expect(prepareTopics(log, settings)).rejects.toMatchObject({
    code: 'topic-missing',
    message: `2 topics are missing in Kafka: ${first?.name}, ${second?.name}.`,
    next: expect.stringContaining('molecatcher topics'),
  });
  expect(await there(log)).toBe(topics.length - 2);
  await makeTopics(log, topicSpecs(settings));
  await expect(prepareTopics(log, settings)).resolves.toBeUndefined();
  await log.close();
});

test('another number of partitions is refused', async () => {
  for (const kind of ['local', 'kafka'] as const) {
    const log = openLog(kind);
    await makeTopics(log, topicSpecs(settings));
    await expect(prepareTopics(log, { ...settings, users: 4 }), kind).rejects.toMatchObject({
      code: 'bad-settings',
      message: expect.stringMatching(/access has 3 partitions, but the setting users is 4\.$/m),
    });
    await expect(prepareTopics(log, { ...settings, users: 4 }), kind).rejects.toThrow(
      /dead-letter has 3 partitions, but sources is 2 and users is 4: it has as many as/,
    );
    await log.close();
  }
});

test('topics that access has outgrown once may have more', async () => {
  const log = openLog('kafka');
  await makeTopics(log, topicSpecs(settings));
  await log.growTopic('windows', 5);
  const needed = /^Topic dead-letter has 3 .*\nTopic archive-state has 3 partitions, but/;
  await expect(prepareTopics(log, settings)).rejects.toThrow(needed);
  await log.growTopic('dead-letter', 5);
  await log.growTopic('archive-state', 6);
  await expect(prepareTopics(log, settings)).resolves.toBeUndefined();
  await log.growTopic('enrich-state', 3);
  await expect(prepareTopics(log, settings)).rejects.toThrow(
    /^Topic enrich-state has 3 partitions/,
  );
  await log.close();
});

test('while `access` is written anew nobody is ready, and nothing is made', async () => {
  for (const kind of ['local', 'kafka'] as const) {
    const log = openLog(kind);
    await log.createTopic({ name: 'access-next', partitions: 4, cleanup: 'delete' });
    await expect(prepareTopics(log, settings)).rejects.toMatchObject({
      code: 'repartition-unfinished',
      next: expect.stringContaining('access repartition'),
    });
    expect(await there(log)).toBe(0);
    await log.close();
  }
});

test('a topic that somebody else has just made is no failure, and not ours', async () => {
  const log = openLog('kafka');
  const [first, second] = topicSpecs(settings);
  await log.createTopic(first!);
  expect(await makeTopics(log, [first!, second!])).toEqual([second!.name]);
  await log.close();
});
