// How often each customer is read, and whose customers those are: what a list is compared with. For
// count-evidence.

import type { Controls } from '../../core/attribution/evidence.ts';
import type { Millis } from '../../core/time.ts';
import { positionsOf, type TouchLog } from './touch-log.ts';

export type Span = { readonly from: Millis; readonly until: Millis };

/** Over some weeks. */
export type ControlWeights = {
  readonly span: Span;
  /** By customer: touches by people. */
  readonly ofCustomer: Uint32Array;
  /** By stratum: their sum, and that of their squares. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** By reader, each by stratum: the weight of the customers whom they read. */
  readonly readBy: readonly Float64Array[];
};

export function countWeights(log: TouchLog, span: Span): ControlWeights {
  const { strata, customers } = log.written;
  const { starts, at, isPerson } = log.byCustomer;
  const ofCustomer = new Uint32Array(customers.count);
  const sums = new Float64Array(strata.names.length);
  const squares = new Float64Array(strata.names.length);
  for (let customer = 0; customer < ofCustomer.length; customer += 1) {
    let weight = 0;
    for (let i = starts[customer]!; i < starts[customer + 1]!; i += 1) {
      if (isPerson[i] === 1 && isWithin(span, at[i]!)) weight += 1;
    }
    ofCustomer[customer] = weight;
    sums[strata.numberOf[customer]!]! += weight;
    squares[strata.numberOf[customer]!]! += weight * weight;
  }
  const readBy = Array.from({ length: log.readers }, (_, reader) =>
    weightsRead(log, reader, { span, ofCustomer }),
  );
  return { span, ofCustomer, sums, squares, readBy };
}

/** Of the strata. */
function weightsRead(
  { byReader: { starts, customer, at }, written: { strata } }: TouchLog,
  reader: number,
  { span, ofCustomer }: Pick<ControlWeights, 'span' | 'ofCustomer'>,
): Float64Array {
  const weights = new Float64Array(strata.names.length);
  let last = -1;
  for (let i = starts[reader]!; i < starts[reader + 1]!; i += 1) {
    if (customer[i] === last || !isWithin(span, at[i]!)) continue;
    last = customer[i]!;
    weights[strata.numberOf[last]!]! += ofCustomer[last]!;
  }
  return weights;
}

export type ControlsRead = {
  readonly all: ReadonlyMap<string, Controls>;
  /** By stratum. */
  readBy(reader: number): ReadonlyMap<string, number>;
};

/** Without those who are on the list. */
export function controlsWithout(
  log: TouchLog,
  weights: ControlWeights,
  listed: Iterable<number>,
): ControlsRead {
  const { names, numberOf } = log.written.strata;
  const [sums, squares] = [weights.sums.slice(), weights.squares.slice()];
  const less = new Map<number, Float64Array>();
  for (const customer of new Set(listed)) {
    const weight = weights.ofCustomer[customer]!;
    const stratum = numberOf[customer]!;
    sums[stratum]! -= weight;
    squares[stratum]! -= weight ** 2;
    for (const reader of readersOf(log, customer, weights.span)) {
      const own = less.get(reader) ?? new Float64Array(names.length);
      own[stratum]! += weight;
      less.set(reader, own);
    }
  }
  const all = new Map<string, Controls>();
  names.forEach((name, stratum) => {
    const weight = sums[stratum]!;
    if (weight > 0) all.set(name, { weight, effective: weight ** 2 / squares[stratum]! });
  });
  return {
    all,
    readBy(reader) {
      const own = weights.readBy[reader]!;
      const read = names.map((name, i) => [name, own[i]! - (less.get(reader)?.[i] ?? 0)] as const);
      return new Map(read.filter(([, weight]) => weight > 0));
    },
  };
}

function readersOf(log: TouchLog, customer: number, span: Span): Set<number> {
  const positions = [...positionsOf(log.byCustomer, customer)];
  const within = positions.filter((position) => isWithin(span, log.at[position]!));
  return new Set(within.map((position) => log.reader[position]!));
}

function isWithin({ from, until }: Span, at: Millis): boolean {
  return at > from && at <= until;
}
