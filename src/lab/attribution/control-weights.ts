// How often each customer is read, and whose customers those are: what a list is compared with. For
// count-evidence.

import type { Controls, ControlsRead } from '../../core/attribution/evidence.ts';
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
  /** By reader, each by stratum: of the customers whom they read, as ControlsRead. */
  readonly readBy: readonly WeightsRead[];
};

type WeightsRead = { readonly weight: Float64Array; readonly strays: Float64Array };

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
  { byReader: { starts, customer, at, routed }, written: { strata, isPerson } }: TouchLog,
  reader: number,
  { span, ofCustomer }: Pick<ControlWeights, 'span' | 'ofCustomer'>,
): WeightsRead {
  const weight = new Float64Array(strata.names.length);
  const strays = new Float64Array(strata.names.length);
  let last = -1;
  let isStrayCounted = false;
  for (let i = starts[reader]!; i < starts[reader + 1]!; i += 1) {
    if (!isWithin(span, at[i]!)) continue;
    const stratum = strata.numberOf[customer[i]!]!;
    if (customer[i] !== last) {
      weight[stratum]! += ofCustomer[customer[i]!]!;
      isStrayCounted = false;
    }
    last = customer[i]!;
    if (isStrayCounted || routed[i] === 1 || !isPerson[reader]) continue;
    isStrayCounted = true;
    strays[stratum]! += 1;
    weight[stratum]! -= 1;
  }
  return { weight, strays };
}

export type Compared = {
  readonly all: ReadonlyMap<string, Controls>;
  /** By stratum. */
  readBy(reader: number): ReadonlyMap<string, ControlsRead>;
};

/** Without those who are on the list. */
export function controlsWithout(
  log: TouchLog,
  weights: ControlWeights,
  listed: Iterable<number>,
): Compared {
  const { names, numberOf } = log.written.strata;
  const [sums, squares] = [weights.sums.slice(), weights.squares.slice()];
  const less = new Map<number, WeightsRead>();
  for (const customer of new Set(listed)) {
    const weight = weights.ofCustomer[customer]!;
    const stratum = numberOf[customer]!;
    sums[stratum]! -= weight;
    squares[stratum]! -= weight ** 2;
    for (const [reader, strays] of readersOf(log, customer, weights.span)) {
      const own = less.get(reader) ?? {
        weight: new Float64Array(names.length),
        strays: new Float64Array(names.length),
      };
      own.weight[stratum]! += weight - strays;
      own.strays[stratum]! += strays;
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
      const [own, listedOf] = [weights.readBy[reader]!, less.get(reader)];
      const read = names.map((name, i) => {
        const weight = own.weight[i]! - (listedOf?.weight[i] ?? 0);
        return [name, { weight, strays: own.strays[i]! - (listedOf?.strays[i] ?? 0) }] as const;
      });
      return new Map(read.filter(([, { weight, strays }]) => weight + strays > 0));
    },
  };
}

/** Of a customer, each with 1 where a person read it without a reason too, and 0 else. */
function readersOf(log: TouchLog, customer: number, span: Span): ReadonlyMap<number, number> {
  const strays = new Map<number, number>();
  for (const position of positionsOf(log.byCustomer, customer)) {
    if (!isWithin(span, log.at[position]!)) continue;
    const reader = log.reader[position]!;
    const isStray = log.written.isPerson[reader]! && !log.isRouted(position);
    strays.set(reader, Math.max(strays.get(reader) ?? 0, isStray ? 1 : 0));
  }
  return strays;
}

function isWithin({ from, until }: Span, at: Millis): boolean {
  return at > from && at <= until;
}
