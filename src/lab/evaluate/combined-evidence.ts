// What a person's evidence comes to, over time: the one place where evaluation touches how
// incidents are made. Whoever changes that in core changes this file, and nothing else of
// evaluation.
//
// An incident opens where the combined value reaches a setting. Here it never opens; the value
// itself is what is looked at, so that any threshold can be tried afterwards. A finding below its
// detector's threshold counts here too, with its share: at a budget of one incident per 1,000
// people and day the thresholds that ship at 0.05 would be far too high.

import { Blocks } from '../../core/blocks.ts';
import type { Detector, Finding } from '../../core/detector.ts';
import { incidentLayout, join, riskOf, strengthOf } from '../../core/incident.ts';
import { viewOf } from '../../core/layout.ts';
import { Slab } from '../../core/slab.ts';
import type { Millis } from '../../core/time.ts';

/** A finding of a detector that always opens an incident is above every threshold. */
export const beyondAll = 1e6;

export class CombinedEvidence {
  readonly #slab = new Slab(incidentLayout.sizeBytes);
  readonly #blocks = new Blocks();
  readonly #row = viewOf(incidentLayout, this.#slab.cursor, 0);

  /** So many accounts of evidence: one for each person and way to combine. */
  constructor(accounts: number) {
    for (let account = 0; account < accounts; account += 1) this.#slab.insert(String(account));
  }

  /** The value after one more finding; `finding.threshold` is the one in force. */
  hear(account: number, heard: { detector: Detector; finding: Finding; at: Millis }): number {
    const { detector, finding, at } = heard;
    if (detector.always) return beyondAll;
    this.#slab.moveTo(account);
    const evident = {
      anomalyId: '',
      detector: 0,
      family: detector.family,
      strength: strengthOf(detector, finding),
      always: false,
      at,
      since: finding.windowStart,
    };
    join(this.#row, this.#blocks, evident, Number.POSITIVE_INFINITY);
    return riskOf(this.#row);
  }
}
