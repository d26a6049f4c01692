// Reads a golden file: the command that made it, a line of column names, rows of numbers.

import { readFileSync } from 'node:fs';

export function readGolden(name: string): Record<string, number>[] {
  const lines = readFileSync(new URL(name, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const columns = lines[1]!.split('\t');
  return lines.slice(2).map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(columns.map((column, index) => [column, Number(cells[index])]));
  });
}

/** |value − reference|, as a share of the larger of |reference| and `floor`. */
export function errorOf(value: number, reference: number, floor: number): number {
  return Math.abs(value - reference) / Math.max(Math.abs(reference), floor);
}
