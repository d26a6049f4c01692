// A list that came from more than one: how large a share of it from what each of them read?
//
//   p(v) ∝ θ0 + Σ θe · L(e, v)     L: how much likelier e's read or miss of v is if v came from e
//                                     (bayes-factor.ts, at a share of 1); θ0: from none of them
//
// The shares θ sum to 1. They are found by EM (A. Dempster, N. Laird and D. Rubin, J. R. Stat. Soc.
// B 39, 1977). The likelihood is concave in them, so there is one answer wherever it begins, and
// the gradient says how far it may still be away (B. Lindsay, Annals of Statistics 11, 1983).
//
// By itself EM explains each unrelated victim by its rarest reader. So only whoever stands out
// already is weighed, and each of them is tested against a share of nothing, by a parametric
// bootstrap (B. Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993, ch. 16): how often
// would the likelihood gain as much if they read each victim by chance, the others fitted without
// them? Those who have read the same victims are one source, with the mean of their L: who of them
// no list can say, and EM would give all of it to whoever reads a little less than the others.
//
// It decides nothing. For whoever shows an attribution in which several stand out.

import { hash32 } from '../hash.ts';
import { log } from '../stats/special.ts';
import { chancesOf, excessOf } from './bayes-factor.ts';
import type { Candidate, Entity, Evidence, Victim } from './evidence.ts';
import { nullRates } from './null-rates.ts';
import { alikeGroups } from './shared-routes.ts';

export type TakenApart = {
  /** The largest share first. */
  readonly parts: readonly SourcePart[];
  /** Share of the list, from 0 to 1, that came from none of them. */
  readonly rest: number;
  /** Of each victim, in their order. */
  readonly likeliest: readonly LikeliestSource[];
};

/** Somebody, or several who have read the same victims; by name. */
export type Together = readonly Entity[];

export type SourcePart = {
  readonly entities: Together;
  /** Share of the list, from 0 to 1. */
  readonly share: number;
  /** Of gaining so much beside the others if they read by chance; `pLeast` at least. */
  readonly p: number;
};

export type LikeliestSource = {
  /** Empty: none of them. */
  readonly entities: Together;
  readonly probability: number;
};

/** Victims times people, which the draws cost: beyond it they take more than some seconds. */
const cellsMax = 10_000;
/** The same times people again: beside each of them all others are fitted anew. */
const fitsMax = 400_000;

/** Of those who stand out; null: they are no two sources, or too many to try. */
export function takeApart(evidence: Evidence, outstanding: readonly Entity[]): TakenApart | null {
  const { victims } = evidence;
  const cells = outstanding.length * victims.length;
  if (cells > cellsMax || outstanding.length * cells > fitsMax) return null;
  const groups = alikeGroups(evidence, outstanding);
  if (groups.length < 2) return null;
  const sources = groups.map((group) => sourceOf(evidence, group)).sort(byName);
  const ratios = [victims.map(() => 1), ...sources.map((one) => one.ratios)];
  const shares = fittedShares(ratios);
  const parts = sources.map((source, i): SourcePart => {
    const others = ratios.filter((_, of) => of !== i + 1);
    const p = chanceOfGain(victims, source, mixed(others, fittedShares(others)));
    return { entities: source.entities, share: shares[i + 1]!, p };
  });
  const names = [[], ...sources.map(({ entities }) => entities)];
  return {
    parts: parts.sort((a, b) => b.share - a.share || byName(a, b)),
    rest: shares[0]!,
    likeliest: likeliestOf(ratios, shares, names),
  };
}

/** So that of two who are alike the same one is always the first. */
function byName(a: { readonly entities: Together }, b: { readonly entities: Together }): number {
  return a.entities[0]! < b.entities[0]! ? -1 : 1;
}

type Source = {
  readonly entities: Together;
  readonly members: readonly Member[];
  /** By victim: L of what was seen. */
  readonly ratios: readonly number[];
};

/** By victim. */
type Member = {
  readonly entity: Entity;
  readonly rates: readonly number[];
  readonly ifHit: readonly number[];
  readonly ifMissed: readonly number[];
};

function sourceOf(evidence: Evidence, entities: Together): Source {
  const candidates = evidence.candidates.filter(({ entity }) => entities.includes(entity));
  const members = candidates.map((candidate) => memberOf(evidence, candidate));
  const isHit = (of: number, i: number) => candidates[of]!.hits[i] !== 'none';
  return { entities, members, ratios: evidence.victims.map((_, i) => meanOf(members, i, isHit)) };
}

function memberOf(evidence: Evidence, candidate: Candidate): Member {
  const { entity, coverage } = candidate;
  const rates = nullRates(evidence, candidate, 'recent');
  const chances = chancesOf(evidence, candidate, rates);
  const ratiosIf = (isHit: boolean) =>
    chances.map((one) => 1 + excessOf({ ...one, isHit }, coverage));
  return { entity, rates, ifHit: ratiosIf(true), ifMissed: ratiosIf(false) };
}

/** Of victim `i`, over the members. */
function meanOf(
  members: readonly Member[],
  i: number,
  isHit: (member: number, i: number) => boolean,
): number {
  let sum = 0;
  for (const [of, { ifHit, ifMissed }] of members.entries()) {
    sum += (isHit(of, i) ? ifHit : ifMissed)[i]!;
  }
  return sum / members.length;
}

/** By source, the first of which is none, and by victim: L. */
export type Ratios = readonly (readonly number[])[];

/** Half of the list from none of them, beforehand. */
const startOfRest = 0.5;
const roundsMax = 1_000;
/** ln of the likelihood is below the highest by so much a victim at most. */
const gapMax = 1e-8;

/** By source; they sum to 1. */
export function fittedShares(ratios: Ratios): readonly number[] {
  const people = ratios.length - 1;
  let shares: readonly number[] = ratios.map((_, i) => {
    return i === 0 ? startOfRest : (1 - startOfRest) / people;
  });
  for (let round = 0, gap = 1; round < roundsMax && gap > gapMax; round += 1) {
    const next = emRound(ratios, shares);
    ({ shares, gap } = next);
  }
  return shares;
}

/** One round of EM: the likelihood never falls. */
export function emRound(ratios: Ratios, shares: readonly number[]) {
  const all = mixed(ratios, shares);
  // Against what is mixed now: of whoever has a share, 1 in the end; of the others less.
  const worths = ratios.map((own) => {
    return own.reduce((sum, ratio, i) => sum + ratio / all[i]!, 0) / all.length;
  });
  return {
    shares: shares.map((share, i) => share * worths[i]!),
    gap: Math.max(...worths) - 1,
  };
}

/** By victim: how likely what was seen of it is, against nobody. */
export function mixed(ratios: Ratios, shares: readonly number[]): number[] {
  return ratios[0]!.map((_, i) => ratios.reduce((sum, own, of) => sum + shares[of]! * own[i]!, 0));
}

/** Draws of hits by chance. */
export const bootstrapDraws = 999;
/** No p is smaller. */
export const pLeast = 1 / (1 + bootstrapDraws);
/** Of two gains that are equal but for rounding. */
const rounding = 1e-7;

function chanceOfGain(
  victims: readonly Victim[],
  { members, ratios }: Source,
  others: readonly number[],
): number {
  const gained = gainOf(ratios.map((ratio, i) => ratio / others[i]!));
  if (gained <= rounding) return 1;
  let asMuch = 0;
  for (let draw = 1; draw <= bootstrapDraws; draw += 1) {
    const seeds = members.map(({ entity }) => hash32(entity, draw));
    const isHit = (of: number, i: number) =>
      hash32(victims[i]!.id, seeds[of]) < members[of]!.rates[i]! * 0x1_0000_0000;
    const drawn = others.map((other, i) => meanOf(members, i, isHit) / other);
    if (gainOf(drawn) >= gained - rounding) asMuch += 1;
  }
  return (1 + asMuch) * pLeast;
}

/** Halvings of where the best share is: a millionth, which the flat top hardly feels. */
const halvings = 20;

/**
 * By how much ln of the likelihood rises at most, by one source more while the shares of the others
 * stay as they are to each other: max over θ of Σ ln(1 − θ + θ r). `ratios`, r: by victim, of it to
 * all others.
 */
function gainOf(ratios: readonly number[]): number {
  if (slopeAt(ratios, 0) <= 0) return 0;
  let [low, high] = [0, 1];
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (low + high) / 2;
    if (slopeAt(ratios, middle) > 0) low = middle;
    else high = middle;
  }
  return ratios.reduce((sum, ratio) => sum + log(1 + low * (ratio - 1)), 0);
}

/** By how much ln of the likelihood rises with the share there. */
function slopeAt(ratios: readonly number[], share: number): number {
  let slope = 0;
  for (const ratio of ratios) slope += (ratio - 1) / (1 + share * (ratio - 1));
  return slope;
}

function likeliestOf(
  ratios: Ratios,
  shares: readonly number[],
  names: readonly Together[],
): LikeliestSource[] {
  const all = mixed(ratios, shares);
  return all.map((whole, i) => {
    const parts = ratios.map((own, of) => (shares[of]! * own[i]!) / whole);
    const probability = Math.max(...parts);
    // Of equal ones the first: none of them before anybody.
    const first = parts.findIndex((part) => part >= probability - rounding);
    return { entities: names[first]!, probability };
  });
}
