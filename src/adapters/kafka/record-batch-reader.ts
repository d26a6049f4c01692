// The bytes of a fetch → the columns of a RecordBatch: what is visible to read committed, in order.
//
//   records  ┌ batch ┬ batch (aborted) ┬ batch ┬ marker: abort ┬ empty batch ┬ batch, cut off ┐
//               │         dropped         │        dropped        offsets only     ignored
//               ▼                         ▼
//   columns  [ k v, k v, …              k v, … ]     nextOffset: behind the last whole batch
//
// A transaction's records are in batches of its producer's own, so whole batches are dropped, as
// Java's CompletedFetch does: transactions that the broker lists as aborted are active from their
// first offset on, until the marker of their producer. Batches that compaction has emptied still
// say how far they reach. Checksums leave out base offset, length and format, so those are held to
// what a log promises: whole batches that never go back. Used by task-inputs.ts and kafka-log.ts.

import { crc32c } from '@node-rs/crc32';
import type { RecordBatch } from '../../core/batch.ts';
import type { Scratch } from '../../core/scratch.ts';
import { OutsideError } from '../../errors.ts';
import { decompress } from './compression.ts';
import type { FetchedPartition } from './fetch-request.ts';
import { headerBytes } from './record-batch-writer.ts';
import { columnsOf, type OpenBatch, recordBytesMin } from './record-columns.ts';
import { packedAt, sizeOfPacked, valueOfPacked, varintEnd } from './varints.ts';

/** Offset and length, which tell where the next batch starts. */
const prefixBytes = 12;
const magicAt = 16;
const attributesAt = 21;
const codecBits = 0x07;
const appendTimeBit = 0x08;
const transactionalBit = 0x10;
const controlBit = 0x20;
const offsetsMax = 2 ** 53;
/** Each batch may open into a hundred megabytes, and a fetch hold hundreds of them. */
const openBytesMax = 64_000_000;

/**
 * All visible records at `from` or later; with `scratch` valid until it is used again. Fails with
 * `log-damaged` or `kafka-unsupported`.
 */
export function readRecordBatches(
  fetched: FetchedPartition,
  from: number,
  scratch?: Scratch,
): RecordBatch {
  const { topic, partition, lastStableOffset } = fetched;
  const { batches, nextOffset } = visibleBatches(fetched, from);
  try {
    return {
      topic,
      partition,
      ...columnsOf(batches, from, scratch),
      nextOffset: Math.max(nextOffset, from),
      endOffset: lastStableOffset,
    };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = `a batch of ${topic}/${partition} is damaged: ${cause.message}`;
    throw new OutsideError('log-damaged', message, { cause });
  }
}

function visibleBatches(
  fetched: FetchedPartition,
  from: number,
): { readonly batches: readonly OpenBatch[]; readonly nextOffset: number } {
  const { records } = fetched;
  const view = Buffer.from(records.buffer, records.byteOffset, records.length);
  const transactions = new AbortedTransactions(fetched.aborted);
  const batches: OpenBatch[] = [];
  let nextOffset = 0;
  let openBytes = 0;
  let at = 0;
  // What is past the limit is left to the next fetch, like what the broker cuts off.
  while (at + prefixBytes <= view.length && openBytes < openBytesMax) {
    const end = at + prefixBytes + view.readInt32BE(at + 8);
    // The broker cuts the last batch off where the limit of the fetch is.
    if (end > view.length) break;
    const header = readHeader(fetched, view, { at, end });
    if (header.baseOffset < nextOffset) throw damaged(fetched, at, 'its offsets go back');
    transactions.reach(header.lastOffset);
    if (header.isControl) {
      if (isAbort(fetched, view, header)) transactions.ended(header.producerId);
    } else if (!header.isTransactional || !transactions.isAborted(header.producerId)) {
      if (header.lastOffset >= from && header.count > 0) {
        const batch = open(fetched, view, header);
        openBytes += batch.end - batch.start;
        batches.push(batch);
      }
    }
    nextOffset = header.lastOffset + 1;
    at = end;
  }
  // The first batch is always whole: going on would ask for the same bytes for ever.
  if (at === 0 && view.length > 0) throw damaged(fetched, at, 'it is cut off');
  return { batches, nextOffset };
}

type Place = { readonly at: number; readonly end: number };

type Header = Place & {
  readonly codec: number;
  readonly isControl: boolean;
  readonly isTransactional: boolean;
  readonly count: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly baseTime: number;
  readonly appendTime: number;
  readonly producerId: bigint;
};

function readHeader(fetched: FetchedPartition, view: Buffer, { at, end }: Place): Header {
  const magic = end > at + magicAt ? view.readInt8(at + magicAt) : undefined;
  if (magic !== undefined && magic !== 2) {
    const place = `${fetched.topic}/${fetched.partition}`;
    const message = `${place} holds records in format ${magic}, not 2`;
    throw new OutsideError('kafka-unsupported', message);
  }
  if (end < at + headerBytes) throw damaged(fetched, at, 'it is shorter than its header');
  if (crc32c(view.subarray(at + attributesAt, end)) !== view.readUInt32BE(at + 17)) {
    throw damaged(fetched, at, 'its checksum is wrong');
  }
  const attributes = view.readInt16BE(at + attributesAt);
  const baseOffset = readOffset(view, at);
  const lastOffset = baseOffset + view.readInt32BE(at + 23);
  const count = view.readInt32BE(at + 57);
  if (count < 0 || baseOffset < 0 || lastOffset < baseOffset || lastOffset >= offsetsMax) {
    throw damaged(fetched, at, 'its offsets are impossible');
  }
  return {
    at,
    end,
    codec: attributes & codecBits,
    isControl: (attributes & controlBit) !== 0,
    isTransactional: (attributes & transactionalBit) !== 0,
    count,
    baseOffset,
    lastOffset,
    baseTime: readOffset(view, at + 27),
    appendTime: (attributes & appendTimeBit) === 0 ? -1 : readOffset(view, at + 35),
    producerId: view.readBigInt64BE(at + 43),
  };
}

function open(fetched: FetchedPartition, view: Buffer, header: Header): OpenBatch {
  const { at, codec, count, baseOffset, lastOffset, baseTime, appendTime } = header;
  const place =
    codec === 0
      ? { bytes: fetched.records, isOwn: false, start: at + headerBytes, end: header.end }
      : unpacked(fetched, view, header);
  // A count is room to allocate: the bytes must bear it out first.
  if (count * recordBytesMin > place.end - place.start) {
    throw damaged(fetched, at, 'it claims more records than it holds');
  }
  return { ...place, count, baseOffset, lastOffset, baseTime, appendTime };
}

function unpacked(
  fetched: FetchedPartition,
  view: Buffer,
  { at, end, codec }: Header,
): Pick<OpenBatch, 'bytes' | 'isOwn' | 'start' | 'end'> {
  try {
    const bytes = decompress(codec, view.subarray(at + headerBytes, end));
    return { bytes, isOwn: true, start: 0, end: bytes.length };
  } catch (cause) {
    throw damaged(fetched, at, (cause as Error).message, cause);
  }
}

/** Which producers' records are to be dropped, as one goes through the log. */
class AbortedTransactions {
  readonly #waiting: { readonly producerId: bigint; readonly firstOffset: number }[];
  readonly #active = new Set<bigint>();
  #next = 0;

  constructor(aborted: FetchedPartition['aborted']) {
    // The broker lists them by their end.
    this.#waiting = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  reach(offset: number): void {
    for (let one = this.#waiting[this.#next]; one && one.firstOffset <= offset; ) {
      this.#active.add(one.producerId);
      this.#next += 1;
      one = this.#waiting[this.#next];
    }
  }

  ended(producerId: bigint): void {
    this.#active.delete(producerId);
  }

  isAborted(producerId: bigint): boolean {
    return this.#active.has(producerId);
  }
}

/** A control batch holds one record, whose key is a version and a type: 0 is abort. */
function isAbort(fetched: FetchedPartition, view: Buffer, { at, end, count }: Header): boolean {
  // Compaction may have taken the marker out of its batch, once nothing needs it.
  if (count === 0) return false;
  // Length, attributes, time, offset, then the length of the key.
  const offsetAt = varintEnd(
    view,
    at + headerBytes + sizeOfPacked(packedAt(view, at + headerBytes)) + 1,
  );
  const sizeAt = varintEnd(view, offsetAt);
  const packed = packedAt(view, sizeAt);
  const keyAt = sizeAt + sizeOfPacked(packed);
  if (valueOfPacked(packed) < 4 || keyAt + 4 > end) {
    throw damaged(fetched, at, 'its marker cannot be read');
  }
  return view.readInt16BE(keyAt + 2) === 0;
}

/** A 64-bit integer: offsets and times are far below 2⁵³. */
function readOffset(view: Buffer, at: number): number {
  return view.readInt32BE(at) * 2 ** 32 + view.readUInt32BE(at + 4);
}

function damaged(
  { topic, partition }: FetchedPartition,
  at: number,
  why: string,
  cause?: unknown,
): OutsideError {
  const message = `the batch at byte ${at} of a fetch of ${topic}/${partition} is damaged: ${why}`;
  return new OutsideError('log-damaged', message, { cause });
}
