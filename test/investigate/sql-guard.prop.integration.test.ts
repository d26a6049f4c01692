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

  test('no name with a line break passes, wherever a name may stand', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...nameplaces),
      fc.constantFrom(...quotes),
      arbitraryLines,
      async (place, [open, end, broken], lines) => {
        const name = open + lines.join(broken) + end;
        const asked = requireSelect(
          world.warehouse,
          place.replaceAll('NAME', () => name),
        );
        await expect(asked).rejects.toMatchObject({ code: 'clickhouse-query' });
      },
    );
    await fc.assert(property, { numRuns: 400 });
  });

  test('a text or a comment with line breaks adds no line to the tree', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...textplaces),
      fc.constantFrom(["'", "'"], ['$t$', '$t$'], ['/* */ 1 /*', '*/']),
      arbitraryLines,
      async (place, [open, end], lines) => {
        const sql = (text: string) => place.replaceAll('TEXT', () => `${open}${text}${end}`);
        const [plain, broken] = [sql('a'), sql(lines.join('\n'))];
        expect(await linesOf(broken)).toBe(await linesOf(plain));
        await requireSelect(world.warehouse, broken, { parameters: { t: lines.join('\n') } });
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});

async function linesOf(sql: string): Promise<number> {
  let tree = '';
  const options = { as: 'hunter', parameters: { t: 'a\nb' } } as const;
  for await (const part of world.warehouse.stream(`EXPLAIN AST ${sql}`, 'TSV', options))
    tree += part;
  return tree.split('\n').length;
}

/** Every way to write a name that may break a line, and how the break is written in it. */
const quotes = ['\n', '\\n', '\\x0A', '\\x0a', '\r\n'].flatMap((broken) => [
  ['`', '`', broken] as const,
  ['"', '"', broken] as const,
  ['\u201c', '\u201d', broken] as const,
]);

/** What could be taken for lines of a tree. */
const arbitraryLines = fc.array(
  fc
    .tuple(
      fc.nat({ max: 12 }).map((depth) => ' '.repeat(depth)),
      fc.constantFrom(
        'Function plus',
        'ExpressionList (children 2)',
        'Literal 1',
        'Identifier a',
        'a',
      ),
    )
    .map((words) => words.join('')),
  { minLength: 2, maxLength: 5 },
);

const nameplaces = [
  'SELECT (42 AS NAME) IN hr.salaries',
  'SELECT id AS NAME FROM people',
  'SELECT NAME FROM people',
  'SELECT people.NAME FROM people',
  'SELECT id FROM NAME',
  'SELECT id FROM molecatcher.NAME',
  'SELECT id FROM people AS NAME',
  'SELECT NAME.* FROM people AS NAME',
  'SELECT arrayMap(NAME -> 1, [1])',
  'SELECT NAME(1)',
  'WITH NAME AS (SELECT 1 AS a) SELECT a FROM NAME',
  'WITH 1 AS NAME SELECT NAME',
  'SELECT * EXCEPT (NAME) FROM people',
  'SELECT * REPLACE (1 AS NAME) FROM people',
  'SELECT COLUMNS(NAME) FROM people',
  'SELECT sum(1) OVER NAME FROM people WINDOW NAME AS (ORDER BY id)',
  'SELECT 1 FROM people AS a JOIN people AS b USING (NAME)',
  'SELECT 1 FROM people ARRAY JOIN [1] AS NAME',
  'SELECT 1 AS a ORDER BY a WITH FILL INTERPOLATE (NAME AS 1)',
  'SELECT 1 GROUP BY NAME',
  'SELECT id.NAME.a FROM people',
  'SELECT CAST(tuple(1) AS Tuple(NAME UInt8))',
];

const textplaces = [
  'SELECT TEXT',
  'SELECT TEXT AS a, {t:String} AS b',
  'SELECT [TEXT, TEXT] AS a, (TEXT, 1) AS b',
  'SELECT id FROM people WHERE id = TEXT AND id IN (TEXT, TEXT)',
  'SELECT concat(TEXT, TEXT) FROM people',
  'SELECT id FROM people ORDER BY id, TEXT',
  'SELECT if(id = TEXT, TEXT, TEXT) AS a FROM people GROUP BY id HAVING id != TEXT',
];
