// Views of a row as the engine sees them: what is read and written for every access is to be a look
// at a place, and never a search.

import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { openRows } from '../../src/core/rows.ts';
import { detectors } from '../../src/generated/detectors.ts';

// The engine's own word for it; there is no other way to ask.
setFlagsFromString('--allow-natives-syntax');
const isHashTable = new Function('value', 'return !%HasFastProperties(value)') as (
  value: object,
) => boolean;

test('no view of a row is a hash table, though parts have fields of the same name', () => {
  const { parts } = openRows(detectors.map((detector) => ({ detector, params: {} })));
  const names = parts.flatMap(({ layout }) => Object.keys(layout.fields));
  expect(new Set(names).size).toBeLessThan(names.length);
  expect(parts.filter(({ view }) => isHashTable(view)).map(({ name }) => name)).toEqual([]);
});
