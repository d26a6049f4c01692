// Words and signs that the cards of a user and of a customer share: names that may hold anything,
// sparklines, figures. For the texts and pages of cards.

import { figure, percent } from '../../core/page/markup.ts';
import { printable } from '../../core/printable.ts';
import type { Millis } from '../../core/time.ts';
import { aligned } from '../aligned.ts';
import { reasonsText } from '../attribution/shared-words.ts';
import { timeText } from '../diff-words.ts';
import { quoted } from '../incident-next.ts';
import type { Measured } from './day-measures.ts';

/** Of a longer name the rest says nothing more. */
const nameMax = 60;
const commandMax = 300;
/** A sentence about a finding, or a cell of a page. */
export const lineMax = 400;

/** A name as it may be shown, and no longer than a line bears. */
export function plain(text: string, max: number = nameMax): string {
  const letters = [...text.slice(0, 2 * max)];
  const isCut = letters.length > max || text.length > 2 * max;
  const shown = printable(letters.slice(0, max).join(''));
  return isCut ? `${shown}…` : shown;
}

const bars = '▂▃▄▅▆▇█';
const zero = '▁';

/**
 * A sign for each value, blank where there is none. Where there are more than `room`, a sign stands
 * for the highest of several: a day that stands out must not be averaged away.
 */
export function sparkline(values: readonly (number | null)[], room: number): string {
  const step = signStep(values.length, room);
  const top = Math.max(...values.map((value) => value ?? 0));
  const signs: string[] = [];
  for (let i = 0; i < values.length; i += step) {
    const known = values.slice(i, i + step).filter((value) => value !== null);
    signs.push(known.length === 0 ? ' ' : sign(Math.max(...known), top));
  }
  return signs.join('');
}

/** What a sign stands for. */
export function signText(days: number, room: number): string {
  const step = signStep(days, room);
  return step === 1 ? 'a sign a day' : `a sign the highest of ${step} days`;
}

function signStep(values: number, room: number): number {
  return Math.max(1, Math.ceil(values / room));
}

function sign(value: number, top: number): string {
  if (value <= 0) return zero;
  return bars[Math.min(bars.length - 1, Math.floor((value / top) * bars.length))]!;
}

export function valueText(
  value: number | null,
  { isShare }: Pick<Measured, 'isShare'> = { isShare: false },
): string {
  if (value === null) return '–';
  if (isShare) return percent(value);
  return Number.isInteger(value) ? `${value}` : figure(value);
}

export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** By how often; how often is left out where there is but one. */
export function reasonWords(reasons: Readonly<Record<string, number>>): string {
  const { none = 0, ...others } = reasons;
  const all = none === 0 ? others : { 'no reason': none, ...others };
  const [only, ...more] = Object.keys(all);
  const text = only !== undefined && more.length === 0 ? only : reasonsText(all);
  return plain(text, 2 * nameMax);
}

/** Empty, or what is left and how to see it, where a command can say that. */
export function andMore(left: number, command: string): string[] {
  return left > 0 ? [`  and ${left} more${command === '' ? '' : `: ${command}`}`] : [];
}

/** A narrower terminal breaks lines by itself. */
const columnsMin = 40;

/** Lines of a text that fit, what was too long going on below, further in; commands stay whole. */
export function fitted(lines: readonly string[], columns: number): string[] {
  const width = Math.max(columnsMin, columns);
  return lines.flatMap((line) => {
    if (line.length <= width || line.includes('molecatcher ')) return [line.trimEnd()];
    const indent = ' '.repeat(Math.min(8, line.length - line.trimStart().length) + 4);
    const out: string[] = [];
    let rest = line;
    while (rest.length > width) {
      const space = rest.lastIndexOf(' ', width);
      // A name longer than the line is cut.
      const cut = space > indent.length ? space : wholeLetters(rest, width);
      out.push(rest.slice(0, cut).trimEnd());
      rest = `${indent}${rest.slice(cut).trimStart()}`;
    }
    return [...out, rest.trimEnd()];
  });
}

/** A table whose last column is cut where it would not fit. */
export function clippedRows(rows: readonly (readonly string[])[], columns: number): string[] {
  return aligned(rows, rows[0]?.length ?? 0).map((row) => {
    const line = `  ${row}`;
    return line.length <= columns ? line : `${line.slice(0, wholeLetters(line, columns - 1))}…`;
  });
}

/** Not more than `end`, and not within a letter of two halves. */
function wholeLetters(text: string, end: number): number {
  return text.slice(0, end).isWellFormed() ? end : end - 1;
}

export function dayText(at: Millis): string {
  return timeText(at).slice(0, 10);
}

/**
 * A command with its flags, each quoted where a shell would take it apart. Empty where a name holds
 * what is not shown as it is: the command would ask for another name.
 */
export function commandOf(words: string, flags: Readonly<Record<string, string>>): string {
  const given = Object.entries(flags).map(([name, value]) => `--${name} ${quoted(value)}`);
  const command = ['molecatcher', words, ...given].join(' ');
  return plain(command, commandMax) === command ? command : '';
}

/** Those that can be asked, each a line of its own. */
export function commandLines(commands: readonly string[]): string[] {
  return commands.filter((command) => command !== '').map((command) => `  ${command}`);
}
