// The words of a statement, as ClickHouse's own lexer cuts them: with blanks and comments made one
// blank and every literal a question mark, what is left of a text as it was typed are names. The
// tree (sql-tree.ts) is read line by line, so no name may break a line of it; and a name that is
// put in as a value can be another one when the statement runs. Only sql-guard.ts asks.

import type { Warehouse } from '../ports.ts';

/** Why it may not run; undefined: names stand in it as they will in its tree. */
export async function wordProblem(
  warehouse: Warehouse,
  sql: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const mark = markAfter(sql);
  const [row] = await warehouse.query('SELECT normalizeQueryKeepNames({sql:String}) AS words', {
    ...{ as: 'hunter', parameters: { sql: `${sql}\n${mark}` } },
    ...(signal === undefined ? {} : { signal }),
  });
  const words = `${row?.['words']}`;
  if (!words.endsWith(` ${mark}`)) {
    return 'There are characters in it at which ClickHouse stops reading. Type them anew.';
  }
  // Escapes are kept as they were typed: `\n` is two characters here and a line break in a name.
  if (/[\p{Cc}\\]/u.test(words)) {
    return 'Names with line breaks or backslashes are not allowed: they could forge what it reads.';
  }
  if (/\{[^{}:]*:[^{}]*\bidentifier\b/i.test(words)) {
    return 'A name may not be put in as a value (Identifier): write it into the statement.';
  }
  return undefined;
}

/** A word that is nowhere in it: where it is missing at the end, not all was read. */
function markAfter(sql: string): string {
  let mark = 'the_end';
  while (sql.includes(mark)) mark += '_';
  return mark;
}
