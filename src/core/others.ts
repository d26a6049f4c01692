// What colleagues did in the window that is judged, beside what their own pasts made likely: on a
// busy day everybody is busy, and no calendar has to say so. For detectors, through `Closing`.
//
//   team factor   g = (k·g_company + Σx) / (k + ΣE)      over the colleagues, without the user
//
// a ratio of sums shrunk to the company's, which is shrunk to 1 (Gamma–Poisson). Rejected: the
// median of their ratios, which jumps in small teams. Its own uncertainty belongs into whatever is
// computed from it: relative variance 1/(k + ΣE) + 1/(r·n), n colleagues of burstiness r.

import {
  capped,
  emptySums,
  type NormsInForce,
  type NormsKind,
  sumsOf,
  type WindowSums,
} from './norms.ts';
import type { Millis, WindowKind } from './time.ts';

/** Weight of the wider group, in expected subjects: about one person's day. */
const subjectsWeight = 30;
/** The same for subjects without a reason, which are few. */
const unexplainedWeight = 3;
/** Days of people are burstier than Poisson by 1/r: what real staff show at the least. */
const burstiness = 2;
/** A factor beyond these is no day at work: an empty feed, or a flood that is a finding. */
const factorMin = 0.2;
const factorMax = 5;

export type Factor = {
  readonly value: number;
  /** Relative variance: (standard error / value) squared. */
  readonly variance: number;
};

export type Others = {
  /** Nothing is known of colleagues in this window: factors are 1. */
  readonly isStale: boolean;
  /** Colleagues of the team with a closed window, the user left out. */
  readonly people: number;
  /** How busy the team was: distinct subjects against what was likely. */
  readonly busy: Factor;
  /** How much more than likely the team read without a reason: the ticket system may be down. */
  readonly unexplained: Factor;
  /** Mean of distinct subjects of a day in the team; undefined until known. */
  readonly usualDay: number | undefined;
};

const certain: Factor = { value: 1, variance: 0 };

export const nobodyElse: Others = {
  isStale: true,
  people: 0,
  busy: certain,
  unexplained: certain,
  usualDay: undefined,
};

export type Own = {
  readonly team: string | null;
  readonly subjects: number;
  readonly expectedSubjects: number;
  readonly unexplained: number;
  readonly expectedUnexplained: number;
};

/** `isCounted`: the window was closed in time, so the user stands in the sums. */
export function othersOf(
  norms: NormsInForce,
  window: { readonly kind: WindowKind; readonly start: Millis; readonly isCounted: boolean },
  own: Own,
): Others {
  const { kind, start } = window;
  const of = (group: NormsKind, name: string) => {
    const found = norms.of(kind, group, name, start);
    return found && without(sumsOf(found), window.isCounted ? own : undefined);
  };
  const company = of('company', '');
  if (company === undefined) return nobodyElse;
  const team = (own.team === null ? undefined : of('team', own.team)) ?? emptySums();
  return {
    isStale: false,
    people: team.people,
    busy: factorOf(
      { observed: team.subjects, expected: team.expectedSubjects, people: team.people },
      { observed: company.subjects, expected: company.expectedSubjects },
      subjectsWeight,
    ),
    unexplained: factorOf(
      { observed: team.unexplained, expected: team.expectedUnexplained, people: team.people },
      { observed: company.unexplained, expected: company.expectedUnexplained },
      unexplainedWeight,
    ),
    usualDay: usualDayOf(norms, own.team),
  };
}

/** Mean of distinct subjects of a day in the team, over weeks; undefined until it is known. */
export function usualDayOf(norms: NormsInForce, team: string | null): number | undefined {
  const slow = team === null ? undefined : norms.get('day', 'team', team);
  return slow?.norms['mean_subjects'];
}

function without(sums: WindowSums, own: Own | undefined): WindowSums {
  if (own === undefined || sums.people === 0) return sums;
  const left = (sum: number, part: number) => Math.max(0, sum - part);
  return {
    people: sums.people - 1,
    subjects: left(sums.subjects, capped(own.subjects, own.expectedSubjects)),
    expectedSubjects: left(sums.expectedSubjects, own.expectedSubjects),
    unexplained: left(sums.unexplained, capped(own.unexplained, own.expectedUnexplained)),
    expectedUnexplained: left(sums.expectedUnexplained, own.expectedUnexplained),
  };
}

type Ratio = { readonly observed: number; readonly expected: number };

function factorOf(team: Ratio & { readonly people: number }, company: Ratio, weight: number) {
  const wide = (weight + company.observed) / (weight + company.expected);
  const value = (weight * wide + team.observed) / (weight + team.expected);
  return {
    value: Math.min(factorMax, Math.max(factorMin, value)),
    variance: 1 / (weight + team.expected) + 1 / (burstiness * (team.people + 2)),
  };
}
