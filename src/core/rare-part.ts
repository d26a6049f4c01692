// A part of the row that many users have nothing of: what was long ago, what was found. In the row
// stands a handle, and the part in a block of the user's own from the first number that is not 0.
//
//   row   │ … │ handle │ … │          0: all of the part is 0
//                 └──► block │ openedAt │ tier │ … │
//
// Where there is nothing, reading it costs a look at the handle; where there is, some steps more
// than reading the row.

import { type Blocks, classFor } from './blocks.ts';
import {
  accessorsOf,
  type Column,
  checkIndex,
  type Fields,
  type Layout,
  type View,
  viewWith,
} from './layout.ts';
import { cursorOver } from './slab.ts';

/** Reads and writes the handle of the user at hand. */
export type RareHandle = { get(): number; set(handle: number): void };

export function rareViewOf<F extends Fields>(
  part: Layout<F>,
  handle: RareHandle,
  blocks: Blocks,
): View<F> {
  const cursor = cursorOver(new Uint8Array(part.sizeBytes));
  const block = accessorsOf(part, cursor, 0);
  const blockClass = classFor(part.sizeBytes);
  const look = () => {
    const at = handle.get();
    if (at !== 0) blocks.moveTo(at, cursor);
    return at !== 0;
  };
  /** Whether there is anything to be written to: a zero needs no block. */
  const lookFor = (value: number) => {
    if (look()) return true;
    if (value === 0) return false;
    handle.set(blocks.allocate(blockClass));
    return look();
  };
  const accessors: Record<string, PropertyDescriptor> = {};
  for (const [name, field] of Object.entries(block)) {
    const own = 'value' in field ? { value: column(field.value) } : scalar(field);
    accessors[name] = { ...own, enumerable: true };
  }
  return viewWith(accessors) as View<F>;

  function column(inner: Column): Column {
    return {
      length: inner.length,
      get: (index) => {
        checkIndex(inner.length, index);
        return look() ? inner.get(index) : 0;
      },
      set: (index, value) => {
        checkIndex(inner.length, index);
        if (lookFor(value)) inner.set(index, value);
      },
    };
  }

  function scalar({ get, set }: PropertyDescriptor) {
    return {
      get: () => (look() ? get!() : 0),
      set: (value: number) => {
        if (lookFor(value)) set!(value);
      },
    };
  }
}
