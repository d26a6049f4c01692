// What the own past makes likely, shrunk to what is usual in the team, before anything is known of
// colleagues in the window at hand: so that what all of them did can be compared with it, and the
// team's live factor be made of that (others.ts). Detectors have priors of their own.
//
// Plain means, not divided by how busy the team was: a factor that rested on means that rest on
// factors would keep whatever level it began at. So over a month factors are 1 on average.

import type { Past } from './past.ts';
import { shrunkRate, shrunkShare } from './stats/shrinkage.ts';

/** Distinct subjects of a day where nothing is known of anybody, and the days that it weighs. */
const usualDay = 30;
const usualDays = 5;
/** Share of subjects that nothing explains: 4 % among agents (docs/detection.md). */
const usualShare = { share: 0.04, weight: 40 };

/** Distinct subjects of an average day; `usual`: that of the team, where it is known. */
export function subjectsOfDay(past: Past, usual: number = usualDay): number {
  return shrunkRate({ count: past.days, sum: past.subjects }, { mean: usual, weight: usualDays });
}

/** Share of subjects without a reason on an average day. */
export function shareWithout(past: Past): number {
  return shrunkShare({ successes: past.unexplained, trials: past.subjects }, usualShare);
}
