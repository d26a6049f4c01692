// Over how many customers of each segment it is counted how much everybody reads: over all of a
// segment that is small, over every n-th of one that is large. For count-reach; statements in
// reach-sql.
//
// Segment by segment, since a share of all says nothing of a small one beside large ones: of 300
// customers every sixteenth are 19, and whoever reads one in twenty of them is one in three times
// not seen in those at all.
//
// How accurate a drawn rate has to be for a name. Of D drawn customers somebody reads about D q. A
// rate that is too low by a part δ makes the tail of h hits among k victims smaller by
// exp(−δ (h − kq) / (1 − q)); δ has the deviation √((1 − q) / (D q)), so that the chance to be
// named by mistake grows in the mean by
//
//   exp((h − kq)² / (2 D q (1 − q)))
//
// Summed exactly over what may be drawn, an innocent is named so many times as often as the level
// allows, at most for any q and lists of 5 to 20 (10 to 2,000 readers):
//
//   D                                  19      50      100   200   400   800   1,600  3,200  6,400
//   read as often as others            8,752   1,175   211   35    5     2.7   0.9    0.7    0.7
//   victims read twice as often                                          5     2.7    0.9    0.6
//   four times as often                                                  35    5      2.7    0.9
//
// Reach counts who has read a victim, so that of one that is read m times as often as others the
// same rate rests on D / m of them: lists of complaints are such victims.

import { drawnEvery, lastDrawn } from './touches-sql.ts';

/** Over every how many customers: 1, or 16 and more. */
export type Every = {
  /** Everybody's reach. */
  readonly reach: number;
  readonly controls: number;
  /** The reach of those who have read victims. */
  readonly given: number;
};

/** By segment; of others all are counted. */
export type Sampling = ReadonlyMap<string, Every>;

export const everyOne: Every = { reach: 1, controls: 1, given: 1 };

/** So many keep the level, also of victims that are read four times as often as others (above). */
export const drawnFewest = 6_400;

/** Of a drawn segment so many touches are counted; one that has no more is counted whole. */
const touchesCounted = { reach: 300_000, controls: 100_000 } as const;

/** Of all segments that are counted whole: some seconds on a small machine. */
const wholeMost = 5_000_000;

export type SegmentSize = {
  readonly segment: string;
  readonly touches: number;
  /** Read in the span; about. */
  readonly customers: number;
};

/** Those of the fewest customers are counted whole first: of them a draw says least. */
export function samplingFrom(sizes: readonly SegmentSize[]): Sampling {
  let counted = 0;
  const bySize = [...sizes].sort((a, b) => a.customers - b.customers || a.touches - b.touches);
  return new Map(
    bySize.map((size) => {
      const isWhole = isSmall(size) && counted + size.touches <= wholeMost;
      if (isWhole) counted += size.touches;
      return [size.segment, isWhole ? everyOne : drawnOf(size)];
    }),
  );
}

/** Whether a draw would spare nothing, or would not say enough. */
function isSmall({ touches, customers }: SegmentSize): boolean {
  return touches <= touchesCounted.reach || customers < drawnFewest * drawnEvery;
}

function drawnOf({ touches, customers }: SegmentSize): Every {
  const sparsest = Math.floor(customers / drawnFewest);
  const every = (wanted: number) =>
    Math.max(drawnEvery, Math.min(sparsest, Math.ceil(touches / wanted)));
  const { reach, controls } = touchesCounted;
  return { reach: every(reach), controls: every(controls), given: drawnEvery };
}

/** Parameters of a statement over drawn customers. */
export type Drawn = {
  readonly segments: readonly string[];
  /** The last hash that is drawn of any segment, and of each. */
  readonly last: string;
  readonly lasts: readonly string[];
};

export function drawnFrom(
  segments: readonly string[],
  everyOf: (segment: string) => number,
): Drawn {
  const every = segments.map(everyOf);
  // No spread: a list may have thousands of segments.
  const densest = every.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  return { segments, last: lastDrawn(densest), lasts: every.map(lastDrawn) };
}
