// The local stand-in for a schema registry, where there is no Kafka.
//
// It keeps `registry.json` in the data folder (or nothing, in tests). Ids must never change, since
// every record of the log carries one: the file is replaced as a whole, by a rename after its bytes
// are on the disk. Used by the codec; opened by main.ts.

import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { failedWrite, OutsideError } from '../../errors.ts';
import type { SchemaRegistry } from '../../ports.ts';

/** What a codec needs of a registry. */
export type SchemaSource = Pick<SchemaRegistry, 'schema' | 'idOf'>;

/**
 * Serves one build at a time, which knows its own schemas: so whatever is asked for is registered,
 * and there are no levels of compatibility.
 */
export type LocalRegistry = Pick<SchemaRegistry, 'schema' | 'register'> & {
  idOf(subject: string, schemaText: string): Promise<number>;
};

type Registered = { readonly id: number; readonly subject: string; readonly schema: string };

/** A registry for one machine; without a folder it lives in memory. */
export function openLocalRegistry(options: { readonly folder?: string } = {}): LocalRegistry {
  const { folder } = options;
  const all: Registered[] = folder === undefined ? [] : load(folder);
  const register = async (subject: string, schema: string) => {
    const known = all.find((one) => one.subject === subject && one.schema === schema);
    if (known !== undefined) return known.id;
    // As in Confluent's registry, an id belongs to a text, whatever subjects use it.
    const same = all.find((one) => one.schema === schema);
    const id = same?.id ?? Math.max(0, ...all.map((one) => one.id)) + 1;
    const registered = { id, subject, schema };
    if (folder !== undefined) save(folder, [...all, registered]);
    all.push(registered);
    return id;
  };
  return {
    register,
    idOf: register,
    schema: async (id) => all.find((one) => one.id === id)?.schema,
  };
}

function fileOf(folder: string): string {
  return join(folder, 'registry.json');
}

function load(folder: string): Registered[] {
  let text: string;
  try {
    text = readFileSync(fileOf(folder), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw unusable(folder, error);
  }
  try {
    const parsed = JSON.parse(text) as { readonly schemas?: unknown };
    if (Array.isArray(parsed.schemas) && parsed.schemas.every(isRegistered)) return parsed.schemas;
  } catch (cause) {
    throw new OutsideError('log-damaged', `${fileOf(folder)} is not JSON`, { cause });
  }
  throw new OutsideError('log-damaged', `${fileOf(folder)} is not a list of schemas`);
}

function isRegistered(value: unknown): value is Registered {
  const { id, subject, schema } = (value ?? {}) as Partial<Record<keyof Registered, unknown>>;
  return Number.isInteger(id) && typeof subject === 'string' && typeof schema === 'string';
}

function save(folder: string, schemas: readonly Registered[]): void {
  const file = fileOf(folder);
  const draft = `${file}.new`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, `${JSON.stringify({ schemas }, null, 1)}\n`, { flush: true });
    renameSync(draft, file);
    syncFolder(folder);
  } catch (error) {
    throw unusable(folder, error);
  }
}

/** The rename itself must survive a power cut: it is an entry of the folder. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function unusable(folder: string, cause: unknown): OutsideError {
  const message = `cannot keep schemas in ${folder}: ${String(cause)}`;
  return new OutsideError(failedWrite(cause), message, { cause });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
