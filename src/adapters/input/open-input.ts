// Opens a file that somebody wants to have ingested: plain or gzipped, CSV, JSONL or Avro, or
// standard input. Nothing is held but what is being read, whatever the size of the file.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { OutsideError } from '../../errors.ts';
import type { InputChunk, InputFile, InputFormat, InputOptions } from '../../ports.ts';
import { avroRows } from './avro-rows.ts';
import { csvRows } from './csv-rows.ts';
import { jsonRows } from './json-rows.ts';
import type { RowOptions, RowsRead } from './rows-read.ts';

const gzipMagic = [0x1f, 0x8b] as const;
const avroMagic = 'Obj\u0001';
const readBytes = 1 << 18;

export async function openInput(
  path: string,
  options: InputOptions = {},
  standardInput: Readable = process.stdin,
): Promise<InputFile> {
  const isStandard = path === '-';
  const sizeBytes = isStandard ? undefined : await sizeOf(path);
  const source = isStandard ? standardInput : createReadStream(path, { highWaterMark: readBytes });
  const counter = { bytes: 0 };
  const raw = peekable(counting(source, path, counter));
  const start = await raw.peek();
  const isGzip = start[0] === gzipMagic[0] && start[1] === gzipMagic[1];
  const plain = isGzip ? peekable(gunzipped(raw.rest(), path)) : raw;
  const first = await plain.peek();
  const format = options.format ?? formatOf(path, first);
  const name = isStandard ? 'standard input' : path;
  return {
    name,
    format,
    sizeBytes,
    digests: (lengths) => digests(path, lengths),
    read: () => {
      // The same answer whatever the format: a writer that failed leaves such files behind.
      if (first.length === 0) throw new OutsideError('bad-input', `${name} is empty.`);
      return chunks(rowsOf(format, plain.rest(), { ...options, name }), counter);
    },
    close: async () => {
      if (!isStandard) source.destroy();
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch (cause) {
    const isAbsent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const why = isAbsent ? 'there is no such file.' : String(cause);
    throw new OutsideError('bad-input', `${path} cannot be read: ${why}`, { cause });
  }
  throw new OutsideError('bad-input', `${path} is no file.`);
}

/** By name, without .gz; else by the first bytes: `{` opens JSONL, `Obj` Avro, all else is CSV. */
function formatOf(path: string, start: Uint8Array): InputFormat {
  const bare = path.replace(/\.gz$/i, '');
  if (/\.(jsonl|ndjson|json)$/i.test(bare)) return 'jsonl';
  if (/\.(csv|tsv|txt)$/i.test(bare)) return 'csv';
  const first = new TextDecoder('latin1').decode(start.subarray(0, 64));
  if (/\.avro$/i.test(bare) || first.startsWith(avroMagic)) return 'avro';
  return first.trimStart().startsWith('{') ? 'jsonl' : 'csv';
}

function rowsOf(
  format: InputFormat,
  bytes: AsyncIterable<Uint8Array>,
  options: RowOptions,
): AsyncIterable<RowsRead> {
  if (format === 'csv') return csvRows(bytes, options);
  return format === 'jsonl' ? jsonRows(bytes) : avroRows(bytes, options);
}

async function* chunks(
  rows: AsyncIterable<RowsRead>,
  counter: { readonly bytes: number },
): AsyncGenerator<InputChunk> {
  for await (const read of rows) yield { ...read, bytesRead: counter.bytes };
}

async function* counting(
  source: AsyncIterable<Uint8Array>,
  path: string,
  counter: { bytes: number },
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of source) {
      counter.bytes += piece.length;
      yield piece;
    }
  } catch (cause) {
    throw new OutsideError('bad-input', `${path} cannot be read: ${String(cause)}`, { cause });
  }
}

async function* gunzipped(
  pieces: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: readBytes });
  const feed = (async () => {
    for await (const piece of pieces) {
      if (!gunzip.write(piece)) await new Promise((go) => gunzip.once('drain', () => go(true)));
    }
    gunzip.end();
  })();
  // What goes wrong while feeding has to end the reading, or that would wait for ever.
  feed.catch((error) => gunzip.destroy(error));
  try {
    for await (const piece of gunzip) yield piece as Uint8Array;
  } catch (cause) {
    if (cause instanceof OutsideError) throw cause;
    throw new OutsideError('bad-input', `${path} is no sound gzip file: ${String(cause)}`, {
      cause,
    });
  } finally {
    gunzip.destroy();
  }
}

type Peekable = {
  /** The first bytes, fewer than `peekBytes` only where there are no more. */
  peek(): Promise<Uint8Array>;
  rest(): AsyncGenerator<Uint8Array>;
};

/** Enough to know a format by; a pipe may bring them one at a time. */
const peekBytes = 64;

function peekable(pieces: AsyncGenerator<Uint8Array>): Peekable {
  const held: Uint8Array[] = [];
  const peek = async () => {
    while (held.reduce((sum, piece) => sum + piece.length, 0) < peekBytes) {
      const { done, value } = await pieces.next();
      if (done === true) break;
      held.push(value);
    }
    return Buffer.concat(held);
  };
  return {
    peek,
    async *rest() {
      yield* held.splice(0);
      yield* pieces;
    },
  };
}

/** One pass over the file for all lengths. */
async function digests(
  path: string,
  lengths: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  if (path === '-') return found;
  const due = [...new Set(lengths)].sort((left, right) => left - right);
  const hash = createHash('sha256');
  let readSoFar = 0;
  const settle = () => {
    while (due[0] === readSoFar) found.set(due.shift()!, hash.copy().digest('hex'));
  };
  settle();
  for await (const piece of createReadStream(path, { highWaterMark: readBytes * 4 })) {
    let at = 0;
    while (at < piece.length) {
      const until = Math.min(piece.length, (due[0] ?? Number.POSITIVE_INFINITY) - readSoFar + at);
      hash.update(piece.subarray(at, until));
      readSoFar += until - at;
      at = until;
      settle();
    }
    if (due.length === 0) break;
  }
  return found;
}
