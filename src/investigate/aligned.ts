// Rows as lines of columns: the first ones to the left, figures to the right. For whatever prints
// a table of its own.

export function aligned(rows: readonly (readonly string[])[], columnsLeft: number): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i < columnsLeft ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}
