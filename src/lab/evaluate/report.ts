// All that a run says, as one value: what is written as JSON, and what the page and the tables are
// drawn from.

import { type BestResponse, bestResponse } from './best-response.ts';
import { placeboId } from './cells.ts';
import { type Chance, chanceOf } from './chance.ts';
import { type Comparison, compareAll } from './comparison.ts';
import { type CellVerdict, judge, type ThresholdKind, type Verdict } from './judge.ts';
import type { Outcome } from './outcome.ts';
import type { ContenderNote } from './own-scores.ts';
import { budgetsUsual, horizonsDays } from './protocol.ts';
import { type ShippedVerdict, shippedVerdicts } from './shipped.ts';

export type RunNote = {
  /** The command line, to be repeated. */
  readonly command: string;
  readonly version: string;
  readonly seeds: readonly number[];
  readonly thresholds: ThresholdKind;
  /** How the seeds of a report were derived; null: they are those for tuning. */
  readonly sealed: { readonly commit: string; readonly nonce: string } | null;
  /** Of each attack, by its name. */
  readonly cellTitles: Readonly<Record<string, string>>;
};

export type Report = {
  readonly run: RunNote;
  readonly worlds: readonly {
    readonly seed: number;
    readonly agents: number;
    readonly events: number;
    readonly warmupDays: number;
    readonly calibrationDays: number;
    readonly testDays: number;
  }[];
  readonly horizons: readonly number[];
  readonly budgets: readonly number[];
  readonly contenders: readonly ContenderNote[];
  readonly cells: readonly string[];
  readonly verdicts: readonly Verdict[];
  /** Of the pipeline as it ships, whose thresholds move each night. */
  readonly shipped: readonly ShippedVerdict[];
  /** By budget, of all detectors together. */
  readonly chances: readonly Chance[];
  readonly bestResponses: readonly BestResponse[];
  /** Ours against the best baseline, cell by cell. */
  readonly comparisons: readonly Comparison[];
  readonly remarks: readonly string[];
};

const matchedRemark =
  'Thresholds are matched: taken from the honest days of the test itself, so that everybody ' +
  'comes to the budget. Fair between contenders, and a promise to nobody.';

/** Below so many incidents in the calibration a threshold is mostly chance. */
const calibratedMin = 10;
/** A rate of false incidents this far from the budget is said. */
const offBudget = 0.3;

export function reportOf(
  outcomes: readonly Outcome[],
  run: RunNote,
  budgets: readonly number[] = budgetsUsual,
): Report {
  const [first] = outcomes;
  const contenders = first!.contenders;
  const verdicts = budgets.flatMap((budget) =>
    contenders.map((_, contender) =>
      judge(outcomes, { contender, budget, thresholds: run.thresholds }),
    ),
  );
  return {
    run,
    worlds: outcomes.map(({ seed, agents, events, protocol }) => {
      const { days, calibrationFrom, testFrom } = protocol;
      const parts = { warmupDays: calibrationFrom, calibrationDays: testFrom - calibrationFrom };
      return { seed, agents, events, ...parts, testDays: days - testFrom };
    }),
    ...{ horizons: horizonsDays, budgets, contenders, verdicts },
    cells: [...new Set(outcomes.flatMap(({ trials }) => trials.map(({ cell }) => cell)))],
    chances: verdicts
      .filter(({ contender }) => contender.kind === 'ours')
      .map((verdict) => chanceOf(outcomes, verdict, placeboId)),
    bestResponses: verdicts.flatMap((verdict) => bestResponse(verdict) ?? []),
    comparisons: compareAll(outcomes, verdicts),
    shipped: shippedVerdicts(outcomes),
    remarks: [...(run.thresholds === 'matched' ? [matchedRemark] : []), ...remarksOf(verdicts)],
  };
}

export function verdictOf(
  { verdicts }: Report,
  { contender, budget }: { readonly contender: string; readonly budget: number },
): Verdict {
  return verdicts.find((one) => one.contender.id === contender && one.budget === budget)!;
}

export function cellOf(verdict: Verdict, cell: string): CellVerdict {
  return verdict.cells.find((one) => one.cell === cell)!;
}

/** Days within which thieves are counted: the last horizon, or as long as anybody looked. */
export function longest({ horizons, worlds }: Report): number {
  return Math.min(horizons.at(-1)!, ...worlds.map(({ testDays }) => testDays));
}

/**
 * Of each cell in which nobody wrote tickets: what is found, and what one line of SQL finds, the
 * share of a day's customers that nothing explains. Whoever doubts all the rest asks that first.
 */
export function headlines(report: Report): string[] {
  const oneLine = 'unexplained share';
  if (!report.contenders.some(({ id }) => id === oneLine)) return [];
  const cells = report.cells.filter((cell) => cell.startsWith('no-ticket'));
  return report.budgets.flatMap((budget) => {
    const told = cells.map((cell) => {
      const [ours, theirs] = ['ours', oneLine].map((contender) => {
        const { share } = cellOf(verdictOf(report, { contender, budget }), cell).found.at(-1)!;
        return Math.round(share * 100);
      });
      return `${cell} ${ours} (${theirs})`;
    });
    if (told.length === 0) return [];
    return [`At budget ${budget} found, in % (by the one-line ${oneLine}): ${told.join(', ')}.`];
  });
}

/** What a reader has to know before believing a number. */
function remarksOf(verdicts: readonly Verdict[]): string[] {
  const remarks: string[] = [];
  for (const budget of new Set(verdicts.map((one) => one.budget))) {
    const same = verdicts.filter((one) => one.budget === budget);
    const { allowed } = same[0]!.threshold;
    if (allowed < calibratedMin) {
      remarks.push(
        `Budget ${budget}: thresholds rest on ${allowed.toFixed(1)} incidents allowed; ` +
          `below ${calibratedMin} a threshold is mostly chance.`,
      );
    }
    // With fewer the remark above says enough. The oracle accuses nobody; its budget is no aim.
    const off = same.filter(
      ({ honest, threshold }) =>
        allowed >= calibratedMin &&
        threshold.incidents > 0 &&
        Math.abs(honest.perThousandDays / budget - 1) > offBudget,
    );
    if (off.length > 0) {
      const named = off.map(
        (one) => `${one.contender.id} ${one.honest.perThousandDays.toFixed(2)}`,
      );
      remarks.push(`Budget ${budget}, missed in the test by more than 30 %: ${named.join(', ')}.`);
    }
    const cut = same.filter(({ threshold }) => threshold.isCut).map((one) => one.contender.id);
    if (cut.length > 0) {
      remarks.push(`Budget ${budget}: too few scores were kept for ${cut.join(', ')}.`);
    }
  }
  return remarks;
}
