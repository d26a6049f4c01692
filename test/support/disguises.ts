// The same statement, written in another way: other blanks, comments, letters, brackets, and put
// into others. What it reads stays the same, so whether it may run must stay the same.

import fc from 'fast-check';

const gaps = [' ', '\n', '\t\r\n', ' /* , */ ', ' /**/', ' -- file(\n', '\u00a0', ' /* /* */ */ '];
const keywords =
  'select|from|where|and|or|order|by|group|having|limit|union|all|join|on|with|as|in|not|settings';
/** Texts, names, comments and values stay as they are; blanks, brackets and keywords do not. */
const parts = new RegExp(
  [
    String.raw`'(?:[^'\\]|\\.|'')*'|\`[^\`]*\`|"[^"]*"|“[^”]*”`,
    String.raw`\$\w*\$|--[^\n]*\n?|/\*.*?\*/|\{[^{}]*\}`,
    String.raw`(?<blank>\s+)|(?<open>(?<=[\w\`"])\()|(?<keyword>\b(?:${keywords})\b)`,
  ].join('|'),
  'gis',
);

type Choose = <T>(some: readonly T[]) => T;

function rewritten(sql: string, choose: Choose): string {
  return sql.replaceAll(parts, (part: string, ...rest) => {
    const { blank, open, keyword } = rest.at(-1) as Record<string, string | undefined>;
    if (blank !== undefined) return choose(gaps);
    if (open !== undefined) return choose(['(', ' (', '/* ( */(', '\n(']);
    if (keyword === undefined) return part;
    return [...part].map((letter) => choose([letter.toLowerCase(), letter.toUpperCase()])).join('');
  });
}

const wraps: readonly ((sql: string) => string)[] = [
  (sql) => sql,
  (sql) => `(${sql})`,
  (sql) => ` ${sql} ;`,
  (sql) => `SELECT * FROM (${sql})`,
  (sql) => `SELECT q.* FROM (${sql}) AS q LIMIT 1`,
  (sql) => `WITH q AS (${sql}) SELECT * FROM q`,
  (sql) => `WITH (${sql}) AS q SELECT q, 'APPLY(file) SETTINGS system.one'`,
  (sql) => `WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT * FROM (${sql})) SELECT * FROM r`,
  (sql) => `(${sql}) UNION ALL (SELECT 1)`,
  (sql) => `SELECT 1 EXCEPT (${sql})`,
  (sql) => `SELECT 1 IN (${sql}) AS b, exists(${sql})`,
  (sql) => `SELECT arrayMap(x -> (${sql}), [1, 2]) AS list`,
  (sql) => `SELECT [tuple((${sql}))], if(1, (${sql}), NULL)`,
  (sql) => `SELECT * FROM view(SELECT * FROM (${sql}))`,
  (sql) => `SELECT 1 FROM numbers(3) AS l LEFT JOIN (${sql}) AS r ON l.number = r.a`,
  (sql) => `SELECT user FROM people WHERE (${sql}) > 1 ORDER BY (${sql}) DESC`,
  (sql) => `SELECT count() OVER (PARTITION BY (${sql})) FROM people GROUP BY (${sql})`,
  (sql) => `SELECT CASE WHEN 1 THEN (${sql}) END AS a FROM people ARRAY JOIN [(${sql})] AS b`,
];

export type Disguise = {
  readonly wraps: readonly number[];
  readonly choices: readonly number[];
};

export const arbitraryDisguise: fc.Arbitrary<Disguise> = fc.record({
  wraps: fc.array(fc.nat({ max: wraps.length - 1 }), { maxLength: 3 }),
  choices: fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 40 }),
});

export function disguised(sql: string, { wraps: which, choices }: Disguise): string {
  let at = 0;
  const choose: Choose = (some) => {
    at += 1;
    return some[choices[at % choices.length]! % some.length]!;
  };
  let text = sql.trim().replace(/;$/, '');
  for (const wrap of which) text = wraps[wrap]!(text.replace(/;\s*$/, ''));
  return rewritten(text.trim(), choose);
}
