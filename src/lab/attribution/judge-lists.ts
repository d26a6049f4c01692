// How good attribution is: lists of all kinds, of several lengths and purities, in world after
// world, and what becomes of each. For the command that prints the table.
//
// Beside ours stand whoever counts: who has read the most victims before the call, people only, and
// who has at any time, with those who opened files because of the complaints. And the oracle, which
// is told which of the victims were taken.

import { attribute, type Suspect } from '../../core/attribution/attribute.ts';
import { cutoffOf, usualSpans } from '../../core/attribution/cutoff.ts';
import type { Evidence } from '../../core/attribution/evidence.ts';
import { onlyVictims } from '../../core/attribution/robustness.ts';
import { takeApart } from '../../core/attribution/several-sources.ts';
import { Random } from '../random.ts';
import { drawVictims, type Victim } from '../victims.ts';
import { complaintReaders } from './complaint-reads.ts';
import { countEvidence, type Listed } from './count-evidence.ts';
import type { ListKind, Source } from './list-kinds.ts';
import type { ListWorld } from './list-world.ts';
import { positionsOf } from './touch-log.ts';

export type ListCell = {
  readonly kind: string;
  readonly length: number;
  readonly unrelatedShare: number;
};

/** What becomes of one list. */
export type ListOutcome = ListCell & {
  readonly seed: number;
  /** Whether the most probable person is guilty; of several that are alike, the share that is. */
  readonly first: number;
  readonly countFirst: number;
  /** By count at any time. */
  readonly anyTimeFirst: number;
  readonly oracleFirst: number;
  readonly isNamed: boolean;
  readonly isLead: boolean;
  readonly falseNames: number;
  readonly falseLeads: number;
  /** Of the most probable person, and whether that one is guilty. */
  readonly probability: number;
  readonly isRight: boolean;
  /** Of a list by several that can be taken apart: the share that is put down to each side. */
  readonly apart?: { readonly guilty: number; readonly innocent: number } | undefined;
};

export type JudgeLists = {
  readonly world: ListWorld;
  readonly kinds: readonly ListKind[];
  readonly lengths: readonly number[];
  /** Of lists that have a source. */
  readonly unrelatedShares: readonly number[];
  readonly lists: number;
};

const [errorDays, knownShare] = [4, 0.8];

/** Yields what is being judged, for each kind. */
export function* judgeLists(judging: JudgeLists): Generator<string, ListOutcome[], void> {
  const { world, kinds, lengths, lists } = judging;
  const outcomes: ListOutcome[] = [];
  for (const kind of kinds) {
    yield kind.id;
    const random = new Random(`${world.settings.seed}/lists/${kind.id}`);
    const next = kind.prepare(world, random);
    const { unrelatedShare: own } = kind;
    const shares = own === null ? judging.unrelatedShares : [own];
    for (const length of lengths) {
      for (const unrelatedShare of shares) {
        for (let list = 1; list <= lists; list += 1) {
          const cell = { kind: kind.id, length, unrelatedShare };
          outcomes.push(judgeList(world, cell, { source: next(), list }));
        }
      }
    }
  }
  return outcomes;
}

type Drawing = { readonly source: Source; readonly list: number };

function judgeList(world: ListWorld, cell: ListCell, drawing: Drawing): ListOutcome {
  const { source, list } = drawing;
  const { parts, settings } = world;
  const { length: count, unrelatedShare } = cell;
  const drawn = { count, unrelatedShare, errorDays, knownShare, list };
  const victims = drawVictims(parts, drawn, source.takings);
  const listed = listedOf(world, victims);
  const evidence = countEvidence(source.log, listed, usualSpans);
  const { suspects } = attribute(evidence);
  const isGuilty = (name: string) => source.guilty.includes(name);
  const people = suspects.filter(({ isPerson }) => isPerson);
  const decided = (decision: 'named' | 'lead') =>
    people.filter((one) => one.decision === decision).map(({ entity }) => entity);
  const [named, leads] = [decided('named'), decided('lead')];
  const top = people[0];
  return {
    ...cell,
    seed: settings.seed,
    first: shareOfFirst(people, ({ probability }) => probability, isGuilty),
    countFirst: shareOfFirst(people, ({ hits }) => hits, isGuilty),
    anyTimeFirst: shareOfFirst(readersAtAnyTime(world, source, victims), countOf, isGuilty),
    oracleFirst: firstOf(
      onlyVictims(evidence, (i) => victims[i]!.isTaken),
      isGuilty,
    ),
    isNamed: named.some(isGuilty),
    isLead: [...named, ...leads].some(isGuilty),
    falseNames: named.filter((name) => !isGuilty(name)).length,
    falseLeads: leads.filter((name) => !isGuilty(name)).length,
    probability: top?.probability ?? 0,
    isRight: top !== undefined && isGuilty(top.entity),
    apart: source.guilty.length < 2 ? undefined : apartOf(evidence, people, isGuilty),
  };
}

function apartOf(
  evidence: Evidence,
  people: readonly Suspect[],
  isGuilty: (name: string) => boolean,
): ListOutcome['apart'] {
  const outstanding = people.filter(({ decision }) => decision !== 'none');
  const found = takeApart(
    evidence,
    outstanding.map(({ entity }) => entity),
  );
  if (found === null) return undefined;
  const shareOf = (isWanted: boolean) =>
    found.parts
      .filter(({ entities }) => entities.every(isGuilty) === isWanted)
      .reduce((sum, { share }) => sum + share, 0);
  return { guilty: shareOf(true), innocent: shareOf(false) };
}

function firstOf(evidence: Evidence, isGuilty: (name: string) => boolean): number {
  const people = attribute(evidence).suspects.filter(({ isPerson }) => isPerson);
  return shareOfFirst(people, ({ probability }) => probability, isGuilty);
}

/** Of those who are equally far in front, the share that is guilty. */
function shareOfFirst<T extends { readonly entity: string }>(
  people: readonly T[],
  scoreOf: (one: T) => number,
  isGuilty: (name: string) => boolean,
): number {
  const highest = Math.max(0, ...people.map(scoreOf));
  const front = people.filter((one) => scoreOf(one) === highest);
  return front.filter(({ entity }) => isGuilty(entity)).length / Math.max(1, front.length);
}

function listedOf({ parts }: ListWorld, victims: readonly Victim[]): Listed[] {
  return victims.map(({ subject, reportedAt, complainedAt, isDateKnown }) => {
    const cutoff = cutoffOf({ reportedAt, complainedAt: isDateKnown ? complainedAt : null });
    return { customer: parts.customers.numberOf(subject), cutoff };
  });
}

type Reader = { readonly entity: string; readonly hits: number };
const countOf = ({ hits }: Reader) => hits;

/** People who have read any of them at any time, and how many. */
function readersAtAnyTime(world: ListWorld, { log }: Source, victims: readonly Victim[]): Reader[] {
  const { names, isPerson } = log.written;
  const complaints = complaintReaders(world, victims);
  const hits = new Map<string, number>();
  for (const { subject } of victims) {
    const customer = world.parts.customers.numberOf(subject);
    const readers = new Set(complaints.get(customer));
    for (const position of positionsOf(log.byCustomer, customer)) {
      const reader = log.reader[position]!;
      if (isPerson[reader]) readers.add(names.nameOf(reader) ?? '');
    }
    for (const reader of readers) hits.set(reader, (hits.get(reader) ?? 0) + 1);
  }
  return [...hits].map(([entity, count]) => ({ entity, hits: count }));
}
