// Of which segments victims were, from all reads up to their cut-offs, where no reference data says
// it. For the recount of a list.

import type { Spans } from '../../src/core/attribution/cutoff.ts';
import type { Listed, Read } from './recount-evidence.ts';

/** `reads`: also those of which nobody knows by whom, whose entity is empty. */
export function withStrata(
  reads: readonly Read[],
  listed: readonly Omit<Listed, 'stratum'>[],
  { lookBackMs }: Spans,
): Listed[] {
  const early = listed.map(({ id, cutoff }) =>
    reads.filter(({ subject, at }) => subject === id && at <= cutoff).sort((a, b) => a.at - b.at),
  );
  const known = listed.map(({ cutoff }, i) => {
    const inTime = early[i]!.filter(({ at }) => at > cutoff - lookBackMs);
    const last = early[i]!.at(-1)?.stratum ?? '';
    if (inTime.length === 0) return last === '' ? [] : [last];
    const named = inTime.filter(({ entity }) => entity !== '');
    return [...new Set([last, ...named.map(({ stratum }) => stratum)])];
  });
  const names = [...new Set(known.flat())].sort();
  const timesOf = (name: string) => known.flat().filter((one) => one === name).length;
  const ofList = names.sort((a, b) => timesOf(b) - timesOf(a));
  return listed.map((one, i) => {
    const nameless = early[i]!.length > 0 ? [''] : [];
    const all = known[i]!.length > 0 ? known[i]! : [...ofList, ...nameless];
    const [stratum = '', ...more] = new Set(all);
    return more.length === 0 ? { ...one, stratum } : { ...one, stratum, otherStrata: more.sort() };
  });
}
