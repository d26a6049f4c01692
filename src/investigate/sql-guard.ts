// What an analyst may type: one SELECT over our tables. The read-only user holds most of it, but
// the embedded engine lets every user call the function file(), and a server that somebody else
// runs may have granted more than it should. So the engine itself parses the statement first
// (EXPLAIN AST, 3 ms), and what it says is read: no parsing of our own that could differ. That its
// lines can be believed says its lexer (sql-words.ts).
// For the command `sql` and hunts of one's own.

import { OutsideError } from '../errors.ts';
import type { QueryOptions, Warehouse } from '../ports.ts';
import { readTree, refusedSetting } from './sql-tree.ts';
import { wordProblem } from './sql-words.ts';

const explain = 'EXPLAIN AST ';

/** Resolves when the statement may run; else fails with what is wrong and why. */
export async function requireSelect(
  warehouse: Warehouse,
  sql: string,
  asking: Pick<QueryOptions, 'parameters' | 'signal'> = {},
): Promise<void> {
  const { problem, qualified, callable } = readTree(await treeOf(warehouse, sql, asking));
  const refused =
    problem ??
    (await foreignTable(warehouse, qualified, asking.signal)) ??
    (await addedFunction(warehouse, callable, asking.signal)) ??
    (await wordProblem(warehouse, sql, asking.signal));
  if (refused !== undefined) throw new OutsideError('clickhouse-query', refused);
}

async function treeOf(
  warehouse: Warehouse,
  sql: string,
  asking: Pick<QueryOptions, 'parameters' | 'signal'>,
): Promise<readonly string[]> {
  // As text: a format after EXPLAIN belongs to the statement that is explained.
  let tree = '';
  const explained = `${explain}${sql.trim().replace(/;\s*$/, '')}`;
  const options = { as: 'hunter', ...asking } as const;
  try {
    for await (const chunk of warehouse.stream(explained, 'TSV', options)) tree += chunk;
  } catch (cause) {
    if (!(cause instanceof OutsideError) || cause.code !== 'clickhouse-query') throw cause;
    const said = refusedSetting(cause.message) ?? unexplained(cause.message);
    throw new OutsideError('clickhouse-query', said, { cause });
  }
  return tree.split('\n');
}

async function foreignTable(
  warehouse: Warehouse,
  qualified: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (qualified.length === 0) return undefined;
  const [row] = await warehouse.query('SELECT currentDatabase() AS ours', {
    as: 'hunter',
    ...(signal === undefined ? {} : { signal }),
  });
  const foreign = qualified.find((table) => !table.startsWith(`${row?.['ours']}.`));
  return (
    foreign && `${foreign} is not a table of ${row?.['ours']}: other databases may not be read.`
  );
}

const addedSql = `
SELECT name
FROM system.functions
WHERE origin != 'System'
  AND arrayExists(text -> text = name OR startsWith(text, concat(name, ' ')), {texts:Array(String)})
ORDER BY name
LIMIT 1`;

/**
 * Of functions that somebody added to the server nobody here knows what they do: one may be a
 * program, or another name of one that reads files. ClickHouse shows this table to every user.
 */
async function addedFunction(
  warehouse: Warehouse,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (texts.length === 0) return undefined;
  const [row] = await warehouse.query(addedSql, {
    ...{ as: 'hunter', parameters: { texts } },
    ...(signal === undefined ? {} : { signal }),
  });
  return (
    row &&
    `The name ${row['name']} is not allowed: a function of that name was added to this ` +
      'ClickHouse, and what it does is not known. A column can be given another name.'
  );
}

/** What ClickHouse said, about the statement as it was typed: without what was put around it. */
export function unexplained(message: string): string {
  if (message.includes('Multi-statements are not allowed')) return 'One statement at a time.';
  const back = (_: string, word: string, at: string) => `${word} ${Number(at) - explain.length}`;
  return message
    .replaceAll(explain, '')
    .replaceAll(/\s*\bFORMAT TSV\b/g, '')
    .replace(/(position) (\d+)/, back)
    .replace(/(?<=\(line 1, )(col) (\d+)/, back);
}
