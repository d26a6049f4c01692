// The narrow schema that detect reads accesses with: what it leaves out is skipped, not decoded.

import { accessFields } from '../core/detector.ts';
import { schemas } from '../generated/schemas.ts';

type Schema = { readonly fields: readonly { readonly name: string }[] };

/** EnrichedAccess with only the fields that the pipeline and the detectors use. */
export function accessReaderSchema(): string {
  const schema = JSON.parse(schemas.EnrichedAccess) as Schema;
  const kept = new Set<string>(accessFields);
  return JSON.stringify({ ...schema, fields: schema.fields.filter(({ name }) => kept.has(name)) });
}
