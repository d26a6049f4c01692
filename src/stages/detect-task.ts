// One partition of detect, from takeover to release. Its users, windows and incidents are stored
// nowhere: they are a function of the partition, which is read again. That takes time at a takeover
// and saves a second copy of the truth, which could disagree with the first.

import type { RecordBatch } from '../core/batch.ts';
import { type Access, accessFields } from '../core/detector.ts';
import { Pipeline } from '../core/pipeline.ts';
import type { Position } from '../generated/records.ts';
import type { LogWriter, PartitionTask, RecordReader } from '../ports.ts';
import { recordsPerTurn } from './commit-limits.ts';
import { DetectOutputs } from './detect-outputs.ts';
import type { DetectSettings } from './detect-settings.ts';
import { positionKey, readUpTo } from './position.ts';
import { readRange } from './read-range.ts';
import { resume } from './resume.ts';
import type { StagePorts } from './stage-ports.ts';

export class DetectTask implements PartitionTask {
  readonly positions: ReadonlyMap<string, number>;
  readonly #ports: StagePorts;
  readonly #settings: DetectSettings;
  readonly #partition: number;
  readonly #writer: LogWriter;
  /** Half of an access is of no use to detectors. */
  readonly #reader: RecordReader<'EnrichedAccess', keyof Access>;
  readonly #outputs: DetectOutputs;
  readonly #pipeline: Pipeline;
  #position: Position;

  private constructor(
    ports: StagePorts,
    settings: DetectSettings,
    taken: { readonly writer: LogWriter; readonly position: Position },
  ) {
    const { partition } = taken.position;
    this.#ports = ports;
    this.#settings = settings;
    this.#partition = partition;
    this.#writer = taken.writer;
    this.#position = taken.position;
    this.positions = new Map([['access', taken.position.next_offset]]);
    this.#reader = ports.codec.reader('EnrichedAccess', accessFields);
    this.#outputs = new DetectOutputs(ports.codec, ports.telemetry, partition);
    const { detectors, graceMs, riskToOpen } = settings;
    this.#pipeline = new Pipeline({ partition, detectors, graceMs, riskToOpen }, this.#outputs);
  }

  /** Fences the owner before, finds the position and rebuilds the state up to it. */
  static async take(
    ports: StagePorts,
    settings: DetectSettings,
    partition: number,
  ): Promise<DetectTask> {
    const writer = await ports.log.writer(`detect-${partition}`);
    const { position } = await resume(ports, 'detect-state', { topic: 'access', partition });
    const task = new DetectTask(ports, settings, { writer, position });
    await task.#rebuild();
    ports.telemetry.emit({
      kind: 'partition-taken',
      stage: 'detect',
      partition,
      position: position.next_offset,
    });
    return task;
  }

  async process(batch: RecordBatch): Promise<'more' | 'done'> {
    const { codec, telemetry } = this.#ports;
    await codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      this.#outputs.beginRecord();
      // The task before may have written some outputs of this record: those are not repeated.
      if (batch.offsets[i] === this.#position.next_offset) {
        this.#outputs.doneBefore = this.#position.outputs_done;
      }
      // One Tick may close a day for everybody: more than a transaction holds.
      for (const _ of this.#steps(batch, i)) {
        if (this.#outputs.isFull) await this.#commit(batch, i, this.#outputs.ofRecord);
      }
      if (this.#outputs.isFull) await this.#commit(batch, i + 1);
      if (i % recordsPerTurn === recordsPerTurn - 1) await this.#ports.clock.sleep(0);
    }
    const outputs = this.#outputs.count;
    // Even where nothing came of it: else every restart would process it again, aloud.
    if (batch.count > 0) await this.#commit(batch, batch.count);
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
    return this.#settings.drain?.aborted === true ? 'done' : 'more';
  }

  async release(): Promise<void> {
    await this.#writer.close();
    const partition = this.#partition;
    this.#ports.telemetry.emit({ kind: 'partition-released', stage: 'detect', partition });
  }

  /** Replays the partition with the sound off, up to the Position. */
  async #rebuild(): Promise<void> {
    const { log, codec } = this.#ports;
    const { topic, partition, next_offset: until } = this.#position;
    const { start } = await log.range(topic, partition);
    this.#outputs.isSilent = true;
    for await (const batch of readRange(log, this.#position, { from: start, to: until })) {
      await codec.prepare(batch);
      for (let i = 0; i < batch.count && batch.offsets[i]! < until; i += 1) {
        this.#outputs.beginRecord();
        for (const _ of this.#steps(batch, i));
      }
    }
    this.#outputs.isSilent = false;
  }

  /** Processes one record; yields where a commit may fall into the middle of it. */
  *#steps(batch: RecordBatch, index: number): Generator<void, void, void> {
    const decoded = this.#reader(batch, index);
    if (decoded.kind === 'rejected') return this.#outputs.deadLetter(batch, index, decoded);
    if (decoded.kind === 'tombstone') return;
    switch (decoded.name) {
      case 'EnrichedAccess':
        return this.#pipeline.access(decoded.record);
      case 'Explained':
        return this.#pipeline.explained(decoded.record);
      case 'Tick':
        yield* this.#pipeline.tick(decoded.record);
        return;
      // Norms become part of verdicts with the population stage; until then they pass by.
      default:
        return;
    }
  }

  /** With the first `count` records done, and `outputsDone` outputs of the next one. */
  async #commit(batch: RecordBatch, count: number, outputsDone = 0): Promise<void> {
    this.#position = {
      ...readUpTo(this.#position, batch, count),
      outputs_done: outputsDone,
      clock: this.#pipeline.clock.now,
      broker_at: batch.seenAt[outputsDone > 0 ? count : count - 1]!,
    };
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
