// A user's row as names and numbers, and the windows that it holds: for a person who wants to see
// what detect knows. Reads what was saved; nothing is computed that a detector would not see too.

import { shippedBudgets } from './calibration.ts';
import { isHandle } from './row-parts.ts';
import { openRows } from './rows.ts';
import { loadRow, type SavedRow } from './saved-row.ts';
import { type Millis, type WindowKind, windowMs } from './time.ts';
import { User } from './user.ts';
import type { ChosenDetector } from './verdict.ts';

export type DescribedWindow = {
  readonly kind: WindowKind;
  readonly start: Millis;
  readonly events: number;
  readonly rows: number;
  readonly touches: number;
  readonly subjects: number;
  readonly unexplained: number;
  /** Not written yet. */
  readonly isOpen: boolean;
};

export type DescribedRow = {
  readonly team: string | null;
  /** By part of the row, then by name. */
  readonly numbers: Readonly<Record<string, Readonly<Record<string, number | readonly number[]>>>>;
  /** Hours, then days, oldest first; those without an event are left out. */
  readonly windows: readonly DescribedWindow[];
};

export function describeRow(
  chosen: readonly ChosenDetector[],
  name: string,
  saved: SavedRow,
): DescribedRow {
  const user = new User({ detectors: chosen, budgets: shippedBudgets });
  user.load(name, saved);
  const { profile } = user;
  const windows = profile
    .windows(({ events }) => events > 0)
    .map(({ kind, index }) => {
      profile.look(kind, index);
      const pane = user.pane(kind);
      const { events, rows, touches, subjects, unexplainedSubjects: unexplained, isOpen } = pane;
      const start = index * windowMs(kind);
      return { kind, start, events, rows, touches, subjects, unexplained, isOpen };
    });
  return { team: user.team, numbers: numbersOf(chosen, saved), windows };
}

function numbersOf(chosen: readonly ChosenDetector[], saved: SavedRow): DescribedRow['numbers'] {
  const rows = openRows(chosen);
  rows.slab.moveTo(rows.slab.insert(''));
  loadRow(rows, saved);
  const parts = rows.parts.map(({ name, layout, view }) => {
    // What handles lead to is shown, they are not.
    const fields = Object.keys(layout.fields).filter((field) => !isHandle(name, field));
    const shown = (field: string) => {
      const value = view[field]!;
      if (typeof value === 'number') return value;
      return Array.from({ length: value.length }, (_, i) => value.get(i));
    };
    return [name, Object.fromEntries(fields.map((field) => [field, shown(field)]))];
  });
  return Object.fromEntries(parts);
}
