// Over how many customers of each segment it is counted how much everybody reads: over all of a
// segment that is small, over every n-th of one that is large, or where to look for all of it would
// be to go through too much. For count-reach; statements in reach-sql.
//
// Segment by segment, since a share of all says nothing of a small one beside large ones: of 300
// customers every sixteenth are 19, and whoever reads one in twenty of them is one in three times
// not seen in those at all.
//
// How sure a drawn rate has to be for a name. Of D drawn customers somebody reads about D q. A rate
// that is too low by a part δ makes the tail of h hits among k victims smaller by
// exp(−δ (h − kq) / (1 − q)); δ has the deviation √((1 − q) / (D q)), so that the chance to be
// named by mistake grows in the mean by
//
//   exp((h − kq)² / (2 D q (1 − q)))
//
// So what somebody read is taken as an upper bound of it, three deviations off: of x that were
// drawn x + z²/2 + z √(x + z²/4), z = 3, the score interval of a Poisson mean (Wilson's, for what
// is rare). Summed exactly over what may be drawn, an innocent is named so many times as often as
// the level allows, at most for any q and lists of 5 to 50 (10 to 50,000 readers):
//
//   D                                          19      50      200     940    3,200
//   what was drawn, as often read as others    4e5     4e4     310     7      1.1
//   victims read four times as often           2e6     8e5     4e4     250    13
//   its bound, whatever D and how often read   0.5 at most
//
// Reach counts who has read a victim, so that of one that is read m times as often as others the
// same rate rests on D / m of them: lists of complaints are such victims. What the bound costs is
// names: who reads one in fifty passes for one in 25 with 940 drawn, and one in 38 with 6,400.

import { drawnEvery, lastDrawn } from './touches-sql.ts';

/** Over every how many customers: 1, or 16 and more. */
export type Every = {
  /** Everybody's reach. */
  readonly reach: number;
  readonly controls: number;
  /** The reach of those who have read victims. */
  readonly given: number;
};

export type Drawing = Every & {
  /** How many customers those who have read victims are counted over, where that is known. */
  readonly drawn?: number;
};

/** By segment; of others all are counted. */
export type Sampling = ReadonlyMap<string, Drawing>;

export const everyOne: Every = { reach: 1, controls: 1, given: 1 };

/** The bound of so many is near what was drawn: a segment of fewer is counted whole if it can. */
export const drawnFewest = 6_400;

/** Of a drawn segment so many touches are counted; one that has no more is counted whole. */
const touchesCounted = { reach: 300_000, controls: 100_000 } as const;

/** Of all segments that are counted whole: some seconds on a small machine. */
const wholeMost = 5_000_000;

/** Of all touches: for a segment that lies everywhere among them all are gone through, likewise. */
export const scannedMost = 50_000_000;

/** Deviations from what was drawn to its bound. */
const z = 3;

export type SegmentSize = {
  readonly segment: string;
  readonly touches: number;
  /** Read in the span; about. */
  readonly customers: number;
};

/** How many are read at most where so many of those drawn are: the bound of above. */
export function readAtMost(drawn: number): number {
  return drawn + z ** 2 / 2 + z * Math.sqrt(drawn + z ** 2 / 4);
}

/** The other way round: how many of those drawn it is the bound of. */
export function readOfBound(most: number): number {
  return most - z * Math.sqrt(most);
}

/** The other end of the same interval: how many are read at least, of the one that ends there. */
export function leastOfBound(most: number): number {
  return (Math.sqrt(most) - z) ** 2;
}

/**
 * Those of the fewest customers are counted whole first: of them a draw says least. `archived`: all
 * touches, of whatever segments.
 */
export function samplingFrom(sizes: readonly SegmentSize[], archived: number): Sampling {
  let counted = archived > scannedMost ? wholeMost : 0;
  const bySize = [...sizes].sort((a, b) => a.customers - b.customers || a.touches - b.touches);
  return new Map(
    bySize.map((size) => {
      const isWhole = isSmall(size) && counted + size.touches <= wholeMost;
      if (isWhole) counted += size.touches;
      return [size.segment, isWhole ? everyOne : drawnOf(size)];
    }),
  );
}

/** Whether a draw would spare nothing, or would say much less. */
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
