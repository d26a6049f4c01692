// Rows of a query as JavaScript values. 64-bit integers arrive as text, because a double cannot
// hold all of them; those that it can hold become numbers, the others stay text rather than lie.

import type { WarehouseRow } from '../../ports.ts';

const wholeNumber = /^(?:LowCardinality\(|Nullable\()*U?Int64\)*$/;
const wholeNumbers = /^Array\((?:Nullable\()?U?Int64\)*$/;

/** Parses ClickHouse's format JSONCompactEachRowWithNamesAndTypes. */
export function typedRows(text: string): readonly WarehouseRow[] {
  const lines = text.split('\n').filter((line) => line.length > 0);
  if (lines.length < 2) return [];
  const names = JSON.parse(lines[0]!) as string[];
  const types = JSON.parse(lines[1]!) as string[];
  return lines.slice(2).map((line) => {
    const values = JSON.parse(line) as unknown[];
    return Object.fromEntries(names.map((name, i) => [name, typed(values[i], types[i]!)]));
  });
}

function typed(value: unknown, type: string): unknown {
  if (wholeNumber.test(type)) return exactNumber(value);
  if (wholeNumbers.test(type) && Array.isArray(value)) return value.map(exactNumber);
  return value;
}

function exactNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
