// How the schemas stand in the registry, in words for `topics` and `doctor`: what is wrong with
// each, and what to do about it.

import { outsideErrors } from '../errors.ts';
import type { SchemaState } from '../stages/register-schemas.ts';

export type SchemaWords = {
  readonly subject: string;
  readonly isWell: boolean;
  readonly isMade: boolean;
  readonly found: string;
  /** Empty where there is nothing to do. */
  readonly next: string;
};

export function schemaWords(schema: SchemaState): SchemaWords {
  const { subject } = schema;
  const wrong = { subject, isWell: false, isMade: false };
  switch (schema.state) {
    case 'missing':
      return { ...wrong, found: 'is not registered', next: outsideErrors['schema-missing'].next };
    case 'incompatible': {
      const found = `cannot follow what is registered: ${schema.objections.join('; ')}`;
      return { ...wrong, found, next: outsideErrors['schema-incompatible'].next };
    }
    case 'made':
    case 'registered': {
      const { id, level } = schema;
      const isMade = schema.state === 'made';
      if (level === undefined) {
        return { subject, isWell: true, isMade, found: `has the id ${id}`, next: '' };
      }
      const found = `is held to ${level} only: a version that breaks readers may follow`;
      return { ...wrong, found, next: 'Run `molecatcher topics`: it sets the level FULL.' };
    }
  }
}
