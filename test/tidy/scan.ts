// Just enough reading of TypeScript for the checks: comments and strings blanked out, imports, and
// functions with their length. A scanner of brackets, not a parser: the code here is formatted by
// one tool, and the planted violations in planted-*.test.ts show what it finds.

export type Import = { readonly from: string; readonly index: number };
export type Fn = {
  readonly index: number;
  readonly end: number;
  readonly params: number;
};

/** The same text, same length and lines, with comments and the insides of strings as blanks. */
export function blanked(text: string, keepStrings = false): string {
  const out = text.split('');
  const blank = (from: number, to: number) => {
    for (let i = from; i < to; i += 1) if (out[i] !== '\n') out[i] = ' ';
  };
  /** Depth of braces at which each open `${` ends. */
  const holes: number[] = [];
  let depth = 0;
  let i = 0;
  while (i < text.length) {
    const two = text.slice(i, i + 2);
    const char = text[i] ?? '';
    if (two === '//' || two === '/*') {
      const end = two === '//' ? text.indexOf('\n', i) : text.indexOf('*/', i) + 2;
      const to = end <= 1 ? text.length : end;
      blank(i, to);
      i = to;
    } else if (char === "'" || char === '"' || (char === '/' && isRegexStart(text, i))) {
      const end = closingQuote(text, i);
      if (!keepStrings) blank(i + 1, end);
      i = end + 1;
    } else if (char === '`' || (char === '}' && holes.at(-1) === depth)) {
      if (char === '}') holes.pop();
      const end = templateEnd(text, i + 1);
      const isHole = text[end] === '$';
      // The braces of a hole are none of the code's.
      if (!keepStrings) blank(char === '}' ? i : i + 1, isHole ? end + 2 : end);
      if (isHole) holes.push(depth);
      i = isHole ? end + 2 : end + 1;
    } else {
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      i += 1;
    }
  }
  return out.join('');
}

/** Where a template goes over into a hole (`${`) or ends. */
function templateEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '`' || text.startsWith('${', i)) return i;
  }
  return text.length;
}

function closingQuote(text: string, start: number): number {
  const quote = text[start];
  let isClass = false;
  for (let i = start + 1; i < text.length; i += 1) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (char === '\n') return i;
    else if (quote === '/' && char === '[') isClass = true;
    else if (quote === '/' && char === ']') isClass = false;
    else if (char === quote && !isClass) return i;
  }
  return text.length;
}

function isRegexStart(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 20), index).trimEnd();
  return before === '' || /[(,=:[!&|?{};]$|\b(return|typeof|case|of|in)$/.test(before);
}

/** What a file names as a module: imports, re-exports, dynamic imports, and `new URL('./x.ts'`. */
export function importsOf(text: string): readonly Import[] {
  const code = blanked(text, true);
  const found: Import[] = [];
  const patterns = [
    /^(?:import|export)\b[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
    /\bnew URL\(\s*['"](\.[^'"]+\.ts)['"]/g,
  ];
  for (const pattern of patterns) {
    for (const match of code.matchAll(pattern)) {
      if (match[1] !== undefined) found.push({ from: match[1], index: match.index });
    }
  }
  return found;
}

/** Path of a relative import, seen from the file that holds it. */
export function resolved(path: string, from: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of from.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

const notFunctions = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'return', 'await']);

/** Functions, methods and arrows with a body in braces, and how many parameters each takes. */
export function functionsOf(text: string): readonly Fn[] {
  const code = blanked(text);
  const found: Fn[] = [];
  for (let open = code.indexOf('('); open !== -1; open = code.indexOf('(', open + 1)) {
    const close = closing(code, open);
    if (close === -1) continue;
    const arrow = /^(?::[^;={}]*?)?\s*=>\s*/.exec(code.slice(close + 1, close + 400));
    const body = arrow === null ? bodyAfter(code, close + 1) : close + 1 + arrow[0].length;
    if (body === -1) continue;
    if (arrow === null && !isNamedFunction(code, open)) continue;
    const isBraced = code[body] === '{';
    const end = isBraced ? closing(code, body) : body;
    found.push({ index: open, end, params: countParams(code.slice(open + 1, close)) });
  }
  return found;
}

/** A name before the bracket that is no keyword: `function f(`, `method(`, `get<T>(`. */
function isNamedFunction(code: string, open: number): boolean {
  const before = code.slice(Math.max(0, open - 200), open);
  const name = /([#\w$]+)\s*(?:<[^()]*>)?\s*$/.exec(before)?.[1];
  return name !== undefined && !notFunctions.has(name);
}

/** Index of the brace that opens a body after the parameters, past a type; −1: there is none. */
function bodyAfter(code: string, from: number): number {
  let i = from;
  while (code[i] === ' ' || code[i] === '\n') i += 1;
  if (code[i] === '{') return i;
  if (code[i] !== ':') return -1;
  let last = ':';
  for (i += 1; i < code.length; i += 1) {
    const char = code[i] ?? '';
    if (char === ' ' || char === '\n') continue;
    if (char === '{' && !/[:|&<,(=?]/.test(last)) return i;
    if (char === ';' || char === '=' || char === ')') return -1;
    if ('{(['.includes(char)) {
      i = closing(code, i);
      if (i === -1) return -1;
      last = '}';
    } else last = char;
  }
  return -1;
}

/** Index of the bracket that closes the one at `open`; −1 where there is none. */
export function closing(code: string, open: number): number {
  let depth = 0;
  for (let i = open; i < code.length; i += 1) {
    const char = code[i] ?? '';
    if ('{(['.includes(char)) depth += 1;
    else if ('})]'.includes(char)) {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
}

function countParams(inside: string): number {
  if (inside.trim() === '') return 0;
  let depth = 0;
  let params = 1;
  let last = '';
  for (const char of inside) {
    if ('{([<'.includes(char)) depth += 1;
    else if ('})]'.includes(char) || (char === '>' && last !== '=')) depth -= 1;
    else if (char === ',' && depth === 0) params += 1;
    last = char;
  }
  return inside.trimEnd().endsWith(',') ? params - 1 : params;
}
