// A list of victims of one segment that was drawn, one customer in 16, and somebody who has read
// all of them without a reason. Each customer of it was read by five people. For tests of what a
// draw costs, and of what is said of it.

import { attribute } from '../../src/core/attribution/attribute.ts';
import type { Evidence } from '../../src/core/attribution/evidence.ts';
import type { Answer, WeighedSuspect } from '../../src/investigate/attribution/attribute-list.ts';
import { everyOne, readAtMost, type Sampling } from '../../src/investigate/attribution/sampling.ts';
import { answerOf } from './small-answer.ts';
import { candidate, evidenceOf } from './small-evidence.ts';

export type DrawnList = {
  readonly customers: number;
  readonly victims: number;
  /** Customers whom they took of the segment; else 12, or one in 250. */
  readonly taken?: number;
  readonly isWhole?: boolean;
};

export const every = 16;

export function drawnEvidence({ customers, victims, taken, isWhole = false }: DrawnList): Evidence {
  const read = taken ?? Math.max(12, customers / 250);
  const held = isWhole ? read : every * readAtMost(read / every);
  const all = new Map([['en', 5 * customers]]);
  const evidence = evidenceOf(candidate('x', 's'.repeat(victims), held));
  return {
    ...{ ...evidence, tested: 2_000, reachOfAll: { recent: all, usual: all } },
    // Whoever has read it, and five as of any other.
    victims: evidence.victims.map((one, i) => ({ ...one, id: `C<${i}>`, readers: 6 })),
  };
}

/** `isWhole`: as if it had been counted whole. */
export function drawnAnswer(list: DrawnList): Answer {
  const evidence = drawnEvidence(list);
  const base = answerOf('nobody', candidate('x', 's'.repeat(list.victims)));
  const { suspects, nobody } = attribute(evidence);
  const drawn = Math.floor(list.customers / every);
  const sampling: Sampling = new Map([
    ['en', list.isWhole ? everyOne : { reach: 16, controls: 32, given: every, drawn }],
  ]);
  const [named, lead] = ['named', 'lead'].map((one) =>
    suspects.some(({ decision }) => decision === one),
  );
  const { cutoff } = base.evidence.victims[0]!;
  const victims = evidence.victims.map((one) => ({ ...one, cutoff }));
  return {
    ...{ ...base, evidence: { ...evidence, victims }, nobody, sampling },
    conclusion: named ? 'named' : lead ? 'leads' : 'nobody',
    suspects: suspects.map((one): WeighedSuspect => ({ ...base.suspects[0]!, ...one })),
  };
}
