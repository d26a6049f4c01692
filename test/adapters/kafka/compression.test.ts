// What Java's clients compress, and what nobody should: cut frames, broken blocks, bombs.

import { gzipSync, zstdCompressSync } from 'node:zlib';
import { compressFrameSync } from 'lz4-napi';
import { compressSync } from 'snappy';
import { describe, expect, test } from 'vitest';
import { compress, compressions, decompress } from '../../../src/adapters/kafka/compression.ts';
import { OutsideError } from '../../../src/errors.ts';
import { javaStreams, javaText } from './java-bytes.ts';

const [gzip, snappy, lz4, zstd] = [1, 2, 3, 4];
const text = javaText(100_000);

function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

function with32(size: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(size);
  return bytes;
}

describe('decompress', () => {
  for (const { name, codec, bytes, expected } of [
    { name: 'gzip of Java', codec: gzip, bytes: bytesOf(javaStreams.gzip), expected: text },
    {
      name: 'snappy of Java, in two blocks',
      codec: snappy,
      bytes: bytesOf(javaStreams.snappy),
      expected: text.subarray(0, 40_000),
    },
    {
      name: 'snappy of librdkafka, one bare block',
      codec: snappy,
      bytes: compressSync(text),
      expected: text,
    },
    {
      name: 'LZ4 of Java, in two blocks',
      codec: lz4,
      bytes: bytesOf(javaStreams.lz4),
      expected: text,
    },
    {
      name: 'LZ4 with its size and all checksums',
      codec: lz4,
      bytes: bytesOf(javaStreams.lz4Checked),
      expected: text,
    },
    { name: 'zstd of Java', codec: zstd, bytes: bytesOf(javaStreams.zstd), expected: text },
    { name: 'none', codec: 0, bytes: text, expected: text },
  ]) {
    test(name, () => {
      const opened = decompress(codec!, bytes);
      expect(Buffer.from(opened).equals(expected)).toBe(true);
      expect(opened.constructor, 'a plain array').toBe(Uint8Array);
    });
  }
});

/** Of nothing, little over what may come out. */
const bomb = Buffer.alloc(130_000_000);

describe('decompress > refused as damaged', () => {
  for (const { name, codec, make } of [
    { name: 'a codec nobody knows', codec: 5, make: () => text },
    { name: 'a gzip bomb', codec: gzip, make: () => gzipSync(bomb, { level: 1 }) },
    { name: 'a zstd bomb', codec: zstd, make: () => zstdCompressSync(bomb) },
    { name: 'an LZ4 bomb', codec: lz4, make: () => compressFrameSync(bomb) },
    {
      name: 'a snappy bomb in blocks',
      codec: snappy,
      make: () => {
        const block = compressSync(Buffer.alloc(10_000_000));
        const blocks = Array.from({ length: 13 }, () => [with32(block.length), block]).flat();
        return Buffer.concat([compress('snappy', text).subarray(0, 16), ...blocks]);
      },
    },
    {
      name: 'a snappy block that claims a gigabyte',
      codec: snappy,
      make: () => Buffer.from([0x80, 0x80, 0x80, 0x80, 0x04, 0x00]),
    },
    {
      name: 'a block of snappy that is longer than the rest',
      codec: snappy,
      make: () => Buffer.concat([compress('snappy', text).subarray(0, 16), with32(2 ** 31)]),
    },
    {
      name: 'LZ4 with a wrong checksum',
      codec: lz4,
      make: () => {
        const bytes = bytesOf(javaStreams.lz4Checked);
        bytes[bytes.length - 1]! ^= 1;
        return bytes;
      },
    },
    {
      name: 'LZ4 without its last checksum',
      codec: lz4,
      make: () => bytesOf(javaStreams.lz4Checked).subarray(0, -4),
    },
  ]) {
    test(name, () => {
      const bytes = make();
      expect(refusalOf(() => decompress(codec!, bytes))).toBe('log-damaged');
    });
  }

  for (const [codec, compression] of compressions.entries()) {
    if (compression === 'none') continue;
    test(`${compression} that is cut off, wherever`, () => {
      const whole = compress(compression, text.subarray(0, 2_000));
      for (let length = 0; length < whole.length; length += 1) {
        // Java's frame of snappy has no end of its own: cut behind its header it is an empty one.
        if (compression === 'snappy' && length === 16) continue;
        const code = refusalOf(() => decompress(codec, whole.subarray(0, length)));
        expect(code, `cut at ${length}`).toBe('log-damaged');
      }
    });
  }
});

/** The code of the failure; any other error is passed on, none is 'none'. */
function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof OutsideError) return error.code;
    throw error;
  }
  return 'none';
}
