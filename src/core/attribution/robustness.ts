// How much an answer hangs on single victims and on the dates, and how many more complaints would
// settle it. What a careful reader asks before believing a name.

import { hash32 } from '../hash.ts';
import { dayMs, type Millis } from '../time.ts';
import { attribute, type Decision, levels, rounding, type Suspect, sureHits } from './attribute.ts';
import { chancesOf, logBayesFactor } from './bayes-factor.ts';
import type { Candidate, Entity, Evidence } from './evidence.ts';
import { nullRates } from './null-rates.ts';
import { poissonBinomialTail } from './poisson-binomial.ts';

/**
 * The evidence as far as it is about some of the victims, by their position. What came along with
 * a victim that is left out stays so: whoever has the reads counts it anew.
 */
export function onlyVictims(evidence: Evidence, keep: (position: number) => boolean): Evidence {
  const isKept = (_: unknown, i: number) => keep(i);
  const candidates = evidence.candidates
    .map((one) => ({ ...one, hits: one.hits.filter(isKept) }))
    .filter(({ hits }) => hits.some((hit) => hit !== 'none'));
  return { ...evidence, candidates, victims: evidence.victims.filter(isKept) };
}

export type Robustness = {
  /** Victims, by position, without whom the decision would be another; null: too many to try. */
  readonly hangsOn: readonly number[] | null;
  /** Of `draws` lists with three in ten victims left out, so many come to the same decision. */
  readonly same: number;
  /** 0 where the list is too short to leave any out, or too long to try. */
  readonly draws: number;
};

const drawsMax = 20;
const leftOutShare = 0.3;
const leftOutMax = 100;
/** Victims times readers, of all answers together that are tried: some seconds. */
const cellsMax = 10_000_000;

/** How many more answers can be tried; each costs as much as the first. */
function triesOf({ victims, candidates }: Evidence): number {
  return Math.floor(cellsMax / Math.max(1, victims.length * candidates.length));
}

export type Trials = {
  /** As what a decision is shown; those that are shown alike are the same. */
  shown?(decision: Decision): Decision;
  /** The evidence about some of the victims, where victims came along with others. */
  only?(keep: (position: number) => boolean): Evidence;
};

/** Of each entity given; always the same for the same list. */
export function robustness(
  evidence: Evidence,
  suspects: readonly Pick<Suspect, 'entity' | 'decision'>[],
  { shown = (decision) => decision, only = (keep) => onlyVictims(evidence, keep) }: Trials = {},
): ReadonlyMap<Entity, Robustness> {
  const { victims } = evidence;
  if (suspects.length === 0) return new Map();
  const leftOut = Math.floor(leftOutShare * victims.length);
  const tries = triesOf(evidence);
  const draws = leftOut === 0 ? 0 : Math.min(drawsMax, tries);
  const isShort = victims.length <= Math.min(leftOutMax, tries);
  const withoutOne = victims.slice(0, isShort ? leftOutMax : 0).map((_, position) => {
    return decisionsOf(only((i) => i !== position));
  });
  const drawn = Array.from({ length: draws }, (_, draw) => {
    const rank = (i: number) => hash32(`${draw} ${victims[i]!.id}`);
    const order = [...victims.keys()].sort((a, b) => rank(a) - rank(b));
    const out = new Set(order.slice(0, leftOut));
    return decisionsOf(only((i) => !out.has(i)));
  });
  return new Map(
    suspects.map(({ entity, decision }) => {
      const isSame = (found: ReadonlyMap<Entity, Decision>) =>
        shown(found.get(entity) ?? 'none') === shown(decision);
      const needed = withoutOne.flatMap((found, i) => (isSame(found) ? [] : [i]));
      const hangsOn = isShort ? needed : null;
      return [entity, { hangsOn, same: drawn.filter(isSame).length, draws }];
    }),
  );
}

function decisionsOf(evidence: Evidence): ReadonlyMap<Entity, Decision> {
  const { suspects } = attribute(evidence);
  return new Map(suspects.map(({ entity, decision }) => [entity, decision]));
}

export type IfEarlier = { readonly days: number; readonly decision: Decision };

/** Never later: whoever handles the complaints would be counted with the readers. */
const earlierDays = [7, 14, 28] as const;

/**
 * Of each entity given, the decision without the last reads before each cut-off; none where the
 * list is too long to try.
 */
export function ifEarlier(
  evidence: Evidence,
  withoutLast: (lastMs: Millis) => Evidence,
  suspects: readonly Pick<Suspect, 'entity'>[],
): ReadonlyMap<Entity, readonly IfEarlier[]> {
  if (suspects.length === 0 || triesOf(evidence) < earlierDays.length) return new Map();
  const tried = earlierDays.map((days) => {
    return { days, found: decisionsOf(withoutLast(days * dayMs)) };
  });
  return new Map(
    suspects.map(({ entity }) => [
      entity,
      tried.map(({ days, found }) => ({ days, decision: found.get(entity) ?? 'none' })),
    ]),
  );
}

const complaintsMax = 500;

/**
 * So many more victims would name somebody, were they read as these were: by as large a share
 * without a reason, and as likely by chance. Null: no number would, or more than 500.
 */
export function complaintsNeeded(evidence: Evidence, candidate: Candidate): number | null {
  const inListOrder = nullRates(evidence, candidate, 'recent');
  // By name, so that the order of the list says nothing.
  const { victims } = evidence;
  const order = [...victims.keys()].sort((a, b) => (victims[a]!.id < victims[b]!.id ? -1 : 1));
  const rates = order.map((i) => inListOrder[i]!);
  const chancesInListOrder = chancesOf(evidence, candidate, inListOrder);
  const chances = order.map((i) => chancesInListOrder[i]!);
  const allChances = [...chances];
  const share = sureHits(evidence, candidate, 'stray') / rates.length;
  const level = levels.named / Math.max(1, evidence.tested);
  const all = [...rates];
  for (let more = 0; more <= complaintsMax; more += 1) {
    if (more > 0) {
      all.push(rates[(more - 1) % rates.length]!);
      allChances.push(chances[(more - 1) % rates.length]!);
    }
    const isRare = poissonBinomialTail(all, Math.floor(share * all.length + rounding)) <= level;
    if (isRare && logBayesFactor(allChances, candidate.coverage) > 0) return more;
  }
  return null;
}
