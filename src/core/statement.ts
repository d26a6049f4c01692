// What a statement tells without what it says about anybody: literals are removed, the rest is
// fingerprinted, and the part that selected the rows is kept apart. For core/enrich.
//
//   select * from Customers where id in (17, 4) and name like 'Mei%' -- ticket 9
//   removeLiterals  select * from Customers where id in (?, ?) and name like ?␣
//   normalised      select * from customers where id in (?) and name like ?
//   shapeOf         hash of the normalised text without literals
//   predicateOf     id in (?) and name like 'x%'     wildcards stay: they tell a search from a list
//
// One pass of a small scanner (core/sql-tokens), bounded at 8,192 characters, for any text.

import { hash128 } from './hash.ts';
import { SkeletonMemory } from './skeleton-memory.ts';
import {
  bind,
  comment,
  number,
  quoted,
  SqlTokens,
  space,
  symbol,
  text,
  tokenize,
  word,
} from './sql-tokens.ts';
import { StatementSkeleton } from './statement-skeleton.ts';

export type StatementFacts = {
  /** The statement with its literals and comments removed. */
  readonly statement: string;
  readonly shape: string;
  readonly predicate: string | null;
};

export function removeLiterals(sql: string, tokens = new SqlTokens()): string {
  tokenize(sql, tokens);
  return withoutLiterals(tokens);
}

/** Fingerprint: equal for statements that differ in literals, comments, case and spaces only. */
export function shapeOf(sql: string, tokens = new SqlTokens()): string {
  return shapeWithout(removeLiterals(sql, tokens), tokens).shape;
}

/** What selected the rows: the outermost WHERE, normalised; undefined if there is none. */
export function predicateOf(sql: string, tokens = new SqlTokens()): string | undefined {
  const statement = removeLiterals(sql, tokens);
  const found = hasWildcards(sql) ? predicate(tokens) : shapeWithout(statement, tokens).predicate;
  return found ?? undefined;
}

type Shape = { readonly shape: string; readonly predicate: string | null };

/** A function of the text without literals alone, so that it may be remembered by it. */
function shapeWithout(statement: string, tokens: SqlTokens): Shape {
  tokenize(statement, tokens);
  const shape = hash128(normalise(tokens, 0, tokens.count, false));
  return { shape, predicate: predicate(tokens) };
}

/** Only then does the predicate tell more than the text without literals. */
const hasWildcards = (sql: string): boolean => sql.includes('%');

/** What was read is kept for so many statements … */
const cacheEntriesMax = 2_048;
/** … of so many characters. */
const cachedLengthMax = 1_024;

/** Reads many statements: holds the scanner's columns and remembers what it has read. */
export class StatementReader {
  readonly #tokens = new SqlTokens();
  readonly #skeleton = new StatementSkeleton();
  readonly #byText = new Map<string, StatementFacts>();
  /** Ones for the lengths of those texts. */
  readonly #textLengths = new Uint8Array(cachedLengthMax + 1);
  readonly #bySkeleton = new SkeletonMemory<StatementFacts>();
  /** By the text without literals. */
  readonly #shapes = new Map<string, Shape>();

  read(sql: string): StatementFacts {
    // Three memories: of whole texts, which repeat where values are bound; of skeletons, which
    // repeat nearly everywhere; of texts without literals, for what has no skeleton that repeats.
    // A look into the first hashes the text, so that only one of a known length is worth it.
    const isLikely = this.#textLengths[sql.length] === 1;
    const same = isLikely ? this.#byText.get(sql) : undefined;
    if (same !== undefined) return same;
    const hasSkeleton = this.#skeleton.write(sql);
    const known = hasSkeleton ? this.#bySkeleton.find(this.#skeleton) : undefined;
    const facts = known ?? this.#facts(sql);
    if (hasSkeleton && known === undefined) this.#bySkeleton.remember(this.#skeleton, facts);
    // With literals in it a text hardly ever comes again.
    if (facts.statement === sql) this.#rememberText(sql, facts);
    return facts;
  }

  #rememberText(sql: string, facts: StatementFacts): void {
    remember(this.#byText, sql, facts);
    if (this.#byText.size === 1) this.#textLengths.fill(0);
    if (sql.length <= cachedLengthMax) this.#textLengths[sql.length] = 1;
  }

  #facts(sql: string): StatementFacts {
    tokenize(sql, this.#tokens);
    const statement = withoutLiterals(this.#tokens);
    const selection = hasWildcards(sql) ? predicate(this.#tokens) : undefined;
    let known = this.#shapes.get(statement);
    if (known === undefined) {
      known = shapeWithout(statement, this.#tokens);
      remember(this.#shapes, statement, known);
    }
    const found = selection === undefined ? known.predicate : selection;
    return { statement, shape: known.shape, predicate: found };
  }

  /** Values compared with one of the columns: `column = 'x'`, `column IN ('x', 'y')`; each once. */
  literals(sql: string, columns: ReadonlySet<string>): string[] {
    const tokens = this.#tokens;
    tokenize(sql, tokens);
    const values = new Set<string>();
    for (let i = 0; i < tokens.count; i += 1) {
      const kind = tokens.kind[i];
      if (kind !== word && kind !== quoted) continue;
      if (!columns.has(plainName(tokens.slice(i)))) continue;
      i = collectAfter(tokens, i, values);
    }
    return [...values];
  }
}

function remember<T>(cache: Map<string, T>, key: string, value: T): void {
  if (key.length > cachedLengthMax) return;
  if (cache.size >= cacheEntriesMax) cache.clear();
  cache.set(key, value);
}

function withoutLiterals(tokens: SqlTokens): string {
  const { sql } = tokens;
  let result = '';
  let kept = 0;
  for (let i = 0; i < tokens.count; i += 1) {
    const kind = tokens.kind[i];
    if (kind !== text && kind !== number && kind !== comment) continue;
    result += sql.slice(kept, tokens.start[i]!) + (kind === comment ? ' ' : '?');
    kept = tokens.end[i]!;
  }
  return kept === 0 ? sql : result + sql.slice(kept);
}

/** Lower case, one space, `?` for values, and for a list of values one `?`. */
function normalise(tokens: SqlTokens, from: number, to: number, hasWildcards: boolean): string {
  let result = '';
  let before = '';
  for (let i = from; i < to; i += 1) {
    const kind = tokens.kind[i]!;
    if (kind === space || kind === comment) continue;
    const piece = pieceOf(tokens, i, hasWildcards);
    if (piece === '?' && before === ',' && result.endsWith('?,')) {
      result = result.slice(0, -1); // "?, ?" is one value, as are a thousand
      before = '?';
      continue;
    }
    result += gap(before, piece) + piece;
    before = piece;
  }
  return result;
}

function pieceOf(tokens: SqlTokens, index: number, hasWildcards: boolean): string {
  const kind = tokens.kind[index]!;
  if (kind === text && hasWildcards) return wildcards(tokens.slice(index));
  if (kind === text || kind === number || kind === bind) return '?';
  return kind === quoted ? tokens.slice(index) : tokens.slice(index).toLowerCase();
}

/** 'Mei%' → 'x%', '%a%' → '%x%', '%' → '%'; other literals are just a value. */
function wildcards(literal: string): string {
  const inner = literal.slice(1, -1);
  if (!inner.includes('%')) return '?';
  if (/^%+$/.test(inner)) return "'%'";
  return `'${inner.startsWith('%') ? '%' : ''}x${inner.endsWith('%') ? '%' : ''}'`;
}

function gap(before: string, piece: string): string {
  if (before === '' || before === '(' || before === '.' || before === '::') return '';
  return piece === ')' || piece === ',' || piece === '.' || piece === '::' ? '' : ' ';
}

const clauseEnds = new Set(
  'group order having limit offset fetch for union intersect except returning window'.split(' '),
);

function predicate(tokens: SqlTokens): string | null {
  let depth = 0;
  let where = -1;
  // Of the outermost: a WHERE inside brackets selects what is compared, not what is read.
  let whereDepth = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tokens.count; i += 1) {
    depth += depthChange(tokens, i);
    if (depth >= whereDepth || !isWord(tokens, i, 'where')) continue;
    where = i;
    whereDepth = depth;
  }
  if (where < 0) return null;
  const result = normalise(tokens, where + 1, endOfClause(tokens, where + 1), true);
  return result === '' ? null : result;
}

function endOfClause(tokens: SqlTokens, from: number): number {
  let depth = 0;
  for (let i = from; i < tokens.count; i += 1) {
    depth += depthChange(tokens, i);
    if (depth < 0) return i;
    if (depth > 0) continue;
    if (tokens.kind[i] === symbol && tokens.sql[tokens.start[i]!] === ';') return i;
    if (tokens.kind[i] === word && clauseEnds.has(tokens.slice(i).toLowerCase())) return i;
  }
  return tokens.count;
}

function depthChange(tokens: SqlTokens, index: number): number {
  if (tokens.kind[index] !== symbol) return 0;
  const character = tokens.sql[tokens.start[index]!];
  if (character === '(') return 1;
  return character === ')' ? -1 : 0;
}

function isWord(tokens: SqlTokens, index: number, lower: string): boolean {
  if (tokens.kind[index] !== word) return false;
  if (tokens.end[index]! - tokens.start[index]! !== lower.length) return false;
  return tokens.slice(index).toLowerCase() === lower;
}

/** Collects the values after a column name; returns the index of the last token read. */
function collectAfter(tokens: SqlTokens, column: number, values: Set<string>): number {
  let i = following(tokens, column);
  if (is(tokens, i, '=')) {
    i = following(tokens, i);
    return collect(tokens, i, values) ? i : column;
  }
  // Other comparisons name a range, and a range names nobody.
  if (!isWord(tokens, i, 'in')) return column;
  i = following(tokens, i);
  if (!is(tokens, i, '(')) return column;
  for (i = following(tokens, i); collect(tokens, i, values); i = following(tokens, i)) {
    i = following(tokens, i);
    if (!is(tokens, i, ',')) break;
  }
  return Math.min(i, tokens.count - 1);
}

function collect(tokens: SqlTokens, index: number, values: Set<string>): boolean {
  const kind = index < tokens.count ? tokens.kind[index] : symbol;
  if (kind === number) values.add(tokens.slice(index));
  else if (kind === text) {
    const value = plainText(tokens.slice(index));
    if (value !== '') values.add(value);
  } else return false;
  return true;
}

function following(tokens: SqlTokens, index: number): number {
  let i = index + 1;
  while (i < tokens.count && (tokens.kind[i] === space || tokens.kind[i] === comment)) i += 1;
  return i;
}

function is(tokens: SqlTokens, index: number, exact: string): boolean {
  return index < tokens.count && tokens.kind[index] === symbol && tokens.slice(index) === exact;
}

function plainName(name: string): string {
  const isPlain = !'"`['.includes(name[0] ?? ' ');
  return (isPlain ? name : name.slice(1, -1)).toLowerCase();
}

/** The value of a literal: without its quotes, doubled quotes and backslashes. */
function plainText(literal: string): string {
  if (literal[0] === '$') return literal.replace(/^\$[^$]*\$/, '').replace(/\$[^$]*\$$/, '');
  const quote = literal[0]!;
  const end = literal.length > 1 && literal.endsWith(quote) ? -1 : undefined;
  return literal
    .slice(1, end)
    .replaceAll(quote + quote, quote)
    .replace(/\\(.)/gs, '$1');
}
