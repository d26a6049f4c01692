// Of which segments each victim was, by which everybody's chance of having read it goes. For
// victims-of-list.
//
//   read in time    those of its reads then, the one of the last read first
//   else            that of the last read before, and that of the reference data at the cut-off
//   else            any of the list, and the oldest that the reference data has
//
// By itself nothing counts that came after the cut-off. A house may move whoever complains to a
// segment for such cases: nobody had read that one, so that everybody's misses there would be sure
// ones, and whoever reads a tenth of all customers would be held against their few hits alone. Of
// several segments the one counts in which a read is the likeliest, for each reader by themselves
// (core/attribution/null-rates.ts): where little is known, that errs towards nobody.

import type { Victim } from '../../core/attribution/evidence.ts';
import type { Millis } from '../../core/time.ts';
import type { Ask } from './count-reach.ts';
import { instantOf } from './reach-sql.ts';
import type { VictimRead } from './reads-of-victims.ts';
import type { ReadInTime } from './reads-that-count.ts';

export type VictimStrata = Pick<Victim, 'stratum' | 'otherStrata'>;

export type OfVictim = {
  /** All ids of the customer. */
  readonly ids: readonly string[];
  readonly cutoff: Millis;
  /** At any time, in the order of time. */
  readonly reads: readonly VictimRead[];
  /** Those in time, also those of which nobody knows by whom; and those that count. */
  readonly allInTime: readonly VictimRead[];
  readonly inTime: readonly ReadInTime[];
};

/** By victim, in their order. */
export async function strataOf(ask: Ask, victims: readonly OfVictim[]): Promise<VictimStrata[]> {
  const unread = victims.filter(({ allInTime }) => allInTime.length === 0);
  const versions = await versionsOf(ask, unread);
  const found = victims.map((victim) =>
    victim.allInTime.length === 0 ? beforeCutoff(victim, versions) : inTimeOf(victim),
  );
  const ofList = byFrequency(found.flat());
  return victims.map(({ ids, reads, cutoff }, i) => {
    if (found[i]!.length > 0) return together(found[i]!);
    const oldest = ids.flatMap((id) => versions.get(id)?.oldest ?? []);
    // Those whose segment was not known when they were read are of one, without a name.
    const nameless = reads.some(({ at }) => at <= cutoff) ? [''] : [];
    return together([...oldest, ...ofList, ...nameless]);
  });
}

function inTimeOf({ allInTime, inTime }: OfVictim): string[] {
  return [...new Set([allInTime.at(-1)!, ...inTime].map(({ segment }) => segment))];
}

/** Empty: nothing is known of that time. */
function beforeCutoff({ ids, cutoff, reads }: OfVictim, versions: Versions): string[] {
  const last = reads.findLast(({ at }) => at <= cutoff);
  const said = ids.flatMap((id) => versions.get(id)?.atCutoff ?? []);
  return [...new Set([last?.segment ?? '', ...said])].filter((segment) => segment !== '');
}

/** The first one, and others. */
function together([stratum = '', ...more]: readonly string[]): VictimStrata {
  const others = new Set(more);
  others.delete(stratum);
  return others.size === 0 ? { stratum } : { stratum, otherStrata: [...others].sort() };
}

/** Those of most victims first. */
function byFrequency(strata: readonly string[]): string[] {
  return [...Map.groupBy(strata, (one) => one)]
    .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .map(([stratum]) => stratum);
}

/** Of an id: none, where the reference data says nothing. */
type Version = { readonly atCutoff: readonly string[]; readonly oldest: readonly string[] };
type Versions = ReadonlyMap<string, Version>;

const cutoffOfId = '{cutoffs:Array(Int64)}[indexOf({ids:Array(String)}, _key)]';

/** Grain: a customer. A record that was taken back says what it said until then. */
export const segmentsThenSql = `
WITH _seen_at <= ${instantOf(cutoffOfId)} AS is_then
SELECT
  _key AS id,
  argMaxIf(assumeNotNull(segment), (_seen_at, _offset), is_then) AS at_cutoff,
  argMin(assumeNotNull(segment), (_seen_at, _offset)) AS oldest
FROM subjects_versions
WHERE _key IN {ids:Array(String)} AND _deleted = 0 AND segment != ''
GROUP BY _key`;

async function versionsOf(ask: Ask, victims: readonly OfVictim[]): Promise<Versions> {
  const own = victims.flatMap(({ ids, cutoff }) => ids.map((id) => ({ id, cutoff })));
  if (own.length === 0) return new Map();
  const rows = await ask(segmentsThenSql, {
    ids: own.map(({ id }) => id),
    cutoffs: own.map(({ cutoff }) => cutoff),
  });
  const known = (value: unknown) => (value === '' ? [] : [`${value}`]);
  return new Map(
    rows.map((row) => [
      `${row['id']}`,
      { atCutoff: known(row['at_cutoff']), oldest: known(row['oldest']) },
    ]),
  );
}
