// A user's row as names and numbers, and the windows that it holds: for a person who wants to see
// what detect knows. Reads what was saved; nothing is computed that a detector would not see too.

import { shippedBudgets } from './calibration.ts';
import { type Fields, type View, viewOf } from './layout.ts';
import { handlePlaces, rowPartsOf } from './row-parts.ts';
import type { SavedRow } from './saved-row.ts';
import { cursorOver } from './slab.ts';
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
  return { team: user.team, numbers: numbersOf(chosen, saved.row), windows };
}

function numbersOf(chosen: readonly ChosenDetector[], row: Uint8Array): DescribedRow['numbers'] {
  const cursor = cursorOver(row);
  const parts = rowPartsOf(chosen).map(({ name, layout, at }) => {
    const view: View<Fields> = viewOf(layout, cursor, at);
    // Handles are places in one process's memory: what they lead to is shown, they are not.
    const isHandle = (field: string) =>
      handlePlaces.some((place) => place.at * 4 === at + layout.offsets[field]!);
    const names = Object.entries(layout.fields).filter(([field]) => !isHandle(field));
    const fields = names.map(([field, kind]) => {
      const value = view[field]!;
      if (typeof value === 'number') return [field, value];
      const length = Number(kind[1]);
      return [field, Array.from({ length }, (_, i) => value.get(i))];
    });
    return [name, Object.fromEntries(fields)];
  });
  return Object.fromEntries(parts);
}
