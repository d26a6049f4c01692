// One partition of detect, from takeover to release. Its users, windows and incidents come of its
// records alone. What is saved of them (detect-snapshot.ts) only shortens the way: at a takeover
// the records since then are gone through again, with the sound off.

import type { RecordBatch } from '../core/batch.ts';
import { type Access, accessFields } from '../core/detector.ts';
import { feed } from '../core/feed.ts';
import type { Position } from '../generated/records.ts';
import type { LogWriter, PartitionTask, RecordReader } from '../ports.ts';
import { recordsPerTurn } from './commit-limits.ts';
import { incidentNews, settingsRecord } from './detect-change.ts';
import type { DetectStart } from './detect-start.ts';
import { isAtEnd, positionKey, readUpTo } from './position.ts';
import { readRange } from './read-range.ts';

export class DetectTask implements PartitionTask {
  readonly positions: ReadonlyMap<string, number>;
  readonly #ports: DetectStart['ports'];
  readonly #settings: DetectStart['settings'];
  readonly #partition: number;
  readonly #writer: LogWriter;
  /** Half of an access is of no use to detectors. */
  readonly #reader: RecordReader<'EnrichedAccess', keyof Access>;
  readonly #outputs: DetectStart['outputs'];
  readonly #pipeline: DetectStart['pipeline'];
  readonly #snapshots: DetectStart['snapshots'];
  #position: Position;

  private constructor(start: DetectStart) {
    const { ports, position, outputs } = start;
    this.#ports = ports;
    this.#settings = start.settings;
    this.#partition = position.partition;
    this.#writer = start.writer;
    this.#outputs = outputs;
    this.#position = position;
    this.#pipeline = start.pipeline;
    this.#snapshots = start.snapshots;
    this.positions = new Map([['access', position.next_offset]]);
    this.#reader = ports.codec.reader('EnrichedAccess', accessFields);
  }

  /**
   * Rebuilds the state up to the Position. All of a partition may be minutes of work: who is told
   * to leave meanwhile gets a task that was cut off, and only ever releases it.
   */
  static async take(start: DetectStart, leave: AbortSignal): Promise<DetectTask> {
    const task = new DetectTask(start);
    if (!(await task.#rebuild(start.from, leave))) return task;
    if (start.change !== 'none') await task.#tellSettings(start);
    const { partition, next_offset: position } = start.position;
    start.ports.telemetry.emit({ kind: 'partition-taken', stage: 'detect', partition, position });
    return task;
  }

  async process(batch: RecordBatch): Promise<'more' | 'done'> {
    const { codec, telemetry } = this.#ports;
    await codec.prepare(batch);
    let outputs = 0;
    for (let i = 0; i < batch.count; i += 1) {
      this.#beginRecord(batch, i);
      // The task before may have written some outputs of this record: those are not repeated.
      if (batch.offsets[i] === this.#position.next_offset) {
        this.#outputs.doneBefore = this.#position.outputs_done;
      }
      // One Tick may close a day for everybody: more than a transaction holds.
      for (const _ of this.#steps(batch, i)) {
        if (!this.#outputs.isFull) continue;
        outputs += await this.#commit(batch, i, this.#outputs.ofRecord);
      }
      const isDue = this.#outputs.isFull || this.#outputs.hasClosed;
      if (isDue && i + 1 < batch.count) outputs += await this.#commit(batch, i + 1);
      if (i % recordsPerTurn === recordsPerTurn - 1) await this.#ports.clock.sleep(0);
    }
    // Even where nothing came of it: else every restart would process it again, aloud.
    if (batch.count > 0) outputs += await this.#commit(batch, batch.count);
    telemetry.emit({
      kind: 'batch-committed',
      stage: 'detect',
      topic: batch.topic,
      partition: this.#partition,
      records: batch.count,
      outputs,
      position: this.#position.next_offset,
      end: batch.endOffset,
    });
    this.#measure();
    return 'more';
  }

  async idle(): Promise<'more' | 'done'> {
    // No timers: windows close by Ticks, so that a replay closes them at the same records.
    const { next_offset, outputs_done } = this.#position;
    if (this.#settings.drain?.aborted === true) {
      return (await isAtEnd(this.#ports.log, this.#position, next_offset)) ? 'done' : 'more';
    }
    if (outputs_done === 0 && this.#snapshots.fill(next_offset)) await this.#write();
    return 'more';
  }

  async release(): Promise<void> {
    await this.#writer.close();
    const partition = this.#partition;
    this.#ports.telemetry.emit({ kind: 'partition-released', stage: 'detect', partition });
  }

  /** Replays what is not in the state, with the sound off, up to the Position. */
  async #rebuild(from: number, leave: AbortSignal): Promise<boolean> {
    const { log, codec } = this.#ports;
    const until = this.#position.next_offset;
    this.#outputs.isSilent = true;
    for await (const batch of readRange(log, this.#position, { from, to: until })) {
      if (leave.aborted) return false;
      await codec.prepare(batch);
      for (let i = 0; i < batch.count && batch.offsets[i]! < until; i += 1) {
        this.#beginRecord(batch, i);
        for (const _ of this.#steps(batch, i));
      }
    }
    this.#outputs.isSilent = false;
    this.#outputs.beginRecord();
    // They were counted when they came.
    this.#pipeline.tooOld = 0;
    return true;
  }

  async #tellSettings({ build, change }: DetectStart): Promise<void> {
    const outputs = this.#outputs;
    this.#position = { ...this.#position, clock: this.#pipeline.clock.now };
    outputs.settings(settingsRecord(this.#settings, build, this.#position));
    if (change === 'changed') {
      const rebuilt = { open: outputs.unheard, at: this.#pipeline.clock.now };
      const news = await incidentNews(this.#ports, this.#partition, rebuilt);
      for (const incident of news) outputs.incident(incident);
    }
    await this.#write();
  }

  #beginRecord(batch: RecordBatch, index: number): void {
    this.#outputs.beginRecord();
    this.#pipeline.begin(batch.offsets[index]!);
  }

  /** Processes one record; between its steps a commit may fall into the middle of it. */
  #steps(batch: RecordBatch, index: number): Iterable<void> {
    const decoded = this.#reader(batch, index);
    if (decoded.kind === 'record') return feed(this.#pipeline, decoded);
    if (decoded.kind === 'rejected') this.#outputs.deadLetter(batch, index, decoded);
    return [];
  }

  /**
   * With the first `count` records done, and `outputsDone` outputs of the next one, if begun.
   * Returns how many outputs it has written.
   */
  async #commit(batch: RecordBatch, count: number, outputsDone?: number): Promise<number> {
    const outputs = this.#outputs.count;
    this.#position = {
      ...readUpTo(this.#position, batch, count),
      outputs_done: outputsDone ?? 0,
      clock: this.#pipeline.clock.now,
      broker_at: batch.seenAt[outputsDone === undefined ? count - 1 : count]!,
    };
    // In the middle of a Tick rows are as of no offset.
    if (outputsDone === undefined) this.#snapshots.fill(this.#position.next_offset);
    await this.#write();
    return outputs;
  }

  async #write(): Promise<void> {
    this.#ports.codec.encode(this.#outputs.state, positionKey, 'Position', this.#position);
    await this.#writer.commit(this.#outputs.buffers.filter(({ count: some }) => some > 0));
    this.#outputs.clear();
  }

  #measure(): void {
    const { telemetry } = this.#ports;
    const partition = this.#partition;
    const { user, clock, tooOld } = this.#pipeline;
    telemetry.emit({ kind: 'clock-moved', stage: 'detect', partition, clock: clock.now });
    telemetry.emit({ kind: 'state-measured', partition, users: user.count, bytes: user.sizeBytes });
    if (tooOld > 0) telemetry.emit({ kind: 'events-too-old', partition, records: tooOld });
    this.#pipeline.tooOld = 0;
  }
}
