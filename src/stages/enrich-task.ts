// One partition of db-access on its way into `access`. Made by the enrich stage, called by the log.
//
//   raw record ─ decode ─ refuse? ─ clock ─ seen before? ─ Tick? ─ enrich ─► access, by user
//                   └────────┴─► dead-letter                          └─► pending ─ ticket
//                                                                                    └─► Explained
//
// All of it is synchronous per record; only commits wait. One commit holds outputs, changed pending
// touches and the Position, so that a restart anywhere gives the same records.

import type { RecordBatch } from '../core/batch.ts';
import type { DeadLetterReason } from '../core/dead-letter.ts';
import { Enricher, type EventFacts, eventFields, hasOwnId, refusalOf } from '../core/enrich.ts';
import { emptyPane, type SourceClock } from '../core/source-clock.ts';
import type { Millis } from '../core/time.ts';
import type { Position } from '../generated/records.ts';
import type { PartitionTask, RecordReader } from '../ports.ts';
import { recordsPerTurn } from './commit-limits.ts';
import { EnrichCounts } from './enrich-counts.ts';
import { EnrichOutput } from './enrich-output.ts';
import type { EnrichStart } from './enrich-start.ts';
import { isAtEnd, readUpTo } from './position.ts';

export class EnrichTask implements PartitionTask {
  readonly positions: ReadonlyMap<string, number>;
  readonly #ports: EnrichStart['ports'];
  readonly #start: EnrichStart;
  readonly #source: SourceClock;
  readonly #pending: EnrichStart['pending'];
  readonly #reader: RecordReader<'AccessEvent', keyof EventFacts>;
  readonly #enricher: Enricher;
  readonly #output: EnrichOutput;
  readonly #unlisten: () => void;
  #position: Position;
  #isEnded: boolean;
  #counts = new EnrichCounts();
  /** It was told to leave in the middle of a batch: the rest is for the next owner. */
  #isCut = false;

  constructor(start: EnrichStart) {
    this.#ports = start.ports;
    this.#start = start;
    this.#source = start.sourceClock;
    this.#pending = start.pending;
    this.#reader = start.ports.codec.reader('AccessEvent', eventFields);
    this.#enricher = new Enricher(start.feed.reference);
    this.#output = new EnrichOutput(start.ports.codec, start);
    this.#position = start.position;
    this.#isEnded = start.position.ended;
    this.positions = new Map([[start.position.topic, start.position.next_offset]]);
    this.#unlisten = start.feed.listen((ticket) => this.#pending.notice(ticket));
    start.pacer.enter(start.partition, this.#source.clock);
  }

  /** Before the first record: what waited may have found its ticket while nobody was here. */
  async judgeRestored(): Promise<void> {
    this.#pending.markAll();
    await this.#judge(this.#source.clock ?? 0);
    if (!this.#output.isEmpty || this.#pending.changes.size > 0) await this.#commit();
  }

  async process(batch: RecordBatch): Promise<'more'> {
    const { pacer, partition, feed } = this.#start;
    if (this.#isCut) return 'more';
    pacer.report(partition, this.#source.clock, false);
    await this.#ports.codec.prepare(batch);
    // Tickets first: a reason that is in the log already counts on arrival.
    await feed.poll();
    await this.#judge(this.#source.clock ?? 0);
    // Asked once, and again only for an event beyond it: nearly all are within.
    let limit = this.#limit();
    for (let i = 0; i < batch.count; i += 1) {
      const event = this.#read(batch, i);
      if (event !== undefined && event.at > limit) {
        limit = await this.#keepPace(event.at, batch, i);
        if (this.#isCut) return 'more';
      }
      if (event !== undefined) this.#accept(event, batch, i);
      if (this.#output.isFull && i + 1 < batch.count) await this.#commitUpTo(batch, i + 1);
      if (i % recordsPerTurn === recordsPerTurn - 1) await this.#ports.clock.sleep(0);
    }
    await this.#commitUpTo(batch, batch.count);
    return 'more';
  }

  async idle(): Promise<'more' | 'done'> {
    const { feed, pacer, partition } = this.#start;
    if (this.#isCut) return 'more';
    const isDraining = this.#start.drain?.aborted ?? false;
    // A drain must know all there is; else the tasks of a process share what one of them has read.
    await (isDraining ? feed.readToEnd() : feed.poll());
    const clock = this.#source.idleClock(this.#ports.clock.now()) ?? 0;
    pacer.report(partition, this.#source.clock, true);
    // A drain ends with the data: the time at which it runs must not show in what it writes.
    if (!isDraining) this.#tickIdle(clock);
    await this.#judge(clock);
    this.#counts.expired += this.#pending.expire(clock);
    const isDone =
      isDraining && (await isAtEnd(this.#ports.log, this.#position, this.#position.next_offset));
    // Once: a drain over input that was read to its end before writes nothing.
    if (isDone && !this.#isEnded) {
      this.#output.tick(this.#source.clock ?? 0, 'end');
      this.#isEnded = true;
    }
    if (!this.#output.isEmpty || this.#pending.changes.size > 0) await this.#commit();
    return isDone ? 'done' : 'more';
  }

  /** What waits for a reason waits no longer. */
  giveUpWaiting(): void {
    this.#counts.expired += this.#pending.expire(Number.POSITIVE_INFINITY);
  }

  async release(): Promise<void> {
    const { partition, pacer, writer } = this.#start;
    this.#unlisten();
    pacer.leave(partition);
    await writer.close();
    this.#ports.telemetry.emit({ kind: 'partition-released', stage: 'enrich', partition });
  }

  /** The event, if it can be taken; else a dead letter was written. */
  #read(batch: RecordBatch, index: number): EventFacts | undefined {
    const decoded = this.#reader(batch, index);
    if (decoded.kind === 'tombstone') return this.#refuse(batch, index, 'tombstone');
    if (decoded.kind === 'rejected') {
      return this.#refuse(batch, index, decoded.reason, decoded.detail);
    }
    if (decoded.name !== 'AccessEvent') {
      return this.#refuse(batch, index, 'unexpected-record', `This is a ${decoded.name}.`);
    }
    const event = decoded.record;
    const refusal = refusalOf(event) ?? this.#source.refusal(event.at, batch.seenAt[index]!);
    return refusal === undefined ? event : this.#refuse(batch, index, refusal);
  }

  #accept(event: EventFacts, batch: RecordBatch, index: number): void {
    const offset = batch.offsets[index]!;
    const seenAt = batch.seenAt[index]!;
    // The clock before all else, repeated events too: reading the same records again must move it
    // to the same place (enrich-restore.ts).
    const stamp = this.#source.take(event.at, seenAt, event.account);
    const clock = this.#source.clock ?? stamp.at;
    // A source that had ended is alive again, whatever pane its clock is in.
    if (this.#isEnded) this.#source.tickedPane = null;
    this.#isEnded = false;
    if (this.#source.entersPane(clock)) this.#output.tick(clock, 'live');
    if (hasOwnId(event) && this.#isRepeated(event.event_id, offset, stamp.hasMoved)) return;
    const { partition } = batch;
    const { at, reportedAt, isLate } = stamp;
    const arrival = { partition, offset, seenAt, at, reportedAt, isLate };
    for (const access of this.#enricher.find(event, arrival)) {
      this.#output.access(batch, index, access);
      if (access.user_kind === 'unknown' && access.part === 0) this.#counts.unknownUsers += 1;
      const pending = this.#enricher.pending(event, access);
      if (pending === undefined) continue;
      this.#pending.add(`${partition}/${offset}/${access.part}`, pending, clock);
      this.#output.expectPending(pending);
    }
  }

  #isRepeated(eventId: string, offset: number, hasMoved: boolean): boolean {
    const clock = this.#source.clock ?? 0;
    if (!this.#start.recent.see(eventId, { offset, clock, hasMoved })) return false;
    this.#counts.duplicates += 1;
    return true;
  }

  #refuse(batch: RecordBatch, index: number, reason: DeadLetterReason, detail = ''): undefined {
    this.#output.deadLetter(batch, index, { reason, detail });
    this.#counts.reject(reason);
  }

  /** Reasons that turned up: some at a time, so that a campaign does not make one giant commit. */
  async #judge(clock: Millis): Promise<void> {
    while (this.#pending.hasMarked) {
      const explained = this.#pending.judge(this.#start.feed.reference, clock);
      for (const record of explained) this.#output.explained(record);
      this.#counts.explained += explained.length;
      if (this.#output.isFull) await this.#commit();
    }
  }

  #tickIdle(clock: Millis): void {
    if (this.#source.clock === null) {
      if (this.#source.tickedPane !== null) return;
      this.#source.tickedPane = emptyPane;
      this.#output.tick(0, 'empty');
    } else if (this.#source.entersPane(clock)) {
      this.#output.tick(clock, 'live');
      this.#isEnded = false;
    }
  }

  /** For a source that runs far ahead of the others, or of the norms made of what it brings. */
  async #keepPace(at: Millis, batch: RecordBatch, index: number): Promise<Millis> {
    const { pacer, normsPace, partition, leave } = this.#start;
    if (this.#mustWait(at)) {
      // What is done must not wait for the other sources, and norms are made of it.
      await this.#commitUpTo(batch, index);
      await pacer.wait(partition, at, leave);
      const clock = pacer.streamClock(partition, this.#source.clock);
      await normsPace?.wait(at, clock, leave);
      // To go on without the others would make their events late.
      this.#isCut = leave.aborted && this.#mustWait(at);
    }
    return this.#limit(at);
  }

  #mustWait(at: Millis): boolean {
    const { pacer, normsPace, partition } = this.#start;
    const clock = pacer.streamClock(partition, this.#source.clock);
    return pacer.mustWait(partition, at) || normsPace?.mustWait(at, clock) === true;
  }

  /** Event time up to which nobody need be asked; `passed`: of an event that was let through. */
  #limit(passed?: Millis): Millis {
    const { pacer, normsPace, partition } = this.#start;
    const own = pacer.limit(partition);
    return normsPace === undefined ? own : Math.min(own, normsPace.limit(passed));
  }

  /** Commits with the first `count` records of the batch done. */
  async #commitUpTo(batch: RecordBatch, count: number): Promise<void> {
    const records = this.#recordsSince(batch, count);
    this.#position = readUpTo(this.#position, batch, count);
    this.#counts.expired += this.#pending.expire(this.#source.clock ?? 0);
    await this.#commit(records, batch.endOffset);
    this.#start.pacer.report(this.#start.partition, this.#source.clock, false);
  }

  /** Of the first `count` records, those that no earlier commit of the batch has counted. */
  #recordsSince(batch: RecordBatch, count: number): number {
    let records = 0;
    for (let i = count - 1; i >= 0 && batch.offsets[i]! >= this.#position.next_offset; i -= 1) {
      records += 1;
    }
    return records;
  }

  async #commit(records = 0, end = this.#position.next_offset): Promise<void> {
    const { clock, brokerAt, tickedPane, jumpAccount, jumpCount } = this.#source;
    this.#position = {
      ...this.#position,
      clock,
      broker_at: brokerAt,
      ticked_pane: tickedPane,
      jump_account: jumpAccount,
      jump_count: jumpCount,
      reread_from: this.#start.recent.rereadFrom,
      ended: this.#isEnded,
    };
    const buffers = this.#output.finish(this.#pending.changes, this.#position);
    const outputs = buffers.reduce((sum, { count }) => sum + count, 0);
    await this.#start.writer.commit(buffers);
    this.#pending.changes.clear();
    this.#output.clear();
    this.#tell({ records, outputs, end });
  }

  #tell(commit: {
    readonly records: number;
    readonly outputs: number;
    readonly end: number;
  }): void {
    const { telemetry } = this.#ports;
    const { partition } = this.#start;
    const { topic, next_offset: position } = this.#position;
    const place = { stage: 'enrich', topic, partition } as const;
    telemetry.emit({ kind: 'batch-committed', ...place, position, ...commit });
    this.#counts.crowdedOut = this.#pending.crowdedOut;
    this.#pending.crowdedOut = 0;
    this.#counts.tell(telemetry, partition);
    this.#counts = new EnrichCounts();
    if (this.#source.clock !== null) {
      const { clock } = this.#source;
      telemetry.emit({ kind: 'clock-moved', stage: 'enrich', partition, clock });
    }
  }
}
