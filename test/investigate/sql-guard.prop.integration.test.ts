// However a statement is disguised, it is refused if it was refused and allowed if it was allowed.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listHunts } from '../../src/investigate/hunt.ts';
import { parseHuntValue } from '../../src/investigate/hunt-value.ts';
import { requireSelect } from '../../src/investigate/sql-guard.ts';
import { arbitraryDisguise, disguised } from '../support/disguises.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { evasions } from '../support/evasions.ts';

const world = embedded();

/** What may stand within another statement: a file is written only by the outermost. */
const forbidden = evasions.flatMap(({ says, statements }) =>
  statements
    .filter(([sql]) => /^(SELECT|WITH|FROM)\b/.test(sql) && !/;|INTO OUTFILE|PARALLEL/.test(sql))
    .map(([sql]) => ({ sql, says })),
);

const allowed = [
  ...listHunts().map(({ sql, params }) => ({
    sql,
    parameters: Object.fromEntries(
      params.map(({ name, type }) => {
        const parsed = parseHuntValue(type, /Date/.test(type) ? '2026-01-01' : '1');
        if (parsed.kind !== 'value') throw new Error(`${name} ${type}: ${parsed.problem}`);
        return [name, parsed.value];
      }),
    ),
  })),
  { sql: 'SELECT count() AS a FROM molecatcher.access WHERE user IN (SELECT id FROM people)' },
  { sql: "SELECT name AS a FROM system.tables WHERE name LIKE 'file(%' AND name != 'APPLY'" },
  { sql: 'SELECT \'system.one\' AS a -- SETTINGS readonly = 0\n, `user` FROM access AS "file"' },
];

describeEmbedded('disguised statements', () => {
  test('what is forbidden stays so, for the same reason', async () => {
    expect(forbidden.length).toBeGreaterThan(120);
    const property = fc.asyncProperty(
      fc.constantFrom(...forbidden),
      arbitraryDisguise,
      async ({ sql, says }, disguise) => {
        const asked = requireSelect(world.warehouse, disguised(sql, disguise));
        await expect(asked).rejects.toMatchObject({ message: expect.stringMatching(says) });
      },
    );
    await fc.assert(property, { numRuns: 1_000 });
  });

  test('what is allowed stays so', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...allowed),
      arbitraryDisguise,
      async ({ sql, ...asking }, disguise) => {
        await requireSelect(world.warehouse, disguised(sql, disguise), asking);
      },
    );
    await fc.assert(property, { numRuns: 400 });
  });

  test('every hunt there is passes as it stands', async () => {
    for (const { sql, ...asking } of allowed) await requireSelect(world.warehouse, sql, asking);
  });
});
