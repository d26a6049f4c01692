// The four codecs of Kafka's record batches. Everybody's producers choose their own, so all are
// read; which one ours write is a setting. What comes out is bounded: a few bytes can claim to be
// gigabytes. Used by the reader and the writer of record batches.

import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { compressFrameSync, decompressFrameSync } from 'lz4-napi';
import { compressSync, uncompressSync } from 'snappy';
import { assert } from '../../core/assert.ts';
import { OutsideError } from '../../errors.ts';

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** By the number in a batch's attributes. */
export const compressions: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** A batch has a megabyte by default; what claims to be larger than this is an attack. */
const bytesMax = 128_000_000;

/** On enriched events levels 2 to 4 save nothing, and 6 a tenth for eight times the time. */
const fastZstd = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export function compress(compression: Compression, bytes: Uint8Array): Uint8Array {
  switch (compression) {
    case 'none':
      return bytes;
    case 'gzip':
      return gzipSync(bytes, { level: 1 });
    case 'snappy':
      return xerialFramed(compressSync(bufferOver(bytes)));
    case 'lz4':
      return compressFrameSync(bufferOver(bytes));
    case 'zstd':
      // With the size in its frame, whoever opens it knows how much room it takes.
      return zstdCompressSync(bytes, { ...fastZstd, pledgedSrcSize: bytes.length });
  }
}

/** Fails with `log-damaged` where the bytes are none of the codec's, or far too many come out. */
export function decompress(codec: number, bytes: Uint8Array): Uint8Array {
  const compression = compressions[codec];
  if (compression === undefined) throw damaged(`codec ${codec} is unknown`);
  try {
    const { buffer, byteOffset, length } = opened(compression, bytes);
    // Batches are plain arrays wherever they come from: what reads them is compiled for one kind.
    return new Uint8Array(buffer, byteOffset, length);
  } catch (cause) {
    throw damaged(`${compression}: ${(cause as Error).message}`, cause);
  }
}

function opened(compression: Compression, bytes: Uint8Array): Uint8Array {
  const limit = { maxOutputLength: bytesMax };
  switch (compression) {
    case 'none':
      return bytes;
    case 'gzip':
      return gunzipSync(bytes, limit);
    case 'snappy':
      return unsnapped(bytes);
    case 'lz4':
      assertFrame(bytes);
      return decompressFrameSync(bufferOver(bytes));
    case 'zstd':
      return zstdDecompressSync(bytes, { ...limit, chunkSize: zstdRoom(bytes) });
  }
}

/** Java's snappy puts blocks into a frame of its own: magic, two versions, then sized blocks. */
const xerialHeader = Buffer.from([
  0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1,
]);

function xerialFramed(block: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(block.length);
  return Buffer.concat([xerialHeader, size, block]);
}

function unsnapped(bytes: Uint8Array): Uint8Array {
  const buffer = bufferOver(bytes);
  const magic = xerialHeader.subarray(0, 8);
  if (!buffer.subarray(0, 8).equals(magic)) return unsnappedBlock(buffer);
  if (buffer.length < xerialHeader.length) throw new RangeError('its header is cut off');
  const blocks: Buffer[] = [];
  let total = 0;
  for (let at = xerialHeader.length; at < buffer.length; ) {
    const size = buffer.readUInt32BE(at);
    const end = at + 4 + size;
    if (end > buffer.length) throw new RangeError('a block is cut off');
    const block = unsnappedBlock(buffer.subarray(at + 4, end));
    total += block.length;
    if (total > bytesMax) throw new RangeError('it is too large');
    blocks.push(block);
    at = end;
  }
  return Buffer.concat(blocks);
}

/** A block starts with its size as a varint. */
function unsnappedBlock(block: Buffer): Buffer {
  let size = 0;
  for (let i = 0, weight = 1; i < 5; i += 1, weight *= 128) {
    const byte = block.readUInt8(i);
    size += (byte & 0x7f) * weight;
    if (byte < 0x80) break;
  }
  if (size > bytesMax) throw new RangeError('it is too large');
  const opened = uncompressSync(block, { asBuffer: true });
  assert(Buffer.isBuffer(opened), 'bytes were asked for');
  return opened;
}

/** A frame says how much comes out of it where its writer knew: Kafka's own producers do not. */
const zstdRoomMin = 65_536;
const zstdRoomMax = 8_000_000;
const zstdDictionaryBytes = [0, 1, 2, 4];

/**
 * Room for all that comes out, in one piece, instead of many that are then put together.
 * https://datatracker.ietf.org/doc/html/rfc8878#section-3.1.1.1
 */
function zstdRoom(bytes: Uint8Array): number {
  const descriptor = bytes[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + zstdDictionaryBytes[descriptor & 3]!;
  const frame = bufferOver(bytes);
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  if (sizeBytes === 0 || at + sizeBytes > frame.length) return zstdRoomMin;
  const size = frame.readUIntLE(at, Math.min(sizeBytes, 6)) + (sizeBytes === 2 ? 256 : 0);
  // One more: where the output ends with its room, zlib goes on and takes as much again.
  return Math.min(Math.max(size + 1, 64), zstdRoomMax);
}

const lz4Magic = 0x184d2204;
const lz4BlockBytes = new Map([
  [4, 1 << 16],
  [5, 1 << 18],
  [6, 1 << 20],
  [7, 1 << 22],
]);
/** A match of one byte more in the block is 255 bytes more of output. */
const lz4RatioMax = 255;

/**
 * Whether a frame is whole, and how much may come out of it: lz4-napi bounds nothing, and takes a
 * frame without its end. https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
function assertFrame(bytes: Uint8Array): void {
  const frame = bufferOver(bytes);
  if (frame.readUInt32LE(0) !== lz4Magic) throw new RangeError('it is no frame');
  const [flags, blockKind] = [frame.readUInt8(4), frame.readUInt8(5)];
  const blockMax = lz4BlockBytes.get((blockKind >> 4) & 7);
  if (blockMax === undefined) throw new RangeError('its blocks are of an unknown size');
  const [hasDictionary, hasChecksum, hasSize, hasBlockChecksums] = [1, 4, 8, 16].map(
    (bit) => (flags & bit) !== 0,
  );
  let at = 7 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0);
  let total = 0;
  for (;;) {
    const word = frame.readUInt32LE(at);
    at += 4;
    if (word === 0) break;
    const size = word & 0x7fffffff;
    total += word === size ? Math.min(size * lz4RatioMax, blockMax) : size;
    if (total > bytesMax) throw new RangeError('it is too large');
    at += size + (hasBlockChecksums ? 4 : 0);
  }
  if (at + (hasChecksum ? 4 : 0) > frame.length) throw new RangeError('it is cut off');
}

function bufferOver({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

function damaged(what: string, cause?: unknown): OutsideError {
  return new OutsideError('log-damaged', `compressed records cannot be read: ${what}`, { cause });
}
