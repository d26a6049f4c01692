// What a user's row consists of, part after part, and where in it handles of blocks stand:
//
//   profile │ context │ samples │ states of detectors │ handles of rare parts, theirs too
//
// Used by rows.ts, and for what tells one meaning of a row from another.

import { assert } from './assert.ts';
import { contextLayout } from './context.ts';
import { hash128 } from './hash.ts';
import { incidentLayout } from './incident.ts';
import { type Fields, type Layout, layout, type View } from './layout.ts';
import {
  detectorStateBytesMax,
  detectorsMax,
  exceptionsMax,
  incidentAnomaliesMax,
} from './limits.ts';
import { setAt, unexplainedSetAt } from './pane.ts';
import { profileLayout } from './profile.ts';
import type { ChosenDetector } from './verdict.ts';
import { weeksLayout } from './weeks.ts';

/** What is kept of everybody, whatever the detectors. */
export const ownParts = {
  profile: profileLayout,
  context: contextLayout,
  samples: layout({ day: 'u32', handle: 'u32' }),
  incident: incidentLayout,
  weeks: weeksLayout,
} as const;
export type OwnParts = {
  readonly [N in keyof typeof ownParts]: View<(typeof ownParts)[N]['fields']>;
};

/** Fields that hold handles of blocks, and the words of those blocks that do. */
const handleFields: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  profile: { hours: [setAt, unexplainedSetAt], days: [setAt] },
  context: { exceptions: [] },
  samples: { handle: [] },
  incident: { block: [] },
};

export type RowPart = {
  readonly name: string;
  readonly layout: Layout<Fields>;
  /** Bytes into the row; of a rare part where its handle stands. */
  readonly at: number;
};

/** In their order; the states of the detectors come last. */
export function rowPartsOf(chosen: readonly ChosenDetector[]): readonly RowPart[] {
  const states = chosen.map(({ detector }) => [detector.id, detector.state] as const);
  const sizeBytes = states.reduce((sum, [, state]) => sum + state.sizeBytes, 0);
  assert(sizeBytes <= detectorStateBytesMax, 'detectors keep too much per user: see limits.ts');
  const isOwn = states.some(([id]) => id in ownParts);
  assert(!isOwn, 'a detector is called like a part of the row');
  assert(chosen.length <= detectorsMax, `at most ${detectorsMax} detectors`);
  const parts = [...Object.entries(ownParts), ...states] as [string, Layout<Fields>][];
  let rareAt = parts.reduce((sum, [, { isRare, sizeBytes }]) => sum + (isRare ? 0 : sizeBytes), 0);
  let at = 0;
  return parts.map(([name, layout]) => {
    if (!layout.isRare) {
      at += layout.sizeBytes;
      return { name, layout, at: at - layout.sizeBytes };
    }
    rareAt += handleBytes;
    return { name, layout, at: rareAt - handleBytes };
  });
}

const handleBytes = 4;

export function rowBytesOf(parts: readonly RowPart[]): number {
  const ends = parts.map(({ layout, at }) => at + (layout.isRare ? handleBytes : layout.sizeBytes));
  return (Math.max(...ends) + 7) & ~7;
}

/** A word of the row that holds a handle; `inner`: words of its block that do. */
export type HandlePlace = { readonly at: number; readonly inner: readonly number[] };

/** In the order of saved bytes. */
export function handlePlacesOf(parts: readonly RowPart[]): HandlePlace[] {
  return parts.flatMap(({ name, layout, at }) => {
    const fields = Object.entries(handleFields[name] ?? {});
    const offset = (field: string) => layout.offsets[field]! / 4;
    if (layout.isRare) return [{ at: at / 4, inner: fields.map(([field]) => offset(field)) }];
    return fields.flatMap(([field, inner]) => {
      const kind = layout.fields[field]!;
      const length = typeof kind === 'string' ? 1 : kind[1];
      return Array.from({ length }, (_, i) => ({ at: at / 4 + offset(field) + i, inner }));
    });
  });
}

/** Whether a field holds handles: places in one process's memory, which say nothing elsewhere. */
export function isHandle(part: string, field: string): boolean {
  return handleFields[part]?.[field] !== undefined;
}

/** Where the number of the team stands, in words of 16 bits. */
export const teamAt = profileLayout.offsets.team / 2;

/**
 * To be raised whenever the same records leave other bytes in a row, or the same bytes mean
 * something else: test/core/takeover.prop.test.ts tells. Then all of the log is gone through again.
 */
export const formatVersion = 4;

/** Same hash, same meaning of every byte: rows of another one cannot be taken up. */
export function rowLayoutOf(chosen: readonly ChosenDetector[]): string {
  const parts = rowPartsOf(chosen).map(({ name, layout, at }) => [name, at, layout.fields]);
  const versions = chosen.map(({ detector: { id, version } }) => [id, version]);
  const limits = [detectorsMax, incidentAnomaliesMax, exceptionsMax];
  return hash128(JSON.stringify([formatVersion, parts, limits, versions])).slice(0, 16);
}
