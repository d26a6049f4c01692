// The Codec over avsc: Confluent wire format in, records out, and back.
//
//   value  ┌ 0 ┬ schema id, 4 bytes ┬ Avro body …
//
// Ids of a batch are resolved before it (prepare), so that decode needs no promise per record.
// A body is walked before avsc sees it: see walker.ts. Opened by main.ts and tests.

import { assert } from '../../core/assert.ts';
import type { RecordBatch } from '../../core/batch.ts';
import { schemaSubject } from '../../core/schema-subject.ts';
import { minuteMs } from '../../core/time.ts';
import { OutsideError } from '../../errors.ts';
import { type RecordName, recordNames } from '../../generated/records.ts';
import { schemas } from '../../generated/schemas.ts';
import type { Clock, Codec, Decoded, Undecodable, Verified } from '../../ports.ts';
import { headerBytes, openEncoder, openViews } from './encoder.ts';
import { decodeAt, faultOf, readingOf, rejected } from './reading.ts';
import type { SchemaSource } from './schema-registry.ts';
import { openExtender, openReader, type Tombstone, type Walked } from './selected-fields.ts';

export type CodecOptions = {
  readonly registry: SchemaSource;
  readonly valueBytesMax?: number;
  readonly clock?: Pick<Clock, 'now'>;
};

/** So long an id that the registry did not know is not asked for again. */
const unknownForMs = minuteMs;

/** A schema that records were written with, and how this build reads it. */
type Writer = { readonly text: string; readonly found: Walked | Undecodable };

/** Looks up the schemas of this build, which must be registered, and opens a codec for them. */
export async function openCodec(options: CodecOptions): Promise<Codec> {
  const ids = new Map<RecordName, number>();
  const codec = new AvroCodec(options, ids);
  for (const name of recordNames) {
    const id = await options.registry.idOf(schemaSubject(name), schemas[name]);
    if (id === undefined) continue;
    ids.set(name, id);
    codec.know(id, schemas[name]);
  }
  const missing = recordNames.filter((name) => !ids.has(name));
  if (missing.length > 0) {
    const message = `schemas of this version that are not registered: ${missing.join(', ')}`;
    throw new OutsideError('schema-missing', message);
  }
  return codec;
}

class AvroCodec implements Codec {
  readonly encode: Codec['encode'];
  readonly #registry: SchemaSource;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #valueBytesMax: number;
  readonly #ids: ReadonlyMap<RecordName, number>;
  readonly #writers = new Map<number, Writer>();
  /** Unknown ids, and when they may be asked for again. */
  readonly #unknown = new Map<number, number>();
  #lastFound: Walked | undefined;
  #walkedBytes: Uint8Array | undefined;
  #walkedStart = -1;
  readonly #views = openViews();
  readonly #longWay = {
    views: this.#views,
    walk: (batch: RecordBatch, index: number) => this.#walk(batch, index),
    schemaId: (name: RecordName) => this.schemaId(name),
    encode: openEncoder(this.#views, (name) => this.schemaId(name)),
  };

  constructor(options: CodecOptions, ids: ReadonlyMap<RecordName, number>) {
    this.#registry = options.registry;
    this.#clock = options.clock ?? { now: () => Date.now() };
    this.#valueBytesMax = options.valueBytesMax ?? 1_000_000;
    this.#ids = ids;
    this.encode = this.#longWay.encode;
  }

  schemaId(name: RecordName): number {
    const id = this.#ids.get(name);
    assert(id !== undefined, `the schema of ${name} is not registered`);
    return id;
  }

  schemaText(schemaId: number): string {
    const writer = this.#writers.get(schemaId);
    assert(writer !== undefined, `schema ${schemaId} was in no batch that was prepared`);
    return writer.text;
  }

  /** Makes a schema known without asking the registry. */
  know(id: number, text: string): void {
    const reading = readingOf(text);
    const found = 'reason' in reading ? reading : ({ kind: 'walked', id, reading } as const);
    this.#writers.set(id, { text, found });
  }

  async prepare(batch: RecordBatch): Promise<void> {
    let last = -1;
    for (let i = 0; i < batch.count; i += 1) {
      const id = idAt(batch, i);
      if (id === last || id < 0) continue;
      last = id;
      if (!this.#writers.has(id)) await this.#resolve(id);
    }
  }

  async #resolve(id: number): Promise<void> {
    const now = this.#clock.now();
    if (now < (this.#unknown.get(id) ?? 0)) return;
    const text = await this.#registry.schema(id);
    if (text !== undefined) {
      this.#unknown.delete(id);
      this.know(id, text);
      return;
    }
    // Ids are whatever bytes say: the list of bad ones must not grow with them.
    if (this.#unknown.size >= 10_000) this.#unknown.clear();
    this.#unknown.set(id, now + unknownForMs);
  }

  decode(batch: RecordBatch, index: number): Decoded {
    const walked = this.#walk(batch, index);
    if (walked.kind !== 'walked') return walked;
    const at = batch.valueStart[index]! + headerBytes;
    return decodeAt(walked.reading, this.#views.of(batch.bytes), at);
  }

  reader: Codec['reader'] = (name, fields) =>
    openReader(this.#longWay, name, fields as readonly string[]) as never;

  extender: Codec['extender'] = (name, fields) =>
    openExtender(this.#longWay, name, fields as readonly string[]);

  verify(batch: RecordBatch, index: number): Verified {
    const walked = this.#walk(batch, index);
    if (walked.kind !== 'walked') return walked;
    return { kind: 'record', name: walked.reading.name, schemaId: walked.id };
  }

  #walk(batch: RecordBatch, index: number): Walked | Tombstone | Undecodable {
    const start = batch.valueStart[index]!;
    if (start < 0) return { kind: 'tombstone' };
    const end = batch.valueEnd[index]!;
    const refusal = this.#refuseHeader(batch.bytes, start, end);
    if (refusal !== undefined) return refusal;
    const id = idAt(batch, index);
    const found = this.#lastFound?.id === id ? this.#lastFound : this.#writers.get(id)?.found;
    if (found === undefined) return rejected('unknown-schema', `schema ${id} is not registered`);
    if (found.kind === 'rejected') return found;
    this.#lastFound = found;
    // An extender comes right after a reader: the same record need not be walked twice.
    if (this.#walkedStart === start && this.#walkedBytes === batch.bytes) return found;
    this.#walkedStart = -1;
    const at = found.reading.layout.walk(batch.bytes, start + headerBytes, end);
    if (at !== end) return faultOf(at, end);
    this.#walkedBytes = batch.bytes;
    this.#walkedStart = start;
    return found;
  }

  #refuseHeader(bytes: Uint8Array, start: number, end: number): Undecodable | undefined {
    const size = end - start;
    if (size === 0) return rejected('empty-value', 'the value has no bytes');
    if (size > this.#valueBytesMax) {
      return rejected('too-large', `${size} bytes are over the limit of ${this.#valueBytesMax}`);
    }
    if (bytes[start] !== 0) {
      return rejected('wrong-magic', `the first byte is ${bytes[start]}, not 0`);
    }
    return size < headerBytes ? rejected('truncated', 'no whole schema id') : undefined;
  }
}

/** Schema id of a record, −1 where its value has none: other bytes than 0 begin something else. */
function idAt(batch: RecordBatch, index: number): number {
  const start = batch.valueStart[index]!;
  if (start < 0 || batch.valueEnd[index]! - start < headerBytes) return -1;
  const { bytes } = batch;
  if (bytes[start] !== 0) return -1;
  const high = bytes[start + 1]! * 0x1000000;
  return high + ((bytes[start + 2]! << 16) | (bytes[start + 3]! << 8) | bytes[start + 4]!);
}
