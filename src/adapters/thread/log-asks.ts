// What goes between a log and its user in another thread. Writers, members and tasks have numbers:
// those of writers are given where the log is, those of members where they join, and those of tasks
// where they are given out. Used by serve-log.ts and thread-log.ts.

import type {
  Log,
  LogProbe,
  MembershipOptions,
  OffsetRange,
  ReadLimits,
  TopicSpec,
  TopicState,
  WriterOptions,
} from '../../ports.ts';
import type { PackedBatch } from './packed-batch.ts';
import type { PackedOutput } from './packed-output.ts';

type Place = { readonly topic: string; readonly partition: number };

export type Joining = Omit<MembershipOptions, 'take' | 'drain'> & { readonly member: number };

/** Asked of the log. */
export type LogAsks = {
  topic(name: string): TopicState | undefined;
  createTopic(spec: TopicSpec): TopicState;
  deleteTopic(topic: Parameters<Log['deleteTopic']>[0]): void;
  growTopic(grown: { readonly name: string; readonly partitions: number }): TopicState;
  range(place: Place): OffsetRange;
  read(at: Place & { readonly offset: number; readonly limits: ReadLimits }): PackedBatch;
  openWriter(writer: WriterOptions & { readonly transactionalId: string }): number;
  commit(commit: { readonly writer: number; readonly outputs: readonly PackedOutput[] }): void;
  closeWriter(writer: number): void;
  join(joining: Joining): void;
  /** Told: nothing new will come. */
  drain(member: number): void;
  /** Answered once the membership is finished. */
  finished(member: number): void;
  leave(member: number): void;
  countMembers(group: string): number;
  probe(topic: string): LogProbe;
};

export type Taking = {
  readonly member: number;
  readonly task: number;
  readonly partition: number;
  /** Whether it is to be given up already. */
  readonly isStopped: boolean;
};

/** Asked of who joined. */
export type TaskAsks = {
  /** Answered with the positions of the task, by topic. */
  take(taking: Taking): readonly (readonly [string, number])[];
  process(given: { readonly task: number; readonly batch: PackedBatch }): 'more' | 'done';
  idle(task: number): 'more' | 'done';
  release(task: number): void;
  /** Told: the task is to be given up. */
  stop(task: number): void;
};
