// What ClickHouse knows about a list of victims: the evidence of core/attribution, and the reads
// behind it. For attribute-list.

import type { ReachSpan, Spans } from '../../core/attribution/cutoff.ts';
import type { Evidence } from '../../core/attribution/evidence.ts';
import type { Warehouse } from '../../ports.ts';
import { countCandidates } from './count-candidates.ts';
import { asker, type Coverage, countTested, type House, samplingOf } from './count-reach.ts';
import { type EntityKind, isWay, userKind } from './entity-kinds.ts';
import { spanOfList } from './known-days.ts';
import { asOneCustomer, type OneCustomer } from './same-customers.ts';
import { requireFew, type Turns } from './turns.ts';
import type { ListedVictim } from './victim-list.ts';
import { type ReadsOfList, readsOfList, victimsOf } from './victims-of-list.ts';

export type CountedList = Pick<ReadsOfList, 'reads' | 'inTime' | 'unknown'> & {
  readonly evidence: Evidence;
  /** Each victim with all ids that are the same customer, in their order. */
  readonly customers: readonly OneCustomer[];
  readonly span: ReachSpan;
  readonly sampling: House['sampling'];
  readonly coverage: ReadonlyMap<string, Coverage>;
};

export type Counting = Turns & {
  readonly spans: Spans;
  readonly by?: EntityKind;
  /** Else of each segment as suits its size. */
  readonly sampling?: House['sampling'];
};

export async function countList(
  warehouse: Warehouse,
  list: readonly ListedVictim[],
  { spans, by: kind = userKind, sampling: given, ...turns }: Counting,
): Promise<CountedList> {
  const { signal } = turns;
  const ask = asker(warehouse, signal);
  const listed = await asOneCustomer(ask, list);
  const span = await spanOfList(ask, listed, spans);
  const asking = { ask, warehouse, ...(signal === undefined ? {} : { signal }) };
  const [tested, found] = await Promise.all([
    countTested(ask, kind, span),
    readsOfList(asking, listed, { spans, kind }),
  ]);
  const { isPerson, reads, inTime, unknown } = found;
  requireFew(listed.length, isPerson.size, kind.many);
  const victims = await victimsOf(ask, listed, { kind, found });
  const wanted = new Set(victims.flatMap((one) => [one.stratum, ...(one.otherStrata ?? [])]));
  const sampling = given ?? (await samplingOf(ask, [...wanted], span));
  const house = { span, segments: [...wanted], kind, sampling };
  const subjects = listed.flatMap(({ ids }) => ids);
  const { coverage, ...counted } = await countCandidates(
    ask,
    { victims, inTime, isPerson },
    { house, subjects, turns },
  );
  const evidence = { victims, tested, ...counted, ...(isWay(kind) ? { isOfWays: true } : {}) };
  return { evidence, customers: listed, reads, inTime, unknown, span, sampling, coverage };
}
