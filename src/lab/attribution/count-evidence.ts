// What the touches of a world say about a list of victims: the evidence of core/attribution, as
// ClickHouse counts it for an analyst. A test holds it to a recount of all reads.

import {
  beganBy,
  hasCleanTime,
  type ReachSpan,
  reachSpan,
  type Spans,
} from '../../core/attribution/cutoff.ts';
import type { Candidate, Evidence, Reach, Victim } from '../../core/attribution/evidence.ts';
import type { OwnRead } from '../../core/attribution/hits.ts';
import { hitsBesideKnown } from '../../core/attribution/known-customers.ts';
import type { Millis } from '../../core/time.ts';
import { controlsWithout, countWeights, type Span } from './control-weights.ts';
import { positionsOf, type TouchLog, type Weeks } from './touch-log.ts';

export type Listed = { readonly customer: number; readonly cutoff: Millis };

type Touch = OwnRead & {
  readonly reader: number;
  readonly desk: number;
};

export function countEvidence(log: TouchLog, listed: readonly Listed[], spans: Spans): Evidence {
  const { lookBackMs } = spans;
  const cutoffs = listed.map(({ cutoff }) => cutoff);
  const span = reachSpan(cutoffs, spans, log.since);
  const { reaches, weights } = weeksOf(log, span);
  const reads = listed.map(({ customer, cutoff }) =>
    readsOf(log, customer, { from: cutoff - lookBackMs, until: cutoff }),
  );
  const known = listed.map(({ customer, cutoff }) => knownTo(log, customer, cutoff - lookBackMs));
  const victims = listed.map((one, i) => victimOf(log, one, reads[i]!));
  const customers = listed.map(({ customer }) => customer);
  const controls = controlsWithout(log, weights, customers);
  const isKnown = (reader: number) => hasReadBefore(log, reader, span);
  const readers = new Set(reads.flatMap((own) => own.map(({ reader }) => reader)));
  const candidates = [...readers].map((reader): Candidate => {
    const own = reads.map((all, i) => ({
      reads: all.filter((read) => read.reader === reader),
      isKnown: known[i]!.has(reader),
    }));
    const hits = hitsBesideKnown(own, victims);
    const shares = new Map<string, number>();
    for (const { desk } of reads.flat()) {
      const share = shareOf(log, desk, reader);
      if (share > 0) shares.set(nameOfDesk(log, desk), share);
    }
    return {
      ...{ entity: nameOf(log, reader), isPerson: log.written.isPerson[reader]! },
      ...{ hits, shares, coverage: 1 },
      reach: isKnown(reader) ? reaches[reader]! : asItIs(reaches[reader]!),
      controls: controls.readBy(reader),
    };
  });
  const seen = reaches.filter(({ recent }) => recent.size > 0);
  const people = reaches.filter((_, reader) => log.written.isPerson[reader]);
  return {
    ...{ victims, candidates, tested: seen.length, controls: controls.all },
    reachOfAll: sumOf(people),
  };
}

/** Touches of a customer within a time. */
function readsOf(log: TouchLog, customer: number, { from, until }: Span): Touch[] {
  const reads: Touch[] = [];
  for (const position of positionsOf(log.byCustomer, customer)) {
    const at = log.at[position]!;
    if (at <= from || at > until) continue;
    const [reader, desk] = [log.reader[position]!, log.desk[position]!];
    reads.push({ reader, desk, look: log.look[position]!, isRouted: log.isRouted(position) });
  }
  return reads;
}

/** People who had opened the record of a customer until then. */
function knownTo(log: TouchLog, customer: number, until: Millis): ReadonlySet<number> {
  const early = [...positionsOf(log.byCustomer, customer)].filter((position) => {
    const isPerson = log.written.isPerson[log.reader[position]!]!;
    return log.at[position]! <= until && isPerson && log.isOpening(position);
  });
  return new Set(early.map((position) => log.reader[position]!));
}

function victimOf(log: TouchLog, listed: Listed, reads: readonly Touch[]): Victim {
  const { customers, isPerson } = log.written;
  const { customer, cutoff } = listed;
  const people = reads.filter(({ reader }) => isPerson[reader]);
  return {
    ...{ id: customers.id(customer), stratum: stratumOf(log, customer), cutoff, certainty: 1 },
    readers: new Set(people.map(({ reader }) => reader)).size,
    servedBy: people.map(({ reader, desk, isRouted }) => {
      return { by: nameOf(log, reader), desk: nameOfDesk(log, desk), isRouted };
    }),
  };
}

/** Whether somebody read long enough before any theft can have begun. */
function hasReadBefore(
  { byReader: { starts, at } }: TouchLog,
  reader: number,
  span: ReachSpan,
): boolean {
  const before = beganBy(span);
  for (let i = starts[reader]!; i < starts[reader + 1]!; i += 1) {
    if (at[i]! > span.from && at[i]! < before) return true;
  }
  return false;
}

/** What is usual of whoever is new is not known. */
function asItIs({ recent }: Reach): Reach {
  return { recent, usual: recent };
}

/** Of the touches of a desk; 0: of none, or not theirs. */
function shareOf({ atDesk }: TouchLog, desk: number, reader: number): number {
  const there = atDesk.get(desk);
  const own = there?.get(reader) ?? 0;
  if (there === undefined || own === 0) return 0;
  return own / [...there.values()].reduce((sum, count) => sum + count, 0);
}

function nameOfDesk({ written }: TouchLog, desk: number): string {
  return written.deskNames.nameOf(desk) ?? '';
}

function nameOf({ written }: TouchLog, reader: number): string {
  return written.names.nameOf(reader) ?? '';
}

/** Each holds a number for every customer. */
const weeksKept = 60;

function weeksOf(log: TouchLog, span: ReachSpan): Weeks {
  const key = `${span.from} ${span.until} ${span.cleanUntil}`;
  const known = log.weeks.get(key);
  if (known !== undefined) return known;
  const weeks = { reaches: countReaches(log, span), weights: countWeights(log, span) };
  const [oldest] = log.weeks.keys();
  if (log.weeks.size >= weeksKept && oldest !== undefined) log.weeks.delete(oldest);
  log.weeks.set(key, weeks);
  return weeks;
}

/** Of every reader, by number. */
function countReaches(log: TouchLog, span: ReachSpan): Reach[] {
  const { names } = log.written.strata;
  const scale = (span.until - span.from) / Math.max(1, span.cleanUntil - span.from);
  const counts = new Float64Array(names.length * countedKinds);
  return Array.from({ length: log.readers }, (_, reader) => {
    counts.fill(0);
    countCustomers(log, reader, { span, counts });
    const [recent, usual] = [new Map<string, number>(), new Map<string, number>()];
    names.forEach((name, stratum) => {
      const [all = 0, before = 0, routed = 0, strays = 0] = counts.subarray(
        stratum * countedKinds,
        (stratum + 1) * countedKinds,
      );
      if (all === 0) return;
      recent.set(name, all);
      const expected = Math.max(before * scale, routed + strays * scale);
      usual.set(name, hasCleanTime(span) ? expected : all);
    });
    return { recent, usual };
  });
}

/** Customers read: at all, in the clean time, routed, and in the clean time without being so. */
const countedKinds = 4;
const [isBefore, isRouted, isStrayBefore] = [1, 2, 4];

/** Adds up each customer that somebody read in the span once. */
function countCustomers(
  { byReader, written }: TouchLog,
  reader: number,
  { span, counts }: { readonly span: ReachSpan; readonly counts: Float64Array },
): void {
  const { starts, customer: customers, at, routed } = byReader;
  const { numberOf } = written.strata;
  let customer = -1;
  let seen = 0;
  const addUp = () => {
    if (customer < 0) return;
    const place = numberOf[customer]! * countedKinds;
    counts[place]! += 1;
    if ((seen & isBefore) !== 0) counts[place + 1]! += 1;
    if ((seen & isRouted) !== 0) counts[place + 2]! += 1;
    if ((seen & isStrayBefore) !== 0) counts[place + 3]! += 1;
  };
  for (let i = starts[reader]!; i < starts[reader + 1]!; i += 1) {
    if (at[i]! <= span.from || at[i]! > span.until) continue;
    if (customers[i] !== customer) {
      addUp();
      customer = customers[i]!;
      seen = 0;
    }
    const isClean = at[i]! <= span.cleanUntil;
    if (isClean) seen |= isBefore;
    if (routed[i] === 1) seen |= isRouted;
    else if (isClean) seen |= isStrayBefore;
  }
  addUp();
}

function sumOf(reaches: readonly Reach[]): Reach {
  const total = (basis: keyof Reach) => {
    const sums = new Map<string, number>();
    for (const reach of reaches) {
      for (const [stratum, count] of reach[basis]) {
        sums.set(stratum, (sums.get(stratum) ?? 0) + count);
      }
    }
    return sums;
  };
  return { recent: total('recent'), usual: total('usual') };
}

function stratumOf({ written: { strata } }: TouchLog, customer: number): string {
  return strata.names[strata.numberOf[customer]!]!;
}
