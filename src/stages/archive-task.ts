// One task of archive: partition n of every archived topic. It gathers small batches into ranges,
// and brings each range into ClickHouse in three steps:
//
//   1. declare   Position { next_offset: first, declared_next: next, engine_started_at }
//   2. insert    archive-landing.ts
//   3. advance   Position { next_offset: next }, with the dead letters, in one transaction
//
// Whoever takes the partition over after a crash finds the declared range and repeats step 2 over
// exactly the same records. Where the engine was restarted since, or may have been, the range is
// declared again with no engine: from then on its rows are counted, by this task or its successor.

import { OutputBuffer, type RecordBatch } from '../core/batch.ts';
import type { DeadLetterReason } from '../core/dead-letter.ts';
import { OutsideError } from '../errors.ts';
import type { Position } from '../generated/records.ts';
import type { LogWriter, PartitionTask } from '../ports.ts';
import {
  beginRepair,
  type Landed,
  landRange,
  type Refusal,
  type Repair,
} from './archive-landing.ts';
import { ArchiveRange, isOtherEngine } from './archive-range.ts';
import type { ArchivePorts, ArchiveSettings } from './archive-settings.ts';
import { partitionBytesMax } from './commit-limits.ts';
import { deadLetterRecord } from './dead-letter-record.ts';
import { culpritOf, type Outages, requireUndamaged } from './outages.ts';
import { firstPosition, isAtEnd, positionKey } from './position.ts';

export const archiveStateTopic = 'archive-state';
export const deadLetterTopic = 'dead-letter';

const pauseMsMin = 100;
const pauseMsMax = 30_000;

export type ArchiveInput = { readonly logId: string; readonly next: number };

export class ArchiveTask implements PartitionTask {
  readonly positions = new Map<string, number>();
  readonly #partition: number;
  readonly #ports: ArchivePorts;
  readonly #settings: ArchiveSettings;
  readonly #writer: LogWriter;
  readonly #outages: Outages;
  readonly #stop: AbortSignal;
  readonly #logIds = new Map<string, string>();
  /** The range of each topic that was landed last: the next one starts at its end. */
  readonly #landed = new Map<string, ArchiveRange>();
  /** Ranges being gathered, by topic. */
  readonly #open = new Map<string, ArchiveRange>();
  /**
   * Told to stop while ClickHouse was out of reach. What is declared must not grow any more, since
   * its token stands for its bytes, so nothing further is taken in.
   */
  #isHalted = false;
  readonly #state: OutputBuffer;
  readonly #letters: OutputBuffer;

  constructor(
    partition: number,
    context: {
      readonly ports: ArchivePorts;
      readonly settings: ArchiveSettings;
      readonly writer: LogWriter;
      /** Shared by the tasks of a process. */
      readonly outages: Outages;
      readonly stop: AbortSignal;
    },
  ) {
    this.#partition = partition;
    this.#ports = context.ports;
    this.#settings = context.settings;
    this.#writer = context.writer;
    this.#outages = context.outages;
    this.#stop = context.stop;
    this.#state = new OutputBuffer(archiveStateTopic, partition);
    this.#letters = new OutputBuffer(deadLetterTopic, partition);
  }

  addInput(topic: string, input: ArchiveInput): void {
    this.#logIds.set(topic, input.logId);
    this.positions.set(topic, input.next);
  }

  /** Finishes what the task before has declared. */
  async recover(range: ArchiveRange): Promise<void> {
    this.#open.set(range.topic, range);
    if (await this.#flush([range], true)) this.positions.set(range.topic, range.next);
  }

  async process(batch: RecordBatch): Promise<'more' | 'done'> {
    if (this.#isHalted) return 'more';
    this.#gather(batch);
    const now = this.#ports.clock.now();
    const due = [...this.#open.values()].filter((range) => this.#isDue(range, now));
    if (due.length > 0) await this.#flush(due, true);
    return 'more';
  }

  async idle(): Promise<'more' | 'done'> {
    if (this.#isHalted) return 'more';
    const isDraining = this.#settings.drain?.aborted === true;
    const now = this.#ports.clock.now();
    const due = [...this.#open.values()].filter((range) => isDraining || this.#isDue(range, now));
    if (due.length > 0) await this.#flush(due, true);
    return isDraining && this.#open.size === 0 && (await this.#isAllRead()) ? 'done' : 'more';
  }

  /** Own dead letters are archived too. */
  async #isAllRead(): Promise<boolean> {
    for (const [topic, first] of this.positions) {
      const next = this.#landed.get(topic)?.next ?? first;
      const place = { topic, partition: this.#partition };
      if (!(await isAtEnd(this.#ports.log, place, next))) return false;
    }
    return true;
  }

  async release(): Promise<void> {
    try {
      // Once, without patience: what cannot be landed now stays declared for the successor.
      await this.#flush([...this.#open.values()], false);
    } catch (error) {
      // Fenced: the successor has the partition, and what was declared, already.
      if (!(error instanceof OutsideError) || error.code !== 'fenced') throw error;
    } finally {
      await this.#writer.close();
    }
    this.#ports.telemetry.emit({
      kind: 'partition-released',
      stage: 'archive',
      partition: this.#partition,
    });
  }

  #gather(batch: RecordBatch): void {
    const { topic } = batch;
    let range = this.#open.get(topic);
    if (range === undefined) {
      range = this.#landed.get(topic) ?? this.#firstRange(topic);
      range.restart(this.#ports.clock.now());
      this.#open.set(topic, range);
    }
    range.append(batch);
  }

  #firstRange(topic: string): ArchiveRange {
    const logId = this.#logIds.get(topic)!;
    const first = this.positions.get(topic)!;
    return new ArchiveRange({ logId, topic, partition: this.#partition, first }, 0);
  }

  #isDue(range: ArchiveRange, now: number): boolean {
    const { insertRowsMax, insertBytesMax, insertDelayMs } = this.#settings;
    if (range.rows >= insertRowsMax || range.sizeBytes >= insertBytesMax) return true;
    return now - range.openedAt >= insertDelayMs;
  }

  /** Until it is done; nothing is read meanwhile, so memory stays bounded. */
  async #flush(ranges: readonly ArchiveRange[], isPatient: boolean): Promise<boolean> {
    if (ranges.length === 0) return true;
    for (let pauseMs = pauseMsMin; ; pauseMs = Math.min(pauseMs * 2, pauseMsMax)) {
      try {
        await this.#land(ranges);
        this.#outages.recovered();
        return true;
      } catch (error) {
        if (!(error instanceof OutsideError) || !error.retriable) throw error;
        // A writer that failed is of no use any more: whoever runs this makes a new task, and says
        // that Kafka is away.
        if (culpritOf(error.code) === 'kafka') throw error;
        const isLast = !isPatient || this.#stop.aborted;
        this.#outages.failed(error, pauseMs, isLast);
        if (isLast) {
          this.#isHalted = true;
          return false;
        }
        await this.#ports.clock.sleep(pauseMs, this.#stop);
      }
    }
  }

  async #land(ranges: readonly ArchiveRange[]): Promise<void> {
    const { startedAt } = await this.#ports.warehouse.engine();
    // Before too: what a server has failed to write until now is no concern of ours.
    await requireUndamaged(this.#ports.warehouse);
    const news = ranges.filter((range) => range.declareTo(startedAt));
    const repairs = new Map<ArchiveRange, Repair | undefined>();
    for (const range of ranges.filter(({ declared }) => declared === null)) {
      repairs.set(range, await beginRepair(this.#ports.warehouse, range));
    }
    // Before the insert: whoever comes after a crash must know what may have been inserted. And
    // after claiming a repair: whoever has lost the partition meanwhile is fenced here.
    if (news.length > 0 || repairs.size > 0) await this.#commit(ranges, 'declared');
    const landed = new Map<ArchiveRange, Landed>();
    for (const range of ranges) {
      landed.set(range, await landRange(this.#ports, range, repairs.get(range)));
    }
    await requireUndamaged(this.#ports.warehouse);
    // Last: a new engine has forgotten that the one before was damaged.
    await this.#requireSameEngine(startedAt);
    this.#letters.clear();
    for (const [range, { refusals }] of landed) await this.#refuse(range, refusals);
    const outputs = this.#letters.count;
    await this.#commit(ranges, 'archived');
    this.#letters.clear();
    for (const [range, { rows }] of landed) this.#finish(range, rows, outputs);
  }

  /**
   * A restart between two inserts fails neither of them. But one that a worker before us had under
   * way may have left its token without its rows, and then ours was dropped for nothing.
   */
  async #requireSameEngine(before: number): Promise<void> {
    const { startedAt } = await this.#ports.warehouse.engine();
    if (!isOtherEngine(startedAt, before)) return;
    throw new OutsideError('clickhouse-starting', 'ClickHouse was restarted between two inserts.');
  }

  #finish(range: ArchiveRange, rows: ReadonlyMap<string, number>, outputs: number): void {
    const { telemetry } = this.#ports;
    this.#open.delete(range.topic);
    this.#landed.set(range.topic, range);
    for (const [table, count] of rows) {
      telemetry.emit({ kind: 'rows-archived', table, rows: count });
    }
    telemetry.emit({
      kind: 'batch-committed',
      stage: 'archive',
      topic: range.topic,
      partition: this.#partition,
      records: range.rows,
      outputs,
      position: range.next,
      end: range.endOffset,
    });
  }

  /** Dead letters wait for the last commit of the range, unless they are too many for one. */
  async #refuse(range: ArchiveRange, refusals: readonly Refusal[]): Promise<void> {
    const batch = range.batch();
    const counts = new Map<DeadLetterReason, number>();
    for (const refusal of refusals) {
      counts.set(refusal.reason, (counts.get(refusal.reason) ?? 0) + 1);
      const offset = batch.offsets[refusal.index]!;
      // A dead letter that cannot be archived is counted, never queued again.
      if (range.topic === deadLetterTopic || offset <= range.refusedUpTo) continue;
      const letter = deadLetterRecord(batch, refusal.index, { stage: 'archive', ...refusal });
      this.#ports.codec.encode(this.#letters, letter.key, 'DeadLetter', letter);
      if (this.#letters.length < partitionBytesMax) continue;
      range.refusedUpTo = offset;
      await this.#commit([range], 'declared');
      this.#letters.clear();
    }
    for (const [reason, records] of counts) {
      this.#ports.telemetry.emit({ kind: 'records-rejected', stage: 'archive', reason, records });
    }
  }

  async #commit(ranges: readonly ArchiveRange[], state: 'declared' | 'archived'): Promise<void> {
    this.#state.clear();
    for (const range of ranges) {
      const position = positionOf(range, state === 'declared');
      this.#ports.codec.encode(this.#state, positionKeyOf(range.topic), 'Position', position);
    }
    const outputs = this.#letters.count > 0 ? [this.#letters, this.#state] : [this.#state];
    await this.#writer.commit(outputs);
  }
}

export function positionKeyOf(topic: string): string {
  return `${positionKey}/${topic}`;
}

/** Of `access` as it was before it was written anew: whose rows they are stays known. */
export function generationKey(logId: string): string {
  return `${positionKeyOf('access')}/${logId}`;
}

function positionOf(range: ArchiveRange, isDeclared: boolean): Position {
  const { topic, partition, logId, first, next } = range;
  const position = firstPosition({ topic, partition, logId, nextOffset: first });
  if (!isDeclared) return { ...position, next_offset: next };
  return {
    ...position,
    last_offset: range.refusedUpTo >= 0 ? range.refusedUpTo : null,
    declared_next: next,
    engine_started_at: range.declared ?? null,
  };
}
