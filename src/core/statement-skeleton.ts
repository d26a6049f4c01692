// What a statement is made of, but for what its facts never tell: two statements with one skeleton
// have equal facts. For core/statement, which remembers facts by it (core/skeleton-memory).
//
//   where id in ('C-17', 4) and n like 'Mei%' -- ticket 9
//   where id in (◦, ◦) and n like ◦₄ ◦            each ◦ one byte that no text has
//
// Literals, numbers and comments repeat in no two statements of an application; all around them
// does. So one cheap pass over the characters takes the place of cutting into tokens. It replaces
// what is certain whatever stands around it, copies what is not, and gives up on the rest:
//
//   '…'            a mark that says where its wildcards are; doubled quotes belong to it
//   12 and 1.5     a mark where they stand alone; parts of t1, $1, 1e5, 0x1f or .5 are copied
//   -- … and /* */ a mark that says whether a % is in it: core/statement asks the whole text
//   "…" `…` […]    copied, because what they are depends on what stands before
//   others         copied; characters beyond ASCII as three bytes
//   gives up on    backslashes in quotes, $tag$, quotes without an end, a[b, overlong texts
//
// Must see the same borders as core/sql-tokens; statement-skeleton.prop.test.ts compares them.

import { statementLengthMax } from './sql-tokens.ts';

// Bytes that stand for something; each is above ASCII, so that no copied character is like one.
const literalMark = 0x80;
/** '%' */
const anythingMark = 0x81;
/** 'a%b'; + 1: begins with a wildcard, + 2: ends with one. */
const patternMark = 0x82;
const numberMark = 0x88;
const commentMark = 0x89;
const commentWithWildcardMark = 0x8a;
/** The two bytes of a character beyond ASCII follow. */
const wideMark = 0xff;

const gaveUp = -1;

const quote = 39;
const dash = 45;
const point = 46;
const backslash = 92;
const percent = 37;

/** The skeleton of one text after the other, in the same bytes. */
export class StatementSkeleton {
  /** Nothing becomes longer than a text of characters beyond ASCII; and one word for the end. */
  readonly bytes = new Uint8Array(3 * statementLengthMax + 4);
  /** The same, four at a time, for who compares; zeros after the end. */
  readonly words = new Uint32Array(this.bytes.buffer);
  length = 0;
  hash = 0;

  get wordCount(): number {
    return (this.length + 3) >> 2;
  }

  /** Whether there is one: else the text has to be cut into tokens. */
  write(sql: string): boolean {
    const { bytes } = this;
    const size = sql.length;
    this.length = 0;
    if (size > statementLengthMax) return false;
    let length = 0;
    let at = 0;
    while (at < size) {
      const c = sql.charCodeAt(at);
      if (c < 128 && special[c] === 0) {
        bytes[length] = c;
        length += 1;
        at += 1;
      } else {
        this.length = length;
        at = this.#writeSpecial(sql, at, c);
        if (at < 0) return false;
        length = this.length;
      }
    }
    this.length = length;
    for (let i = length; i < length + 4; i += 1) bytes[i] = 0;
    this.hash = this.#hash();
    return true;
  }

  /** Spread like murmur3, but by words of this machine: it never leaves the memory. */
  #hash(): number {
    const { words, wordCount } = this;
    let h = this.length;
    for (let i = 0; i < wordCount; i += 1) {
      h = Math.imul(h ^ words[i]!, 0xcc9e2d51);
      h ^= h >>> 15;
    }
    h = Math.imul(h, 0x85ebca6b);
    return h ^ (h >>> 13);
  }

  /** Writes what begins here; returns where to go on. */
  #writeSpecial(sql: string, at: number, c: number): number {
    switch (c) {
      case quote:
        return this.#writeLiteral(sql, at);
      case dash:
        return sql.charCodeAt(at + 1) === dash ? this.#writeLine(sql, at) : this.#copy(sql, at);
      case 47 /* / */:
        return sql.charCodeAt(at + 1) === 42 ? this.#writeBlock(sql, at) : this.#copy(sql, at);
      case 34 /* " */:
      case 96 /* ` */:
        return this.#copyQuoted(sql, at, c);
      case 91 /* [ */:
        return this.#copyBracket(sql, at);
      case 36 /* $ */:
        return isPlainDollar(sql, at) ? this.#copy(sql, at) : gaveUp;
      default:
        return c < 128 ? this.#writeDigits(sql, at) : this.#copy(sql, at);
    }
  }

  #mark(mark: number): void {
    this.bytes[this.length] = mark;
    this.length += 1;
  }

  #copy(sql: string, from: number, to = from + 1): number {
    const { bytes } = this;
    let { length } = this;
    for (let at = from; at < to; at += 1) {
      const c = sql.charCodeAt(at);
      if (c < 128) {
        bytes[length] = c;
        length += 1;
      } else {
        bytes[length] = wideMark;
        bytes[length + 1] = c & 255;
        bytes[length + 2] = c >> 8;
        length += 3;
      }
    }
    this.length = length;
    return to;
  }

  #writeLiteral(sql: string, from: number): number {
    let wildcards = 0;
    for (let at = from + 1; at < sql.length; at += 1) {
      const c = sql.charCodeAt(at);
      if (c === percent) wildcards += 1;
      else if (c === backslash) return this.#writeBackslash(sql, from);
      else if (c === quote) {
        if (at + 1 === sql.length || sql.charCodeAt(at + 1) !== quote) {
          this.#mark(wildcards === 0 ? literalMark : patternOf(sql, from + 1, at, wildcards));
          return at + 1;
        }
        at += 1;
      }
    }
    return gaveUp;
  }

  /** Only '\' by itself, as after ESCAPE. */
  #writeBackslash(sql: string, from: number): number {
    const isAlone = sql.charCodeAt(from + 1) === backslash && sql.charCodeAt(from + 2) === quote;
    if (!isAlone || sql.charCodeAt(from + 3) === quote) return gaveUp;
    this.#mark(literalMark);
    return from + 3;
  }

  #writeDigits(sql: string, from: number): number {
    let end = endOfDigits(sql, from + 1);
    if (sql.charCodeAt(end) === point) {
      const after = endOfDigits(sql, end + 1);
      if (after > end + 1) end = after;
    }
    if (!standsAlone(sql, from, end)) return this.#copy(sql, from, end);
    this.#mark(numberMark);
    return end;
  }

  #writeLine(sql: string, from: number): number {
    let hasWildcard = false;
    let at = from + 2;
    for (; at < sql.length; at += 1) {
      const c = sql.charCodeAt(at);
      if (c === 10 /* \n */) break;
      if (c === percent) hasWildcard = true;
    }
    this.#mark(hasWildcard ? commentWithWildcardMark : commentMark);
    return Math.min(at + 1, sql.length);
  }

  #writeBlock(sql: string, from: number): number {
    let hasWildcard = false;
    for (let at = from + 2; at < sql.length; at += 1) {
      const c = sql.charCodeAt(at);
      if (c === percent) hasWildcard = true;
      else if (c === 42 /* * */ && sql.charCodeAt(at + 1) === 47 /* / */) {
        this.#mark(hasWildcard ? commentWithWildcardMark : commentMark);
        return at + 2;
      }
    }
    return gaveUp;
  }

  /** A doubled quote ends here and begins again at once: all the same to a copy. */
  #copyQuoted(sql: string, from: number, close: number): number {
    for (let at = from + 1; at < sql.length; at += 1) {
      const c = sql.charCodeAt(at);
      if (c === close) return this.#copy(sql, from, at + 1);
      // Escapes something if this is a literal, and nothing in a name.
      if (c === backslash) return gaveUp;
    }
    return gaveUp;
  }

  #copyBracket(sql: string, from: number): number {
    const next = sql.charCodeAt(from + 1);
    // A symbol, whatever stands before.
    if (next < 128 && wordParts[next] !== letter) return this.#copy(sql, from);
    if (from > 0 && beforeNames[sql.charCodeAt(from - 1)] !== 1) return gaveUp;
    for (let at = from + 1; at < sql.length; at += 1) {
      if (sql.charCodeAt(at) !== 93 /* ] */) continue;
      if (sql.charCodeAt(at + 1) !== 93) return this.#copy(sql, from, at + 1);
      at += 1;
    }
    return gaveUp;
  }
}

function patternOf(sql: string, from: number, end: number, wildcards: number): number {
  if (wildcards === end - from) return anythingMark;
  const isOpen = sql.charCodeAt(end - 1) === percent;
  return patternMark + (sql.charCodeAt(from) === percent ? 1 : 0) + (isOpen ? 2 : 0);
}

/** Neither part of a name, of a bind, or of a longer number. The point of 1. stays: it may. */
function standsAlone(sql: string, from: number, end: number): boolean {
  if (from > 0) {
    const before = sql.charCodeAt(from - 1);
    if (before >= 128 || beforeDigits[before] === 1) return false;
  }
  if (end === sql.length) return true;
  const after = sql.charCodeAt(end);
  return after < 128 && after !== point && wordParts[after] === 0;
}

function endOfDigits(sql: string, from: number): number {
  let at = from;
  while (at < sql.length && wordParts[sql.charCodeAt(at)] === digit) at += 1;
  return at;
}

/** Inside of a name or number, or before the digits of a bind; else it may open a literal. */
function isPlainDollar(sql: string, at: number): boolean {
  if (wordParts[sql.charCodeAt(at + 1)] === digit) return true;
  if (at === 0) return false;
  const before = wordParts[sql.charCodeAt(at - 1)];
  return before === letter || before === digit;
}

const letter = 1;
const digit = 2;
const dollar = 3;

/** What an ASCII character is inside of a word. */
const wordParts = Uint8Array.from({ length: 128 }, (_, c) => {
  if (c >= 48 && c <= 57) return digit;
  if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95) return letter;
  return c === 36 ? dollar : 0;
});

/** Characters that are not simply copied. */
const special = marks('\'"`[$-/0123456789');
/** After these digits are part of something else; after letters and digits too. */
const beforeDigits = marks('.?:@').map((mark, c) => (wordParts[c] === 0 ? mark : 1));
/** After these [a] is a name. */
const beforeNames = marks(' \t\n\r.,(');

function marks(characters: string): Uint8Array {
  const column = new Uint8Array(128);
  for (const character of characters) column[character.charCodeAt(0)] = 1;
  return column;
}
