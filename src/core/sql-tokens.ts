// Cuts a statement into tokens, for core/statement and nobody else. Not a parser: it knows what is
// a literal, a name, a comment and a bracket in the dialects people use, takes every text, never
// fails, and needs one step per character. Where dialects disagree it hides more rather than less:
// a text in double quotes after a comparison is a literal (MySQL), a backslash in a literal escapes
// (MySQL) unless the literal is '\' itself (LIKE … ESCAPE '\'). core/statement-skeleton must see
// literals, comments and quotes end where they end here.

// Kinds of tokens. Numbers, because they fill a column of bytes.
export const word = 1;
/** A name in quotes: "a", `a`, [a]. */
export const quoted = 2;
export const number = 3;
export const text = 4;
/** A place for a value: ?, ?1, $1, :name, @name. */
export const bind = 5;
export const space = 6;
export const comment = 7;
export const symbol = 8;

/** Statements are read up to here. */
export const statementLengthMax = 8_192;

/** Tokens as columns, reused from statement to statement. */
export class SqlTokens {
  sql = '';
  count = 0;
  readonly kind = new Uint8Array(statementLengthMax);
  readonly start = new Uint16Array(statementLengthMax);
  readonly end = new Uint16Array(statementLengthMax);

  slice(index: number): string {
    return this.sql.slice(this.start[index]!, this.end[index]!);
  }

  add(kind: number, start: number, end: number): void {
    this.kind[this.count] = kind;
    this.start[this.count] = start;
    this.end[this.count] = end;
    this.count += 1;
  }
}

export function tokenize(sql: string, tokens: SqlTokens): void {
  tokens.sql = sql.length > statementLengthMax ? sql.slice(0, statementLengthMax) : sql;
  tokens.count = 0;
  // Every token takes at least one character, so this ends for any text.
  const scan: Scan = { sql: tokens.sql, isComparing: false, inList: 0 };
  let at = 0;
  while (at < tokens.sql.length) {
    const kind = kindAt(scan, at);
    const end = Math.min(endOf(tokens.sql, at, kind), tokens.sql.length);
    tokens.add(kind, at, end);
    follow(scan, kind, at, end);
    at = end;
  }
}

type Scan = {
  readonly sql: string;
  /** Whether the last token that matters compares: then "…" is a literal. */
  isComparing: boolean;
  /** 1: after `in`; 2: inside its brackets, where "…" is a literal too. */
  inList: number;
};

const comparing = new Set(['like', 'ilike', 'rlike', 'regexp', 'between']);
/** First letters of these and of `in`: most words need no closer look. */
const maySayMore = marks('lLiIrRbB');
const comparisons = marks('=<>!~');

/** Remembers as much of the past as it takes to know what "…" is. */
function follow(scan: Scan, kind: number, start: number, end: number): void {
  if (kind === space || kind === comment) return;
  const first = scan.sql.charCodeAt(start);
  scan.isComparing = kind === symbol && comparisons[first & 127] === 1 && first < 128;
  if (kind === word) {
    const length = end - start;
    scan.inList = 0;
    // No word that matters is longer.
    if (length > 7 || length < 2 || first >= 128 || maySayMore[first] === 0) return;
    const text = scan.sql.slice(start, end).toLowerCase();
    scan.isComparing = comparing.has(text);
    scan.inList = text === 'in' ? 1 : 0;
  } else if (kind === symbol) {
    if (first === 40 /* ( */ && scan.inList === 1) scan.inList = 2;
    else if (first !== 44 /* , */) scan.inList = 0;
  } else if (scan.inList === 1) scan.inList = 0;
}

/** A column of ones for some ASCII characters. */
function marks(characters: string): Uint8Array {
  const column = new Uint8Array(128);
  for (const character of characters) column[character.charCodeAt(0)] = 1;
  return column;
}

function kindAt(scan: Scan, at: number): number {
  const { sql } = scan;
  const c = sql.charCodeAt(at);
  const next = sql.charCodeAt(at + 1);
  const is = classOf(c);
  if ((is & spaceClass) !== 0) return space;
  if ((is & letterClass) !== 0) return word;
  if ((is & digitClass) !== 0 || (c === 46 /* . */ && isDigit(next) && !isNameBefore(sql, at)))
    return number;
  switch (c) {
    case 39 /* ' */:
      return text;
    case 34 /* " */:
      return isLiteral(scan, at) ? text : quoted;
    case 96 /* ` */:
    case 91 /* [ */:
      if (c === 91 && !isBracketName(sql, at)) return symbol;
      return isName(sql, at, endOfQuotes(sql, at, false)) ? quoted : text;
    case 45 /* - */:
      return next === 45 ? comment : symbol;
    case 47 /* / */:
      return next === 42 ? comment : symbol;
    case 36 /* $ */:
      if (isDigit(next)) return bind;
      return dollarTag(sql, at) === '' ? symbol : text;
    case 63 /* ? */:
      return bind;
    case 58 /* : */:
      return isLetter(next) || isDigit(next) ? bind : symbol;
    case 64 /* @ */:
      return isLetter(next) || next === 64 || isDigit(next) ? bind : symbol;
    default:
      return symbol;
  }
}

function endOf(sql: string, at: number, kind: number): number {
  switch (kind) {
    case space:
      return skip(sql, at, spaceClass);
    case word:
      return skip(sql, at, nameClass);
    case number:
      return endOfNumber(sql, at);
    case text:
      return sql[at] === '$' ? endOfDollars(sql, at) : endOfQuotes(sql, at, sql[at] !== '[');
    case quoted:
      return endOfQuotes(sql, at, false);
    case bind:
      return skip(sql, at + (sql.startsWith('@@', at) ? 2 : 1), nameClass);
    case comment:
      return endOfComment(sql, at);
    default:
      return endOfSymbol(sql, at);
  }
}

function skip(sql: string, from: number, wanted: number): number {
  let at = from;
  while (at < sql.length && (classOf(sql.charCodeAt(at)) & wanted) !== 0) at += 1;
  return at;
}

/** Digits, hex, exponents with their sign, and whatever letters stick to them. */
function endOfNumber(sql: string, from: number): number {
  let at = from;
  while (at < sql.length) {
    const c = sql.charCodeAt(at);
    const isSign = (c === 43 || c === 45) && /[0-9.]e/i.test(sql.slice(Math.max(from, at - 2), at));
    if (!(isNamePart(c) || c === 46 || (isSign && isDigit(sql.charCodeAt(at + 1))))) break;
    at += 1;
  }
  return at;
}

/** A doubled quote is a quote; a backslash escapes in literals. Without an end: all the rest. */
function endOfQuotes(sql: string, from: number, hasEscapes: boolean): number {
  const open = sql.charCodeAt(from);
  const close = open === 91 /* [ */ ? 93 /* ] */ : open;
  const backslash = 92;
  // '\' alone, as after ESCAPE: here the backslash escapes nothing.
  const isAlone = sql.charCodeAt(from + 1) === backslash && sql.charCodeAt(from + 2) === close;
  if (hasEscapes && open === close && isAlone && sql.charCodeAt(from + 3) !== close)
    return from + 3;
  for (let at = from + 1; at < sql.length; at += 1) {
    const c = sql.charCodeAt(at);
    if (hasEscapes && c === backslash) at += 1;
    else if (c === close) {
      if (sql.charCodeAt(at + 1) !== close) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

function endOfDollars(sql: string, from: number): number {
  const tag = dollarTag(sql, from);
  const close = sql.indexOf(tag, from + tag.length);
  return close < 0 ? sql.length : close + tag.length;
}

/** $$ or $name$, which opens a literal in PostgreSQL; else empty. */
function dollarTag(sql: string, from: number): string {
  let at = from + 1;
  while (at < sql.length && isNamePart(sql.charCodeAt(at)) && sql[at] !== '$') at += 1;
  return sql[at] === '$' ? sql.slice(from, at + 1) : '';
}

function endOfComment(sql: string, from: number): number {
  const isLine = sql[from] === '-';
  const close = isLine ? sql.indexOf('\n', from) : sql.indexOf('*/', from + 2);
  return close < 0 ? sql.length : close + (isLine ? 1 : 2);
}

/** Operators of several characters are one symbol; brackets, commas and points stand alone. */
function endOfSymbol(sql: string, from: number): number {
  const first = sql.charCodeAt(from);
  if (first === 58 /* : */ && sql.charCodeAt(from + 1) === 58) return from + 2;
  if (!isOperator(first)) return from + 1;
  let at = from + 1;
  while (at < sql.length && isOperator(sql.charCodeAt(at))) {
    // An operator ends where a comment begins: `=--` compares with the next line.
    if (sql.startsWith('--', at) || sql.startsWith('/*', at)) break;
    at += 1;
  }
  return at;
}

const operators = marks('<>=!|&+-*/%^~#');
const isOperator = (c: number): boolean => c < 128 && operators[c] === 1;

/** "x" is a literal after a comparison or inside `in (…)`, unless a point makes it a name. */
function isLiteral(scan: Scan, at: number): boolean {
  if (!isName(scan.sql, at, endOfQuotes(scan.sql, at, false))) return true;
  if (!scan.isComparing && scan.inList !== 2) return false;
  return scan.sql[endOfQuotes(scan.sql, at, true)] !== '.';
}

/** No database has names of more than 128 characters; one without an end is no name either. */
function isName(sql: string, start: number, end: number): boolean {
  const close = sql[start] === '[' ? ']' : sql[start];
  return end - start >= 2 && end - start <= 130 && sql[end - 1] === close;
}

/** [x] is a name in SQL Server, unless it follows a value: then it is a subscript. */
function isBracketName(sql: string, at: number): boolean {
  if (at > 0 && "'?)".includes(sql[at - 1]!)) return false;
  return isLetter(sql.charCodeAt(at + 1)) && !isNameBefore(sql, at);
}

function isNameBefore(sql: string, at: number): boolean {
  return at > 0 && (isNamePart(sql.charCodeAt(at - 1)) || '"`]'.includes(sql[at - 1]!));
}

const spaceClass = 1;
const digitClass = 2;
const letterClass = 4;
const dollarClass = 8;
const nameClass = digitClass | letterClass | dollarClass;

/** What an ASCII character may be part of. */
const classes = Uint8Array.from({ length: 128 }, (_, c) => {
  if (c === 32 || (c >= 9 && c <= 13)) return spaceClass;
  if (c >= 48 && c <= 57) return digitClass;
  if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95) return letterClass;
  return c === 36 ? dollarClass : 0;
});

/** Beyond ASCII everything is a letter, but for one space. */
function classOf(c: number): number {
  if (c < 128) return classes[c]!;
  return c === 0xa0 ? spaceClass | letterClass : letterClass;
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

function isLetter(c: number): boolean {
  return (classOf(c) & letterClass) !== 0;
}

function isNamePart(c: number): boolean {
  return (classOf(c) & nameClass) !== 0;
}
