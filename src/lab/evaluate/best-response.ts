// The thief who knows the code and the thresholds: who takes as much as goes without being more
// likely than not to be found. For each contender the best of all that was tried, which is why a
// run should try a ladder of paces. What nobody tried may be better still.

import type { CellVerdict, Verdict } from './judge.ts';

/** A thief takes the risk up to here, within the longest horizon. */
export const riskTaken = 0.5;

export type BestResponse = {
  readonly contender: string;
  readonly budget: number;
  readonly cell: string;
  /** Median of the records that such a thief carries out. */
  readonly records: number;
  readonly found: number;
  /** Nothing larger of its kind was tried: the true value is at least this. */
  readonly isOpen: boolean;
};

/** Null: whatever was tried is found more often than not. */
export function bestResponse({ contender, budget, cells }: Verdict): BestResponse | null {
  const foundOf = ({ found }: CellVerdict) => found.at(-1)!.share;
  const getting = cells.filter((cell) => cell.medianPlanned > 0 && foundOf(cell) < riskTaken);
  const best = getting.toSorted((a, b) => b.medianPlanned - a.medianPlanned)[0];
  if (best === undefined) return null;
  const kind = kindOf(best.cell);
  const larger = cells.some(
    (cell) => kindOf(cell.cell) === kind && cell.medianPlanned > best.medianPlanned,
  );
  return {
    ...{ contender: contender.id, budget, cell: best.cell },
    ...{ records: best.medianPlanned, found: foundOf(best), isOpen: !larger },
  };
}

function kindOf(cell: string): string {
  return cell.split(/[+/]/)[0]!;
}
