// The two copies that a repartition makes, and what is counted of each: all of `access` dealt out
// over another number of partitions, and such a copy written again as it is. Nothing is trusted
// that was written: it is read again and counted anew. Used by repartition.ts.

import { keyOf, OutputBuffer, type RecordBatch, valueBytes } from '../core/batch.ts';
import { digestOf, partitionOf } from '../core/hash.ts';
import { Chain, Tally } from '../core/record-tally.ts';
import { OutsideError } from '../errors.ts';
import type { Tick } from '../generated/records.ts';
import type { LogWriter } from '../ports.ts';
import { isShared, kindsOf, openAccessReader, tickKind } from './access-cursor.ts';
import { AccessMerge, type MergedRange, type Piece } from './access-merge.ts';
import { commitBytesMax, partitionBytesMax } from './commit-limits.ts';
import { readRange } from './read-range.ts';
import type { ReadingPorts } from './stage-ports.ts';

export type CopyPorts = ReadingPorts & {
  /** Of the run: it is fenced where another one has begun since. */
  readonly writer: LogWriter;
  /** Aborted when it is to end in the middle. */
  readonly stop: AbortSignal;
  /** Offsets that are done, of how many. */
  readonly progress: (what: string, done: number, all: number) => void;
  /** Bytes of one transaction; as everywhere, where nothing is said. */
  readonly commitBytes?: number;
};

/** What stands in a topic with the records of `access`. */
export type Counted = {
  readonly tally: Tally;
  /** By partition: all records in their order. */
  readonly chains: readonly Chain[];
  /** The Tick of each source that is said last. */
  readonly lastTicks: ReadonlyMap<number, Tick>;
  /** By partition: the last record, to know the topic by. */
  readonly last: readonly LastRecord[];
};

export type LastRecord = {
  readonly offset: number | null;
  readonly digest: string | null;
  /** One past it, and past what the log keeps behind it. */
  readonly next: number;
};

/** Deals all of `access` out over the first `users` partitions of a topic that is empty. */
export async function dealOut(
  ports: CopyPorts,
  { to, users, ranges }: { to: string; users: number; ranges: readonly MergedRange[] },
): Promise<Pick<Counted, 'tally' | 'lastTicks'>> {
  const merge = new AccessMerge(ports, ranges);
  const tally = new Tally();
  const output = new Dealt(ports, to, users);
  const all = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  for (let piece = await merge.next(); piece !== undefined; piece = await merge.next()) {
    await output.put(piece, tally);
    ports.progress('Copying access', merge.passed, all);
    ports.stop.throwIfAborted();
  }
  await output.write();
  return { tally, lastTicks: merge.lastTicks() };
}

/** Buffers of the new partitions, written whenever a transaction is full. */
class Dealt {
  readonly #ports: CopyPorts;
  readonly #buffers: readonly OutputBuffer[];
  #bytes = 0;

  constructor(ports: CopyPorts, topic: string, users: number) {
    this.#ports = ports;
    this.#buffers = Array.from({ length: users }, (_, n) => new OutputBuffer(topic, n));
  }

  async put(piece: Piece, tally: Tally): Promise<void> {
    if (piece.kind === 'tick') {
      for (const buffer of this.#buffers) {
        const before = buffer.length;
        this.#ports.codec.encode(buffer, null, 'Tick', piece.tick);
        this.#bytes += buffer.length - before;
      }
    } else if (piece.kind === 'norms') {
      for (const buffer of this.#buffers) this.#append(buffer, piece.batch, piece.index);
    } else {
      const { batch, kinds, from, to } = piece.run;
      for (let i = from; i < to; i += 1) {
        tally.add(kinds[i]!, batch, i);
        this.#append(this.#bufferFor(batch, i), batch, i);
        if (this.#isFull) await this.write();
      }
      return;
    }
    if (this.#isFull) await this.write();
  }

  async write(): Promise<void> {
    const some = this.#buffers.filter(({ count }) => count > 0);
    if (some.length === 0) return;
    await this.#ports.writer.commit(some);
    for (const buffer of some) buffer.clear();
    this.#bytes = 0;
  }

  get #isFull(): boolean {
    const { commitBytes = commitBytesMax } = this.#ports;
    if (this.#bytes > commitBytes) return true;
    return this.#buffers.some(({ length }) => length > partitionBytesMax);
  }

  #bufferFor(batch: RecordBatch, index: number): OutputBuffer {
    return this.#buffers[placeOf(batch, index, this.#buffers.length)]!;
  }

  #append(buffer: OutputBuffer, batch: RecordBatch, index: number): void {
    this.#bytes += append(buffer, batch, index);
  }
}

/** As enrich deals out. What has no key is nobody's, and stays by its old partition. */
function placeOf(batch: RecordBatch, index: number, users: number): number {
  const key = keyOf(batch, index);
  return key === null ? batch.partition % users : partitionOf(key, users);
}

/** Writes the first `users` partitions of one topic into those of another that is empty. */
export async function copyAsIs(
  ports: CopyPorts,
  { from, to, users }: { from: string; to: string; users: number },
): Promise<readonly Chain[]> {
  const { log, writer, commitBytes = partitionBytesMax } = ports;
  const sizes = await sizesOf(ports, from, users);
  const chains: Chain[] = [];
  let done = 0;
  for (let partition = 0; partition < users; partition += 1) {
    const chain = new Chain();
    const buffer = new OutputBuffer(to, partition);
    const { start, end } = sizes.ranges[partition]!;
    const place = { topic: from, partition };
    for await (const batch of readRange(log, place, { from: start, to: end })) {
      for (let i = 0; i < batch.count; i += 1) {
        chain.add(batch, i);
        append(buffer, batch, i);
        if (buffer.length <= commitBytes) continue;
        await writer.commit([buffer]);
        buffer.clear();
      }
      ports.progress('Writing access anew', done + batch.nextOffset - start, sizes.all);
      ports.stop.throwIfAborted();
    }
    if (buffer.count > 0) await writer.commit([buffer]);
    done += end - start;
    chains.push(chain);
  }
  return chains;
}

/** Bytes by which the buffer grew. */
function append(buffer: OutputBuffer, batch: RecordBatch, index: number): number {
  const before = buffer.length;
  const isTombstone = batch.valueStart[index]! < 0;
  buffer.append(keyOf(batch, index), isTombstone ? null : valueBytes(batch, index));
  return buffer.length - before;
}

/** Reads the first `users` partitions to their ends; refuses a record in a wrong one. */
export async function countAll(
  ports: CopyPorts,
  { topic, users, what }: { topic: string; users: number; what: string },
): Promise<Counted> {
  const { log, codec } = ports;
  const reader = openAccessReader(codec);
  const { ranges, all } = await sizesOf(ports, topic, users);
  const tally = new Tally();
  const chains: Chain[] = [];
  const last: LastRecord[] = [];
  const ticks: Map<number, Tick>[] = [];
  let done = 0;
  for (const { partition, start, end } of ranges) {
    const chain = new Chain();
    const said = new Map<number, Tick>();
    let lastRecord: LastRecord = { offset: null, digest: null, next: end };
    for await (const batch of readRange(log, { topic, partition }, { from: start, to: end })) {
      await codec.prepare(batch);
      const kinds = kindsOf(reader, batch);
      for (let i = 0; i < batch.count; i += 1) {
        chain.add(batch, i);
        tally.add(kinds[i]!, batch, i);
        if (kinds[i] === tickKind) hear(said, reader(batch, i));
        else if (!isShared(kinds[i]!)) requirePlace(batch, i, users);
      }
      if (batch.count > 0) lastRecord = { ...lastOf(batch), next: end };
      ports.progress(what, done + batch.nextOffset - start, all);
      ports.stop.throwIfAborted();
    }
    done += end - start;
    chains.push(chain);
    last.push(lastRecord);
    ticks.push(said);
  }
  return { tally, chains, last, lastTicks: sameTicks(topic, ticks) };
}

function lastOf(batch: RecordBatch): { readonly offset: number; readonly digest: string } {
  const index = batch.count - 1;
  return { offset: batch.offsets[index]!, digest: digestOf(valueBytes(batch, index)) };
}

function hear(said: Map<number, Tick>, read: ReturnType<ReturnType<typeof openAccessReader>>) {
  if (read.kind !== 'record' || read.name !== 'Tick') return;
  said.set(read.record.source_partition, read.record);
}

function requirePlace(batch: RecordBatch, index: number, users: number): void {
  const key = keyOf(batch, index);
  if (key === null || partitionOf(key, users) === batch.partition) return;
  const place = `${batch.topic}/${batch.partition}`;
  throw differs(`a record of ${key} is in ${place}, where it does not belong`);
}

/** What all partitions have said last of each source: the same in all of them. */
function sameTicks(
  topic: string,
  ticks: readonly ReadonlyMap<number, Tick>[],
): ReadonlyMap<number, Tick> {
  const [first = new Map<number, Tick>(), ...others] = ticks;
  if (others.every((one) => textOf(one) === textOf(first))) return first;
  throw differs(`the partitions of ${topic} do not end with the same Ticks`);
}

/** To compare them by. */
export function textOf(ticks: ReadonlyMap<number, Tick>): string {
  const sorted = [...ticks].sort(([a], [b]) => a - b);
  return sorted.map(([source, { clock, state }]) => `${source} ${state} ${clock}`).join(', ');
}

export function differs(what: string): OutsideError {
  return new OutsideError('repartition-differs', `The copy is not what was copied: ${what}.`);
}

type Sizes = { readonly ranges: readonly MergedRange[]; readonly all: number };

/** Of the first `count` partitions. */
export async function sizesOf(
  { log }: Pick<ReadingPorts, 'log'>,
  topic: string,
  count: number,
): Promise<Sizes> {
  const ranges: MergedRange[] = [];
  for (let partition = 0; partition < count; partition += 1) {
    ranges.push({ partition, ...(await log.range(topic, partition)) });
  }
  return { ranges, all: ranges.reduce((sum, { start, end }) => sum + end - start, 0) };
}
