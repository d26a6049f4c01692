// What a user's row consists of, part after part, and where in it handles of blocks stand:
//
//   profile │ weeks │ incident │ context │ would open │ samples │ state of each detector
//
// The one slab, and the one pool of blocks, of a partition. Used by user.ts and saved-row.ts.

import { Blocks } from './blocks.ts';
import { type ContextRow, contextLayout } from './context.ts';
import { hash128 } from './hash.ts';
import { type IncidentRow, incidentLayout } from './incident.ts';
import { type Fields, type Layout, layout, type View, viewOf } from './layout.ts';
import {
  daysKept,
  detectorsMax,
  exceptionsMax,
  hoursKept,
  incidentAnomaliesMax,
} from './limits.ts';
import { setAt, unexplainedSetAt } from './pane.ts';
import { Profile, profileLayout } from './profile.ts';
import { Slab } from './slab.ts';
import { type ChosenDetector, stateBytesOf } from './verdict.ts';
import { weeksLayout } from './weeks.ts';
import { type WouldOpenRow, wouldOpenLayout } from './would-open.ts';

const samplesLayout = layout({ day: 'u32', handle: 'u32' });
const weeksAt = profileLayout.sizeBytes;
const incidentAt = weeksAt + weeksLayout.sizeBytes;
const contextAt = incidentAt + incidentLayout.sizeBytes;
const wouldOpenAt = contextAt + contextLayout.sizeBytes;
const samplesAt = wouldOpenAt + wouldOpenLayout.sizeBytes;
/** Bytes of a row before the state of the first detector. */
export const stateAt = samplesAt + samplesLayout.sizeBytes;

export type Rows = {
  readonly slab: Slab;
  readonly blocks: Blocks;
  readonly profile: Profile;
  readonly incident: IncidentRow;
  readonly context: ContextRow;
  readonly wouldOpen: WouldOpenRow;
  readonly samples: View<typeof samplesLayout.fields>;
};

export function openRows(chosen: readonly ChosenDetector[]): Rows {
  const slab = new Slab(stateAt + stateBytesOf(chosen));
  const blocks = new Blocks();
  return {
    slab,
    blocks,
    profile: new Profile(slab, blocks),
    incident: viewOf(incidentLayout, slab.cursor, incidentAt),
    context: viewOf(contextLayout, slab.cursor, contextAt),
    wouldOpen: viewOf(wouldOpenLayout, slab.cursor, wouldOpenAt),
    samples: viewOf(samplesLayout, slab.cursor, samplesAt),
  };
}

export type RowPart = {
  readonly name: string;
  readonly layout: Layout<Fields>;
  readonly at: number;
};

/** The parts of a row, in their order: for whoever wants to show one. */
export function rowPartsOf(chosen: readonly ChosenDetector[]): readonly RowPart[] {
  const parts: RowPart[] = [
    { name: 'profile', layout: profileLayout, at: 0 },
    { name: 'weeks', layout: weeksLayout, at: weeksAt },
    { name: 'incident', layout: incidentLayout, at: incidentAt },
    { name: 'context', layout: contextLayout, at: contextAt },
    { name: 'wouldOpen', layout: wouldOpenLayout, at: wouldOpenAt },
    { name: 'samples', layout: samplesLayout, at: samplesAt },
  ];
  let at = stateAt;
  for (const { detector } of chosen) {
    parts.push({ name: detector.id, layout: detector.state as Layout<Fields>, at });
    at += detector.state.sizeBytes;
  }
  return parts;
}

/** A word of the row that holds a handle; `inner`: words of its block that do. */
export type HandlePlace = { readonly at: number; readonly inner: readonly number[] };

/** In the order of saved bytes. */
export const handlePlaces: readonly HandlePlace[] = [
  ...columnOf('hours', hoursKept, [setAt, unexplainedSetAt]),
  ...columnOf('days', daysKept, [setAt]),
  { at: (samplesAt + samplesLayout.offsets.handle) / 4, inner: [] },
  { at: (incidentAt + incidentLayout.offsets.block) / 4, inner: [] },
  { at: (contextAt + contextLayout.offsets.exceptions) / 4, inner: [] },
];

function columnOf(name: 'hours' | 'days', length: number, inner: readonly number[]): HandlePlace[] {
  return Array.from({ length }, (_, i) => ({ at: profileLayout.offsets[name] / 4 + i, inner }));
}

/** Where the number of the team stands, in words of 16 bits. */
export const teamAt = profileLayout.offsets.team / 2;

/**
 * To be raised whenever the same records leave other bytes in a row, or the same bytes mean
 * something else: test/core/takeover.prop.test.ts tells. Then all of the log is gone through again.
 */
export const formatVersion = 3;

/** Same hash, same meaning of every byte: rows of another one cannot be taken up. */
export function rowLayoutOf(chosen: readonly ChosenDetector[]): string {
  const states = chosen.map(({ detector: { id, version, state } }) => [id, version, state.fields]);
  const layouts = [
    profileLayout,
    weeksLayout,
    incidentLayout,
    contextLayout,
    wouldOpenLayout,
    samplesLayout,
  ];
  const parts = layouts.map(({ fields }) => fields);
  const limits = [detectorsMax, incidentAnomaliesMax, exceptionsMax];
  return hash128(JSON.stringify([formatVersion, parts, limits, states])).slice(0, 16);
}
