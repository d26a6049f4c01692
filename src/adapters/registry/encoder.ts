// Writes records straight into an OutputBuffer: header, then body, without a copy between.
// Used by the codec only.

import avro from 'avsc';
import type { RecordName } from '../../generated/records.ts';
import { schemas } from '../../generated/schemas.ts';
import type { Codec } from '../../ports.ts';

/** Magic byte and schema id. */
export const headerBytes = 5;

type Writing = {
  readonly id: number;
  readonly type: avro.Type;
  /** Fields of Avro's `bytes`: avsc insists on a Buffer where a record has a Uint8Array. */
  readonly byteFields: readonly string[];
};

/** avsc and Buffer's own writes need Buffers: one view for each array. */
export type Views = { readonly of: (bytes: Uint8Array) => Buffer };

export function openViews(): Views {
  const views = new WeakMap<Uint8Array, Buffer>();
  const of = (bytes: Uint8Array): Buffer => {
    const known = views.get(bytes);
    if (known !== undefined) return known;
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    views.set(bytes, view);
    return view;
  };
  return { of };
}

export function openEncoder(views: Views, idOf: (name: RecordName) => number): Codec['encode'] {
  const writings = new Map<RecordName, Writing>();
  return (output, key, name, record) => {
    const writing = writings.get(name) ?? openWriting(name, idOf(name));
    writings.set(name, writing);
    const value = writing.byteFields.length > 0 ? withBuffers(record, writing) : record;
    output.reserve(headerBytes);
    for (;;) {
      const view = views.of(output.bytes);
      const end = writing.type.encode(value, view, output.length + headerBytes);
      if (end >= 0) {
        writeHeader(view, output.length, writing.id);
        output.length = end;
        output.finish(key);
        return;
      }
      // avsc says by how many bytes it fell short.
      output.reserve(output.bytes.length - output.length - end);
    }
  };
}

export function writeHeader(view: Buffer, at: number, schemaId: number): void {
  view[at] = 0;
  view.writeUInt32BE(schemaId, at + 1);
}

function openWriting(name: RecordName, id: number): Writing {
  const schema = JSON.parse(schemas[name]) as { fields: { name: string; type: unknown }[] };
  return {
    id,
    type: avro.Type.forSchema(schema as avro.Schema, { registry: {}, logicalTypes: {} }),
    byteFields: schema.fields.filter(({ type }) => type === 'bytes').map((field) => field.name),
  };
}

function withBuffers(record: object, { byteFields }: Writing): object {
  const copy: Record<string, unknown> = { ...record };
  for (const field of byteFields) {
    const bytes = copy[field];
    if (!(bytes instanceof Uint8Array) || Buffer.isBuffer(bytes)) continue;
    copy[field] = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  return copy;
}
