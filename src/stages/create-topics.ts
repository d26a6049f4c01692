// The topics of infra/kafka/topics.json, made where they are missing. A number of partitions cannot
// be changed afterwards: the partition of a user is a function of it, and state lies with it.

import { dayMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import { topics } from '../generated/topics.ts';
import type { Log, TopicPlan, TopicSpec } from '../ports.ts';

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

/** What is wrong with the topics that exist, as sentences; and those that are missing. */
export async function compareTopics(
  log: Log,
  settings: TopicSettings,
): Promise<{ readonly wrong: readonly string[]; readonly missing: readonly TopicSpec[] }> {
  const wrong: string[] = [];
  const missing: TopicSpec[] = [];
  for (const spec of topicSpecs(settings)) {
    const found = await log.topic(spec.name);
    if (found === undefined) missing.push(spec);
    else if (found.partitions !== spec.partitions) {
      const should = `but the settings sources and users make it ${spec.partitions}`;
      wrong.push(`Topic ${spec.name} has ${found.partitions} partitions, ${should}.`);
    }
  }
  return { wrong, missing };
}

/** Names of the topics that were made. */
export async function createTopics(log: Log, settings: TopicSettings): Promise<readonly string[]> {
  const { wrong, missing } = await compareTopics(log, settings);
  if (wrong.length > 0) throw new OutsideError('bad-settings', wrong.join('\n'));
  for (const spec of missing) await log.createTopic(spec);
  return missing.map((spec) => spec.name);
}
