// From a list of victims, as somebody has written it down, to an answer with what it rests on. For
// the command `attribute`.

import { attribute, type Decision, type Suspect } from '../../core/attribution/attribute.ts';
import { type Spans, usualSpans } from '../../core/attribution/cutoff.ts';
import type { Candidate, Evidence } from '../../core/attribution/evidence.ts';
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
  const outstanding = suspects.filter(({ decision }) => standsOut(decision));
  const found = robustness(evidence, outstanding);
  const candidates = new Map(evidence.candidates.map((one) => [one.entity, one]));
  const weighed = suspects.map((one): WeighedSuspect => {
    const candidate = candidates.get(one.entity)!;
    const isOpen = one.decision === 'lead';
    return {
      ...one,
      ...whatWasRead(counted, candidate, spans),
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

/** Of the reads that count. */
function whatWasRead(
  { evidence, reads }: CountedList,
  { entity, hits }: Candidate,
  { lookBackMs }: Spans,
) {
  const cutoffs = new Map(evidence.victims.map(({ id, cutoff }) => [id, cutoff]));
  const own = reads.filter(({ user, subject, at }) => {
    const cutoff = cutoffs.get(subject)!;
    return user === entity && at > cutoff - lookBackMs && at <= cutoff;
  });
  const reasons: Record<string, number> = {};
  evidence.victims.forEach(({ id }, i) => {
    if (hits[i] === 'none') return;
    const there = own.filter(({ subject }) => subject === id);
    const reason = (there.find(({ isRouted }) => isRouted) ?? there[0])?.reason ?? 'none';
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  });
  let [firstAt, lastAt] = [own[0]!.at, own[0]!.at];
  for (const { at } of own) {
    firstAt = Math.min(firstAt, at);
    lastAt = Math.max(lastAt, at);
  }
  return {
    ...{ team: own.at(-1)?.team ?? null, reasons },
    ...{ firstAt, lastAt },
  };
}
