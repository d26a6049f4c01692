// Evidence made by hand: each candidate by one letter a victim, on a desk of a thousand people.

import type { Candidate, Evidence, Hit } from '../../src/core/attribution/evidence.ts';

const empty = new Map<string, number>();
const en = (count: number) => new Map([['en', count]]);

/** One letter a victim: s stray, r routed, k known for long, – not read. */
export function candidate(entity: string, hits: string, reach = 200): Candidate {
  const words: Record<string, Hit> = { s: 'stray', r: 'routed', k: 'known' };
  return {
    ...{ entity, isPerson: true, shares: empty, controls: new Map(), coverage: 1 },
    hits: [...hits].map((hit) => words[hit] ?? 'none'),
    reach: { recent: en(reach), usual: en(reach) },
  };
}

export function evidenceOf(...candidates: readonly Candidate[]): Evidence {
  const victims = candidates[0]!.hits.map((_, i) => ({
    ...{ id: `c${i}`, stratum: 'en', cutoff: 0, certainty: 1, readers: 1, servedBy: [] },
  }));
  return {
    ...{ victims, candidates, tested: 1_000, controls: new Map() },
    reachOfAll: { recent: en(100_000), usual: en(100_000) },
  };
}

type Reads = {
  readonly entity: string;
  /** One letter a victim, as above. */
  readonly hits: string;
  /** How likely each victim was read anyway: by whoever was on duty, so it is just that. */
  readonly rates: readonly number[];
  readonly coverage?: number;
};

/** Evidence in which the chances of reads are given, and how sure each victim is. */
export function readsBy(people: readonly Reads[], certainties?: readonly number[]): Evidence {
  const evidence = evidenceOf(
    ...people.map(({ entity, hits, rates, coverage = 1 }): Candidate => {
      const shares = new Map(rates.map((chance, i) => [`desk ${i}`, chance]));
      return { ...candidate(entity, hits, 0), shares, coverage };
    }),
  );
  const victims = evidence.victims.map((one, i) => ({
    ...{ ...one, certainty: certainties?.[i] ?? 1 },
    servedBy: [{ desk: `desk ${i}`, by: 'somebody else', isRouted: true }],
  }));
  return { ...evidence, victims };
}
