// The thresholds in force, and what they follow: how many lower ones would have opened something
// about honest people lately. The scores of days say between which two (would-open.ts): so many are
// counted, class by class of log odds, over about half a year.
//
//   risk      0    1    2    3    4    5          days of one person: 1.2 │ 0 │ 3.4 │ 3.6
//   openings  ┌1┐──┘┌──── 1 ────┐                 1.2 opens up to 1.2, 3.4 opens from 1.2 to 3.4
//                                                 (the first is open still), 3.6 only above 3.4
//
// Days after the one on which somebody was paged are left out, until it is over: what was learnt
// from thieves would protect thieves. The day itself counts: without it the loudest would never be
// seen, and the threshold sink to whatever is next. Moves once a day, within what budget.ts allows.
// Used by population.ts.

import type { UserScore } from '../generated/records.ts';
import { nextThreshold, oddsClass } from './budget.ts';
import type { Budgets, Thresholds, Tier } from './calibration.ts';
import { priorLogOdds } from './incident.ts';
import { exp } from './stats/special.ts';

/** Days over which what was counted fades: half a year of evidence, of slowly moving desks. */
const memoryDays = 180;
const tiers: readonly Tier[] = ['question', 'incident'];
/** What is left of a count after a day. */
export const memoryKept = exp(-1 / memoryDays);
/** Less than this of a day is nothing: classes do not linger for ever. */
const countMin = 1e-3;

/** The numbers as they are saved: thresholds, days, and counts by class of log odds. */
export type SavedThresholds = Readonly<Record<string, number>>;

export class ThresholdsInForce {
  readonly #budgets: Budgets;
  readonly #now: Record<Tier, number>;
  /** Openings by the class of the log odds at which they begin to be none. */
  #openings = new Map<number, number>();
  #userDays = 0;

  /** `first`: those that were shipped, in force until enough is counted. */
  constructor(budgets: Budgets, first: Thresholds) {
    this.#budgets = budgets;
    this.#now = { ...first };
  }

  /** With the budgets they are for: a replay may ask for others. */
  get norms(): Record<string, number> {
    const { question, incident } = this.#budgets;
    return { ...this.#now, question_budget: question, incident_budget: incident };
  }

  take({ risk, risk_before, days_passed, is_open, class: peers }: UserScore): void {
    const opens = risk > risk_before;
    // Of days on which somebody is paged only those count on which something opened.
    if (peers === 'service' || (is_open && !opens)) return;
    this.#userDays += days_passed ?? 1;
    if (!opens) return;
    this.#count(risk, 1);
    if (risk_before > 0) this.#count(risk_before, -1);
  }

  /** At the end of a day: what was counted fades, and the thresholds move. */
  move(): void {
    const window = { reached: this.#openings, userDays: this.#userDays };
    for (const tier of tiers) {
      const threshold = this.#now[tier];
      const budget = this.#budgets[tier];
      if (!Number.isFinite(threshold) || !Number.isFinite(budget)) continue;
      this.#now[tier] = nextThreshold(window, { tier, budget, threshold, elapsedDays: 1 });
    }
    this.#now.incident = Math.max(this.#now.incident, this.#now.question);
    this.#userDays *= memoryKept;
    const faded = [...this.#openings].map(([at, count]) => [at, count * memoryKept] as const);
    this.#openings = new Map(faded.filter(([, count]) => Math.abs(count) >= countMin));
  }

  save(): SavedThresholds {
    const counts = [...this.#openings].sort(([a], [b]) => a - b);
    const named = counts.map(([at, count]) => [`openings.${at}`, count] as const);
    return { ...this.#now, user_days: this.#userDays, ...Object.fromEntries(named) };
  }

  load(saved: SavedThresholds): void {
    for (const tier of tiers) this.#now[tier] = saved[tier] ?? this.#now[tier];
    this.#userDays = saved['user_days'] ?? 0;
    const counts = Object.entries(saved).filter(([name]) => name.startsWith('openings.'));
    this.#openings = new Map(counts.map(([name, count]) => [Number(name.slice(9)), count]));
  }

  #count(risk: number, change: number): void {
    const at = oddsClass(priorLogOdds + risk);
    this.#openings.set(at, (this.#openings.get(at) ?? 0) + change);
  }
}
