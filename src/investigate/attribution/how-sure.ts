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
import { OutsideError } from '../../errors.ts';
import type { Clock } from '../../ports.ts';
import type { CountedList } from './count-list.ts';
import { type EntityKind, isWay } from './entity-kinds.ts';
import { withoutLast } from './reads-that-count.ts';

export type HowSure = {
  readonly robustness: ReadonlyMap<Entity, Robustness>;
  readonly ifEarlier: ReadonlyMap<Entity, readonly IfEarlier[]>;
  readonly apart: TakenApart | null;
};

export type Trying = {
  readonly by: EntityKind;
  /** As what a decision is shown. */
  shown(decision: Decision): Decision;
  readonly clock?: Clock | undefined;
  readonly signal?: AbortSignal | undefined;
};

export async function howSure(
  counted: CountedList,
  outstanding: readonly Pick<Suspect, 'entity' | 'decision'>[],
  { by, shown, clock, signal }: Trying,
): Promise<HowSure> {
  const { evidence } = counted;
  const letIn = async () => {
    await clock?.sleep(0);
    if (signal?.aborted) throw new OutsideError('stopped', 'Stopped before all was weighed.');
  };
  await letIn();
  const found = robustness(evidence, outstanding, shown);
  await letIn();
  const earlier = ifEarlier(evidence, (last) => withoutLast(counted, by, last), outstanding);
  await letIn();
  const names = isWay(by) ? [] : outstanding.map(({ entity }) => entity);
  return { robustness: found, ifEarlier: earlier, apart: takeApart(evidence, names) };
}
