// What an analyst may type: one SELECT over our tables. The read-only user holds most of it, but
// the embedded engine lets every user call the function file(), and a server that somebody else
// runs may have granted more than it should. So the engine itself parses the statement first
// (EXPLAIN AST, 3 ms), and what it says is read here: no parsing of our own that could differ.
// For the command `sql`.

import { OutsideError } from '../errors.ts';
import type { QueryOptions, Warehouse } from '../ports.ts';

/** Table functions that only compute. All others reach for files, addresses or other servers. */
const harmlessTables = new Set([
  'generate_series',
  'generateseries',
  'numbers',
  'one',
  'values',
  'view',
  'zeros',
]);

/** Scalar functions that read what is not in a table. */
const forbiddenScalars = new Set([
  'catboostevaluate',
  'file',
  'getclienthttpheader',
  'sleep',
  'sleepeachrow',
]);

const explain = 'EXPLAIN AST ';

/** Resolves when the statement may run; else fails with what is wrong and why. */
export async function requireSelect(
  warehouse: Warehouse,
  sql: string,
  asking: Pick<QueryOptions, 'parameters' | 'signal'> = {},
): Promise<void> {
  const options = { as: 'hunter', ...asking } as const;
  // As text: a format after EXPLAIN belongs to the statement that is explained.
  let tree = '';
  const explained = `${explain}${sql.trim().replace(/;\s*$/, '')}`;
  try {
    for await (const chunk of warehouse.stream(explained, 'TSV', options)) tree += chunk;
  } catch (cause) {
    if (!(cause instanceof OutsideError) || cause.code !== 'clickhouse-query') throw cause;
    throw new OutsideError('clickhouse-query', unexplained(cause.message), { cause });
  }
  const problem = problemOf(tree.split('\n'));
  if (problem !== undefined) throw new OutsideError('clickhouse-query', problem);
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

/** Why a statement with this syntax tree may not run; undefined: it may. */
export function problemOf(tree: readonly string[]): string | undefined {
  if (!/^Select/.test(tree[0] ?? '')) return 'Only SELECT is allowed.';
  for (const [index, line] of tree.entries()) {
    const found = /^\s*Function (\S+)/.exec(line)?.[1];
    if (found === undefined) continue;
    const name = found.toLowerCase();
    const isTable = /^\s*TableExpression\b/.test(tree[index - 1] ?? '');
    if (isTable && !harmlessTables.has(name)) {
      return `The table function ${found} reaches outside the database: it is not allowed.`;
    }
    if (!isTable && forbiddenScalars.has(name)) return `The function ${found} is not allowed.`;
  }
  return undefined;
}
