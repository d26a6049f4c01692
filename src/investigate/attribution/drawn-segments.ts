// What is known of segments that were counted over some of their customers (sampling.ts), and what
// that costs. What somebody read of them is taken as its upper bound, so that all that rests on it
// is a bound too: chance brings them that many victims at most, and as many in that share of cases
// at most. For whoever says it: words, table, page and JSON of an attribution.

import { levels, type Suspect } from '../../core/attribution/attribute.ts';
import type { Candidate, Evidence } from '../../core/attribution/evidence.ts';
import { nullRates } from '../../core/attribution/null-rates.ts';
import { poissonBinomialTail } from '../../core/attribution/poisson-binomial.ts';
import type { Answer } from './attribute-list.ts';
import { isWay } from './entity-kinds.ts';
import { leastOfBound, readAtMost, readOfBound } from './sampling.ts';

type Drawn = Pick<Answer, 'by' | 'evidence' | 'sampling'>;

export type DrawnSegment = {
  readonly segment: string;
  /** Over every how many of its customers: of everybody, controls, and those who read victims. */
  readonly every: number;
  readonly everyOfControls: number;
  readonly everyOfReaders: number;
  /** So many were drawn, of those who read victims; null: not counted. */
  readonly customers: number | null;
  /** No fewer victims of it name anybody by themselves; null: more than are tried. */
  readonly victimsNeeded: number | null;
  /** So few were drawn that this is more than it would be otherwise. */
  readonly isSmall: boolean;
};

/** From so many on the bound costs one victim at most, as docs/attribution.md has it. */
const drawnEnough = 400;

/** In the order in which they were counted. Ways are counted whole, and everybody else is not. */
export function drawnSegments({ by, evidence, sampling }: Drawn): DrawnSegment[] {
  return [...sampling].flatMap(([segment, { reach, controls, given, drawn }]) => {
    const everyOfReaders = isWay(by) ? 1 : given;
    if (Math.max(reach, controls, everyOfReaders) === 1) return [];
    const isSmall = !isWay(by) && drawn !== undefined && drawn < drawnEnough;
    return [
      {
        ...{ segment, every: reach, everyOfControls: controls, everyOfReaders },
        ...{ customers: drawn ?? null, isSmall },
        victimsNeeded: isSmall ? victimsNeeded(evidence, segment, everyOfReaders) : null,
      },
    ];
  });
}

const victimsTried = 500;

/**
 * Of victims such as those of the segment, all of them read without a reason by somebody who was
 * seen in none of the drawn customers: so many at least, until they are named.
 */
export function victimsNeeded(
  { victims: all, tested, ...evidence }: Evidence,
  segment: string,
  every: number,
): number | null {
  const victims = all
    .filter(({ stratum }) => stratum === segment)
    .map(({ otherStrata: _, ...victim }) => victim);
  if (victims.length === 0) return null;
  const most = new Map([[segment, every * readAtMost(0)]]);
  const unseen: Candidate = {
    ...{ entity: '', isPerson: true, hits: victims.map(() => 'stray') },
    ...{ reach: { recent: most, usual: most }, shares: new Map(), controls: new Map() },
    coverage: 1,
  };
  const rates = nullRates({ ...evidence, tested, victims }, unseen, 'recent').sort((a, b) => a - b);
  const isEnough = (count: number) => {
    const some = Array.from({ length: count }, (__, i) => rates[i % rates.length]!);
    return poissonBinomialTail(some, count) <= levels.named / Math.max(1, tested);
  };
  if (!isEnough(victimsTried)) return null;
  // More victims, all of them read, are never likelier.
  let [tooFew, enough] = [0, victimsTried];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** Whether what chance brings somebody is an upper bound. Of machines no bound is taken. */
export function isBounded({ by, sampling }: Drawn, { isPerson }: Pick<Suspect, 'isPerson'>) {
  return isPerson && !isWay(by) && [...sampling.values()].some(({ given }) => given > 1);
}

type Judged = Pick<Suspect, 'entity' | 'isPerson' | 'expected'>;

/** How many victims chance would bring them by what was drawn itself, without its bound. */
export function expectedAsDrawn(answer: Drawn, suspect: Judged): number {
  return expectedBy(answer, suspect, readOfBound);
}

/** The same by what they have read surely, however few were drawn. */
export function expectedAtLeast(answer: Drawn, suspect: Judged): number {
  return expectedBy(answer, suspect, leastOfBound);
}

function expectedBy(
  { by, evidence, sampling }: Drawn,
  { entity, isPerson, expected }: Judged,
  readOf: (most: number) => number,
): number {
  if (!isBounded({ by, evidence, sampling }, { isPerson })) return expected;
  const candidate = evidence.candidates.find((one) => one.entity === entity)!;
  const recent = new Map(
    [...candidate.reach.recent].map(([segment, most]) => {
      const every = sampling.get(segment)?.given ?? 1;
      return [segment, every === 1 ? most : every * readOf(most / every)] as const;
    }),
  );
  const drawn = { ...candidate, reach: { ...candidate.reach, recent } };
  return nullRates(evidence, drawn, 'recent').reduce((sum, rate) => sum + rate, 0);
}
