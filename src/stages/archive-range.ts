// A contiguous range of one partition, gathered from several small batches: ClickHouse takes ten
// thousand rows in one insert at a fraction of the price of a thousand each in ten. Batches are
// valid only while they are handled, so their bytes are copied: into the room of the range before,
// since fresh memory costs more than the copy. Used by archive-task.ts.

import { assert } from '../core/assert.ts';
import type { RecordBatch } from '../core/batch.ts';
import type { Millis } from '../core/time.ts';
import type { Coordinates } from '../ports.ts';

type Column = 'keyStart' | 'keyEnd' | 'valueStart' | 'valueEnd';
const columnNames: readonly Column[] = ['keyStart', 'keyEnd', 'valueStart', 'valueEnd'];

/** Clocks of two readings of one engine's start differ by rounding only. */
const restartMs = 2_000;

/** Whether the engine was started anew between two readings of its start. */
export function isOtherEngine(startedAt: Millis, before: Millis): boolean {
  return Math.abs(startedAt - before) > restartMs;
}

export class ArchiveRange {
  readonly logId: string;
  readonly topic: string;
  readonly partition: number;
  first: number;
  /** When its first record was gathered. */
  openedAt: Millis;
  next: number;
  endOffset = 0;
  rows = 0;
  sizeBytes = 0;
  /**
   * Start of the engine to which it was declared; null: declared, but engines were restarted since,
   * so its rows must be counted; undefined: nobody knows of it yet.
   */
  declared: Millis | null | undefined;
  /** Dead letters up to this offset are written already. */
  refusedUpTo = -1;
  #bytes = new Uint8Array(64 * 1024);
  // Doubles hold whole numbers up to 2^53 exactly: more than a log will ever count.
  #offsets = new Float64Array(1024);
  #seenAt = new Float64Array(1024);
  readonly #columns: Record<Column, Int32Array> = {
    keyStart: new Int32Array(1024),
    keyEnd: new Int32Array(1024),
    valueStart: new Int32Array(1024),
    valueEnd: new Int32Array(1024),
  };

  constructor(place: Omit<Coordinates, 'next'>, openedAt: Millis) {
    this.logId = place.logId;
    this.topic = place.topic;
    this.partition = place.partition;
    this.first = place.first;
    this.next = place.first;
    this.openedAt = openedAt;
  }

  /** Empties it for the range that follows, once it is landed. */
  restart(openedAt: Millis): void {
    this.first = this.next;
    this.openedAt = openedAt;
    this.rows = 0;
    this.sizeBytes = 0;
    this.declared = undefined;
    this.refusedUpTo = -1;
  }

  /** To an engine that is there now; whether that is news for whoever comes after a crash. */
  declareTo(startedAt: Millis): boolean {
    const before = this.declared;
    if (before === undefined) this.declared = startedAt;
    else if (before !== null && isOtherEngine(startedAt, before)) this.declared = null;
    return this.declared !== before;
  }

  coordinates(): Coordinates {
    const { logId, topic, partition, first, next } = this;
    return { logId, topic, partition, first, next };
  }

  /** Appends the records of a batch that lie before `until`. */
  append(batch: RecordBatch, until = Number.POSITIVE_INFINITY): void {
    assert(batch.topic === this.topic, 'a range is of one topic');
    assert(batch.count === 0 || batch.offsets[0]! >= this.next, 'a range has no overlaps');
    let count = batch.count;
    while (count > 0 && batch.offsets[count - 1]! >= until) count -= 1;
    const bytesEnd = count === batch.count ? batch.bytes.length : endOf(batch, count);
    this.#reserve(count, bytesEnd);
    this.#bytes.set(batch.bytes.subarray(0, bytesEnd), this.sizeBytes);
    this.#offsets.set(batch.offsets.subarray(0, count), this.rows);
    this.#seenAt.set(batch.seenAt.subarray(0, count), this.rows);
    for (const name of columnNames) this.#appendColumn(name, batch[name], count);
    this.rows += count;
    this.sizeBytes += bytesEnd;
    this.next = Math.min(batch.nextOffset, until);
    this.endOffset = batch.endOffset;
  }

  /** All of it as one batch. */
  batch(): RecordBatch {
    const { topic, partition, rows } = this;
    return {
      topic,
      partition,
      count: rows,
      bytes: this.#bytes.subarray(0, this.sizeBytes),
      offsets: this.#offsets.subarray(0, rows),
      seenAt: this.#seenAt.subarray(0, rows),
      keyStart: this.#columns.keyStart.subarray(0, rows),
      keyEnd: this.#columns.keyEnd.subarray(0, rows),
      valueStart: this.#columns.valueStart.subarray(0, rows),
      valueEnd: this.#columns.valueEnd.subarray(0, rows),
      nextOffset: this.next,
      endOffset: this.endOffset,
    };
  }

  /** Positions move with the bytes; −1 (no key, tombstone) stays. */
  #appendColumn(name: Column, from: Int32Array, count: number): void {
    const into = this.#columns[name];
    for (let i = 0; i < count; i += 1) {
      const position = from[i]!;
      into[this.rows + i] = position < 0 ? position : position + this.sizeBytes;
    }
  }

  #reserve(count: number, bytes: number): void {
    if (this.sizeBytes + bytes > this.#bytes.length) {
      // Doubled, so that appending costs the same however much is there.
      const grown = new Uint8Array(Math.max(this.sizeBytes + bytes, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.sizeBytes));
      this.#bytes = grown;
    }
    const rows = this.rows + count;
    if (rows <= this.#offsets.length) return;
    const capacity = Math.max(rows, this.#offsets.length * 2);
    this.#offsets = grownNumbers(this.#offsets, capacity);
    this.#seenAt = grownNumbers(this.#seenAt, capacity);
    for (const name of columnNames) {
      const grown = new Int32Array(capacity);
      grown.set(this.#columns[name]);
      this.#columns[name] = grown;
    }
  }
}

function grownNumbers(
  from: Float64Array<ArrayBuffer>,
  capacity: number,
): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(capacity);
  grown.set(from);
  return grown;
}

/** Where the bytes of the first `count` records end. */
function endOf(batch: RecordBatch, count: number): number {
  let end = 0;
  for (let i = 0; i < count; i += 1) end = Math.max(end, batch.keyEnd[i]!, batch.valueEnd[i]!);
  return end;
}
