// Rows as bytes. A part of the row declares the few numbers it keeps per user:
//
//   const state = layout({ cusum: 'f32', since: 'u32', recent: ['u16', 8] });
//
// and gets, once the parts are placed one after another in the row, a view with named accessors:
//
//   view.cusum = Math.max(0, view.cusum + step);      view.recent.set(3, view.recent.get(3) + 1);
//
// A view has no state of its own: it reads where the shared cursor stands. Ordinary objects would
// cost about 7 kB a user and make snapshots slow; this is the one place where cleverness pays.
// Snapshot, restore, hashing and the memory report all follow from the byte ranges.

import { assert } from './assert.ts';
import type { Cursor } from './slab.ts';

export type ScalarKind = 'u8' | 'u16' | 'u32' | 'f32' | 'f64';
export type FieldKind = ScalarKind | readonly [ScalarKind, number];
export type Fields = Readonly<Record<string, FieldKind>>;

export type Column = {
  readonly length: number;
  get(index: number): number;
  set(index: number, value: number): void;
};

/** What a layout's view offers: a number per scalar field, a column per array field. */
export type View<F extends Fields> = {
  -readonly [K in keyof F]: F[K] extends ScalarKind ? number : Column;
};

export type Layout<F extends Fields> = {
  readonly fields: F;
  /** Bytes in a row, of a rare part in its block; a multiple of 8. */
  readonly sizeBytes: number;
  /** Where each field starts, relative to the part. */
  readonly offsets: Readonly<Record<keyof F & string, number>>;
  /** All zero for many users, who have no bytes of it: see rare-part.ts. */
  readonly isRare: boolean;
};

const widths: Readonly<Record<ScalarKind, number>> = { u8: 1, u16: 2, u32: 4, f32: 4, f64: 8 };

/** Places the widest fields first, so that each is aligned without padding between them. */
export function layout<const F extends Fields>(fields: F): Layout<F> {
  const names = Object.keys(fields);
  const order = names.toSorted((a, b) => widthOf(fields[b]!) - widthOf(fields[a]!));
  const offsets: Record<string, number> = {};
  let end = 0;
  for (const name of order) {
    const kind = fields[name]!;
    offsets[name] = end;
    end += widthOf(kind) * lengthOf(kind);
  }
  const sizeBytes = (end + 7) & ~7;
  return { fields, sizeBytes, offsets: offsets as Layout<F>['offsets'], isRare: false };
}

/** Of a part that many users have nothing of. */
export function rareLayout<const F extends Fields>(fields: F): Layout<F> {
  return { ...layout(fields), isRare: true };
}

function widthOf(kind: FieldKind): number {
  return widths[typeof kind === 'string' ? kind : kind[0]];
}

function lengthOf(kind: FieldKind): number {
  return typeof kind === 'string' ? 1 : kind[1];
}

/** The accessors of one part of the row, `startBytes` into it, at the row where the cursor is. */
export function viewOf<F extends Fields>(
  part: Layout<F>,
  cursor: Cursor,
  startBytes: number,
): View<F> {
  return viewWith(accessorsOf(part, cursor, startBytes)) as View<F>;
}

/** By field; of a column its value. */
export function accessorsOf(
  part: Layout<Fields>,
  cursor: Cursor,
  startBytes: number,
): Readonly<Record<string, PropertyDescriptor>> {
  assert(startBytes % 8 === 0, 'a part of a row starts at a multiple of eight bytes');
  const accessors: Record<string, PropertyDescriptor> = {};
  for (const [name, kind] of Object.entries(part.fields)) {
    const at = startBytes + part.offsets[name]!;
    const own =
      typeof kind === 'string'
        ? scalar(elementsAt(cursor, kind, at))
        : { value: column(elementsAt(cursor, kind[0], at), kind[1]) };
    accessors[name] = { ...own, enumerable: true };
  }
  return accessors;
}

/**
 * In a prototype of its own: of two plain objects that have a field of the same name with different
 * accessors, the engine makes one a hash table, and each access to it is a search and a call.
 */
export function viewWith(accessors: Readonly<Record<string, PropertyDescriptor>>): object {
  return Object.create(Object.defineProperties({}, accessors));
}

type Elements = {
  readonly read: (index: number) => number;
  readonly write: (index: number, value: number) => void;
};

/** Functions for each kind: one for all would look the array up by its name, each time. */
function elementsAt(cursor: Cursor, kind: ScalarKind, at: number): Elements {
  switch (kind) {
    case 'u8':
      return {
        read: (index) => cursor.u8[cursor.base + at + index]!,
        write: (index, value) => {
          cursor.u8[cursor.base + at + index] = value;
        },
      };
    case 'u16':
      return {
        read: (index) => cursor.u16[((cursor.base + at) >> 1) + index]!,
        write: (index, value) => {
          cursor.u16[((cursor.base + at) >> 1) + index] = value;
        },
      };
    case 'u32':
      return {
        read: (index) => cursor.u32[((cursor.base + at) >> 2) + index]!,
        write: (index, value) => {
          cursor.u32[((cursor.base + at) >> 2) + index] = value;
        },
      };
    case 'f32':
      return {
        read: (index) => cursor.f32[((cursor.base + at) >> 2) + index]!,
        write: (index, value) => {
          cursor.f32[((cursor.base + at) >> 2) + index] = value;
        },
      };
    case 'f64':
      return {
        read: (index) => cursor.f64[((cursor.base + at) >> 3) + index]!,
        write: (index, value) => {
          cursor.f64[((cursor.base + at) >> 3) + index] = value;
        },
      };
  }
}

function scalar({ read, write }: Elements) {
  return { get: () => read(0), set: (value: number) => write(0, value) };
}

function column({ read, write }: Elements, length: number): Column {
  return {
    length,
    get: (index) => {
      checkIndex(length, index);
      return read(index);
    },
    set: (index, value) => {
      checkIndex(length, index);
      write(index, value);
    },
  };
}

export function checkIndex(length: number, index: number): void {
  // The message is made only where it is said: detectors look into columns for every access.
  if (index < 0 || index >= length) assert(false, `index ${index} of a column of ${length}`);
}
