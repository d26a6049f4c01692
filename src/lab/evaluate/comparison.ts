// Ours against whichever baseline does best in a cell: the same thieves, one by one, so that what
// makes a thief hard to find is the same on both sides. For report.
//
//   oracle − random ≥ 20 points    there is something to be found: is ours better?   Holm, at 5 %
//   else                           there is little: is ours worse by three points?   interval
//
// The baseline is chosen cell by cell, with the answers known: nobody could choose that well in
// life, so it errs in its favour. S. Holm, A Simple Sequentially Rejective Multiple Test Procedure,
// Scandinavian Journal of Statistics 6, 1979.

import { placeboId } from './cells.ts';
import type { Interval } from './intervals.ts';
import { foundIn, type Verdict } from './judge.ts';
import type { Outcome, Trial } from './outcome.ts';
import { pairedDifference } from './paired.ts';
import { horizonsDays } from './protocol.ts';

export type Comparison = {
  readonly cell: string;
  readonly budget: number;
  readonly baseline: string;
  /** Shares of thieves found within the last horizon. */
  readonly ours: number;
  readonly theirs: number;
  readonly difference: number;
  /** 95 %, of the difference. */
  readonly interval: Interval;
  /** Of no difference or less, one-sided. */
  readonly p: number;
  /** By how much the oracle finds more than chance does. */
  readonly lead: number;
  readonly says: 'better' | 'not better' | 'not worse' | 'worse' | 'unclear';
};

const leadMin = 0.2;
const familyError = 0.05;
const worseMax = 0.03;
const draws = 2_000;

type Judged = Omit<Comparison, 'says'>;

export function compareAll(
  outcomes: readonly Outcome[],
  verdicts: readonly Verdict[],
): Comparison[] {
  const budgets = [...new Set(verdicts.map(({ budget }) => budget))];
  const judged = budgets.flatMap((budget) => {
    const same = verdicts.filter((one) => one.budget === budget);
    const cells = same[0]!.cells.map(({ cell }) => cell).filter((cell) => cell !== placeboId);
    return cells.flatMap((cell) => compare(outcomes, same, cell) ?? []);
  });
  const better = holm(judged.filter(({ lead }) => lead >= leadMin));
  return judged.map((one) => ({ ...one, says: wordOf(one, better.has(one)) }));
}

/** The hypotheses that fall, all together wrong in at most one of twenty runs. */
export function holm<T extends { readonly p: number }>(hypotheses: readonly T[]): Set<T> {
  const fallen = new Set<T>();
  for (const [i, one] of hypotheses.toSorted((a, b) => a.p - b.p).entries()) {
    if (one.p > familyError / (hypotheses.length - i)) break;
    fallen.add(one);
  }
  return fallen;
}

function wordOf({ lead, interval }: Judged, isBetter: boolean): Comparison['says'] {
  if (isBetter) return 'better';
  if (interval.high < -worseMax) return 'worse';
  if (lead >= leadMin) return 'not better';
  return interval.low >= -worseMax ? 'not worse' : 'unclear';
}

/** Undefined where nobody is there to compare with. */
function compare(
  outcomes: readonly Outcome[],
  verdicts: readonly Verdict[],
  cell: string,
): Judged | undefined {
  const shareOf = (verdict: Verdict | undefined) =>
    verdict?.cells.find((one) => one.cell === cell)?.found.at(-1)?.share ?? 0;
  const named = (id: string) => verdicts.find(({ contender }) => contender.id === id);
  const ours = verdicts.find(({ contender }) => contender.kind === 'ours');
  const best = verdicts
    .filter(({ contender: { kind, id } }) => kind === 'baseline' && id !== 'oracle')
    .toSorted((a, b) => shareOf(b) - shareOf(a))[0];
  if (ours === undefined || best === undefined) return undefined;
  const thieves = outcomes.map(({ trials }) =>
    trials
      .filter((trial) => trial.cell === cell)
      .map(
        (trial) => Number(isFound(outcomes, trial, ours)) - Number(isFound(outcomes, trial, best)),
      ),
  );
  const { interval, p } = pairedDifference(thieves, {
    seed: `${cell}/${ours.budget}/comparison`,
    draws,
  });
  return {
    ...{ cell, budget: ours.budget, baseline: best.contender.id },
    ...{ ours: shareOf(ours), theirs: shareOf(best) },
    difference: shareOf(ours) - shareOf(best),
    ...{ interval, p },
    lead: shareOf(named('oracle')) - shareOf(named('random')),
  };
}

function isFound(outcomes: readonly Outcome[], trial: Trial, verdict: Verdict): boolean {
  const position = outcomes[0]!.contenders.findIndex(({ id }) => id === verdict.contender.id);
  const { isFound: isSeen, days } = foundIn(trial, position, verdict.threshold.value);
  return isSeen && days <= horizonsDays.at(-1)!;
}
