// One partition of detect, from takeover to release.

import { isTombstone, keyOf, type RecordBatch, valueBytes } from '../core/batch.ts';
import { digestOf } from '../core/hash.ts';
import { Pipeline } from '../core/pipeline.ts';
import type { Position } from '../generated/records.ts';
import type { LogWriter, PartitionTask, Undecodable } from '../ports.ts';
import type { DetectPorts } from './detect.ts';
import { DetectOutputs } from './detect-outputs.ts';
import type { DetectSettings } from './detect-settings.ts';
import { checkDigest, checkIncarnation, positionKey, readPosition } from './position.ts';

const deadLetterBytesMax = 64_000;

export class DetectTask implements PartitionTask {
  readonly positions: ReadonlyMap<string, number>;
  readonly #ports: DetectPorts;
  readonly #settings: DetectSettings;
  readonly #partition: number;
  readonly #writer: LogWriter;
  readonly #outputs: DetectOutputs;
  readonly #pipeline: Pipeline;
  #position: Position;

  private constructor(
    ports: DetectPorts,
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
    this.#outputs = new DetectOutputs(ports.codec, ports.telemetry, partition);
    const { detectors, graceMs, riskToOpen } = settings;
    this.#pipeline = new Pipeline({ partition, detectors, graceMs, riskToOpen }, this.#outputs);
  }

  /** Fences the owner before, finds the position and rebuilds the state up to it. */
  static async take(
    ports: DetectPorts,
    settings: DetectSettings,
    partition: number,
  ): Promise<DetectTask> {
    const { log } = ports;
    const writer = await log.writer(`detect-${partition}`);
    const known = await readPosition(ports, 'detect-state', partition);
    if (known !== undefined) await checkIncarnation(log, known);
    const position = known ?? (await firstPosition(ports, partition));
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
      if (batch.offsets[i] === this.#position.next_offset) {
        this.#outputs.doneBefore = this.#position.outputs_done;
      }
      for (const _ of this.#steps(batch, i)) {
        if (this.#outputs.isFull) await this.#commit(batch, i, this.#outputs.ofRecord);
      }
      if (this.#outputs.isFull) await this.#commit(batch, i);
    }
    const outputs = this.#outputs.count;
    if (batch.count > 0) await this.#commit(batch, batch.count - 1);
    telemetry.emit({
      kind: 'batch-committed',
      stage: 'detect',
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
    const { next_offset: until, outputs_done: done } = this.#position;
    const { start } = await log.range('access', this.#partition);
    this.#outputs.isSilent = true;
    const limits = { maxBytes: this.#settings.batchBytesMax, waitMs: 0 };
    let offset = start;
    while (offset < until) {
      const batch = await log.read('access', this.#partition, offset, limits);
      await codec.prepare(batch);
      for (let i = 0; i < batch.count && batch.offsets[i]! < until; i += 1) {
        checkDigest(this.#position, batch, i);
        this.#outputs.beginRecord();
        for (const _ of this.#steps(batch, i));
      }
      offset = batch.nextOffset;
    }
    this.#outputs.isSilent = false;
    this.#outputs.clear();
    this.#position = { ...this.#position, outputs_done: done };
  }

  /** Processes one record; yields where a commit may fall into the middle of it. */
  *#steps(batch: RecordBatch, index: number): Generator<void, void, void> {
    const decoded = this.#ports.codec.decode(batch, index);
    if (decoded.kind === 'rejected') return this.#reject(batch, index, decoded);
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

  async #commit(batch: RecordBatch, index: number, outputsDone = 0): Promise<void> {
    const isMiddle = outputsDone > 0;
    const offset = batch.offsets[index]!;
    this.#position = {
      ...this.#position,
      next_offset: isMiddle ? offset : index === batch.count - 1 ? batch.nextOffset : offset + 1,
      outputs_done: outputsDone,
      last_offset: isMiddle ? this.#position.last_offset : offset,
      last_digest: isMiddle ? this.#position.last_digest : digestOf(valueBytes(batch, index)),
      clock: this.#pipeline.clock.now,
      broker_at: batch.seenAt[index]!,
    };
    this.#ports.codec.encode(this.#outputs.state, positionKey, 'Position', this.#position);
    await this.#writer.commit(this.#outputs.buffers.filter(({ count }) => count > 0));
    this.#outputs.clear();
  }

  #reject(batch: RecordBatch, index: number, rejected: Undecodable): void {
    if (this.#outputs.isSilent) return;
    const value = isTombstone(batch, index) ? new Uint8Array(0) : valueBytes(batch, index);
    this.#ports.codec.encode(this.#outputs.deadLetters, keyOf(batch, index), 'DeadLetter', {
      reason: rejected.reason,
      detail: rejected.detail,
      stage: 'detect',
      topic: batch.topic,
      partition: batch.partition,
      offset: batch.offsets[index]!,
      seen_at: batch.seenAt[index]!,
      key: keyOf(batch, index),
      value: value.subarray(0, deadLetterBytesMax),
      size_bytes: value.length,
    });
    const { reason } = rejected;
    this.#ports.telemetry.emit({ kind: 'records-rejected', stage: 'detect', reason, records: 1 });
  }

  #measure(): void {
    const { telemetry } = this.#ports;
    const partition = this.#partition;
    const { user, clock, tooOld } = this.#pipeline;
    telemetry.emit({ kind: 'clock-moved', partition, clock: clock.now });
    telemetry.emit({ kind: 'state-measured', partition, users: user.count, bytes: user.sizeBytes });
    if (tooOld > 0) telemetry.emit({ kind: 'events-too-old', partition, records: tooOld });
    this.#pipeline.tooOld = 0;
  }
}

async function firstPosition(ports: DetectPorts, partition: number): Promise<Position> {
  const topic = await ports.log.topic('access');
  const { start } = await ports.log.range('access', partition);
  return {
    topic: 'access',
    partition,
    log_id: topic?.id ?? '',
    next_offset: start,
    last_offset: null,
    last_digest: null,
    clock: null,
    broker_at: null,
    reread_from: null,
    ticked_pane: null,
    jump_account: null,
    jump_count: 0,
    ended: false,
    generation: 0,
    declared_next: null,
    engine_started_at: null,
    outputs_done: 0,
  };
}
