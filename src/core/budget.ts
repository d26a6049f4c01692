// Thresholds that follow what was found: so many questions, so many incidents per 1,000 users and
// day, whatever the desk is like. From the log odds that were reached lately, and the threshold in
// force, the next one: a pure function, for the stage that publishes norms once a night.
//
//   openings by the log odds up to which thresholds would have made them, in classes of an eighth
//   ┌───────────────────────────────────────────┐
//   │ ▇▆▅▃▂▁▁   ▁                               │      wanted: where so many lie above
//   └───────────▲───────────────────────────────┘      moved:  at most a fifth a week towards it
//
// What was learnt from thieves would protect thieves: what comes once somebody is paged, or was
// confirmed as theft before its day was scored, the caller leaves out, and of the rest the highest
// few are trimmed, so that one loud week does not raise the threshold. A floor never moves
// (calibration.ts).

import { type Tier, thresholdFloors } from './calibration.ts';
import { priorLogOdds } from './incident.ts';

/** Openings by the class of log odds up to which they would have come: its lower end, how many. */
export type OddsHistogram = ReadonlyMap<number, number>;

export type BudgetWindow = {
  readonly reached: OddsHistogram;
  /** Users and days in the window, with those that reached nothing. */
  readonly userDays: number;
};

export type BudgetMove = {
  readonly tier: Tier;
  /** Openings per 1,000 users and day that are wanted. */
  readonly budget: number;
  /** The threshold in force. */
  readonly threshold: number;
  /** Days since it was last moved. */
  readonly elapsedDays: number;
};

/** Of the evidence that a threshold asks for, at most so much is moved in a week. */
const moveShareWeek = 0.2;
/** Of the user-days above the threshold, so many are left out as not the usual. */
const trimmedShare = 0.05;
const classWidth = 0.125;
/** Fewer crossings than this are noise, and move nothing. */
const crossingsMin = 10;

/** The threshold that is to be in force from now on. */
export function nextThreshold(window: BudgetWindow, move: BudgetMove): number {
  const { tier, threshold, elapsedDays } = move;
  const wanted = wantedThreshold(window, move.budget);
  if (wanted === undefined) return threshold;
  const most = (moveShareWeek * Math.max(0, elapsedDays) * (threshold - priorLogOdds)) / 7;
  const moved = Math.min(threshold + most, Math.max(threshold - most, wanted));
  return Math.max(thresholdFloors[tier], moved);
}

/** Where as many lie above as the budget allows; undefined where too few are expected to tell. */
export function wantedThreshold(
  { reached, userDays }: BudgetWindow,
  budget: number,
): number | undefined {
  const allowed = (budget * userDays) / 1_000;
  if (allowed < crossingsMin) return undefined;
  const classes = [...reached].sort(([a], [b]) => b - a);
  const highest = classes[0]?.[0];
  if (highest === undefined) return Number.NEGATIVE_INFINITY;
  // The loudest go first, and the budget is then spent on the others.
  const trimmed = allowed * trimmedShare;
  let above = -trimmed;
  let lowest = highest + classWidth;
  for (const [logOdds, count] of classes) {
    above += count;
    if (above > allowed) break;
    lowest = logOdds;
  }
  return lowest;
}

/** The class that log odds lie in, by its lower end. */
export function oddsClass(logOdds: number): number {
  return Math.floor(logOdds / classWidth) * classWidth;
}
