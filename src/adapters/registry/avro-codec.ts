// The Codec over avsc: Confluent wire format in, records out, and back.
//
//   value  ┌ 0 ┬ schema id, 4 bytes ┬ Avro body …
//
// Ids of a batch are resolved before it (prepare), so that decode needs no promise per record.
// A body is walked before avsc sees it: see walker.ts. Opened by main.ts and tests.

import avro from 'avsc';
import { assert } from '../../core/assert.ts';
import type { RecordBatch } from '../../core/batch.ts';
import { schemaSubject } from '../../core/schema-subject.ts';
import { minuteMs } from '../../core/time.ts';
import { OutsideError } from '../../errors.ts';
import { type RecordName, recordNames } from '../../generated/records.ts';
import { schemas } from '../../generated/schemas.ts';
import type { Clock, Codec, Decoded, Undecodable, Verified } from '../../ports.ts';
import { headerBytes, openEncoder, openViews, writeHeader } from './encoder.ts';
import { type Extension, extend } from './extension.ts';
import { type Projection, project } from './projection.ts';
import type { SchemaSource } from './schema-registry.ts';
import {
  type AvroSchema,
  compileRecord,
  countTooLarge,
  malformed,
  type RecordField,
  type RecordWalk,
  truncated,
} from './walker.ts';

export type CodecOptions = {
  readonly registry: SchemaSource;
  readonly valueBytesMax?: number;
  readonly clock?: Pick<Clock, 'now'>;
};

/** So long an id that the registry did not know is not asked for again. */
const unknownForMs = minuteMs;

/** A schema that records were written with, and how this build reads it. */
type Writer = { readonly text: string; readonly found: Walked | Undecodable };

type Walked = { readonly kind: 'walked'; readonly id: number; readonly reading: Reading };

type Reading = {
  readonly name: RecordName;
  readonly layout: RecordWalk;
  readonly type: avro.Type;
  readonly resolver: avro.Resolver | undefined;
};

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
  readonly #readers: ReadonlyMap<string, avro.Type>;
  readonly #writers = new Map<number, Writer>();
  /** Unknown ids, and when they may be asked for again. */
  readonly #unknown = new Map<number, number>();
  #lastFound: Walked | undefined;
  #walkedBytes: Uint8Array | undefined;
  #walkedStart = -1;
  readonly #views = openViews();

  constructor(options: CodecOptions, ids: ReadonlyMap<RecordName, number>) {
    this.#registry = options.registry;
    this.#clock = options.clock ?? { now: () => Date.now() };
    this.#valueBytesMax = options.valueBytesMax ?? 1_000_000;
    this.#ids = ids;
    this.#readers = new Map(recordNames.map((name) => [name, typeOf(schemas[name])]));
    this.encode = openEncoder(this.#views, (name) => this.schemaId(name));
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
    const reading = this.#readingOf(text);
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
    return walked.kind === 'walked' ? this.#decodeWalked(batch, index, walked.reading) : walked;
  }

  #decodeWalked(batch: RecordBatch, index: number, { name, type, resolver }: Reading): Decoded {
    const buffer = this.#views.of(batch.bytes);
    try {
      const { value } = type.decode(buffer, batch.valueStart[index]! + headerBytes, resolver);
      return { kind: 'record', name, record: value } as Decoded;
    } catch (error) {
      return rejected('malformed', String(error));
    }
  }

  reader: Codec['reader'] = (name, fields) => {
    const types = new Map<string, string>();
    for (const field of fieldsOf(name)) {
      const isWanted = (fields as readonly string[]).includes(field.name);
      if (isWanted) types.set(field.name, JSON.stringify(field.type));
    }
    const projections = new Map<Reading, Projection | undefined>();
    const read = (batch: RecordBatch, index: number): Decoded => {
      const walked = this.#walk(batch, index);
      if (walked.kind !== 'walked') return walked;
      const { reading } = walked;
      if (reading.name !== name) return this.#decodeWalked(batch, index, reading);
      let projection = projections.get(reading);
      if (projection === undefined && !projections.has(reading)) {
        projection = project(reading.layout, types);
        projections.set(reading, projection);
      }
      if (projection === undefined) return this.#decodeWalked(batch, index, reading);
      const start = batch.valueStart[index]! + headerBytes;
      const record = projection(this.#views.of(batch.bytes), start);
      return { kind: 'record', name, record } as Decoded;
    };
    return read as ReturnType<Codec['reader']> as never;
  };

  extender: Codec['extender'] = (name, fields) => {
    const added = new Set<string>(fields as readonly string[]);
    const id = this.schemaId(name);
    const extensions = new Map<Reading, Extension | undefined>();
    return (output, key, { batch, index }, values) => {
      const walked = this.#walk(batch, index);
      assert(walked.kind === 'walked', 'what is extended can be read');
      const { reading } = walked;
      let extension = extensions.get(reading);
      if (extension === undefined && !extensions.has(reading)) {
        extension = extend(reading.layout, fieldsOf(name), added, this.#views);
        extensions.set(reading, extension);
      }
      const origin = { bytes: batch.bytes, start: batch.valueStart[index]! + headerBytes };
      output.reserve(headerBytes);
      writeHeader(this.#views.of(output.bytes), output.length, id);
      output.length += headerBytes;
      if (extension?.(output, origin, values)) return output.finish(key);
      output.length -= headerBytes;
      const decoded = this.#decodeWalked(batch, index, reading);
      assert(decoded.kind === 'record', 'what is extended can be decoded');
      this.encode(output, key, name, { ...decoded.record, ...values } as never);
    };
  };

  verify(batch: RecordBatch, index: number): Verified {
    const walked = this.#walk(batch, index);
    if (walked.kind !== 'walked') return walked;
    return { kind: 'record', name: walked.reading.name, schemaId: walked.id };
  }

  #walk(batch: RecordBatch, index: number): Walked | { readonly kind: 'tombstone' } | Undecodable {
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

  #readingOf(text: string): Reading | Undecodable {
    try {
      const written = typeOf(text);
      const name = written.name?.split('.').at(-1) as RecordName;
      const type = this.#readers.get(name);
      if (type === undefined) return rejected('incompatible-schema', `no record ${written.name}`);
      const resolver = isSame(type, written) ? undefined : type.createResolver(written);
      const layout = compileRecord(JSON.parse(text) as AvroSchema);
      return { name, layout, type, resolver };
    } catch (error) {
      return rejected('incompatible-schema', String(error));
    }
  }
}

/** A type for itself: names of one schema mean nothing in another. Times stay plain numbers. */
function typeOf(text: string): avro.Type {
  return avro.Type.forSchema(JSON.parse(text) as avro.Schema, { registry: {}, logicalTypes: {} });
}

function fieldsOf(name: RecordName): readonly RecordField[] {
  return (JSON.parse(schemas[name]) as { readonly fields: readonly RecordField[] }).fields;
}

function isSame(type: avro.Type, written: avro.Type): boolean {
  return type.fingerprint().equals(written.fingerprint());
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

function faultOf(at: number, end: number): Undecodable {
  switch (at) {
    case truncated:
      return rejected('truncated', 'the value ends before its schema does');
    case countTooLarge:
      return rejected('count-too-large', 'a list or map claims more items than there are bytes');
    case malformed:
      return rejected('malformed', 'a number, index or size is outside of its range');
    default:
      return rejected('trailing-bytes', `${end - at} bytes follow the value`);
  }
}

function rejected(reason: Undecodable['reason'], detail: string): Undecodable {
  return { kind: 'rejected', reason, detail };
}
