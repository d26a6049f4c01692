// What the touches of a world say about a list of victims: the evidence of core/attribution, as
// ClickHouse counts it for an analyst. A test holds it to a recount of all reads.

import type { Candidate, Evidence, Hit, Reach, Victim } from '../../core/attribution/evidence.ts';
import type { Millis } from '../../core/time.ts';
import type { Random } from '../random.ts';
import { noDesk, positionsOf, type TouchLog } from './touch-log.ts';

export type Listed = { readonly customer: number; readonly cutoff: Millis };

export type Counting = {
  readonly lookBackMs: Millis;
  /** Before it nobody can have stolen what the list is about. */
  readonly cleanUntil: Millis;
  /** Customers drawn for comparison; 0: none. */
  readonly controls: number;
  readonly random: Random;
};

export function countEvidence(
  log: TouchLog,
  listed: readonly Listed[],
  counting: Counting,
): Evidence {
  const { lookBackMs } = counting;
  const cutoffs = listed.map(({ cutoff }) => cutoff);
  const span = { from: Math.min(...cutoffs) - lookBackMs, until: Math.max(...cutoffs) };
  const reaches = countReaches(log, { ...span, cleanUntil: counting.cleanUntil });
  const reads = listed.map(({ customer, cutoff }) =>
    readsOf(log, customer, { from: cutoff - lookBackMs, until: cutoff }),
  );
  const victims = listed.map((one, i) => victimOf(log, one, reads[i]!));
  const controls = drawControls(log, listed, { ...counting, ...span });
  const readers = new Set(reads.flatMap((own) => own.map((position) => log.reader[position]!)));
  const candidates = [...readers].map((reader): Candidate => {
    const hits = reads.map((own) => hitOf(log, own, reader));
    const shares = new Map<string, number>();
    for (const position of reads.flat()) {
      const share = shareOf(log, position, reader);
      if (share > 0) shares.set(nameOfDesk(log, position), share);
    }
    return {
      ...{ entity: nameOf(log, reader), isPerson: log.written.isPerson[reader]! },
      ...{ hits, shares, reach: reaches[reader]!, coverage: 1 },
      controls: controls.readBy(reader),
    };
  });
  const seen = reaches.filter(({ recent }) => recent.size > 0);
  const people = reaches.filter((_, reader) => log.written.isPerson[reader]);
  return {
    ...{ victims, candidates, tested: seen.length, controls: controls.drawn },
    reachOfAll: sumOf(people),
  };
}

type Span = { readonly from: Millis; readonly until: Millis };

/** Positions of the touches of a customer within a time. */
function readsOf(log: TouchLog, customer: number, { from, until }: Span): number[] {
  return [...positionsOf(log.byCustomer, customer)].filter(
    (position) => log.at[position]! > from && log.at[position]! <= until,
  );
}

function victimOf(log: TouchLog, { customer, cutoff }: Listed, reads: readonly number[]): Victim {
  const { customers, isPerson, strata } = log.written;
  const people = reads.filter((position) => isPerson[log.reader[position]!]);
  return {
    ...{ id: customers.id(customer), stratum: strata[customer]!, cutoff },
    readers: new Set(people.map((position) => log.reader[position])).size,
    routedBy: people
      .filter((position) => log.desk[position] !== noDesk)
      .map((position) => nameOfDesk(log, position)),
  };
}

function hitOf(log: TouchLog, reads: readonly number[], reader: number): Hit {
  const own = reads.filter((position) => log.reader[position] === reader);
  if (own.length === 0) return 'none';
  return own.some((position) => log.desk[position] !== noDesk) ? 'routed' : 'stray';
}

/** Of the desk that did this read; 0: of none, or not theirs. */
function shareOf(log: TouchLog, position: number, reader: number): number {
  const there = log.atDesk.get(log.desk[position]!);
  const own = there?.get(reader) ?? 0;
  if (there === undefined || own === 0) return 0;
  return own / [...there.values()].reduce((sum, count) => sum + count, 0);
}

function nameOfDesk({ desk, written }: TouchLog, position: number): string {
  return written.deskNames.nameOf(desk[position]!) ?? '';
}

function nameOf({ written }: TouchLog, reader: number): string {
  return written.names.nameOf(reader) ?? '';
}

/** Of every reader, by number. */
function countReaches(log: TouchLog, span: Span & { readonly cleanUntil: Millis }): Reach[] {
  const scale = (span.until - span.from) / Math.max(1, span.cleanUntil - span.from);
  return Array.from({ length: log.readers }, (_, reader) => {
    const [recent, before] = [new Map<string, number>(), new Map<string, number>()];
    const [routed, strays] = [new Map<string, number>(), new Map<string, number>()];
    for (const customer of customersOf(log, reader, span)) {
      const stratum = log.written.strata[customer.customer]!;
      countUp(recent, stratum, true);
      countUp(before, stratum, customer.isBefore);
      countUp(routed, stratum, customer.isRouted);
      countUp(strays, stratum, customer.isStrayBefore);
    }
    const usual = new Map(
      [...recent.keys()].map((stratum) => {
        const habit = (before.get(stratum) ?? 0) * scale;
        const work = (routed.get(stratum) ?? 0) + (strays.get(stratum) ?? 0) * scale;
        return [stratum, Math.max(habit, work)] as const;
      }),
    );
    return { recent, usual };
  });
}

function countUp(counts: Map<string, number>, stratum: string, isOne: boolean): void {
  if (isOne) counts.set(stratum, (counts.get(stratum) ?? 0) + 1);
}

type Known = {
  customer: number;
  /** Read in the clean time, at all and without being routed. */
  isBefore: boolean;
  isStrayBefore: boolean;
  isRouted: boolean;
};

/** Each customer that somebody read in the span, once. */
function* customersOf(
  log: TouchLog,
  reader: number,
  { from, until, cleanUntil }: Span & { readonly cleanUntil: Millis },
): Generator<Known, void, void> {
  let known: Known | undefined;
  for (const position of positionsOf(log.byReader, reader)) {
    const at = log.at[position]!;
    if (at <= from || at > until) continue;
    const customer = log.customer[position]!;
    if (known?.customer !== customer) {
      if (known !== undefined) yield known;
      known = { customer, isBefore: false, isStrayBefore: false, isRouted: false };
    }
    const isRouted = log.desk[position] !== noDesk;
    known.isBefore ||= at <= cleanUntil;
    known.isStrayBefore ||= at <= cleanUntil && !isRouted;
    known.isRouted ||= isRouted;
  }
  if (known !== undefined) yield known;
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

type Drawing = Span & Pick<Counting, 'controls' | 'random'>;

/** Customers of the strata of the list, by how often people read them, and by whom. */
function drawControls(log: TouchLog, listed: readonly Listed[], drawing: Drawing) {
  const { controls, random, from, until } = drawing;
  const { isPerson, strata } = log.written;
  const wanted = new Set(listed.map(({ customer }) => strata[customer]!));
  const drawn = new Map<string, number>();
  const read = new Map<number, Map<string, number>>();
  const triesMax = 20 * controls;
  for (let count = 0, tries = 0; count < controls && tries < triesMax; tries += 1) {
    const position = random.below(log.count);
    const at = log.at[position]!;
    const stratum = strata[log.customer[position]!]!;
    if (!isPerson[log.reader[position]!] || at <= from || at > until) continue;
    if (!wanted.has(stratum)) continue;
    count += 1;
    countUp(drawn, stratum, true);
    const reads = readsOf(log, log.customer[position]!, { from, until });
    for (const reader of new Set(reads.map((one) => log.reader[one]!))) {
      const own = read.get(reader) ?? new Map<string, number>();
      countUp(own, stratum, true);
      read.set(reader, own);
    }
  }
  return { drawn, readBy: (reader: number) => read.get(reader) ?? new Map<string, number>() };
}
