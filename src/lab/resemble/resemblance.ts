// A log and a world side by side: how far they are apart in each measure, and what that is to be
// held against: how far the log is from itself (first half and second) and the world from another
// of its kind (another seed). For the command `resemble` and its page.

import { exp, log } from '../../core/stats/special.ts';
import {
  byMedian,
  type Curve,
  curveOf,
  kolmogorovSmirnov,
  quantileOf,
  totalVariation,
  wasserstein,
} from './distance.ts';
import {
  type FigureId,
  figureIds,
  figureKindOf,
  type MeasureId,
  measureIds,
  measureOf,
} from './measures.ts';
import type { Portrait } from './portrait.ts';

export type Likenesses = {
  readonly log: Portrait;
  readonly halves: readonly [first: Portrait, second: Portrait];
  readonly world: Portrait;
  /** The same world from another seed. */
  readonly otherWorld: Portrait;
};

export const sides = ['log', 'firstHalf', 'secondHalf', 'world', 'otherWorld'] as const;
export type Side = (typeof sides)[number];
export type BySide<T> = Readonly<Record<Side, T>>;

/** null: one of the two has nothing to be compared. */
export type Distance = {
  /** Kolmogorov–Smirnov D, 0 to 1. */
  readonly d: number | null;
  /** exp W1 over ln x: by which factor quantiles differ. Of shares: W1, in points of a share. */
  readonly w: number | null;
};

/** A distance, and the two that it is held against. */
export type Compared<T> = { readonly here: T; readonly halves: T; readonly seeds: T };

/** Within the larger yardstick; within three times it, or small; beyond. */
export type Word = 'near' | 'apart' | 'far' | 'unknown';
export const apartMost = 3;
/**
 * A D or a total variation that is small whatever it is held against: the more is observed, the
 * nearer are the halves of a log, and in the end nothing would be near.
 */
export const smallMost = 0.1;

export type MeasureRow = {
  readonly id: MeasureId;
  readonly curves: BySide<Curve | undefined>;
  /** At the shares of `quantileShares`. */
  readonly quantiles: BySide<readonly (number | null)[]>;
  readonly raw: Compared<Distance>;
  /** Each side divided by its own median; null where that says nothing. */
  readonly shape: Compared<Distance> | null;
  readonly words: { readonly raw: Word; readonly shape: Word | null };
};

export type FigureRow = {
  readonly id: FigureId;
  readonly values: BySide<number | null>;
  readonly distance: Compared<number | null>;
  readonly word: Word;
};

export type Resemblance = {
  readonly measures: readonly MeasureRow[];
  readonly figures: readonly FigureRow[];
  /** Total variation. */
  readonly profile: Compared<number> & { readonly word: Word };
  readonly portraits: BySide<Portrait>;
};

export const quantileShares = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1] as const;

export function resemblanceOf({ log: real, halves, world, otherWorld }: Likenesses): Resemblance {
  const [firstHalf, secondHalf] = halves;
  const portraits = { log: real, firstHalf, secondHalf, world, otherWorld };
  const profiles = bySide((side) => portraits[side].profile);
  const profile = compared(profiles, totalVariation);
  return {
    portraits,
    measures: measureIds.map((id) => measureRow(id, portraits)),
    figures: figureIds.map((id) => figureRow(id, portraits)),
    profile: { ...profile, word: wordOf(profile, smallMost) },
  };
}

function measureRow(id: MeasureId, portraits: BySide<Portrait>): MeasureRow {
  const { scale, hasShape } = measureOf(id);
  const curves = bySide((side) => curveOf(portraits[side].bins[id]));
  const shapes = bySide((side) => curves[side] && byMedian(curves[side]));
  const isLogarithmic = scale !== 'shares';
  const distance = (one: Curve | undefined, other: Curve | undefined): Distance => {
    if (one === undefined || other === undefined) return { d: null, w: null };
    const area = wasserstein(one, other, isLogarithmic);
    return { d: kolmogorovSmirnov(one, other), w: isLogarithmic ? exp(area) : area };
  };
  const raw = compared(curves, distance);
  const shape = hasShape ? compared(shapes, distance) : null;
  return {
    ...{ id, curves, raw, shape },
    quantiles: bySide((side) => {
      const curve = curves[side];
      return quantileShares.map((share) => (curve ? quantileOf(curve, share) : null));
    }),
    words: { raw: wordOfD(raw), shape: shape && wordOfD(shape) },
  };
}

function figureRow(id: FigureId, portraits: BySide<Portrait>): FigureRow {
  const { by } = figureKindOf(id);
  const values = bySide((side) => {
    const value = portraits[side].figures[id];
    return Number.isFinite(value) ? value : null;
  });
  const distance = compared(values, (one, other) => {
    if (one === null || other === null) return null;
    if (by === 'difference') return Math.abs(one - other);
    return one > 0 && other > 0 ? Math.abs(log(one / other)) : null;
  });
  return { id, values, distance, word: wordOf(distance) };
}

function compared<S, T>(of: BySide<S>, distance: (one: S, other: S) => T): Compared<T> {
  return {
    here: distance(of.log, of.world),
    halves: distance(of.firstHalf, of.secondHalf),
    seeds: distance(of.world, of.otherWorld),
  };
}

function wordOfD(compared: Compared<Distance>): Word {
  return wordOf(ofD(compared), smallMost);
}

export function ofD({ here, halves, seeds }: Compared<Distance>): Compared<number | null> {
  return { here: here.d, halves: halves.d, seeds: seeds.d };
}

export function wordOf({ here, halves, seeds }: Compared<number | null>, small = 0): Word {
  const yardstick = Math.max(halves ?? 0, seeds ?? 0);
  if (here === null || (halves === null && seeds === null)) return 'unknown';
  if (here <= yardstick) return 'near';
  return here <= Math.max(apartMost * yardstick, small) ? 'apart' : 'far';
}

function bySide<T>(of: (side: Side) => T): BySide<T> {
  return Object.fromEntries(sides.map((side) => [side, of(side)])) as BySide<T>;
}
