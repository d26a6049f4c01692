// Whether two versions of a record's schema can read each other, both ways: old records stay in the
// log and in archives for years, and during an upgrade old programs read what new ones write.
// Used by release-schemas.ts and by the test of the released schemas.

import avro from 'avsc';

export type Released = {
  /** The schema's file name without its ending. */
  readonly record: string;
  readonly version: number;
  readonly text: string;
};

/** `schemas/released/<record>/<n>.avsc` out of a tree of files. */
export function releasedSchemas(files: ReadonlyMap<string, string>): readonly Released[] {
  return [...files].flatMap(([path, text]) => {
    const found = /^schemas\/released\/([a-z-]+)\/(\d+)\.avsc$/.exec(path);
    if (found === null) return [];
    const [, record = '', version = ''] = found;
    return [{ record, version: Number(version), text }];
  });
}

/** One line per released version that the schema of today cannot read, or that cannot read it. */
export function incompatibilities(files: ReadonlyMap<string, string>): readonly string[] {
  return releasedSchemas(files).flatMap(({ record, version, text }) => {
    const today = files.get(`schemas/${record}.avsc`);
    const name = `schemas/released/${record}/${version}.avsc`;
    if (today === undefined) return [`${name}: the record is gone, and its old ones are not`];
    const [oldType, newType] = [typeOf(text), typeOf(today)];
    return [
      ...reading(newType, oldType).map((why) => `${name} cannot be read today: ${why}`),
      ...reading(oldType, newType).map((why) => `${name} cannot read today's: ${why}`),
    ];
  });
}

export function typeOf(text: string): avro.Type {
  return avro.Type.forSchema(JSON.parse(text) as avro.Schema);
}

/** Why the reader cannot read what the writer writes; empty: it can. */
function reading(reader: avro.Type, writer: avro.Type): string[] {
  try {
    reader.createResolver(writer);
    return [];
  } catch (error) {
    // avsc says by an exception what is no failure here but the answer.
    return [error instanceof Error ? error.message : String(error)];
  }
}
