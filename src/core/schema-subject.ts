// The subject that a record's schema is registered under: its full name, as the strategy
// RecordNameStrategy of Confluent's clients has it. Several records share a topic here, so a
// subject per topic (their default) would take them for versions of each other.

import type { RecordName } from '../generated/records.ts';
import { schemas } from '../generated/schemas.ts';

export function schemaSubject(name: RecordName): string {
  const { namespace } = JSON.parse(schemas[name]) as { readonly namespace?: string };
  return namespace === undefined ? name : `${namespace}.${name}`;
}
