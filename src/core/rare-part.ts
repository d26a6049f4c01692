// A part of the row that many users have nothing of: what was long ago, what was found. In the row
// stands a handle, and the part in a block of the user's own from the first number that is not 0.
//
//   row   │ … │ handle │ … │          0: all of the part is 0
//                 └──► block │ openedAt │ tier │ … │
//
// Reading it costs some steps more than reading the row: for parts that an access rarely asks for.

import { type Blocks, classFor } from './blocks.ts';
import { type Column, type Fields, type Layout, type View, viewOf } from './layout.ts';
import { cursorOver } from './slab.ts';

/** Reads and writes the handle of the user at hand. */
export type RareHandle = { get(): number; set(handle: number): void };

export function rareViewOf<F extends Fields>(
  part: Layout<F>,
  handle: RareHandle,
  blocks: Blocks,
): View<F> {
  const nothing = cursorOver(new Uint8Array(part.sizeBytes));
  const cursor = { ...nothing };
  const block = viewOf(part, cursor, 0);
  const blockClass = classFor(part.sizeBytes);
  const look = () => {
    const at = handle.get();
    if (at === 0) Object.assign(cursor, nothing);
    else blocks.moveTo(at, cursor);
    return at !== 0;
  };
  const lookFor = (value: number) => {
    const isThere = look();
    if (isThere || value === 0) return isThere;
    handle.set(blocks.allocate(blockClass));
    return look();
  };
  const view = {};
  for (const name of Object.keys(part.fields)) {
    const field = Object.getOwnPropertyDescriptor(block, name)!;
    const own = 'value' in field ? { value: column(field.value) } : scalar(field);
    Object.defineProperty(view, name, { ...own, enumerable: true });
  }
  return view as View<F>;

  function column(inner: Column): Column {
    return {
      length: inner.length,
      get: (index) => {
        look();
        return inner.get(index);
      },
      set: (index, value) => {
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
