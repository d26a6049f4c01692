// Topics that are not as planned: what is said about each, and that nothing is said about the rest.

import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import type { TopicSpec, TopicState } from '../../src/ports.ts';
import { topicDifferences } from '../../src/stages/compare-topics.ts';
import { topicSpecs } from '../../src/stages/create-topics.ts';

const settings = { sources: 3, users: 4, retentionDays: 400 };
const wanted = { replicas: 3, bootstrap: 'kafka:9092' };

function specOf(name: string): TopicSpec {
  const spec = topicSpecs(settings).find((one) => one.name === name);
  if (spec === undefined) throw new Error(`there is no topic ${name}`);
  return spec;
}

/** As `topics` makes it in a cluster of three, but for what is given. */
function found(name: string, given: Partial<TopicState> = {}) {
  const spec = specOf(name);
  const made = { ...spec, id: 'x', isAppendTime: true, replicas: 3, replicasMin: 2 };
  return { spec, state: { ...made, ...given } };
}

describe('what differs', () => {
  for (const { name, topic, given, says } of [
    {
      name: 'too few partitions, by the setting that decides them',
      topic: 'access',
      given: { partitions: 1 },
      says: [
        '1 partition, planned 4, as set by users',
        /^Set users to 1, or run `access repartition --users 4`\.$/,
      ],
    },
    {
      name: 'the same where both settings decide',
      topic: 'dead-letter',
      given: { partitions: 3 },
      says: ['3 partitions, planned 4', /^Set the larger of sources and users to 3, or start/],
    },
    {
      name: 'the same where no setting decides',
      topic: 'people',
      given: { partitions: 3 },
      says: [/^3 partitions, planned 1$/, /^Start with new topics: it cannot be changed/],
    },
    {
      name: 'a reference topic that forgets',
      topic: 'people',
      given: { cleanup: 'delete', retentionMs: 7 * dayMs },
      says: [
        'cleanup is delete, planned is compact',
        'kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics ' +
          '--entity-name people --add-config cleanup.policy=compact',
      ],
    },
    {
      name: 'records that are thrown away early',
      topic: 'windows',
      given: { retentionMs: 36 * 3_600_000 },
      says: ['kept 36 hours, planned is 400 days', / --add-config retention.ms=34560000000$/],
    },
    {
      name: 'records that are kept for ever',
      topic: 'db-access',
      given: { retentionMs: undefined },
      says: ['kept for ever, planned is 30 days', / --add-config retention.ms=2592000000$/],
    },
    {
      name: 'raw records that carry the time of whoever sent them',
      topic: 'db-access',
      given: { isAppendTime: false },
      says: [/time of their producer/, /message.timestamp.type=LogAppendTime$/],
    },
    {
      name: 'reference records that carry it: on which day they were known cannot be told then',
      topic: 'tickets',
      given: { isAppendTime: false },
      says: [/time of their producer/, /--entity-name tickets .*=LogAppendTime$/],
    },
    {
      name: 'too few copies',
      topic: 'access',
      given: { replicas: 1, replicasMin: 1 },
      says: ['1 copy of each partition, planned 3 copies', /replication to 1/],
    },
    {
      name: 'a record that counts when one broker has it',
      topic: 'access',
      given: { replicasMin: 1 },
      says: ['a record counts once 1 copy of 3 are written', /min.insync.replicas=2$/],
    },
    {
      name: 'more copies demanded than there are: nothing could be written',
      topic: 'access',
      given: { replicasMin: 4 },
      says: ['a record counts once 4 copies of 3 are written', /min.insync.replicas=2$/],
    },
  ] as const) {
    test(name, () => {
      const [difference, ...more] = topicDifferences([found(topic, given)], wanted);
      expect(more).toEqual([]);
      expect(difference).toMatchObject({ topic });
      const [what, next] = says;
      expect(difference?.found).toMatch(what);
      expect(difference?.next).toMatch(next);
    });
  }

  test('several of one topic, each on its own', () => {
    const given = { partitions: 2, retentionMs: dayMs, replicas: 2 };
    const whats = topicDifferences([found('access', given)], wanted).map(({ what }) => what);
    expect(whats).toEqual(['partitions', 'retention', 'replicas']);
  });
});

describe('what does not', () => {
  for (const { name, topic, given, by } of [
    { name: 'a topic as it was made', topic: 'access', given: {}, by: wanted },
    {
      name: 'more partitions than users, of a topic that `access` has outgrown once',
      topic: 'windows',
      given: { partitions: 8 },
      by: wanted,
    },
    { name: 'more copies than planned', topic: 'access', given: { replicas: 5 }, by: wanted },
    {
      name: 'one copy in a cluster of one',
      topic: 'access',
      given: { replicas: 1, replicasMin: 1 },
      by: { ...wanted, replicas: 1 },
    },
    {
      name: 'the time of producers where nobody reads it',
      topic: 'windows',
      given: { isAppendTime: false },
      by: wanted,
    },
    {
      name: 'what a compacted topic says of retention',
      topic: 'tickets',
      given: { retentionMs: dayMs },
      by: wanted,
    },
    {
      name: 'copies on one machine',
      topic: 'access',
      given: { replicas: undefined, replicasMin: undefined },
      by: {},
    },
  ] as const) {
    test(name, () => expect(topicDifferences([found(topic, given)], by)).toEqual([]));
  }

  test('a topic that is not there: that is said elsewhere', () => {
    const missing = { spec: specOf('access'), state: undefined };
    expect(topicDifferences([missing], wanted)).toEqual([]);
  });
});
