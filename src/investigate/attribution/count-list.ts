// What ClickHouse knows about a list of victims: the evidence of core/attribution, and the reads
// behind it. For attribute-list.

import { cutoffOf, type ReachSpan, reachSpan, type Spans } from '../../core/attribution/cutoff.ts';
import { deskOf } from '../../core/attribution/desk.ts';
import type { Candidate, Evidence, Hit, Victim } from '../../core/attribution/evidence.ts';
import type { Millis } from '../../core/time.ts';
import { OutsideError } from '../../errors.ts';
import type { Warehouse } from '../../ports.ts';
import {
  type Ask,
  asker,
  type Coverage,
  countControls,
  countCoverage,
  countDesks,
  countReach,
  daysKnown,
  type House,
  segmentsOf,
} from './count-reach.ts';
import { readsOfVictims, type VictimRead } from './reads-of-victims.ts';
import type { ListedVictim } from './victim-list.ts';

export type CountedList = {
  readonly evidence: Evidence;
  /** All that is known of, also those that do not count. */
  readonly reads: readonly VictimRead[];
  /** Those that count, by victim. */
  readonly inTime: readonly (readonly VictimRead[])[];
  readonly span: ReachSpan;
  readonly coverage: ReadonlyMap<string, Coverage>;
};

export type Counting = { readonly spans: Spans; readonly signal?: AbortSignal | undefined };

/** The end of the last day of which anything is known. */
export async function newestKnown(warehouse: Warehouse): Promise<Millis> {
  const { since, end } = await daysKnown(asker(warehouse), { from: 0, until: 0 });
  if (since === null) throw new OutsideError('no-data', 'Nothing is archived yet.');
  return end;
}

export async function countList(
  warehouse: Warehouse,
  listed: readonly ListedVictim[],
  { spans, signal }: Counting,
): Promise<CountedList> {
  const ask = asker(warehouse, signal);
  const subjects = listed.map(({ id }) => id);
  const cutoffs = listed.map(({ dates }) => cutoffOf(dates));
  const { since } = await daysKnown(ask, { from: 0, until: 0 });
  if (since === null) throw new OutsideError('no-data', 'Nothing is archived yet.');
  requireOneTime(cutoffs, { spans, since });
  const span = reachSpan(cutoffs, spans, since);
  const [known, reads, segments] = await Promise.all([
    daysKnown(ask, span),
    readsOfVictims(warehouse, subjects, signal),
    segmentsOf(ask, subjects),
  ]);
  const bySubject = Map.groupBy(reads, ({ subject }) => subject);
  const inTime = listed.map(({ id }, i) => {
    const [from, until] = [cutoffs[i]! - spans.lookBackMs, cutoffs[i]!];
    return (bySubject.get(id) ?? []).filter(({ at }) => at > from && at <= until);
  });
  const victims = listed.map((one, i) => {
    // As it was when the record was read: so are all others that it is held against.
    const read = inTime[i]!.at(-1) ?? bySubject.get(one.id)?.at(-1);
    const segment = read?.segment ?? segments.get(one.id) ?? '';
    return victimOf(one, { cutoff: cutoffs[i]!, segment, reads: inTime[i]! });
  });
  const strata = victims.map(({ stratum }) => stratum);
  const met = inTime.flatMap((own) => own.map((read) => read.segment));
  const house = { span, segments: [...new Set([...strata, ...met])] };
  const counted = await countCandidates(ask, inTime, { house, subjects });
  const { candidates, reachOfAll, controls, coverage } = counted;
  const evidence = { victims, candidates, tested: known.tested, reachOfAll, controls };
  return { evidence, reads, inTime, span, coverage };
}

/** Else what somebody reads in a year is held against what others read in a month. */
function requireOneTime(
  cutoffs: readonly Millis[],
  { spans, since }: { readonly spans: Spans; readonly since: Millis },
): void {
  let [first, last] = [cutoffs[0]!, cutoffs[0]!];
  for (const cutoff of cutoffs) {
    first = Math.min(first, cutoff);
    last = Math.max(last, cutoff);
  }
  if (first <= since) {
    const said = 'Some complaints are from before anything that is archived.';
    throw new OutsideError('bad-input', `${said} Leave them out: nothing is known of that time.`);
  }
  if (last - first <= spans.lookBackMs) return;
  const said = 'The complaints lie further apart than the look-back.';
  throw new OutsideError('bad-input', `${said} Ask about those of each time by themselves.`);
}

type Looked = {
  readonly cutoff: Millis;
  readonly segment: string;
  readonly reads: readonly VictimRead[];
};

function victimOf(listed: ListedVictim, { cutoff, segment, reads }: Looked): Victim {
  const people = reads.filter(({ isPerson }) => isPerson);
  return {
    ...{ id: listed.id, stratum: segment, cutoff, certainty: listed.certainty },
    readers: new Set(people.map(({ user }) => user)).size,
    servedBy: people.map(({ user: by, queue, at, isRouted }) => {
      return { by, desk: deskOf(queue, at), isRouted };
    }),
  };
}

/** Of whoever has read fewer victims it changes nothing what else they read. */
const coverageHits = 2;

async function countCandidates(
  ask: Ask,
  inTime: readonly (readonly VictimRead[])[],
  { house, subjects }: { readonly house: House; readonly subjects: readonly string[] },
) {
  const all = inTime.flat();
  const byUser = inTime.map((reads) => Map.groupBy(reads, ({ user }) => user));
  const hitsOf = (user: string) => byUser.filter((reads) => reads.has(user)).length;
  const isPerson = new Map(all.map((read) => [read.user, read.isPerson]));
  const users = [...isPerson.keys()];
  const people = users.filter((user) => isPerson.get(user));
  const served = all.filter((read) => read.isPerson);
  const often = people.filter((user) => hitsOf(user) >= coverageHits);
  const [reach, coverage, controls, desks] = await Promise.all([
    countReach(ask, people, house),
    countCoverage(ask, often, house.span),
    countControls(ask, { users, subjects }, house),
    countDesks(
      ask,
      served.map(({ queue, at }) => ({ desk: deskOf(queue, at), queue, at })),
    ),
  ]);
  const candidates = users.map((user): Candidate => {
    const recent = controls.recent.of(user);
    const shares = [...desks].map(([desk, there]) => [desk, there.get(user) ?? 0] as const);
    return {
      ...{ entity: user, isPerson: isPerson.get(user)! },
      hits: byUser.map((reads) => hitOf(reads.get(user) ?? [])),
      reach: reach.of.get(user) ?? { recent, usual: recent },
      shares: new Map(shares.filter(([, share]) => share > 0)),
      controls: controls.read.of(user),
      coverage: coverage.get(user)?.share ?? 1,
    };
  });
  return { candidates, reachOfAll: reach.ofAll, controls: controls.controls, coverage };
}

function hitOf(own: readonly VictimRead[]): Hit {
  if (own.length === 0) return 'none';
  return own.some(({ isPerson, isRouted }) => isPerson && isRouted) ? 'routed' : 'stray';
}
