// Keeps the log small, beside its use: retention drops whole batches that are too old, compaction
// keeps the newest record of each key.
//
// Both go in small steps, each one transaction that leaves a readable log, with the event loop
// free in between. Offsets never move: what is gone leaves a gap. Used by local-log.ts.

import type { OutputBuffer } from '../../core/batch.ts';
import { minuteMs } from '../../core/time.ts';
import { utf8Read } from '../../core/utf8.ts';
import type { BatchPlace, PartitionState } from './batch-store.ts';
import type { LogState } from './log-state.ts';
import {
  type Columns,
  keyBytesOf,
  openColumns,
  packSurvivors,
  type Survivor,
  tombstone,
} from './stored-batch.ts';

export type CleaningLimits = { readonly compactBytesMin: number; readonly tombstoneMs: number };

const retentionEveryMs = 10 * minuteMs;
/** Batches dropped in one transaction. */
const dropsPerStep = 32;
/** Batches held in memory by one step, however little of them survives. */
const readBytesMax = 8_000_000;
/** A stored batch counts its offsets in 32 bits. */
const offsetsPerBatchMax = 2 ** 32 - 1;

export class Cleaning {
  readonly #log: LogState;
  readonly #limits: CleaningLimits;
  /** Partition id to bytes written since it was last compacted, and bytes it had then. */
  readonly #sizes = new Map<number, { dirty: number; clean: number }>();
  /** Partitions to compact next. */
  readonly #due = new Set<PartitionState>();
  /** Partitions in which tombstones were kept, because they are young. */
  readonly #hasTombstones = new Set<number>();
  #expiredAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #failure: { readonly cause: unknown } | undefined;

  constructor(log: LogState, limits: CleaningLimits) {
    this.#log = log;
    this.#limits = limits;
    for (const partition of this.#compacted()) {
      if (this.#isDirty(partition)) this.#due.add(partition);
    }
    this.#startIfDue();
  }

  /** Fails once if the cleaning before has failed: it has no caller of its own to tell. */
  assertWell(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.cause;
  }

  /** A commit has made these partitions grow. */
  noticed(grown: readonly PartitionState[], outputs: readonly OutputBuffer[]): void {
    for (const partition of grown) {
      if (this.#log.topicOf(partition.topic).state.cleanup !== 'compact') continue;
      const size = this.#sizeOf(partition);
      for (const { topic, partition: number, length } of outputs) {
        if (topic === partition.topic && number === partition.partition) size.dirty += length;
      }
      if (this.#isDirty(partition)) this.#due.add(partition);
    }
    this.#startIfDue();
  }

  /** Everything, now. */
  async clean(): Promise<void> {
    await this.stop();
    this.#start(true, this.#compacted());
    await this.stop();
    this.assertWell();
  }

  /** Waits for what is in hand. */
  async stop(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #startIfDue(): void {
    if (this.#running !== undefined) return;
    const isRetentionDue = this.#log.clock.now() - this.#expiredAt >= retentionEveryMs;
    if (isRetentionDue || this.#due.size > 0) this.#start(isRetentionDue, [...this.#due]);
  }

  /** One at a time: two compactions of a partition would take each other's work for garbage. */
  #start(isRetentionDue: boolean, partitions: readonly PartitionState[]): void {
    this.#due.clear();
    this.#running = this.#run(isRetentionDue, partitions)
      .catch((cause: unknown) => {
        this.#failure = { cause };
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  async #run(isRetentionDue: boolean, partitions: readonly PartitionState[]): Promise<void> {
    await this.#log.clock.sleep(0);
    if (isRetentionDue) await this.#expireAll();
    for (const partition of partitions) await this.#compact(partition);
  }

  #compacted(): readonly PartitionState[] {
    const topics = [...this.#log.topics.values()];
    return topics.flatMap(({ state, partitions }) =>
      state.cleanup === 'compact' ? partitions : [],
    );
  }

  /** Half of it may be old: rewriting less often costs less, rewriting later costs more disk. */
  #isDirty(partition: PartitionState): boolean {
    const { dirty, clean } = this.#sizeOf(partition);
    return dirty >= Math.max(this.#limits.compactBytesMin, clean);
  }

  #sizeOf(partition: PartitionState): { dirty: number; clean: number } {
    const known = this.#sizes.get(partition.id);
    if (known !== undefined) return known;
    const dirty = this.#log.store.sizeBytes(partition.id, partition.cleanedTo);
    const size = { dirty, clean: this.#log.store.sizeBytes(partition.id, 0) - dirty };
    this.#sizes.set(partition.id, size);
    return size;
  }

  async #expireAll(): Promise<void> {
    this.#expiredAt = this.#log.clock.now();
    for (const { state, partitions } of [...this.#log.topics.values()]) {
      if (state.cleanup !== 'delete' || state.retentionMs === undefined) continue;
      const keptSince = this.#expiredAt - state.retentionMs;
      for (const partition of partitions) await this.#expire(partition, keptSince);
    }
  }

  async #expire(partition: PartitionState, keptSince: number): Promise<void> {
    const { store } = this.#log;
    while (!this.#log.isClosed) {
      const drops: BatchPlace[] = [];
      let start = partition.start;
      while (drops.length < dropsPerStep) {
        const place = store.find(partition.id, start);
        if (place === undefined || place.newest >= keptSince) break;
        drops.push(place);
        start = place.next;
      }
      if (drops.length === 0) return;
      store.apply({ drops, partitions: [{ ...partition, start }] });
      partition.start = start;
      await this.#log.clock.sleep(0);
    }
  }

  async #compact(partition: PartitionState): Promise<void> {
    if (!this.#log.holds(partition)) return;
    const end = partition.end;
    if (end === partition.cleanedTo && !this.#hasTombstones.has(partition.id)) return;
    const newest = await this.#newestByKey(partition, end);
    if (newest === undefined) return;
    await this.#rewrite(partition, end, newest);
    if (this.#log.isClosed) return;
    this.#log.store.apply({ partitions: [{ ...partition, cleanedTo: end }] });
    partition.cleanedTo = end;
    const size = this.#sizeOf(partition);
    size.dirty = this.#log.store.sizeBytes(partition.id, end);
    size.clean = this.#log.store.sizeBytes(partition.id, 0) - size.dirty;
  }

  async #newestByKey(
    partition: PartitionState,
    end: number,
  ): Promise<ReadonlyMap<string, number> | undefined> {
    const newest = new Map<string, number>();
    for (let offset = partition.start; offset < end; ) {
      if (this.#log.isClosed) return undefined;
      const place = this.#log.store.find(partition.id, offset);
      if (place === undefined) break;
      const columns = openColumns(this.#log.store.read(place), place);
      for (let i = 0; i < columns.count; i += 1) {
        newest.set(keyOf(columns, i), place.first + columns.deltas[i]!);
      }
      offset = place.next;
      await this.#log.clock.sleep(0);
    }
    return newest;
  }

  /** Replaces neighbouring batches by one with what survives, up to `end`. */
  async #rewrite(
    partition: PartitionState,
    end: number,
    newest: ReadonlyMap<string, number>,
  ): Promise<void> {
    const keptSince = this.#log.clock.now() - this.#limits.tombstoneMs;
    this.#hasTombstones.delete(partition.id);
    for (let offset = partition.start; offset < end && !this.#log.isClosed; ) {
      const places: BatchPlace[] = [];
      const survivors: Survivor[] = [];
      let readBytes = 0;
      let keptBytes = 0;
      while (keptBytes < this.#log.limits.storedBatchBytesMax / 2 && readBytes < readBytesMax) {
        const place = this.#log.store.find(partition.id, offset);
        if (place === undefined || place.first >= end) break;
        if (place.next - (places[0] ?? place).first > offsetsPerBatchMax) break;
        const columns = openColumns(this.#log.store.read(place), place);
        const kept = this.#survivorsOf(place, columns, { newest, keptSince });
        for (const survivor of kept) survivors.push(survivor);
        readBytes += columns.bytes.length;
        keptBytes += (columns.bytes.length * kept.length) / Math.max(columns.count, 1);
        places.push(place);
        offset = place.next;
      }
      if (places.length === 0) return;
      this.#replace(places, survivors);
      await this.#log.clock.sleep(0);
    }
  }

  #survivorsOf(
    place: BatchPlace,
    columns: Columns,
    rule: { readonly newest: ReadonlyMap<string, number>; readonly keptSince: number },
  ): readonly Survivor[] {
    const survivors: Survivor[] = [];
    for (let index = 0; index < columns.count; index += 1) {
      const offset = place.first + columns.deltas[index]!;
      if (rule.newest.get(keyOf(columns, index)) !== offset) continue;
      const isTombstone = (columns.flags[index]! & tombstone) !== 0;
      if (isTombstone && columns.seenAt[index]! < rule.keptSince) continue;
      if (isTombstone) this.#hasTombstones.add(place.partitionId);
      survivors.push({ from: columns, index, offset });
    }
    return survivors;
  }

  #replace(places: readonly BatchPlace[], survivors: readonly Survivor[]): void {
    const first = places[0]!;
    const last = places.at(-1)!;
    const untouched = places.length === 1 && survivors[0]?.from.count === survivors.length;
    if (untouched) return;
    const { partitionId } = first;
    const merged = {
      partitionId,
      first: first.first,
      next: last.next,
      newest: survivors.reduce((at, { from, index }) => Math.max(at, from.seenAt[index]!), 0),
      bytes: packSurvivors(survivors, first.first),
    };
    this.#log.store.apply({ drops: places, adds: survivors.length > 0 ? [merged] : [] });
  }
}

function keyOf(columns: Columns, index: number): string {
  const key = keyBytesOf(columns, index);
  return utf8Read(key, 0, key.length);
}
