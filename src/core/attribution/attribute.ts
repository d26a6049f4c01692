// From a list of victims to whoever was the source of it, or to nobody.
//
//   named   anybody innocent is, with a chance of 1 % at most (Holm): by reads that nobody had
//           asked for, against what they read in the same time. Nobody is for whom a source is no
//           likelier, by all they read and have not read, than none
//   lead    by all reads, against what would have been usual: of all listed, the named among them,
//           5 % read the victims by chance (Benjamini and Hochberg). Who was chosen, or served them
//           for another reason, did not; nobody who read no more than they read of all lately
//   route   a machine, or a way such as a host, that has read too many of them: where to look, and
//           nobody to accuse
//   common route   three or more of those who stand out have read the same victims: none of them is
//           named (shared-routes.ts); whose reads were asked for takes the name from nobody
//   none
//
// Why names need stray reads: whoever copies what they read for work, and whoever was framed by a
// list that a colleague chose among their customers, look the same. Both are leads; only reads that
// nobody had asked for tell them apart. A ticket that the reader wrote, of a customer who had not
// called, is no reason; one that looks as if somebody had called is, and who writes such is a lead.
// Victims whom one access brought are one of them (hits.ts), customers whom somebody has known for
// long none (known-customers.ts), and as much of a victim counts as it is sure to be one.
//
// The probability is that of Bayes, of being the one source, with nobody as likely beforehand as
// all who were tested together, and each of those as likely as the other. Of five who share a list
// each gets a fifth at most. It rests on `recent`, which errs towards nobody.

import { exp } from '../stats/special.ts';
import { chancesOf, logBayesFactor } from './bayes-factor.ts';
import type { Candidate, Entity, Evidence, Hit, Reach } from './evidence.ts';
import { benjaminiHochberg, holm } from './multiple-tests.ts';
import { nullRates } from './null-rates.ts';
import { poissonBinomialTail } from './poisson-binomial.ts';
import { sharedRoutes } from './shared-routes.ts';

export const levels = { named: 0.01, lead: 0.05 } as const;

/** That nobody who could be read off the log is the source, before anything is seen. */
export const priorOfNobody = 0.5;

export type Decision = 'named' | 'lead' | 'common-route' | 'route' | 'none';

export type Suspect = {
  readonly entity: Entity;
  readonly isPerson: boolean;
  readonly decision: Decision;
  /**
   * Victims read, of those the ones without a routed reason, and of these what came along and whom
   * they have known for long.
   */
  readonly hits: number;
  readonly strays: number;
  readonly along: number;
  readonly known: number;
  /** Victims that they would have read without any theft: by what they read lately. */
  readonly expected: number;
  /** The same by what is usual. */
  readonly expectedUsual: number;
  /** P(so many strays or more) by what they read lately; of those that count for a name. */
  readonly pStrays: number;
  /** P(so many hits or more) by what is usual. */
  readonly pHits: number;
  /** ln of the Bayes factor against nobody. */
  readonly logBayesFactor: number;
  /** Of being the one source of the list, from 0 to 1. */
  readonly probability: number;
};

export type Attribution = {
  /** The most probable first. */
  readonly suspects: readonly Suspect[];
  readonly nobody: number;
};

export function attribute(evidence: Evidence): Attribution {
  return conclude(
    evidence,
    evidence.candidates.map((candidate) => weigh(evidence, candidate)),
  );
}

/** `weighed`: all candidates, one after the other, which may take long. */
export function conclude(evidence: Evidence, weighed: readonly Weighed[]): Attribution {
  const people = weighed.filter(({ isPerson }) => isPerson);
  const decisions = decide(evidence, people);
  for (const { entity, isPerson, pHits } of weighed) {
    if (!isPerson && pHits <= levels.named / evidence.tested) decisions.set(entity, 'route');
  }
  const sources = evidence.isOfWays === true ? weighed : people;
  const { probabilities, nobody } = posterior(sources, evidence.tested);
  const suspects = weighed.map((one): Suspect => {
    const probability = probabilities.get(one.entity) ?? 0;
    return { ...one, probability, decision: decisions.get(one.entity) ?? 'none' };
  });
  return { suspects: suspects.sort(byProbability), nobody };
}

/** Of those who stand out. */
function decide(evidence: Evidence, people: readonly Weighed[]): Map<Entity, Decision> {
  const isNamed = holm(
    people.map(({ pStrays }) => pStrays),
    levels.named,
    evidence.tested,
  );
  const isLead = benjaminiHochberg(
    people.map(({ pHits }) => pHits),
    levels.lead,
    evidence.tested,
  );
  const [named, leads]: [Entity[], Entity[]] = [[], []];
  people.forEach(({ entity, hits, expected, logBayesFactor }, i) => {
    // Where it is likelier that they are none, the chances are wrong that say how rare they are.
    if (isNamed[i]! && logBayesFactor > 0) named.push(entity);
    // Whoever has read no more than they would have anyway: what is usual for them is not known.
    else if (isLead[i]! && hits > expected) leads.push(entity);
  });
  const decisions = new Map<Entity, Decision>();
  for (const entity of named) decisions.set(entity, 'named');
  for (const entity of leads) decisions.set(entity, 'lead');
  for (const entity of sharedRoutes(evidence, { named, leads })) {
    decisions.set(entity, 'common-route');
  }
  return decisions;
}

export type Weighed = Omit<Suspect, 'decision' | 'probability'>;

/** All that is no miss. */
const read: readonly Hit[] = ['routed', 'stray', 'along', 'known'];

/** What speaks for somebody, before it is known what speaks for others. */
export function weigh(evidence: Evidence, candidate: Candidate): Weighed {
  const { entity, isPerson, hits, coverage } = candidate;
  const recent = nullRates(evidence, candidate, 'recent');
  const isUsualKnown = isPerson && !isSame(candidate.reach);
  const usual = isUsualKnown ? nullRates(evidence, candidate, 'usual') : recent;
  const count = (...wanted: readonly Hit[]) => hits.filter((hit) => wanted.includes(hit)).length;
  return {
    ...{ entity, isPerson, along: count('along'), known: count('known') },
    ...{ hits: count(...read), strays: count('stray', 'along', 'known') },
    expected: recent.reduce((sum, rate) => sum + rate, 0),
    expectedUsual: usual.reduce((sum, rate) => sum + rate, 0),
    pStrays: poissonBinomialTail(recent, sureHits(evidence, candidate, 'stray')),
    pHits: poissonBinomialTail(usual, sureHits(evidence, candidate, ...read)),
    logBayesFactor: logBayesFactor(chancesOf(evidence, candidate, recent), coverage),
  };
}

/** Whether all that is known of what is usual is what was read lately: then controls are too. */
function isSame({ recent, usual }: Reach): boolean {
  if (recent.size !== usual.size) return false;
  return [...recent].every(([stratum, count]) => usual.get(stratum) === count);
}

/**
 * So many victims at least, each counted as far as it is sure to be one. All of the list is held
 * against them, which errs towards nobody: whatever of a list is counted is no more than its hits.
 */
export function sureHits(
  { victims }: Pick<Evidence, 'victims'>,
  { hits }: Pick<Candidate, 'hits'>,
  ...wanted: readonly Hit[]
): number {
  const sure = hits.reduce((sum, hit, i) => {
    return wanted.includes(hit) ? sum + victims[i]!.certainty : sum;
  }, 0);
  return Math.floor(sure + rounding);
}

/** Ten tenths are one, and a third of three is. */
export const rounding = 1e-9;

/** Over all who may be the source, and nobody: whoever has read no victim is none. */
function posterior(sources: readonly Weighed[], tested: number) {
  const prior = (1 - priorOfNobody) / Math.max(1, tested);
  // Against the largest, so that nothing overflows.
  const largest = sources.reduce((most, one) => Math.max(most, one.logBayesFactor), 0);
  const nobody = priorOfNobody * exp(-largest);
  const odds = sources.map(({ logBayesFactor }) => prior * exp(logBayesFactor - largest));
  const sum = odds.reduce((total, one) => total + one, nobody);
  const probabilities = new Map(sources.map(({ entity }, i) => [entity, odds[i]! / sum] as const));
  return { probabilities, nobody: nobody / sum };
}

function byProbability(a: Suspect, b: Suspect): number {
  return b.probability - a.probability || b.hits - a.hits || (a.entity < b.entity ? -1 : 1);
}
