// Team drift (D18): do many people of a team, or of the whole company, open more customers without
// a reason than each of them used to? One by one they are quiet; together they are not. From the
// closed days of everybody, in the population stage.
//
//   agent's day     u = (x − g·E) / √(g·E + (g·E)²/r), between −2 and 2
//   team's day      Z = Σ u / √n                        g: what happened to all other teams
//   beside its past z = (Z − median) / deviation        of its days before the last two weeks
//   since when      S = max(0, S + z − k), at most so much a day  ─►  an anomaly from h on
//
// Stouffer's sum (S. A. Stouffer et al., The American Soldier I, 1949) of standardised days, and
// Page's cumulative sum of it (Biometrika 41, 1954). What one agent can say is bounded, so that one
// who merges a thousand records for a week does not make a drift of the team: that is for the
// detectors of persons. The company's factor g excuses what happens to all; the team's own is not
// asked, since it is what is looked for. The company has nobody beside it, only its own past.
//
// Rejected: the sum of what the members opened against the team's days before: two odd jobs are as
// much as all the rest, so that its honest weeks differ by half. The same of all customers, with a
// reason or without: a campaign for one team is just that.

import type { Anomaly, UserWindow } from '../generated/records.ts';
import { hash128 } from './hash.ts';
import { capped } from './norms.ts';
import { roundScore } from './stats/special.ts';
import { dayMs, type Millis } from './time.ts';
import { isoOf, levelOf } from './verdict.ts';

/** What stands in each verdict; `population` has no settings of its own. */
const teamDrift = {
  id: 'team-drift',
  version: 1,
  attack: ['T1213.004', 'T1078'],
  hunt: 'team-members',
} as const;

/** Days that are remembered of each team, and the last of them, which are no past yet. */
const daysKept = 63;
const daysRecent = 14;
/** Days with people in the past before anything is said. */
const daysBefore = 15;
/** Fewer agents on a day are no team: whoever is unusual is found as a person. */
const peopleMin = 5;
/** What one agent may say on a day, in standard deviations; and a team. */
const agentMost = 2;
const teamMost = 3;
/** k and h of the cumulative sum: docs/detection.md says what they cost. */
const drift = 0.75;
const threshold = 18;
/** The sum goes no further, so that it is over some weeks after the drift is. */
const sumMost = 2 * threshold;
/** Days without people after which a team begins anew. */
const silentMost = 14;
/** Smallest deviation of a team's days: less is luck. */
const deviationMin = 0.8;
/** Records beyond the expected below which all is quiet. */
const takenMin = 30;
/** Burstiness of one person's days (negative binomial r). */
const dispersion = 3;
/** Weight of what is usual in the company's factor, in customers without a reason; its bounds. */
const factorWeight = 3;
const factorBounds = { least: 0.2, most: 5 } as const;
/** Those who were furthest beyond the expected on the last day, in the evidence. */
const membersShown = 10;

/** Of one agent on a day. */
type Member = { readonly user: string; readonly observed: number; readonly expected: number };

/** What a team did, day by day, and how far the sum has come. */
type Line = {
  /** Z by day. */
  readonly days: Map<number, number>;
  sum: number;
  /** Day on which the sum left 0, and what has been opened, counted and expected since then. */
  since: number;
  observed: number;
  /** Each person at most as much as they may count for. */
  counted: number;
  expected: number;
  /** Newest day with people. */
  lastDay: number;
  /** Level that was told. */
  told: number;
};
const dayPrefix = 'day.';
const lineFields = ['sum', 'since', 'observed', 'counted', 'expected', 'lastDay', 'told'] as const;

function emptyLine(): Line {
  const counts = { observed: 0, counted: 0, expected: 0 };
  return { days: new Map(), sum: 0, since: 0, ...counts, lastDay: 0, told: 0 };
}

/** Of the company, which has no name as a team; so people without one belong to it alone. */
const companyTeam = '';

export class TeamDrift {
  /** By team. */
  readonly #lines = new Map<string, Line>();
  /** Days of agents that came with the round at hand. */
  readonly #taken: UserWindow[] = [];

  /** A closed day of somebody, with the round at hand. */
  take(window: UserWindow): void {
    // Supervisors sample and export as their work.
    if (window.class === 'agent') this.#taken.push(window);
  }

  /** Ends the round of a day: verdicts on its teams by name, at last on the company. */
  finish(start: Millis): { readonly teams: readonly string[]; readonly found: readonly Anomaly[] } {
    const day = Math.floor(start / dayMs);
    // A revision of an earlier day is no second person of this one.
    const company = this.#taken.splice(0).filter((window) => window.start === start);
    const byTeam = Map.groupBy(company, ({ team }) => team ?? companyTeam);
    byTeam.delete(companyTeam);
    const judged = [...byTeam].filter(([, windows]) => windows.length >= peopleMin);
    const teams = judged.map(([team]) => team).sort();
    const found = teams.flatMap((team) => {
      const windows = byTeam.get(team)!;
      const factor = factorOf(windows, company);
      return this.#judge({ team, day, members: windows.map((one) => memberOf(one, factor)) });
    });
    // What one team does is told of that team: the company is asked without it.
    const loud = new Set([...byTeam.keys()].filter((team) => this.#isLoud(team)));
    const quiet = company.filter(({ team }) => team === null || !loud.has(team));
    const members = quiet.map((one) => memberOf(one, 1));
    if (members.length >= peopleMin) {
      found.push(...this.#judge({ team: companyTeam, day, members }));
      teams.push(companyTeam);
    }
    return { teams: [...teams, ...this.#forgetGone(day)], found };
  }

  save(team: string): Record<string, number> {
    const line = this.#lines.get(team);
    const saved: Record<string, number> = {};
    if (line === undefined) return saved;
    for (const field of lineFields) saved[field] = line[field];
    for (const [day, z] of line.days) saved[`${dayPrefix}${day}`] = z;
    return saved;
  }

  load(team: string, saved: Readonly<Record<string, number>>): void {
    // Of a team that is gone nothing was saved.
    if (Object.keys(saved).length === 0) return;
    const line = emptyLine();
    for (const field of lineFields) line[field] = saved[field] ?? 0;
    // Names are sorted as texts when they are saved, and sums of days shall not hang on that.
    const days = Object.entries(saved)
      .filter(([name]) => name.startsWith(dayPrefix))
      .map(([name, z]) => [Number(name.slice(dayPrefix.length)), z] as const)
      .sort(([a], [b]) => a - b);
    for (const [day, z] of days) line.days.set(day, z);
    this.#lines.set(team, line);
  }

  #isLoud(team: string): boolean {
    return (this.#lines.get(team)?.sum ?? 0) >= threshold;
  }

  #judge(judged: Judged): Anomaly[] {
    const { team, day, members } = judged;
    const line = this.#lines.get(team) ?? emptyLine();
    this.#lines.set(team, line);
    for (const known of line.days.keys()) if (known <= day - daysKept) line.days.delete(known);
    const isBack = day - line.lastDay > silentMost;
    line.lastDay = day;
    const sum = sumOf(members);
    const z = beside(line.days, day, sum);
    if (isBack || z === undefined) line.sum = 0;
    if (line.sum === 0) Object.assign(line, { since: day, observed: 0, counted: 0, expected: 0 });
    if (z !== undefined) line.sum = Math.min(sumMost, Math.max(0, line.sum + step(z)));
    // What is told of is not to become the usual, and to hide what comes after it.
    if (line.sum < threshold) line.days.set(day, sum);
    for (const { observed, expected } of members) {
      line.observed += observed;
      line.counted += Math.min(observed, most(expected));
      line.expected += expected;
    }
    const isFound = line.sum >= threshold && line.counted - line.expected >= takenMin;
    const level = isFound ? levelOf({ score: line.sum, threshold }) : 0;
    // Told again only as it grows; a drift that is over may come again.
    if (line.sum === 0) line.told = 0;
    if (level <= line.told) return [];
    line.told = level;
    return [anomalyOf(judged, line)];
  }

  /** Teams that have had no day for as long as anything is remembered. */
  #forgetGone(day: number): string[] {
    const gone = [...this.#lines].filter(([, { lastDay }]) => lastDay <= day - daysKept);
    for (const [team] of gone) this.#lines.delete(team);
    return gone.map(([team]) => team).sort();
  }
}

function memberOf(window: UserWindow, factor: number): Member {
  const { user, unexplained_subjects: observed, expected_unexplained: usual } = window;
  return { user, observed, expected: factor * usual };
}

/** What a day adds to the sum, or takes from it. */
function step(z: number): number {
  return Math.min(teamMost, z - drift);
}

type Judged = {
  readonly team: string;
  readonly day: number;
  readonly members: readonly Member[];
};

/** Stouffer's sum over the agents of a day, each within bounds. */
function sumOf(members: readonly Member[]): number {
  let sum = 0;
  for (const { observed, expected } of members) {
    const u = (observed - expected) / deviationOf(expected);
    sum += Math.min(agentMost, Math.max(-agentMost, u));
  }
  return sum / Math.sqrt(members.length);
}

/** Of a person's day on which so much is expected. */
function deviationOf(expected: number): number {
  return Math.sqrt(expected + (expected * expected) / dispersion) || 1;
}

/** What somebody may count for in the records taken: beyond it they are found as a person. */
function most(expected: number): number {
  return expected + agentMost * deviationOf(expected);
}

/** How far a day is from the team's earlier ones, in deviations; undefined: too few are known. */
function beside(days: ReadonlyMap<number, number>, day: number, z: number): number | undefined {
  const past = [...days].filter(([one]) => one < day - daysRecent).map(([, value]) => value);
  if (past.length < daysBefore) return undefined;
  // By medians: a few days without a ticket system shall not be the measure of all that follow.
  const middle = medianOf(past);
  const deviation = 1.4826 * medianOf(past.map((one) => Math.abs(one - middle)));
  return (z - middle) / Math.max(deviationMin, deviation);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half) - 1]!) / 2;
}

function sumsOf(windows: readonly UserWindow[]) {
  let [observed, expected] = [0, 0];
  for (const window of windows) {
    const usual = window.expected_unexplained;
    observed += capped(window.unexplained_subjects, usual);
    expected += usual;
  }
  return { observed, expected };
}

/** What happened to all others, as a multiple of what was likely. */
function factorOf(own: readonly UserWindow[], company: readonly UserWindow[]): number {
  const all = sumsOf(company);
  const here = sumsOf(own);
  const factor =
    (factorWeight + all.observed - here.observed) / (factorWeight + all.expected - here.expected);
  return Math.min(factorBounds.most, Math.max(factorBounds.least, factor));
}

const settings = hash128(
  JSON.stringify({ threshold, drift, takenMin, dispersion, daysBefore, daysRecent }),
).slice(0, 16);

function anomalyOf({ team, day, members }: Judged, line: Line): Anomaly {
  const { id, version, attack, hunt } = teamDrift;
  const { observed, expected, told } = line;
  const [start, end] = [line.since * dayMs, (day + 1) * dayMs];
  const isCompany = team === companyTeam;
  const who = isCompany ? 'the company' : `team ${team}`;
  const cause = `window/${start}/${end}/${told}`;
  return {
    id: hash128(`${id}/${version}/${team}/${cause}`),
    ...{ detector: id, version, family: 'population', settings_hash: settings },
    ...{ user: team, team: isCompany ? null : team },
    ...{ at: end, window_start: start, window_end: end, trigger_event: null },
    ...{ provisional: false, late: false, norm_stale: false },
    score: roundScore(line.sum),
    observed: roundScore(observed),
    expected: roundScore(expected),
    because:
      `${Math.round(observed)} customers opened without a reason by many of ${who} over ` +
      `${day + 1 - line.since} days; about ${Math.round(expected)} were to be expected`,
    evidence: furthest(members),
    ...{ subjects: [], subjects_total: Math.round(observed), events: [], events_total: 0 },
    ...{ attack: [...attack], hunt },
    hunt_parameters: {
      ...(!isCompany && { team }),
      since: isoOf(start),
      until: isoOf(end),
    },
  };
}

/** Who was furthest beyond the expected on the last day: whom to look at first, no verdict. */
function furthest(members: readonly Member[]): Anomaly['evidence'] {
  const beyond = ({ observed, expected }: Member) => observed - expected;
  return members
    .toSorted((a, b) => beyond(b) - beyond(a) || (a.user < b.user ? -1 : 1))
    .slice(0, membersShown)
    .map(({ user, observed, expected }) => ({
      ...{ name: `${user} on the last day`, value: String(observed), usual: expected.toFixed(1) },
    }));
}
