// What every schema registry must do, as one suite: the registry within the tests and Apicurio pass
// all of it, the local stand-in its part about ids. Each test has subjects of its own, so that all
// of them may share one registry that keeps what it has.

import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import type { SchemaRegistry } from '../../src/ports.ts';
import { checkSchemas, registerSchemas } from '../../src/stages/register-schemas.ts';

export type IdRegistry = Pick<SchemaRegistry, 'schema' | 'idOf' | 'register'>;

function subjectName(): string {
  return `test.R${randomUUID().replaceAll('-', '')}`;
}

const long = '{"name":"a","type":"long"}';
const optional = '{"name":"b","type":["null","string"],"default":null}';
const needed = '{"name":"b","type":"string"}';
const text = '{"name":"a","type":"string"}';

/** The subject is the full name of the record. */
function recordOf(subject: string, ...fields: string[]): string {
  const [namespace, name] = subject.split('.');
  return `{"type":"record","name":"${name}","namespace":"${namespace}","fields":[${fields}]}`;
}

export function describeIds(name: string, registryOf: () => IdRegistry): void {
  describe(`registry contract > ${name} > ids`, () => {
    test('the same schema has the same id, in every subject', async () => {
      const [one, other] = [subjectName(), subjectName()];
      const schema = recordOf(one, long);
      const id = await registryOf().register(one, schema);
      expect(await registryOf().register(one, schema)).toBe(id);
      expect(await registryOf().register(other, schema)).toBe(id);
      expect(await registryOf().idOf(one, schema)).toBe(id);
    });

    test('another schema has another id, and the older one keeps its own', async () => {
      const subject = subjectName();
      const older = await registryOf().register(subject, recordOf(subject, long));
      const newer = await registryOf().register(subject, recordOf(subject, long, optional));
      expect(newer).not.toBe(older);
      expect(await registryOf().idOf(subject, recordOf(subject, long))).toBe(older);
      expect(await registryOf().schema(older)).toBe(recordOf(subject, long));
    });

    for (const id of [0, 987_654_321, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
      test(`the id ${id} that nobody registered is unknown`, async () => {
        expect(await registryOf().schema(id)).toBeUndefined();
      });
    }

    test('texts keep their docs, their defaults and every letter', async () => {
      const subject = subjectName();
      const doc = 'Grüße, 日本 🐭 “quoted” \\"twice\\" \\\\ and \\u0007 / {braces} $&';
      const field = `{"name":"a","doc":"${doc}","type":"string","default":"ö\\n"}`;
      const schema = recordOf(subject, field);
      const id = await registryOf().register(subject, schema);
      const kept = await registryOf().schema(id);
      expect(JSON.parse(kept ?? '')).toEqual(JSON.parse(schema));
    });

    test('other white space makes no other schema of it', async () => {
      const subject = subjectName();
      const schema = recordOf(subject, long);
      const spaced = JSON.stringify(JSON.parse(schema), null, 2);
      await registryOf().register(subject, schema);
      const id = await registryOf().register(subject, spaced);
      expect(JSON.parse((await registryOf().schema(id)) ?? '')).toEqual(JSON.parse(schema));
    });

    test('a subject may have any name', async () => {
      const subject = `${subjectName()}/ü {x}?&%2F`;
      const schema = recordOf(subjectName(), long);
      const id = await registryOf().register(subject, schema);
      expect(await registryOf().idOf(subject, schema)).toBe(id);
    });

    test('whoever registers the same at the same time gets the same id', async () => {
      const subject = subjectName();
      const all = Array.from({ length: 8 }, () =>
        registryOf().register(subject, recordOf(subject, long)),
      );
      const ids = new Set(await Promise.all(all));
      expect(ids.size).toBe(1);
    });

    test('many subjects at the same time do not mix', async () => {
      const subjects = Array.from({ length: 8 }, subjectName);
      const ids = await Promise.all(
        subjects.map((subject) => registryOf().register(subject, recordOf(subject, long))),
      );
      expect(new Set(ids).size).toBe(subjects.length);
      const texts = await Promise.all(ids.map((id) => registryOf().schema(id)));
      expect(texts).toEqual(subjects.map((subject) => recordOf(subject, long)));
    });
  });
}

export function describeRegistryContract(name: string, registryOf: () => SchemaRegistry): void {
  describeIds(name, registryOf);
  describeLookUp(name, registryOf);
  describeLevels(name, registryOf);
  describeOwnSchemas(name, registryOf);
}

function describeLookUp(name: string, registryOf: () => SchemaRegistry): void {
  describe(`registry contract > ${name} > looking up`, () => {
    test('registers nothing', async () => {
      const subject = subjectName();
      const schema = recordOf(subject, long);
      expect(await registryOf().idOf(subject, schema)).toBeUndefined();
      expect(await registryOf().idOf(subject, schema)).toBeUndefined();
      expect(await registryOf().objections(subject, schema)).toBeUndefined();
    });

    test('finds nothing for another schema of the subject', async () => {
      const subject = subjectName();
      await registryOf().register(subject, recordOf(subject, long));
      expect(await registryOf().idOf(subject, recordOf(subject, text))).toBeUndefined();
    });
  });
}

function describeLevels(name: string, registryOf: () => SchemaRegistry): void {
  describe(`registry contract > ${name} > levels`, () => {
    test('a level can be set before there is a schema, and is kept', async () => {
      const subject = subjectName();
      await registryOf().setLevel(subject, 'FULL');
      expect(await registryOf().level(subject)).toBe('FULL');
      await registryOf().register(subject, recordOf(subject, long));
      expect(await registryOf().level(subject)).toBe('FULL');
      await registryOf().setLevel(subject, 'BACKWARD');
      expect(await registryOf().level(subject)).toBe('BACKWARD');
    });

    test('whoever sets the same level at the same time has it set', async () => {
      for (let round = 0; round < 5; round += 1) {
        const subject = subjectName();
        const all = Array.from({ length: 4 }, () => registryOf().setLevel(subject, 'FULL'));
        await Promise.all(all);
        expect(await registryOf().level(subject)).toBe('FULL');
      }
    });

    for (const { name: change, fields, level, isTaken } of [
      { name: 'a field with a default', fields: [long, optional], level: 'FULL', isTaken: true },
      { name: 'a field without one', fields: [long, needed], level: 'FULL', isTaken: false },
      { name: 'a field of another type', fields: [text], level: 'FULL', isTaken: false },
      { name: 'a field less', fields: [optional], level: 'FULL', isTaken: false },
      { name: 'a field less', fields: [optional], level: 'BACKWARD', isTaken: true },
    ]) {
      test(`${change} is ${isTaken ? 'taken' : 'refused'} under ${level}`, async () => {
        const subject = subjectName();
        const registry = registryOf();
        await registry.setLevel(subject, level);
        await registry.register(subject, recordOf(subject, long));
        const newer = recordOf(subject, ...fields);
        const objections = await registry.objections(subject, newer);
        if (isTaken) {
          expect(objections).toEqual([]);
          expect(await registry.register(subject, newer)).toBe(await registry.idOf(subject, newer));
          return;
        }
        expect(objections?.join()).toMatch(/[a-z]{3}/);
        await expect(registry.register(subject, newer)).rejects.toMatchObject({
          code: 'schema-incompatible',
          retriable: false,
        });
        expect(await registry.idOf(subject, newer)).toBeUndefined();
      });
    }

    test('what is no schema is refused', async () => {
      const registering = registryOf().register(subjectName(), '{"type":"recrod"}');
      await expect(registering).rejects.toMatchObject({ code: 'schema-incompatible' });
    });
  });
}

function describeOwnSchemas(name: string, registryOf: () => SchemaRegistry): void {
  test(`registry contract > ${name} > takes the schemas of this build, once`, async () => {
    const registered = await registerSchemas(registryOf());
    const again = await registerSchemas(registryOf());
    expect(new Set(again.map(({ state }) => state))).toEqual(new Set(['registered']));
    expect(again.map(idIn)).toEqual(registered.map(idIn));
    const checked = await checkSchemas(registryOf());
    expect(checked.map((one) => ('level' in one ? one.level : one.state))).toEqual(
      checked.map(() => undefined),
    );
    const codec = await openCodec({ registry: registryOf() });
    expect(checked.map(({ record }) => codec.schemaId(record))).toEqual(registered.map(idIn));
  });
}

function idIn(state: object): unknown {
  return 'id' in state ? state.id : undefined;
}
