// How far an answer hangs on single victims, on the dates, and on there being one source. Each of
// them holds up the process for seconds where a list is long: in between others get their turn, so
// that whoever has had enough can stop it. For attribute-list.

import type { Decision, Suspect } from '../../core/attribution/attribute.ts';
import type { Entity } from '../../core/attribution/evidence.ts';
import {
  type IfEarlier,
  ifEarlier,
  type Robustness,
  robustness,
} from '../../core/attribution/robustness.ts';
import { type TakenApart, takeApart } from '../../core/attribution/several-sources.ts';
import type { CountedList } from './count-list.ts';
import { type EntityKind, isWay } from './entity-kinds.ts';
import { onlySome, withoutLast } from './reads-that-count.ts';
import { letIn, type Turns } from './turns.ts';

export type HowSure = {
  readonly robustness: ReadonlyMap<Entity, Robustness>;
  readonly ifEarlier: ReadonlyMap<Entity, readonly IfEarlier[]>;
  readonly apart: TakenApart | null;
};

export type Trying = Turns & {
  readonly by: EntityKind;
  /** As what a decision is shown. */
  shown(decision: Decision): Decision;
};

export async function howSure(
  counted: CountedList,
  outstanding: readonly Pick<Suspect, 'entity' | 'decision'>[],
  { by, shown, ...turns }: Trying,
): Promise<HowSure> {
  const { evidence } = counted;
  await letIn(turns);
  const found = robustness(evidence, outstanding, { shown, only: onlySome(counted) });
  await letIn(turns);
  const earlier = ifEarlier(evidence, (last) => withoutLast(counted, by, last), outstanding);
  await letIn(turns);
  const names = isWay(by) ? [] : outstanding.map(({ entity }) => entity);
  return { robustness: found, ifEarlier: earlier, apart: takeApart(evidence, names) };
}
