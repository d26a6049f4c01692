// S. C. Tan, K. M. Ting and T. F. Liu, Fast anomaly detection for streaming data, IJCAI 2011: trees
// that halve a random box again and again, and count how many of the last window fell into each
// part. A day in a part where few were is odd. 25 trees, depth 15, windows of 250 days of people.
//
// Thefts come in rows, and so each window's thief would be the next one's habit; here thieves only
// ride along and teach nothing, which is kinder to this baseline than life would be.

import { Random } from '../../random.ts';
import type { Baseline } from './baseline.ts';
import { dayVector, dimensions } from './day-vector.ts';

const treeCount = 25;
const depthMax = 15;
const windowSize = 250;
/** A part with fewer is not gone into further. */
const sizeLimit = windowSize / 10;
const nodes = 2 ** (depthMax + 1) - 1;

type Ranges = { readonly least: Float64Array; readonly width: Float64Array };

class HalfSpaceTree {
  readonly #feature = new Uint8Array(nodes);
  readonly #cut = new Float64Array(nodes);
  /** Masses of the last window, and of the one that fills. */
  #reference = new Uint16Array(nodes);
  #latest = new Uint16Array(nodes);

  constructor(random: Random) {
    // The paper's work range: around a random point, far enough to hold all of [0, 1].
    const low = new Float64Array(dimensions);
    const high = new Float64Array(dimensions);
    for (let i = 0; i < dimensions; i += 1) {
      const middle = random.next();
      const reach = 2 * Math.max(middle, 1 - middle);
      low[i] = middle - reach;
      high[i] = middle + reach;
    }
    this.#halve(0, 0, { low, high, random });
  }

  /** Higher is more usual. */
  mass(point: Float64Array): number {
    let node = 0;
    for (let depth = 0; ; depth += 1) {
      const mass = this.#reference[node]!;
      if (depth === depthMax || mass <= sizeLimit) return mass * 2 ** depth;
      node = this.#next(node, point);
    }
  }

  learn(point: Float64Array): void {
    let node = 0;
    for (let depth = 0; ; depth += 1) {
      this.#latest[node]! += 1;
      if (depth === depthMax) return;
      node = this.#next(node, point);
    }
  }

  turn(): void {
    const empty = this.#reference.fill(0);
    this.#reference = this.#latest;
    this.#latest = empty;
  }

  #next(node: number, point: Float64Array): number {
    return 2 * node + (point[this.#feature[node]!]! < this.#cut[node]! ? 1 : 2);
  }

  #halve(node: number, depth: number, box: Box): void {
    if (depth === depthMax) return;
    const { low, high, random } = box;
    const feature = random.below(dimensions);
    const cut = (low[feature]! + high[feature]!) / 2;
    this.#feature[node] = feature;
    this.#cut[node] = cut;
    const kept = [low[feature]!, high[feature]!] as const;
    high[feature] = cut;
    this.#halve(2 * node + 1, depth + 1, box);
    high[feature] = kept[1];
    low[feature] = cut;
    this.#halve(2 * node + 2, depth + 1, box);
    low[feature] = kept[0];
  }
}

type Box = { readonly low: Float64Array; readonly high: Float64Array; readonly random: Random };

export const halfSpaceTrees: Baseline = {
  id: 'half-space trees',
  title: 'Half-space trees on the same ten features, as they stream by',
  open(desk) {
    const trees = Array.from(
      { length: treeCount },
      (_, i) => new HalfSpaceTree(new Random(`${desk.seed}/half-space/${i}`)),
    );
    let ranges: Ranges | undefined;
    let seen = 0;
    const first: Float64Array[] = [];
    const learn = (point: Float64Array) => {
      for (const tree of trees) tree.learn(point);
      seen += 1;
      if (seen % windowSize === 0) for (const tree of trees) tree.turn();
    };
    return {
      score(person, day) {
        if (ranges === undefined || seen < windowSize) return 0;
        const point = scaled(dayVector(person, day), ranges);
        let mass = 0;
        for (const tree of trees) mass += tree.mass(point);
        return 1 / (1 + mass / treeCount);
      },
      learn(day) {
        for (const person of desk.on(day)) {
          const vector = dayVector(person, day);
          if (ranges !== undefined) learn(scaled(vector, ranges));
          else if (first.push(vector) === windowSize) {
            ranges = rangesOf(first);
            for (const one of first) learn(scaled(one, ranges));
          }
        }
      },
    };
  },
};

/** The box into which the first window fits: what comes later may lie outside. */
function rangesOf(points: readonly Float64Array[]): Ranges {
  const least = new Float64Array(dimensions);
  const width = new Float64Array(dimensions);
  for (let i = 0; i < dimensions; i += 1) {
    const values = points.map((point) => point[i]!);
    least[i] = Math.min(...values);
    width[i] = Math.max(...values) - least[i]!;
  }
  return { least, width };
}

function scaled(point: Float64Array, { least, width }: Ranges): Float64Array {
  return point.map((value, i) => (width[i] === 0 ? 0.5 : (value - least[i]!) / width[i]!));
}
