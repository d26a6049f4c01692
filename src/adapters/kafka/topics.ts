// Topics of Kafka: what they are like, made as they are planned, and how far they reach.
// Used by kafka-log.ts.

import { assert } from '../../core/assert.ts';
import { OutsideError } from '../../errors.ts';
import type { Clock, OffsetRange, TopicSpec, TopicState } from '../../ports.ts';
import { deleteTopicRequest } from './delete-topic-request.ts';
import { kafkaCodeOf, kafkaCodes, kafkaFailure, toOutside } from './failures.ts';
import type { Links } from './links.ts';
import { listOffsetsRequest, type OffsetPlace } from './list-offsets-request.ts';
import type { TopicMap } from './topic-map.ts';

const topicResource = 2;
const replicationMax = 3;
/** Shorter than any request may take. */
const changeMsMax = 8_000;
/** Small, because only what is no longer written to can be compacted. */
const compactSegmentBytes = 16_000_000;

/** Brokers tell one another of a new topic within moments. */
const appearMsMax = 10_000;
const appearPauseMs = 50;

export type TopicSource = {
  readonly links: Links;
  readonly topics: TopicMap;
  readonly clock: Clock;
};

export async function findTopic(
  links: Links,
  topics: TopicMap,
  name: string,
): Promise<TopicState | undefined> {
  const places = await topics.find(name);
  if (places === undefined) return undefined;
  const configs = await configsOf(links, name);
  if (configs === undefined) return undefined;
  const retentionMs = Number(configs.get('retention.ms') ?? -1);
  return {
    name,
    id: places.id,
    partitions: places.leaders.length,
    cleanup: configs.get('cleanup.policy')?.includes('compact') ? 'compact' : 'delete',
    retentionMs: retentionMs < 0 ? undefined : retentionMs,
    replicas: places.replicas,
    replicasMin: Number(configs.get('min.insync.replicas') ?? 1),
    isAppendTime: configs.get('message.timestamp.type') === 'LogAppendTime',
  };
}

/** Undefined where a broker has not heard of the topic yet. */
async function configsOf(
  links: Links,
  name: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const resources = [{ type: topicResource, name }] as const;
    const answer = await links.admin().describeConfigs({ includeSynonyms: false, resources });
    const entries = answer.resources[0]?.configEntries ?? [];
    return new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
  } catch (error) {
    if (kafkaCodeOf(error) === kafkaCodes.unknownTopicOrPartition) return undefined;
    throw toOutside(error, `asking for the settings of topic ${name}`);
  }
}

/** The topic once all brokers that are asked have heard of it. */
export async function topicOnceThere(
  { links, topics, clock }: TopicSource,
  name: string,
): Promise<TopicState> {
  const until = clock.now() + appearMsMax;
  for (;;) {
    const found = await findTopic(links, topics, name);
    if (found !== undefined) return found;
    if (clock.now() > until) {
      throw new OutsideError('kafka-unreachable', `Topic ${name} does not appear.`);
    }
    await clock.sleep(appearPauseMs);
  }
}

/** With `replication` 0 it gets as many copies as there are brokers, up to three. */
export async function createTopic(
  links: Links,
  spec: TopicSpec,
  replication: number,
): Promise<void> {
  await links.connect();
  const brokers = links.cluster.getNodeIds().length;
  const replicationFactor = replication > 0 ? replication : Math.min(brokers, replicationMax);
  const topic = {
    topic: spec.name,
    numPartitions: spec.partitions,
    replicationFactor,
    configEntries: Object.entries(configEntries(spec, replicationFactor)).map(([name, value]) => ({
      name,
      value,
    })),
  };
  const request = { topics: [topic], waitForLeaders: false, timeout: changeMsMax };
  let isNew: boolean;
  try {
    isNew = await links.admin().createTopics(request);
  } catch (error) {
    throw toOutside(error, `creating topic ${spec.name}`);
  }
  if (!isNew) throw new OutsideError('topic-exists', `topic ${spec.name} exists already`);
}

/** By its id: somebody else may have deleted it, and made another one of that name, by now. */
export async function deleteTopic(
  { links, topics }: Pick<TopicSource, 'links' | 'topics'>,
  { name, id }: Pick<TopicState, 'name' | 'id'>,
): Promise<void> {
  await links.connect();
  await links.cluster.refreshMetadata();
  const errorCode = await links.ask(
    () => links.cluster.findControllerBroker(),
    (broker) => broker.connectionPool.send(deleteTopicRequest(id, changeMsMax)),
  );
  if (errorCode !== kafkaCodes.none) {
    throw kafkaFailure(errorCode, `Kafka does not delete topic ${name}`);
  }
  topics.bury(name, id);
}

export async function growTopic(
  source: TopicSource,
  name: string,
  partitions: number,
): Promise<TopicState> {
  const { links, topics, clock } = source;
  const { leaders } = await topics.placesOf(name);
  if (leaders.length < partitions) {
    const topicPartitions = [{ topic: name, count: partitions }];
    await links.connect();
    try {
      const admin = links.admin();
      await admin.createPartitions({ topicPartitions, validateOnly: false, timeout: changeMsMax });
    } catch (error) {
      throw toOutside(error, `adding partitions to topic ${name}`);
    }
  }
  const until = clock.now() + appearMsMax;
  for (;;) {
    const found = await topicOnceThere(source, name);
    if (found.partitions >= partitions) return found;
    if (clock.now() > until) {
      throw new OutsideError('kafka-unreachable', `Topic ${name} does not grow.`);
    }
    await clock.sleep(appearPauseMs);
  }
}

/** A member that was killed counts until its session is over. */
export async function countMembers(links: Links, group: string): Promise<number> {
  await links.connect();
  try {
    const { groups } = await links.admin().describeGroups([group]);
    return groups[0]?.members.length ?? 0;
  } catch (error) {
    throw toOutside(error, `asking who is in the group ${group}`);
  }
}

function configEntries(spec: TopicSpec, replicas: number): Readonly<Record<string, string>> {
  return {
    'cleanup.policy': spec.cleanup,
    'retention.ms': String(spec.retentionMs ?? -1),
    'message.timestamp.type': 'LogAppendTime',
    // A record counts as written once two brokers have it: one may then be lost.
    'min.insync.replicas': String(Math.min(replicas, 2)),
    ...(spec.cleanup === 'compact'
      ? { 'segment.bytes': String(compactSegmentBytes), 'min.cleanable.dirty.ratio': '0.1' }
      : {}),
  };
}

/** Start and last stable offset: what is committed for good. */
export async function rangeOf(
  links: Links,
  topics: TopicMap,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): Promise<OffsetRange> {
  const { leaders } = await topics.placesOf(topic);
  assert(partition < leaders.length, `topic ${topic} has no partition ${partition}`);
  const leader = await topics.leaderOf(topic, partition);
  const offsetAt = async (place: OffsetPlace): Promise<number> => {
    const request = listOffsetsRequest(topic, partition, place);
    const { errorCode, offset } = await links.send(leader, request);
    if (errorCode === kafkaCodes.none) return offset;
    throw kafkaFailure(errorCode, `Kafka does not tell how far ${topic}/${partition} goes`);
  };
  try {
    return { start: await offsetAt('earliest'), end: await offsetAt('latest') };
  } catch (error) {
    // Another broker may lead it by now.
    topics.forget(topic);
    throw error;
  }
}
