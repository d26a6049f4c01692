// The list of victims of a world, drawn when it is first asked for. For simulate.

import type { HonestDays } from './honest-days.ts';
import { planDays } from './plan-days.ts';
import type { Parts } from './truth.ts';
import { Complaints, drawVictims, takingsOf, type VictimsTruth } from './victims.ts';

export type Victims = {
  readonly told: Pick<VictimsTruth, 'list' | 'handlers'>;
  readonly complaints: Complaints;
};

/** Drawn once: who was taken is known when all days are planned. */
export function victimsOf(parts: Parts, honestDays: () => HonestDays): () => Victims | undefined {
  const { victims } = parts.settings;
  let drawn: Victims | undefined;
  return () => {
    if (victims === undefined || drawn !== undefined) return drawn;
    const list = drawVictims(parts, victims, takingsOf(planDays(parts, honestDays())));
    const complaints = new Complaints(parts, list);
    drawn = { told: { list, handlers: complaints.handlers }, complaints };
    return drawn;
  };
}
