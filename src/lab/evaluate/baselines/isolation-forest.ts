// F. T. Liu, K. M. Ting and Z.-H. Zhou, Isolation forest, ICDM 2008: what few random cuts set apart
// from the rest is odd. 100 trees of 256 days each, as in the paper; grown anew each week from the
// last four weeks of everybody.

import { log } from '../../../core/stats/special.ts';
import { Random } from '../../random.ts';
import type { Desk } from '../desk.ts';
import type { Baseline } from './baseline.ts';
import { dayVector, dimensions } from './day-vector.ts';

const treeCount = 100;
const sampleSize = 256;
const heightMax = 8;
const pastDays = 28;
const growEveryDays = 7;

type Tree =
  | { readonly size: number }
  | { readonly feature: number; readonly cut: number; readonly low: Tree; readonly high: Tree };

export const isolationForest: Baseline = {
  id: 'isolation forest',
  title: 'Isolation forest on ten features of a day',
  open(desk) {
    let trees: readonly Tree[] = [];
    const usual = pathOf(sampleSize);
    return {
      score(person, day) {
        if (trees.length === 0) return 0;
        const vector = dayVector(person, day);
        let depth = 0;
        for (const tree of trees) depth += depthOf(tree, vector);
        return 2 ** (-depth / trees.length / usual);
      },
      learn(day) {
        if ((day + 1) % growEveryDays === 0) trees = grow(desk, day);
      },
    };
  },
};

function grow(desk: Desk, day: number): Tree[] {
  const past: Float64Array[] = [];
  for (let one = Math.max(0, day - pastDays + 1); one <= day; one += 1) {
    for (const person of desk.on(one)) past.push(dayVector(person, one));
  }
  if (past.length < sampleSize) return [];
  return Array.from({ length: treeCount }, (_, i) => {
    const random = new Random(`${desk.seed}/isolation-forest/${day}/${i}`);
    const sample = Array.from({ length: sampleSize }, () => random.pick(past));
    return split(sample, 0, random);
  });
}

function split(sample: readonly Float64Array[], height: number, random: Random): Tree {
  if (height >= heightMax || sample.length <= 1) return { size: sample.length };
  // Of a feature on which all agree there is no cut, and a height spent on it would be lost.
  const spreads = spreadsOf(sample);
  if (spreads.length === 0) return { size: sample.length };
  const { feature, least, most } = random.pick(spreads);
  const cut = least + random.next() * (most - least);
  const low = sample.filter((vector) => vector[feature]! < cut);
  const high = sample.filter((vector) => vector[feature]! >= cut);
  return {
    ...{ feature, cut },
    low: split(low, height + 1, random),
    high: split(high, height + 1, random),
  };
}

function spreadsOf(sample: readonly Float64Array[]) {
  const spreads: { feature: number; least: number; most: number }[] = [];
  for (let feature = 0; feature < dimensions; feature += 1) {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const vector of sample) {
      least = Math.min(least, vector[feature]!);
      most = Math.max(most, vector[feature]!);
    }
    if (most > least) spreads.push({ feature, least, most });
  }
  return spreads;
}

function depthOf(tree: Tree, vector: Float64Array): number {
  let at = tree;
  let depth = 0;
  while ('cut' in at) {
    at = vector[at.feature]! < at.cut ? at.low : at.high;
    depth += 1;
  }
  return depth + pathOf(at.size);
}

const eulerMascheroni = 0.5772156649015329;

/** Mean depth of an unsuccessful search in a binary tree of so many: what a leaf leaves out. */
function pathOf(size: number): number {
  if (size <= 1) return 0;
  if (size === 2) return 1;
  return 2 * (log(size - 1) + eulerMascheroni) - (2 * (size - 1)) / size;
}
