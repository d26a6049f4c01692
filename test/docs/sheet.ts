// A sheet is a worked investigation in docs/hunting: prose, and commands with what they print. The
// outputs are made, never written: here the commands are found in the text, what they print is
// shortened as the sheet says, and put back. Pure; for write-sheets.ts and the test.
//
//     <!-- columns: user, days; rows: 5 -->      of a table: only these, the rest is counted
//     <!-- lines: 12 -->                         of a text: only the first ones
//     ```console
//     $ molecatcher hunt run slow-drip
//     (what it prints)
//     ```

export type Shown = {
  /** Empty: all. */
  readonly columns: readonly string[];
  readonly rows: number;
  readonly lines: number;
};

/** What a command prints, from that command. */
export type Print = (command: string) => Promise<string>;

const block = /(?:<!-- ((?:columns|rows|lines):.*?) -->\n)?```console\n\$ ([\s\S]*?)^```$/gm;

/** The same sheet with what its commands print now. */
export async function withOutputs(sheet: string, print: Print): Promise<string> {
  const parts: string[] = [];
  let end = 0;
  for (const found of sheet.matchAll(block)) {
    const [whole, how = '', body = ''] = found;
    const command = commandIn(body);
    const output = shortened(await print(command), shownBy(how));
    const opening = whole.slice(0, whole.indexOf('```console\n'));
    parts.push(sheet.slice(end, found.index), opening);
    parts.push(`\`\`\`console\n$ ${command}\n${output}\n\`\`\``);
    end = found.index + whole.length;
  }
  return [...parts, sheet.slice(end)].join('');
}

export function commandsIn(sheet: string): readonly string[] {
  return [...sheet.matchAll(block)].map(([, , body = '']) => commandIn(body));
}

/** A command goes on in the next line while a quote is open, as in a shell. */
function commandIn(body: string): string {
  const lines = body.split('\n');
  const isWhole = (count: number) => lines.slice(0, count).join('').split('"').length % 2 === 1;
  let count = 1;
  while (count < lines.length && !isWhole(count)) count += 1;
  return lines.slice(0, count).join('\n');
}

function shownBy(how: string): Shown {
  const words = new Map(
    how.split(';').map((part) => {
      const [name = '', value = ''] = part.split(':');
      return [name.trim(), value.trim()] as const;
    }),
  );
  const columns = words.get('columns')?.split(',') ?? [];
  const most = (name: string) => Number(words.get(name) ?? Number.POSITIVE_INFINITY);
  return { columns: columns.map((name) => name.trim()), rows: most('rows'), lines: most('lines') };
}

/** What is left out is counted, so that nobody takes a part for the whole. */
export function shortened(output: string, shown: Shown): string {
  const lines = output.trimEnd().split('\n');
  const head = lines.findIndex((line) => /^ *┌/.test(line));
  if (head !== -1) return shortenedTable(lines, head, shown);
  const kept = lines.slice(0, shown.lines);
  return withRest(kept, [[lines.length - kept.length, 'line']]);
}

function shortenedTable(lines: readonly string[], head: number, shown: Shown): string {
  const edges = edgesOf(lines[head] ?? '');
  const names = cellsOf(lines[head] ?? '', edges).map((cell) => cell.replaceAll('─', ''));
  const missing = shown.columns.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`There is no column ${missing.join(', ')}: ${names}.`);
  const isKept = names.map((name) => shown.columns.length === 0 || shown.columns.includes(name));
  const body = lines.slice(head);
  const last = body.findIndex((line) => /^ *└/.test(line));
  const rows = body.slice(1, last);
  const kept = [body[0] ?? '', ...rows.slice(0, shown.rows), body[last] ?? ''];
  return withRest(
    [...lines.slice(0, head), ...kept.map((line) => narrowed(line, edges, isKept))],
    [
      [rows.length - (kept.length - 2), 'row'],
      [isKept.filter((is) => !is).length, 'column'],
    ],
  );
}

/** Where the columns of a table begin and end, by the line over its names. */
function edgesOf(line: string): readonly number[] {
  return [...line].flatMap((sign, i) => ('┌┬┐'.includes(sign) ? [i] : []));
}

function cellsOf(line: string, edges: readonly number[]): readonly string[] {
  const signs = [...line];
  return edges.slice(1).map((end, i) => signs.slice((edges[i] ?? 0) + 1, end).join(''));
}

function narrowed(line: string, edges: readonly number[], isKept: readonly boolean[]): string {
  const signs = [...line];
  const cells = cellsOf(line, edges).filter((_, i) => isKept[i]);
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  const between = signs[edges[1] ?? 0] ?? '';
  const inner = edges.length > 2 ? between : '';
  return `${signs.slice(0, first + 1).join('')}${cells.join(inner)}${signs[last] ?? ''}`;
}

function withRest(
  kept: readonly string[],
  rest: readonly (readonly [count: number, noun: string])[],
): string {
  const left = rest.filter(([count]) => count > 0);
  if (left.length === 0) return kept.join('\n');
  const words = left.map(([count, noun]) => `${count} more ${noun}${count === 1 ? '' : 's'}`);
  return [...kept, `… ${words.join(', ')}`].join('\n');
}

/**
 * Numbers and names of people, customers and incidents that the prose has and no command or output
 * of the sheet: what was once true, or a slip.
 */
export function strayWords(sheet: string): readonly string[] {
  const executed = [...sheet.matchAll(block)].map(([whole]) => whole).join('\n');
  const known = new Set(wordsOf(executed));
  const prose = sheet.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/<!--.*?-->|\]\(.*?\)/g, '');
  return [...new Set(wordsOf(prose))].filter((word) => !known.has(word));
}

/** Two digits or more: small numbers are said of the text itself too. */
function wordsOf(text: string): readonly string[] {
  const words = text.match(/(?<![\w.-])[\w-]*\d[\w.,:%-]*/g) ?? [];
  return words
    .map((word) => word.replaceAll(',', '').replace(/[.:%-]+$/, ''))
    .flatMap((word) => (/^\d{4}-\d\d-\d\d$/.test(word) ? [word, word.slice(-2)] : [word]))
    .filter((word) => /\d.*\d/.test(word));
}
