// Registers the schemas of this build (`topics`), or only says how they stand (`doctor`). A stage
// that runs never registers: what may be written is decided once, by whoever sets the system up.
//
// Each subject is held to FULL compatibility: readers and writers of two versions run side by side
// while an update is rolled out, so each must read what the other writes.

import { schemaSubject } from '../core/schema-subject.ts';
import { type RecordName, recordNames } from '../generated/records.ts';
import { schemas } from '../generated/schemas.ts';
import type { SchemaRegistry } from '../ports.ts';

export type SchemaState = {
  readonly record: RecordName;
  readonly subject: string;
} & (
  | {
      /** `made`: by this call. `level`: of compatibility, where it is less than FULL. */
      readonly state: 'made' | 'registered';
      readonly id: number;
      readonly level?: string | undefined;
    }
  | { readonly state: 'missing' }
  | {
      /** It cannot follow what the subject has: why, in the registry's words. */
      readonly state: 'incompatible';
      readonly objections: readonly string[];
    }
);

const wantedLevel = 'FULL';
/** The other one asks for the same of all versions, not only of the latest. */
const goodLevels: readonly string[] = [wantedLevel, 'FULL_TRANSITIVE'];

/** Hears of each schema as soon as it is done. */
export type Tell = (schema: SchemaState) => Promise<void>;

/** One cheap question: fails where nobody, or somebody else, is at the address of the registry. */
export async function askRegistry(registry: Pick<SchemaRegistry, 'level'>): Promise<void> {
  await registry.level(schemaSubject(recordNames[0]!));
}

/** How the schemas stand; changes nothing. */
export async function checkSchemas(
  registry: SchemaRegistry,
  tell?: Tell,
): Promise<readonly SchemaState[]> {
  return eachRecord(tell, async (subject, text) => {
    const id = await registry.idOf(subject, text);
    if (id !== undefined) {
      const level = (await registry.level(subject)) ?? 'NONE';
      return { state: 'registered', id, level: goodLevels.includes(level) ? undefined : level };
    }
    const objections = (await registry.objections(subject, text)) ?? [];
    return objections.length > 0 ? { state: 'incompatible', objections } : { state: 'missing' };
  });
}

/** Registers what is missing and can be, and sets the level where it is less than FULL. */
export async function registerSchemas(
  registry: SchemaRegistry,
  tell?: Tell,
): Promise<readonly SchemaState[]> {
  return eachRecord(tell, async (subject, text) => {
    // Before the schema: the level in force is what it is compared by.
    await raiseLevel(registry, subject);
    const known = await registry.idOf(subject, text);
    if (known !== undefined) return { state: 'registered', id: known };
    const objections = (await registry.objections(subject, text)) ?? [];
    if (objections.length > 0) return { state: 'incompatible', objections };
    return { state: 'made', id: await registry.register(subject, text) };
  });
}

async function raiseLevel(registry: SchemaRegistry, subject: string): Promise<void> {
  const level = await registry.level(subject);
  if (level !== undefined && goodLevels.includes(level)) return;
  await registry.setLevel(subject, wantedLevel);
}

type Outcome<S> = S extends SchemaState ? Omit<S, 'record' | 'subject'> : never;

/** One after the other: a registry is no place for a burst, and the answer keeps its order. */
async function eachRecord(
  tell: Tell = async () => undefined,
  ask: (subject: string, text: string) => Promise<Outcome<SchemaState>>,
): Promise<readonly SchemaState[]> {
  const states: SchemaState[] = [];
  for (const record of recordNames) {
    const subject = schemaSubject(record);
    const state = { record, subject, ...(await ask(subject, schemas[record])) };
    await tell(state);
    states.push(state);
  }
  return states;
}
