// From a list of victims, as somebody has written it down, to an answer with what it rests on. For
// the command `attribute`.

import type { Decision, Suspect } from '../../core/attribution/attribute.ts';
import { type Spans, usualSpans } from '../../core/attribution/cutoff.ts';
import {
  complaintsNeeded,
  type IfEarlier,
  type Robustness,
} from '../../core/attribution/robustness.ts';
import type { Warehouse } from '../../ports.ts';
import { type CountedList, countList } from './count-list.ts';
import type { Coverage } from './count-reach.ts';
import { type EntityKind, isWay, userKind } from './entity-kinds.ts';
import { type HowSure, howSure } from './how-sure.ts';
import { type Reader, readersOf, type WhatWasRead, whatWasRead } from './reads-that-count.ts';
import { notingWarehouse } from './statements-asked.ts';
import { attributeInTurns, type Turns } from './turns.ts';
import type { ListedVictim } from './victim-list.ts';

/**
 * What the list says: somebody, several who came by one way, something to look at, a machine or a
 * way that was asked about, nobody, or nothing, as none of the victims was read in time.
 */
export type Conclusion = 'named' | 'common-route' | 'leads' | 'route' | 'nobody' | 'unseen';

export type Answer = {
  readonly conclusion: Conclusion;
  readonly by: EntityKind;
  /** All who read a victim, the most probable first. */
  readonly suspects: readonly WeighedSuspect[];
  /** Probability, from 0 to 1, that none of them is the one source. */
  readonly nobody: number;
  /** What part of the list came from each who stands out; null: of ways, or not to be told. */
  readonly apart: HowSure['apart'];
  readonly evidence: CountedList['evidence'];
  readonly customers: CountedList['customers'];
  readonly span: CountedList['span'];
  readonly sampling: CountedList['sampling'];
  readonly reads: CountedList['reads'];
  /** Those in time of which no record says by which entity of the kind. */
  readonly unknown: CountedList['unknown'];
  readonly spans: Spans;
  /** False: of some victim no date is known, so that nobody is named. */
  readonly isDated: boolean;
  /** All that ClickHouse was asked for it, each once. */
  readonly statements: readonly string[];
};

type ReadSuspect = Suspect & WhatWasRead;

export type WeighedSuspect = ReadSuspect & {
  /** Null: not counted, as of whoever read one victim. */
  readonly coverage: Coverage | null;
  /** Of those who stand out, as what comes next. */
  readonly robustness?: Robustness | undefined;
  /** What would be decided by cut-offs that are earlier. */
  readonly ifEarlier?: readonly IfEarlier[] | undefined;
  /** More victims until they would be named; null: more than can be said. Of leads. */
  readonly complaintsNeeded?: number | null | undefined;
  /** Of a way: who read most of them first. */
  readonly readers?: readonly Reader[] | undefined;
};

/** By its clock others get their turn while a long list is counted and weighed. */
export type Attributing = Turns & {
  /** Of whom or what the list is to be told; those who read, if nothing is said. */
  readonly by?: EntityKind;
  readonly spans?: Spans;
};

export async function attributeList(
  warehouse: Warehouse,
  victims: readonly ListedVictim[],
  { by = userKind, spans = usualSpans, ...turns }: Attributing = {},
): Promise<Answer> {
  const { noting, statements } = notingWarehouse(warehouse);
  const counted = await countList(noting, victims, { by, spans, ...turns });
  const { evidence, customers, reads, unknown, span, sampling } = counted;
  const { suspects: judged, nobody } = await attributeInTurns(evidence, turns);
  // Whoever handled the complaints before may have read them too.
  const isDated = customers.every(({ isUndated }) => isUndated !== true);
  const shown = (decision: Decision): Decision =>
    decision === 'named' && !isDated ? 'lead' : decision;
  const asShown = <T extends Pick<Suspect, 'decision'>>(one: T): T => {
    return { ...one, decision: shown(one.decision) };
  };
  const suspects = judged.map(asShown);
  const outstanding = whoStandsOut({ suspects, by });
  const sure = await howSure(counted, outstanding, { by, shown, ...turns });
  const byEntity = Map.groupBy(counted.inTime.flat(), ({ entity }) => entity);
  const candidates = new Map(evidence.candidates.map((one) => [one.entity, one]));
  const weighed = suspects.map((one): WeighedSuspect => {
    const candidate = candidates.get(one.entity)!;
    const isOpen = one.decision === 'lead' && isDated;
    const own = byEntity.get(one.entity)!;
    return {
      ...one,
      ...whatWasRead(own),
      ...(isWay(by) ? { team: null, readers: readersOf(own) } : {}),
      coverage: counted.coverage.get(one.entity) ?? null,
      robustness: sure.robustness.get(one.entity),
      ifEarlier: sure.ifEarlier.get(one.entity)?.map(asShown),
      ...(isOpen ? { complaintsNeeded: complaintsNeeded(evidence, candidate) } : {}),
    };
  });
  const counts = { evidence, customers, span, sampling, reads, unknown, spans, isDated };
  const answer = { by, suspects: weighed, nobody, ...counts, statements: statements() };
  return { conclusion: conclusionOf(weighed), ...answer, apart: sure.apart };
}

const outstanding: readonly Decision[] = ['named', 'lead', 'common-route'];

/** Of ways the routes; a machine among people is looked at by what writes to it. */
export function whoStandsOut<T extends Pick<Suspect, 'decision'>>({
  suspects,
  by,
}: {
  readonly suspects: readonly T[];
  readonly by: EntityKind;
}): readonly T[] {
  const wanted = isWay(by) ? ['route'] : outstanding;
  return suspects.filter(({ decision }) => wanted.includes(decision));
}

function conclusionOf(suspects: readonly WeighedSuspect[]): Conclusion {
  const has = (wanted: Decision) => suspects.some(({ decision }) => decision === wanted);
  if (suspects.length === 0) return 'unseen';
  if (has('named')) return 'named';
  if (has('common-route')) return 'common-route';
  if (has('lead')) return 'leads';
  return has('route') ? 'route' : 'nobody';
}
