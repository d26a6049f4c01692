// What people's evidence comes to under a choice of weights and hurdles. For choose, which asks of
// one choice after the other.
//
// The formulas are core's own (stats/evidence.ts, as incident.ts asks them), and a test holds that
// under the shipped choice each value is that of the evaluation.

import type { Detector, Family } from '../../core/detector.ts';
import { families, priorLogOdds } from '../../core/incident.ts';
import {
  besideShare,
  combinedLogOdds,
  type Hurdles,
  halfLifeMs,
  hurdles,
  hurdlesOf,
  logEvidenceOf,
  meanEValue,
  refreshedLogEvidence,
} from '../../core/stats/evidence.ts';
import { weightOf } from '../../core/surprise.ts';
import type { Millis } from '../../core/time.ts';
import { beyondAll } from '../evaluate/combined-evidence.ts';
import type { Said } from './said.ts';

export type Choice = {
  /** By position of the detector. */
  readonly weights: readonly number[];
  readonly hurdles: Hurdles;
  /** Hurdle of volume where no tickets are fed in. */
  readonly volumeAlone: number;
  /** What the other families count beside the strongest. */
  readonly beside: number;
};

export type Weighed = { readonly at: Millis; readonly value: number };

export function shippedChoice(detectors: readonly Detector[]): Choice {
  const { volume: volumeAlone } = hurdlesOf({ hasTickets: false });
  return { weights: detectors.map(weightOf), hurdles, volumeAlone, beside: besideShare };
}

export class Scales {
  readonly #weights: readonly number[];
  readonly #hurdles: Hurdles;
  readonly #hurdlesAlone: Hurdles;
  readonly #beside: number;
  /** Positions of those of a family that are weighed, and their weights. */
  readonly #members = new Map<Family, { at: readonly number[]; weights: readonly number[] }>();

  constructor(detectors: readonly Detector[], choice: Choice) {
    this.#weights = choice.weights;
    this.#hurdles = choice.hurdles;
    this.#hurdlesAlone = { ...choice.hurdles, volume: choice.volumeAlone };
    this.#beside = choice.beside;
    for (const family of families) {
      const at = [...detectors.keys()].filter(
        (i) => detectors[i]!.family === family && !detectors[i]!.always,
      );
      this.#members.set(family, { at, weights: at.map((i) => this.#weights[i]!) });
    }
  }

  /** One value for each that says more than what was left: how far above the prior it lifts. */
  weigh(said: readonly Said[]): Weighed[] {
    const evidence = families.map(() => 0);
    const weighed: Weighed[] = [];
    let last = 0;
    for (const { at, family, contextFactor, hasTickets, always, eValues } of said) {
      if (always) {
        weighed.push({ at, value: beyondAll });
        continue;
      }
      const elapsedMs = last === 0 ? 0 : Math.max(0, at - last);
      last = Math.max(last, at);
      for (const [place, one] of families.entries()) {
        const known = { logEvidence: evidence[place]!, elapsedMs, halfLifeMs: halfLifeMs[one] };
        const left = refreshedLogEvidence(known, 0);
        evidence[place] = left < 0.01 ? 0 : left;
      }
      const place = families.indexOf(family);
      const over = hasTickets ? this.#hurdles : this.#hurdlesAlone;
      const found = logEvidenceOf(this.#meanOf(family, eValues), family, over);
      if (found <= evidence[place]!) continue;
      evidence[place] = found;
      const value = combinedLogOdds(evidence, contextFactor, this.#beside) - priorLogOdds;
      weighed.push({ at, value });
    }
    return weighed;
  }

  #meanOf(family: Family, eValues: Said['eValues']): number {
    const { at, weights } = this.#members.get(family)!;
    const values = at.map((position) => eValues.find(([one]) => one === position)?.[1] ?? 1);
    return meanEValue(values, weights);
  }
}
