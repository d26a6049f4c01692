// The one slab, and the one pool of blocks, of a partition, and a view of each part of the row at
// hand. Used by user.ts and saved-row.ts.

import { Blocks } from './blocks.ts';
import { type Fields, type View, viewOf } from './layout.ts';
import { Profile } from './profile.ts';
import { rareViewOf } from './rare-part.ts';
import {
  type HandlePlace,
  handlePlacesOf,
  type OwnParts,
  ownParts,
  type RowPart,
  rowBytesOf,
  rowPartsOf,
} from './row-parts.ts';
import { Slab } from './slab.ts';
import type { ChosenDetector } from './verdict.ts';

export type Rows = Omit<OwnParts, 'profile' | 'weeks'> & {
  readonly slab: Slab;
  readonly blocks: Blocks;
  readonly profile: Profile;
  /** Of each detector, in their order. */
  readonly states: readonly View<Fields>[];
  readonly parts: readonly (RowPart & { readonly view: View<Fields> })[];
  readonly handlePlaces: readonly HandlePlace[];
};

export function openRows(chosen: readonly ChosenDetector[]): Rows {
  const places = rowPartsOf(chosen);
  const slab = new Slab(rowBytesOf(places));
  const blocks = new Blocks();
  const viewOfPart = ({ layout, at }: RowPart) =>
    layout.isRare
      ? rareViewOf(layout, handleIn(slab, at), blocks)
      : viewOf(layout, slab.cursor, at);
  const parts = places.map((part) => ({ ...part, view: viewOfPart(part) }));
  const own = Object.fromEntries(
    parts.map(({ name, view }) => [name, view]),
  ) as unknown as OwnParts;
  const { context, samples, incident } = own;
  return {
    ...{ slab, blocks, context, samples, incident },
    profile: new Profile(own.profile, own.weeks, blocks),
    states: parts.slice(Object.keys(ownParts).length).map(({ view }) => view),
    parts,
    handlePlaces: handlePlacesOf(places),
  };
}

function handleIn({ cursor }: Slab, at: number) {
  return {
    get: () => cursor.u32[(cursor.base + at) >> 2]!,
    set: (handle: number) => {
      cursor.u32[(cursor.base + at) >> 2] = handle;
    },
  };
}
