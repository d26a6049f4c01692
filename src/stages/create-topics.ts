// The topics of infra/kafka/topics.json, made where they are missing. A number of partitions is not
// simply changed afterwards: the partition of a user is a function of it, and state lies with it.
// That of `access` is changed by writing it anew (repartition.ts). Those that have a partition for
// each of `access` then grow with it, and keep what they have where it has fewer.
//
// Who makes them depends on whose the log is. The local log belongs to one person: topics are made
// as they are needed. A Kafka belongs to many, with rights and plans of their own: there they are
// made on purpose, by `molecatcher topics`, and whatever else runs only looks whether they fit.

import { dayMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import { topics } from '../generated/topics.ts';
import type { Log, TopicPlan, TopicSpec, TopicState } from '../ports.ts';
import { requireSettled } from './settled-access.ts';

export type TopicSettings = {
  readonly sources: number;
  readonly users: number;
  /** No topic keeps records longer than this. */
  readonly retentionDays: number;
};

export function topicSpecs(settings: TopicSettings): readonly TopicSpec[] {
  return topics.map(({ name, partitions, cleanup, retention_days: days, time }) => {
    const kept = days === undefined ? undefined : Math.min(days, settings.retentionDays);
    const retentionMs = kept === undefined ? undefined : kept * dayMs;
    const isAppendTime = time === 'append';
    const count = partitionsOf(partitions, settings);
    return { name, partitions: count, cleanup, retentionMs, isAppendTime };
  });
}

/** `most` is for topics that both sides write to: each task has the partition of its number. */
function partitionsOf(planned: TopicPlan['partitions'], { sources, users }: TopicSettings): number {
  if (typeof planned === 'number') return planned;
  return { sources, users, most: Math.max(sources, users) }[planned];
}

export type FoundTopic = { readonly spec: TopicSpec; readonly state: TopicState | undefined };

/** Every planned topic with what is there of it. */
export async function findTopics(
  log: Pick<Log, 'topic'>,
  settings: TopicSettings,
): Promise<readonly FoundTopic[]> {
  const found: FoundTopic[] = [];
  for (const spec of topicSpecs(settings)) found.push({ spec, state: await log.topic(spec.name) });
  return found;
}

/** Which setting decides how many partitions the topic has; undefined where none does. */
export function partitionSetting(name: string): 'sources' | 'users' | 'most' | undefined {
  const planned = topics.find((plan) => plan.name === name)?.partitions;
  return typeof planned === 'number' ? undefined : planned;
}

/** Whether it may have more partitions than users: they stay empty, or keep old records. */
export function mayHaveMore({ name }: TopicSpec): boolean {
  const setting = partitionSetting(name);
  return setting === 'most' || (setting === 'users' && name !== 'access');
}

/**
 * Partitions that each topic must have at least. A task of archive has the partition of its number
 * in all topics: where `windows` has more, so must those that every task writes to.
 */
export function partitionsNeeded(found: readonly FoundTopic[]): ReadonlyMap<string, number> {
  const followed = found.map(({ spec, state }) => {
    const isFollower = partitionSetting(spec.name) === 'users' && spec.name !== 'access';
    return isFollower ? (state?.partitions ?? 0) : 0;
  });
  return new Map(
    found.map(({ spec: { name, partitions } }) => {
      const isMost = partitionSetting(name) === 'most';
      return [name, isMost ? Math.max(partitions, ...followed) : partitions];
    }),
  );
}

/** Whether stages can work with as many partitions as it has. */
export function hasItsPartitions({ spec, state }: FoundTopic, needed: number): boolean {
  if (state === undefined || state.partitions === needed) return true;
  return state.partitions > needed && mayHaveMore(spec);
}

/** Why work over these topics would go wrong, as sentences. */
function wrongPartitions(found: readonly FoundTopic[], settings: TopicSettings): readonly string[] {
  const needed = partitionsNeeded(found);
  return found.flatMap((one) => {
    const { spec, state } = one;
    if (state === undefined || hasItsPartitions(one, needed.get(spec.name)!)) return [];
    const has = `Topic ${spec.name} has ${counted(state.partitions)}`;
    return [`${has}, but ${shouldBe(spec, settings)}.`];
  });
}

function shouldBe({ name, partitions }: TopicSpec, { sources, users }: TopicSettings): string {
  const setting = partitionSetting(name);
  if (setting === undefined) return `must have ${partitions}`;
  if (setting !== 'most') return `the setting ${setting} is ${partitions}`;
  return `sources is ${sources} and users is ${users}: it has as many as the larger of the two`;
}

export function counted(partitions: number): string {
  return `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`;
}

/** Ready to be worked on: on the local log topics are made, on Kafka they must be there. */
export async function prepareTopics(log: Log, settings: TopicSettings): Promise<void> {
  // Half of it may be there, or nothing at all: then `access` would be made here, and be empty.
  await requireSettled(log);
  const found = await findTopics(log, settings);
  const wrong = wrongPartitions(found, settings);
  if (wrong.length > 0) throw new OutsideError('bad-settings', wrong.join('\n'));
  const missing = found.filter(({ state }) => state === undefined).map(({ spec }) => spec);
  if (missing.length === 0) return;
  if (log.kind === 'local') await makeTopics(log, missing);
  else {
    const names = missing.map(({ name }) => name).join(', ');
    const noun = missing.length === 1 ? 'This topic is' : `${missing.length} topics are`;
    throw new OutsideError('topic-missing', `${noun} missing in Kafka: ${names}.`);
  }
}

/** Names of the topics that were made: not those that somebody else made in the meantime. */
export async function makeTopics(
  log: Pick<Log, 'createTopic'>,
  missing: readonly TopicSpec[],
): Promise<readonly string[]> {
  const made: string[] = [];
  for (const spec of missing) if (await makeTopic(log, spec)) made.push(spec.name);
  return made;
}

/** Whether it was made by this call. */
export async function makeTopic(log: Pick<Log, 'createTopic'>, spec: TopicSpec): Promise<boolean> {
  try {
    await log.createTopic(spec);
    return true;
  } catch (error) {
    if (!(error instanceof OutsideError) || error.code !== 'topic-exists') throw error;
    return false;
  }
}
