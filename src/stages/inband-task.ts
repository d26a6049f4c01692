// One task of the copying into `access`: partition n of every topic that is brought in-band. Each
// record is copied as it is, byte for byte, in one transaction with the Position of its topic:
// once, whatever fails.
//
//   norms/0         n n n │R ──► access/0  … n n n …      n = Norms, R = NormsRound
//                          └───► access/1  … n n n …
//
// Beside enrich it is one more writer of every partition of `access`. For inband.ts.

import { keyOf, OutputBuffer, type RecordBatch, valueBytes } from '../core/batch.ts';
import { partitionOf } from '../core/hash.ts';
import type { Millis } from '../core/time.ts';
import type { Position } from '../generated/records.ts';
import type { PartitionTask } from '../ports.ts';
import { commitBytesMax, partitionBytesMax } from './commit-limits.ts';
import { deadLetterRecord, type Refused } from './dead-letter-record.ts';
import { type InbandStart, inbandKey, inbandState } from './inband-take.ts';
import { inbandTopics, normsTopic } from './inband-topics.ts';
import { isAtEnd, readUpTo } from './position.ts';

export class InbandTask implements PartitionTask {
  readonly positions: ReadonlyMap<string, number>;
  readonly #start: InbandStart;
  readonly #positions: Map<string, Position>;
  readonly #access: readonly OutputBuffer[];
  readonly #letters: OutputBuffer;
  readonly #state: OutputBuffer;
  /** Start of the last hour whose norms are all copied: how far enrich may go rests on it. */
  #round: Millis | null = null;
  /** Records of the batch at hand that no commit has told of yet. */
  #records = 0;

  constructor(start: InbandStart) {
    const { settings, partition, positions } = start;
    this.#start = start;
    this.#positions = new Map(positions.map((one) => [one.topic, one]));
    this.positions = new Map(positions.map(({ topic, next_offset }) => [topic, next_offset]));
    const { users } = settings;
    this.#access = Array.from({ length: users }, (_, n) => new OutputBuffer('access', n));
    this.#letters = new OutputBuffer('dead-letter', partition);
    this.#state = new OutputBuffer(inbandState, partition);
  }

  async process(batch: RecordBatch): Promise<'more'> {
    await this.#start.ports.codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      this.#copy(batch, i);
      this.#records += 1;
      if (this.#isFull && i + 1 < batch.count) await this.#commit(batch, i + 1);
    }
    await this.#commit(batch, batch.count);
    return 'more';
  }

  async idle(): Promise<'more' | 'done'> {
    const { settings, ports } = this.#start;
    if (settings.drain?.aborted !== true) return 'more';
    for (const position of this.#positions.values()) {
      if (!(await isAtEnd(ports.log, position, position.next_offset))) return 'more';
    }
    return 'done';
  }

  async release(): Promise<void> {
    const { writer, ports, partition } = this.#start;
    await writer.close();
    ports.telemetry.emit({ kind: 'partition-released', stage: 'inband', partition });
  }

  get #isFull(): boolean {
    const { commitBytes = commitBytesMax } = this.#start.settings;
    const all = [...this.#access, this.#letters];
    if (all.some(({ length }) => length > partitionBytesMax)) return true;
    return all.reduce((sum, { length }) => sum + length, 0) > commitBytes;
  }

  #copy(batch: RecordBatch, index: number): void {
    const verified = this.#start.ports.codec.verify(batch, index);
    if (verified.kind === 'tombstone') return;
    if (verified.kind === 'rejected') {
      this.#refuse(batch, index, verified);
      return;
    }
    if (verified.name === 'NormsRound') this.#noteRound(batch, index);
    const audience = inbandTopics[batch.topic]?.[verified.name];
    if (audience === undefined) return;
    const key = keyOf(batch, index);
    const value = valueBytes(batch, index);
    if (audience === 'everyone') {
      for (const buffer of this.#access) buffer.append(key, value);
    } else if (key === null) {
      this.#refuse(batch, index, { reason: 'key-missing', detail: '' });
    } else this.#access[partitionOf(key, this.#access.length)]!.append(key, value);
  }

  #noteRound(batch: RecordBatch, index: number): void {
    const decoded = this.#start.ports.codec.decode(batch, index);
    if (decoded.kind !== 'record' || decoded.name !== 'NormsRound') return;
    if (decoded.record.kind === 'hour') this.#round = decoded.record.hour;
  }

  #refuse(batch: RecordBatch, index: number, refused: Omit<Refused, 'stage'>): void {
    const { codec, telemetry } = this.#start.ports;
    const letter = deadLetterRecord(batch, index, { stage: 'inband', ...refused });
    codec.encode(this.#letters, letter.key, 'DeadLetter', letter);
    const { reason } = refused;
    telemetry.emit({ kind: 'records-rejected', stage: 'inband', reason, records: 1 });
  }

  /** With the first `count` records of the batch done. */
  async #commit(batch: RecordBatch, count: number): Promise<void> {
    const { ports, writer, partition } = this.#start;
    const { topic, endOffset: end } = batch;
    const read = readUpTo(this.#positions.get(topic)!, batch, count);
    const position = topic === normsTopic ? { ...read, clock: this.#round ?? read.clock } : read;
    this.#positions.set(topic, position);
    ports.codec.encode(this.#state, inbandKey(topic), 'Position', position);
    const written = [...this.#access, this.#letters, this.#state].filter(({ count: n }) => n > 0);
    const outputs = written.reduce((sum, one) => sum + one.count, -1);
    await writer.commit(written);
    for (const buffer of written) buffer.clear();
    const place = { stage: 'inband', topic, partition } as const;
    const reach = { position: position.next_offset, end };
    const records = this.#records;
    this.#records = 0;
    ports.telemetry.emit({ kind: 'batch-committed', ...place, records, outputs, ...reach });
  }
}
