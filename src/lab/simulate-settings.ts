// What a simulated world is made of: the settings of `simulate`, and the numbers that shape it.
// For lab and for the commands that start it.
//
// The shape numbers are assumptions, not measurements; docs say so. Where real staff have been
// counted (the loan desk of a Dutch bank, BPI Challenge 2012: a median of 12 customers per person
// and day, 90 % below 40, 7.3 % of the work on weekends) the world stays near: a median of about
// 23 customers, 90 % below 45, 7 % on weekends, between that bank and a call centre's 45.

import { assert } from '../core/assert.ts';
import { dayMs, type Millis } from '../core/time.ts';

/**
 * no-ticket: extra look-ups that nothing explains, spread over the thief's own shifts.
 * laundered: the same, each under a plausible ticket that the thief wrote.
 * burst: the day's customers at once, as a few wide statements. export: the same as a report.
 */
export const theftModes = ['no-ticket', 'laundered', 'burst', 'export'] as const;
export type TheftMode = (typeof theftModes)[number];

export type ThiefSettings = {
  /** Day of the world, from 0, on which the theft begins. */
  readonly startDay: number;
  /** Customers taken on each of the thief's working days, beyond the honest work. */
  readonly pacePerDay: number;
  readonly mode: TheftMode;
};

export type SimulateSettings = {
  /** People: agents, seniors and supervisors together. */
  readonly agents: number;
  readonly customers: number;
  readonly days: number;
  /** About how many access events in all: scales everybody's rate. Without it, people's own. */
  readonly events?: number | undefined;
  readonly seed: number;
  /** First instant, a midnight UTC. */
  readonly start: Millis;
  readonly thief: ThiefSettings | 'none';
  /** Numbers that differ from `plainShape`. */
  readonly shape?: Partial<Shape> | undefined;
};

/** 2026-01-05T00:00Z, a Monday. */
export const defaultStart: Millis = 1_767_571_200_000;

/** The demo: a pace that a limit on rows misses, at a size that a laptop reads in half a minute. */
export const demoSettings: SimulateSettings = {
  agents: 300,
  customers: 100_000,
  days: 60,
  seed: 1,
  start: defaultStart,
  thief: { startDay: 40, pacePerDay: 40, mode: 'no-ticket' },
};

/** How people work and customers come. Shares and probabilities lie in [0, 1]. */
export const plainShape = {
  /** Customers of a usual working day: median over people, and their spread (lognormal). */
  dayMedian: 22,
  personSpread: 0.3,
  /** Days of one person: gamma with this shape; the bank's staff are burstier still (1.7). */
  dayGamma: 6,
  teamDaySpread: 0.12,
  companyDaySpread: 0.05,
  /** Private bursts: honest days on which somebody does three times the usual. */
  burstShare: 0.004,
  burstFactor: 3,
  /** Look-ups without a ticket: Beta(4, 96) per person, 4 % in the mean. */
  unexplainedAlpha: 4,
  unexplainedBeta: 96,
  /** Reads per look-up: 1 + geometric. */
  readSuccess: 0.6,
  /** Look-ups that begin with a search, and searches that list several customers. */
  searchShare: 0.3,
  listShare: 0.06,
  /** How customers come: the rest writes, so that the ticket lies in the queue before. */
  phoneShare: 0.5,
  chatShare: 0.15,
  /** Tickets of calls are written after the look-up: median 4 min, 5 % later than an hour. */
  linkMedianMs: 240_000,
  linkSpread: 1.646,
  /** Tickets that are looked at again on a later day, by whom they were handed to, or above. */
  followUpShare: 0.3,
  handOffShare: 0.12,
  escalationShare: 0.05,
  /** Reads that name their ticket, where it exists by then. */
  namedShare: 0.85,
  absenceShare: 0.06,
  leaveShare: 0.6,
  canaryEvery: 2_000,
  vipShare: 0.005,
};

export type Shape = Readonly<Record<keyof typeof plainShape, number>>;

export function shapeOf({ shape }: Pick<SimulateSettings, 'shape'>): Shape {
  return shape === undefined ? plainShape : { ...plainShape, ...shape };
}

export function checkSettings(settings: SimulateSettings): void {
  const { agents, customers, days, start, thief } = settings;
  assert(agents >= 2 && agents <= 100_000, 'a world has 2 to 100,000 agents');
  assert(customers >= 100 && customers <= 5_000_000, 'a world has 100 to 5,000,000 customers');
  assert(days >= 1 && days <= 3_650, 'a world lasts 1 to 3,650 days');
  assert(start % dayMs === 0, 'a world starts at midnight UTC');
  if (thief === 'none') return;
  assert(thief.startDay >= 0 && thief.startDay < days, 'the theft begins within the world');
  assert(thief.pacePerDay >= 1, 'a thief takes at least one customer a day');
}
