// What is asked of one world, and by whom it is judged. For evaluate-world and the files it is made
// of.

import type { Budgets } from '../../core/calibration.ts';
import type { Detector } from '../../core/detector.ts';
import type { SimulateSettings } from '../simulate-settings.ts';
import type { Parts } from '../truth.ts';
import type { Baseline } from './baselines/baseline.ts';
import type { Cell } from './cells.ts';
import type { External } from './external.ts';
import type { LivedWorld } from './live.ts';
import { type ContenderNote, ownContenders } from './own-scores.ts';
import type { Protocol } from './protocol.ts';

export type EvaluateWorld = {
  readonly world: SimulateSettings;
  /** False: a company that feeds no tickets in, so that nobody lacks a reason. */
  readonly hasTickets?: boolean | undefined;
  readonly detectors: readonly Detector[];
  readonly baselines: readonly Baseline[];
  readonly cells: readonly Cell[];
  /** Persons who steal in each cell. */
  readonly thieves: number;
  /** With which the pipeline runs; contenders are judged by others. */
  readonly budgets: Budgets;
  readonly budgetMost: number;
  readonly external?: External | undefined;
};

/** A world that has been lived, for its trials. */
export type Run = {
  readonly options: EvaluateWorld;
  readonly protocol: Protocol;
  readonly parts: Parts;
  readonly lived: LivedWorld;
};

/** Share of the work that is living the world; the rest is trials. */
export const livingShare = 0.6;

export type Step = {
  readonly text: string;
  readonly share: number;
  /** Everything was written for the program outside: it is to be asked before going on. */
  readonly isForExternal?: boolean;
};

/** The program outside, where there is one, is the last. */
export function contendersOf({
  detectors,
  baselines,
  external,
}: Pick<EvaluateWorld, 'detectors' | 'baselines' | 'external'>): ContenderNote[] {
  const outside = external === undefined ? [] : [{ id: external.id, title: 'Not ours' }];
  return [
    ...ownContenders(detectors),
    ...[...baselines, ...outside].map(
      ({ id, title }): ContenderNote => ({ id, title, kind: 'baseline' }),
    ),
  ];
}
