// From a list of victims, as somebody has written it down, to an answer with what it rests on. For
// the command `attribute`.

import { attribute, type Decision, type Suspect } from '../../core/attribution/attribute.ts';
import { type Spans, usualSpans } from '../../core/attribution/cutoff.ts';
import type { Evidence } from '../../core/attribution/evidence.ts';
import {
  complaintsNeeded,
  type Robustness,
  robustness,
} from '../../core/attribution/robustness.ts';
import type { Millis } from '../../core/time.ts';
import type { Warehouse } from '../../ports.ts';
import { type CountedList, countList } from './count-list.ts';
import type { Coverage } from './count-reach.ts';
import type { VictimRead } from './reads-of-victims.ts';
import type { ListedVictim } from './victim-list.ts';

/**
 * What the list says: somebody, several who came by one way, something to look at, a machine,
 * nobody, or nothing, as none of the victims was read in time.
 */
export type Conclusion = 'named' | 'common-route' | 'leads' | 'route' | 'nobody' | 'unseen';

export type Answer = {
  readonly conclusion: Conclusion;
  /** All who read a victim, the most probable first. */
  readonly suspects: readonly WeighedSuspect[];
  /** Probability, from 0 to 1, that none of them is the one source. */
  readonly nobody: number;
  readonly evidence: Evidence;
  readonly span: CountedList['span'];
  readonly reads: readonly VictimRead[];
  readonly spans: Spans;
};

export type WeighedSuspect = Suspect & {
  readonly team: string | null;
  /** Of the victims they read: how many by each reason, the best one for each victim. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly firstAt: Millis;
  readonly lastAt: Millis;
  readonly coverage: Coverage;
  /** Of those who stand out. */
  readonly robustness?: Robustness | undefined;
  /** More victims until they would be named; null: more than can be said. Of leads. */
  readonly complaintsNeeded?: number | null | undefined;
};

export type Attributing = {
  readonly spans?: Spans;
  /** Whether anybody may be named: not where nobody knows when the complaints were handled. */
  readonly isDated?: boolean;
  readonly signal?: AbortSignal | undefined;
};

export async function attributeList(
  warehouse: Warehouse,
  victims: readonly ListedVictim[],
  { spans = usualSpans, isDated = true, signal }: Attributing = {},
): Promise<Answer> {
  const counted = await countList(warehouse, victims, { spans, signal });
  const { evidence, reads, span } = counted;
  const { suspects: judged, nobody } = attribute(evidence);
  const suspects = judged.map((one): Suspect => {
    return one.decision === 'named' && !isDated ? { ...one, decision: 'lead' } : one;
  });
  // As it was judged: that nobody may be named makes no answer less sure.
  const outstanding = judged.filter(({ decision }) => standsOut(decision));
  const found = robustness(evidence, outstanding);
  const byUser = Map.groupBy(counted.inTime.flat(), ({ user }) => user);
  const candidates = new Map(evidence.candidates.map((one) => [one.entity, one]));
  const weighed = suspects.map((one): WeighedSuspect => {
    const candidate = candidates.get(one.entity)!;
    const isOpen = one.decision === 'lead';
    return {
      ...one,
      ...whatWasRead(byUser.get(one.entity)!),
      coverage: counted.coverage.get(one.entity) ?? { share: 1, blind: 0 },
      robustness: found.get(one.entity),
      ...(isOpen ? { complaintsNeeded: complaintsNeeded(evidence, candidate) } : {}),
    };
  });
  const conclusion = conclusionOf(weighed);
  return { conclusion, suspects: weighed, nobody, evidence, span, reads, spans };
}

export function standsOut(decision: Decision): boolean {
  return decision === 'named' || decision === 'lead' || decision === 'common-route';
}

function conclusionOf(suspects: readonly WeighedSuspect[]): Conclusion {
  const has = (wanted: Decision) => suspects.some(({ decision }) => decision === wanted);
  if (suspects.length === 0) return 'unseen';
  if (has('named')) return 'named';
  if (has('common-route')) return 'common-route';
  if (has('lead')) return 'leads';
  return has('route') ? 'route' : 'nobody';
}

/** By somebody, of the reads that count: at least one. */
function whatWasRead(own: readonly VictimRead[]) {
  const reasons: Record<string, number> = {};
  for (const there of Map.groupBy(own, ({ subject }) => subject).values()) {
    const { reason } = there.find(({ isRouted }) => isRouted) ?? there[0]!;
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  const times = own.map(({ at }) => at).sort((a, b) => a - b);
  return {
    ...{ team: own.at(-1)!.team, reasons },
    ...{ firstAt: times[0]!, lastAt: times.at(-1)! },
  };
}
