// The names in a statement, as ClickHouse's own lexer and formatter show them. The tree of it
// (sql-tree.ts) is read line by line, so no name may break a line; and a name that is put in as a
// value can be another one when the statement runs. Only sql-guard.ts asks.
//
// The lexer makes blanks and comments one blank and every text a question mark: what is left as it
// was typed are names. But a table may be named by a text (FROM 'a'), so the same is asked of the
// statement as the formatter writes it, where names have the quotes of names and no text is one.

import type { Warehouse } from '../ports.ts';

const wordsSql = `
SELECT
  normalizeQueryKeepNames({typed:String}) AS typed_words,
  normalizeQueryKeepNames(formatQuerySingleLine({sql:String})) AS formatted_words`;

/** Why it may not run; undefined: names stand in it as they will in its tree. */
export async function wordProblem(
  warehouse: Warehouse,
  sql: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const mark = markAfter(sql);
  const [row] = await warehouse.query(wordsSql, {
    ...{ as: 'hunter', parameters: { sql, typed: `${sql}\n${mark}` } },
    ...(signal === undefined ? {} : { signal }),
  });
  const [typed, formatted] = [`${row?.['typed_words']}`, `${row?.['formatted_words']}`];
  if (!typed.endsWith(` ${mark}`)) {
    return 'There are characters in it at which ClickHouse stops reading. Type them anew.';
  }
  // Escapes are kept as they were typed: `\n` is two characters here and a line break in a name.
  if (/[\p{Cc}\\]/u.test(typed + formatted)) {
    return 'Names with line breaks or backslashes are not allowed: they could forge what it reads.';
  }
  if (/\{[^{}:]*:[^{}]*\bidentifier\b/i.test(typed)) {
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
