// What a simulated world is made of: the settings of `simulate`, and the numbers that shape it.
// For lab and for the commands that start it.
//
// The shape numbers are assumptions, not measurements; docs say so. Where real staff have been
// counted (the loan desk of a Dutch bank, BPI Challenge 2012: a median of 12 customers per person
// and day, 90 % below 40, 7.3 % of the work on weekends) the world stays near: a median of about
// 23 customers, 90 % below 45, 7 % on weekends, between that bank and a call centre's 45.

import { assert } from '../core/assert.ts';
import { dayMs, hourMs, type Millis } from '../core/time.ts';

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
  /** Days of the world that the theft goes on, free ones included; else to the world's end. */
  readonly days?: number | undefined;
};

export type Level = 1 | 2 | 3 | 4;

/** One of the catalogue (attacks.ts), beside or instead of a thief by pace. */
export type AttackSettings = {
  readonly attack: string;
  /** From easy to hard to find. */
  readonly level: Level;
  /** Day of the world, from 0, on which it begins. */
  readonly startDay: number;
  /** Id of who begins it; else somebody by chance. */
  readonly person?: string | undefined;
};

/** Customers who complain of fraud: victims.ts. */
export type VictimSettings = {
  readonly count: number;
  /** Share of them whose records were not taken. */
  readonly unrelatedShare: number;
  /** Standard deviation of the day of the call, as remembered. */
  readonly errorDays: number;
  /** Share of complaints of which it is known when they came in. */
  readonly knownShare: number;
  /** Another number, another list of the same theft. */
  readonly list: number;
};

export const usualVictims: VictimSettings = {
  ...{ count: 20, unrelatedShare: 0.3, errorDays: 4, knownShare: 0.8, list: 1 },
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
  readonly attack?: AttackSettings | undefined;
  readonly victims?: VictimSettings | undefined;
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
  /** Nobody but who works on weekends comes on public holidays of the site: 0 or 1. */
  holidays: 0,
  /** Share of people who leave in a month, and who take over another queue in a quarter. */
  monthlyTurnover: 0,
  quarterlyMoves: 0,
  /** Share of teams that move to another office, each on a day of its own. */
  officeMoves: 0,
  /** Share of days on which a product fails, and on which a team's ticket system is down. */
  outageShare: 0,
  ticketOutageShare: 0,
  /** Factor on demand in the week after a release of the product, one in six. */
  releaseFactor: 1,
  /** Honest work that looks like theft: confusers.ts. Per company, or per 1,000 people. */
  campaignsPerWeek: 0,
  exportsPerMonth: 0,
  newsPerMonth: 0,
  snoopingPerThousandWeek: 0,
  /** Share of days at work that begin with yesterday's tabs. */
  restoreShare: 0,
  /** Shares of visits: under a ticket that the agent writes uncalled, passed on, opened again. */
  ownTicketShare: 0,
  reassignedShare: 0,
  reopenedShare: 0,
  /** Shares of agents' days: with a list of work, an export, an hour more; and of free days. */
  workListShare: 0,
  agentExportShare: 0,
  overtimeShare: 0,
  freeDayShare: 0,
  /** Share of supervisors who are sent a report each night. */
  scheduledShare: 0,
  /** Of searches that list several, those that fill the screen. */
  longListShare: 0,
  /** Shares of looks: through a report, at payment data, and refused. */
  reportingShare: 0,
  paymentShare: 0,
  deniedShare: 0,
  /** Rights that supervisors grant in a month, per 1,000 people. */
  grantsPerThousandMonth: 0,
  /** Shares of days by mobile and at another desk, and of teams whose desks are virtual. */
  mobileShare: 0,
  otherDeskShare: 0,
  vdiShare: 0,
  /** Share of people whose account is renamed in a year. */
  yearlyRenames: 0,
  /** Share of days of leave on which a colleague takes over. */
  coverShare: 0,
  /** Lists of duplicates and of debtors that somebody works through, and failures looked into. */
  mergesPerWeek: 0,
  collectionsPerWeek: 0,
  responsesPerMonth: 0,
  /** Customers whom one agent looks after for weeks, begun in a week, per 1,000 people. */
  casesPerThousandWeek: 0,
  /** Robots that work like people, and copies that administrators draw in a month. */
  robots: 0,
  dumpsPerMonth: 0,
  /** Share of people in the second line, quality assurance and the fraud team. */
  specialistShare: 0,
  /** 1: the teams of the first segment answer around the clock. */
  nightShifts: 0,
  /** Faults of the feed (faults.ts): shares of events, hours a week, most that a clock is off. */
  twiceShare: 0,
  lateShare: 0,
  ticketlessShare: 0,
  idlessShare: 0,
  silentHours: 0,
  skewMs: 0,
};

/**
 * A desk as it is, of people who come and go, and days that differ. What a company of 2,000 has
 * once a month or a week (exports by managers, merging, collections, failures looked into) a desk
 * of 300 has as seldom as its share of it.
 */
export const livelyShape: Shape = {
  ...plainShape,
  ...{ holidays: 1, monthlyTurnover: 0.025, quarterlyMoves: 0.15, officeMoves: 0.1 },
  ...{ outageShare: 0.02, ticketOutageShare: 0.01, releaseFactor: 1.5 },
  ...{ campaignsPerWeek: 1, exportsPerMonth: 0.15, newsPerMonth: 1, snoopingPerThousandWeek: 1 },
  ...{ restoreShare: 0.05, ownTicketShare: 0.05, reassignedShare: 0.015, reopenedShare: 0.03 },
  ...{ workListShare: 0.2, agentExportShare: 0.0005, overtimeShare: 0.05, freeDayShare: 0.01 },
  ...{ scheduledShare: 0.25, listShare: 0.1, longListShare: 0.3, reportingShare: 0.02 },
  ...{ paymentShare: 0.02, deniedShare: 0.002, grantsPerThousandMonth: 20, mobileShare: 0.05 },
  ...{ otherDeskShare: 0.04, vdiShare: 0.2, yearlyRenames: 0.05, coverShare: 0.6 },
  ...{ mergesPerWeek: 0.15, collectionsPerWeek: 0.15, responsesPerMonth: 0.15 },
  ...{ casesPerThousandWeek: 1 },
  ...{ robots: 2, dumpsPerMonth: 2, specialistShare: 0.08, nightShifts: 1 },
};

export type Shape = Readonly<Record<keyof typeof plainShape, number>>;

export function shapeOf({ shape }: Pick<SimulateSettings, 'shape'>): Shape {
  return shape === undefined ? plainShape : { ...plainShape, ...shape };
}

const many = 1e9;
/** Where it is not a share, from 0 to 1. */
const bounds: Readonly<Partial<Record<keyof Shape, readonly [least: number, most: number]>>> = {
  ...{ dayMedian: [1, 1_000], personSpread: [0, 3], dayGamma: [0.5, many], teamDaySpread: [0, 3] },
  ...{ companyDaySpread: [0, 3], burstFactor: [1, 100], readSuccess: [0.05, 1] },
  ...{ unexplainedAlpha: [0.01, many], unexplainedBeta: [0.01, many] },
  ...{ linkMedianMs: [1, dayMs], linkSpread: [0, 5], canaryEvery: [10, many] },
  ...{ releaseFactor: [0.1, 10], quarterlyMoves: [0, 10], campaignsPerWeek: [0, 7] },
  ...{ exportsPerMonth: [0, 30], newsPerMonth: [0, 30], snoopingPerThousandWeek: [0, 1_000] },
  ...{ silentHours: [0, 100], skewMs: [0, hourMs], yearlyRenames: [0, 10] },
  ...{ mergesPerWeek: [0, 7], collectionsPerWeek: [0, 7], responsesPerMonth: [0, 30] },
  ...{ casesPerThousandWeek: [0, 1_000], grantsPerThousandMonth: [0, 30_000] },
  ...{ robots: [0, 50], dumpsPerMonth: [0, 30] },
};

/** What is wrong with some numbers of a shape; undefined: nothing. */
export function shapeProblem(shape: Partial<Shape>): string | undefined {
  for (const [name, value] of Object.entries(shape)) {
    const [least, most] = bounds[name as keyof Shape] ?? [0, 1];
    if (!(value >= least && value <= most)) return `${name} is a number from ${least} to ${most}`;
  }
  for (const name of ['holidays', 'nightShifts', 'robots'] as const) {
    if (!Number.isInteger(shape[name] ?? 0)) return `${name} is a whole number`;
  }
  const whole = { ...plainShape, ...shape };
  if (whole.phoneShare + whole.chatShare > 1) return 'phoneShare and chatShare are more than all';
  if (whole.followUpShare + whole.handOffShare > 1) {
    return 'followUpShare and handOffShare are more than all';
  }
  return undefined;
}

/** The same desk, by a feed as feeds are. */
export const roughShape: Shape = {
  ...livelyShape,
  ...{ twiceShare: 0.005, lateShare: 0.01, ticketlessShare: 0.03, idlessShare: 0.02 },
  ...{ silentHours: 2, skewMs: 90_000 },
};

/** By the names that commands give them. */
export const shapes: Readonly<Record<string, Partial<Shape>>> = {
  plain: {},
  lively: livelyShape,
  rough: roughShape,
};

/** Theft, call and complaint take their time. */
export const fewestVictimDays = 30;

export function checkSettings(settings: SimulateSettings): void {
  const { agents, customers, days, start, thief } = settings;
  assert(agents >= 2 && agents <= 100_000, 'a world has 2 to 100,000 agents');
  assert(customers >= 100 && customers <= 20_000_000, 'a world has 100 to 20,000,000 customers');
  assert(days >= 1 && days <= 3_650, 'a world lasts 1 to 3,650 days');
  assert(start % dayMs === 0, 'a world starts at midnight UTC');
  const problem = shapeProblem(settings.shape ?? {});
  assert(problem === undefined, problem ?? '');
  const first = settings.attack?.startDay ?? 0;
  assert(first >= 0 && first < days, 'the attack begins within the world');
  const { victims } = settings;
  assert(victims === undefined || days >= fewestVictimDays, 'victims need 30 days to complain');
  if (thief === 'none') return;
  assert(thief.startDay >= 0 && thief.startDay < days, 'the theft begins within the world');
  assert(thief.pacePerDay >= 1, 'a thief takes at least one customer a day');
  assert((thief.days ?? 1) >= 1, 'a theft lasts at least a day');
}
