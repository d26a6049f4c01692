// What of the topics that are there is not as planned, and what to do about each. For the commands
// `topics` and `doctor`: whatever runs refuses only what would make it go wrong.

import { dayMs } from '../core/time.ts';
import type { TopicSpec, TopicState } from '../ports.ts';
import {
  counted,
  type FoundTopic,
  hasItsPartitions,
  partitionSetting,
  partitionsNeeded,
} from './create-topics.ts';

export type TopicDifference = {
  readonly topic: string;
  readonly what: 'partitions' | 'cleanup' | 'retention' | 'time' | 'replicas' | 'replicas-min';
  /** What is there, and what is planned. */
  readonly found: string;
  /** What to do about it. */
  readonly next: string;
};

export type Wanted = {
  /** Copies of each partition; undefined where nobody can tell. */
  readonly replicas?: number | undefined;
  /** A broker, for the commands that mend it; undefined on the local log. */
  readonly bootstrap?: string | undefined;
};

export function topicDifferences(
  found: readonly FoundTopic[],
  wanted: Wanted,
): readonly TopicDifference[] {
  const needed = partitionsNeeded(found);
  return found.flatMap((one) => {
    const { spec, state } = one;
    if (state === undefined) return [];
    const wrong = hasItsPartitions(one, needed.get(spec.name)!) ? [] : [ofPartitions(spec, state)];
    return [...wrong, ...ofPlan(spec, state, wanted), ...ofCopies(state, wanted)];
  });
}

function ofPartitions({ name: topic, partitions }: TopicSpec, state: TopicState): TopicDifference {
  const found = `${counted(state.partitions)}, planned ${partitions}${because(topic)}`;
  const next = partitionsNext(topic, state, partitions);
  return { topic, what: 'partitions', found, next };
}

function ofPlan(spec: TopicSpec, state: TopicState, wanted: Wanted): TopicDifference[] {
  const { name: topic } = spec;
  const differences: TopicDifference[] = [];
  if (state.cleanup !== spec.cleanup) {
    const found = `cleanup is ${state.cleanup}, planned is ${spec.cleanup}`;
    const next = configNext(topic, `cleanup.policy=${spec.cleanup}`, wanted);
    differences.push({ topic, what: 'cleanup', found, next });
  }
  // What a compacted topic keeps is decided by its keys.
  if (spec.cleanup === 'delete' && state.retentionMs !== spec.retentionMs) {
    const found = `kept ${kept(state.retentionMs)}, planned is ${kept(spec.retentionMs)}`;
    const next = configNext(topic, `retention.ms=${spec.retentionMs ?? -1}`, wanted);
    differences.push({ topic, what: 'retention', found, next });
  }
  if (spec.isAppendTime === true && !state.isAppendTime) {
    const found = 'records carry the time of their producer, planned is that of the broker';
    const next = configNext(topic, 'message.timestamp.type=LogAppendTime', wanted);
    differences.push({ topic, what: 'time', found, next });
  }
  return differences;
}

function ofCopies(state: TopicState, wanted: Wanted): TopicDifference[] {
  const { name: topic, replicas, replicasMin } = state;
  if (replicas === undefined) return [];
  const enough = wanted.replicas ?? replicas;
  if (replicas < enough) {
    const found = `${copies(replicas)} of each partition, planned ${copies(enough)}`;
    const next =
      `Add copies with kafka-reassign-partitions.sh, or set replication to ${replicas} ` +
      'if that is meant.';
    return [{ topic, what: 'replicas', found, next }];
  }
  const least = Math.min(2, replicas);
  if (replicasMin === undefined || (replicasMin >= least && replicasMin <= replicas)) return [];
  const found = `a record counts once ${copies(replicasMin)} of ${replicas} are written`;
  const next = configNext(topic, `min.insync.replicas=${least}`, wanted);
  return [{ topic, what: 'replicas-min', found, next }];
}

const partitionWords = {
  sources: 'sources',
  users: 'users',
  most: 'the larger of sources and users',
};

function because(topic: string): string {
  const setting = partitionSetting(topic);
  return setting === undefined ? '' : `, as set by ${partitionWords[setting]}`;
}

function partitionsNext(topic: string, { partitions }: TopicState, planned: number): string {
  const setting = partitionSetting(topic);
  if (topic === 'access') {
    return `Set users to ${partitions}, or run \`access repartition --users ${planned}\`.`;
  }
  const anew = 'tart with new topics: it cannot be changed, since state lies by partition.';
  if (setting === undefined) return `S${anew}`;
  return `Set ${partitionWords[setting]} to ${partitions}, or s${anew}`;
}

function configNext(topic: string, config: string, { bootstrap }: Wanted): string {
  if (bootstrap === undefined) {
    return 'The local log keeps what it was made with: set retention_days so, or use a new folder.';
  }
  return (
    `kafka-configs.sh --bootstrap-server ${bootstrap} --alter --entity-type topics ` +
    `--entity-name ${topic} --add-config ${config}`
  );
}

function kept(ms: number | undefined): string {
  if (ms === undefined) return 'for ever';
  const days = ms / dayMs;
  return Number.isInteger(days) ? `${days} days` : `${Math.round(ms / 3_600_000)} hours`;
}

function copies(count: number): string {
  return `${count} ${count === 1 ? 'copy' : 'copies'}`;
}
