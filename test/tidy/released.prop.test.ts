// Released schemas and today's read each other, both ways: by Avro's own rules, and shown on random
// records. Planted changes that break this must be found.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incompatibilities, releasedSchemas, typeOf } from '../../infra/gen/compatibility.ts';
import type { RecordName } from '../../src/generated/records.ts';
import { arbitraryOf } from '../support/arbitraries.ts';
import { readTree } from './tree.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const tree = readTree(root);

type Field = { readonly name: string; readonly type: unknown; readonly default?: unknown };

const schema = (...fields: readonly Field[]) =>
  JSON.stringify({ type: 'record', name: 'Thing', fields });
const id: Field = { name: 'id', type: 'string' };
const note: Field = { name: 'note', type: ['null', 'string'], default: null };
const rows: Field = { name: 'rows', type: 'int' };

describe('released', () => {
  test('every released version and today’s schema read each other', () => {
    expect(incompatibilities(tree)).toEqual([]);
  });

  for (const { name, released, today, expect: expected } of [
    { name: 'the same schema', released: schema(id), today: schema(id), expect: [] },
    {
      name: 'a new field with a default',
      released: schema(id),
      today: schema(id, note),
      expect: [],
    },
    {
      name: 'a field with a default gone',
      released: schema(id, note),
      today: schema(id),
      expect: [],
    },
    {
      name: 'a new field without a default',
      released: schema(id),
      today: schema(id, rows),
      expect: [expect.stringContaining('1.avsc cannot be read today')],
    },
    {
      name: 'a field without a default gone',
      released: schema(id, rows),
      today: schema(id),
      expect: [expect.stringContaining('1.avsc cannot read today')],
    },
    {
      name: 'a number made wider',
      released: schema(rows),
      today: schema({ name: 'rows', type: 'long' }),
      expect: [expect.stringContaining('1.avsc cannot read today')],
    },
    {
      name: 'a number made text',
      released: schema(rows),
      today: schema({ name: 'rows', type: 'string' }),
      expect: [expect.stringContaining('today'), expect.stringContaining('today')],
    },
    {
      name: 'a record gone',
      released: schema(id),
      today: undefined,
      expect: [expect.stringContaining('the record is gone')],
    },
  ]) {
    test(`${name}: ${expected.length} problems`, () => {
      const files = new Map([['schemas/released/thing/1.avsc', released]]);
      if (today !== undefined) files.set('schemas/thing.avsc', today);
      expect(incompatibilities(files)).toEqual(expected);
    });
  }
});

/** avsc takes bytes as a Buffer only; no schema has them deeper than in its own fields. */
function withBuffers(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? Buffer.from(value) : value,
    ]),
  );
}

/** Fields that both versions have must survive the way there and back. */
function shared(value: Record<string, unknown>, other: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name in other));
}

describe('released, on random records', () => {
  // Today's schemas are among the pairs, so that this holds something before the first release.
  const today = [...tree].flatMap(([path, text]) => {
    const record = /^schemas\/([a-z-]+)\.avsc$/.exec(path)?.[1];
    return record === undefined ? [] : [{ record, version: 0, text }];
  });
  for (const { record, version, text } of [...today, ...releasedSchemas(tree)]) {
    const present = tree.get(`schemas/${record}.avsc`) ?? text;
    const { name } = JSON.parse(present) as { name: RecordName };
    const [oldType, newType] = [typeOf(text), typeOf(present)];
    const toNew = newType.createResolver(oldType);
    const toOld = oldType.createResolver(newType);

    test(`${name} ${version === 0 ? 'of today' : version} survives both ways`, () => {
      fc.assert(
        fc.property(arbitraryOf(name).map(withBuffers), (value) => {
          const asOld = oldType.fromBuffer(newType.toBuffer(value), toOld);
          const asNew = newType.fromBuffer(oldType.toBuffer(asOld), toNew);
          expect(shared(asNew, asOld)).toEqual(shared(value, asOld));
        }),
      );
    });
  }
});
