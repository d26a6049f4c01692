// The log on one machine: the default where no brokers are set, and the one that tests and
// simulation run on. Same port and same contract suite as Kafka; the pipeline cannot tell.
//
// One process owns a data folder. Local disks only: file locks of network disks are not to be
// trusted. Opened by main.ts and by tests.

import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { assert } from '../../core/assert.ts';
import { dayMs } from '../../core/time.ts';
import { OutsideError } from '../../errors.ts';
import type {
  Clock,
  Log,
  LogWriter,
  Membership,
  MembershipOptions,
  TopicState,
  WriterOptions,
} from '../../ports.ts';
import { Cleaning } from './cleaning.ts';
import { Group } from './group.ts';
import { LogState } from './log-state.ts';
import { openMemoryStore } from './memory-store.ts';
import { openSqliteStore, type SyncFile } from './sqlite-store.ts';

export type LocalLogOptions = {
  /** Where `log.sqlite` lies or is made; without it the log lives in memory. */
  readonly folder?: string | undefined;
  /** With a folder its `sleep` has to let the system have its turn: commits wait for the disk. */
  readonly clock: Clock;
  readonly valueBytesMax?: number;
  readonly storedBatchBytesMax?: number;
  /** Makes the id of a topic: a random one, where the caller has no reason to make his own. */
  readonly newId?: () => string;
  /** A compacted topic is compacted when that much was written since the last time. */
  readonly compactBytesMin?: number;
  /** How long a tombstone stays readable before compaction drops it. */
  readonly tombstoneMs?: number;
  /** Another way to bring what was written onto the disk, for tests. */
  readonly syncFile?: SyncFile;
};

export type LocalLog = Log & {
  /** Compacts and expires all there is to, now: otherwise this happens beside the commits. */
  clean(): Promise<void>;
};

export function openLocalLog(options: LocalLogOptions): LocalLog {
  const { folder, clock } = options;
  if (folder !== undefined) makeFolder(folder);
  const store =
    folder === undefined ? openMemoryStore() : openSqliteStore(folder, options.syncFile);
  const state = new LogState(store, clock, {
    valueBytesMax: options.valueBytesMax ?? 1_000_000,
    storedBatchBytesMax: options.storedBatchBytesMax ?? 1_000_000,
  });
  const cleaning = new Cleaning(state, {
    compactBytesMin: options.compactBytesMin ?? 4_000_000,
    tombstoneMs: options.tombstoneMs ?? dayMs,
  });
  const groups = new Map<string, Group>();
  let closing: Promise<void> | undefined;
  const close = async () => {
    for (const group of groups.values()) await group.leaveAll();
    state.close();
    try {
      await cleaning.stop();
      await store.synced();
    } finally {
      store.close();
    }
  };
  return {
    kind: 'local',
    ...topicsOf(state, cleaning, options.newId ?? randomUUID),
    async writer(transactionalId, writing = {}) {
      const writer = openWriter(state, cleaning, { transactionalId, ...writing });
      // Whoever takes something over acts upon what was written before it, without another commit.
      await store.synced();
      return writer;
    },
    join: async (membership) => join(state, groups, membership),
    countMembers: async (group) => groups.get(group)?.size ?? 0,
    // Its clock is ours, and it is where this process is.
    probe: async () => ({ brokers: [], clockAheadMs: 0 }),
    clean: () => cleaning.clean(),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new OutsideError('data-folder-unusable', `cannot make the folder ${folder}`, { cause });
  }
}

function topicsOf(
  state: LogState,
  cleaning: Cleaning,
  newId: () => string,
): Pick<Log, 'topic' | 'createTopic' | 'deleteTopic' | 'growTopic' | 'range' | 'read'> {
  return {
    async topic(name) {
      state.assertOpen();
      return state.topics.get(name)?.state;
    },
    async createTopic(spec) {
      const created = { ...spec, id: newId(), isAppendTime: true };
      state.addTopic(created);
      await state.store.synced();
      return created;
    },
    async deleteTopic(topic) {
      requireThere(state, topic);
      // What it has in hand would write partitions down again that are gone.
      await cleaning.stop();
      requireThere(state, topic);
      state.removeTopic(topic.name);
      await state.store.synced();
    },
    async growTopic(name, partitions) {
      const grown = state.growTopic(name, partitions);
      await state.store.synced();
      return grown;
    },
    async range(topic, partition) {
      const { start, end } = state.partitionOf(topic, partition);
      return { start, end };
    },
    async read(topic, partition, offset, { maxBytes, waitMs }) {
      const from = state.partitionOf(topic, partition);
      const batch = state.read(from, offset, maxBytes);
      if (batch.count > 0 || batch.nextOffset > offset || waitMs <= 0) return batch;
      await state.appends.wait([from.id], waitMs);
      return state.isClosed ? batch : state.read(from, offset, maxBytes);
    },
  };
}

/** This incarnation, and not another one of its name. */
function requireThere(state: LogState, { name, id }: Pick<TopicState, 'name' | 'id'>): void {
  if (state.topicOf(name).state.id === id) return;
  throw new OutsideError('topic-missing', `topic ${name} is another one by now`);
}

function openWriter(
  state: LogState,
  cleaning: Cleaning,
  { transactionalId, isOneAhead }: WriterOptions & { readonly transactionalId: string },
): LogWriter {
  const epoch = state.nextEpoch(transactionalId);
  /** The last commit, on its way to the disk. */
  let onItsWay = Promise.resolve();
  let isClosed = false;
  let isCommitting = false;
  return {
    async commit(outputs) {
      assert(!isClosed, `the writer ${transactionalId} is closed`);
      assert(!isCommitting, `the writer ${transactionalId} has a commit in hand`);
      isCommitting = true;
      try {
        cleaning.assertWell();
        cleaning.noticed(state.commit(transactionalId, epoch, outputs), outputs);
        // Others may read it already. What they make of it is written after it, so that what is on
        // the disk never rests on what a power cut could still take back.
        const [before, onDisk] = [onItsWay, state.store.synced()];
        onItsWay = onDisk;
        // Who waits for it hears of it: now, by the next commit, or by close().
        onDisk.catch(() => undefined);
        await (isOneAhead ? before : onDisk);
        // Where nothing had to be waited for the other tasks have their turn all the same.
        await state.clock.sleep(0);
      } finally {
        isCommitting = false;
      }
    },
    async close() {
      isClosed = true;
      await onItsWay;
    },
  };
}

function join(
  state: LogState,
  groups: Map<string, Group>,
  membership: MembershipOptions,
): Membership {
  state.assertOpen();
  const group = groups.get(membership.group) ?? new Group(state);
  groups.set(membership.group, group);
  return group.join(membership);
}
