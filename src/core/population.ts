// What is normal for a team, a peer class and the company, from the closed windows of all users: a
// pure function of these, in the order given. The population stage feeds it, round after round, and
// publishes what it says.
//
//   a round = the windows of one hour (or day) of all users, of all partitions, in user order
//           → finish(kind, start) → norms of each team, each class, last the company's
//
// Besides the sums of the round a group has slow averages of days, which new members start from,
// a peer class what its days' scores are worth (class-scores.ts), the company its thresholds
// (thresholds.ts), and a team the days beside which its drifts are seen (team-drift.ts). They are
// all that outlives a round: one line of numbers each. Used by the population stage.

import type { Anomaly, Norms, UserScore, UserWindow } from '../generated/records.ts';
import {
  type Budgets,
  Calibration,
  type CalibrationTable,
  peerClasses,
  shippedBudgets,
} from './calibration.ts';
import { ClassScores } from './class-scores.ts';
import {
  countWindow,
  emptySums,
  type NormsKind,
  normsKey,
  normsOfSums,
  thresholdsKey,
  type WindowSums,
} from './norms.ts';
import { shippedTable } from './shipped-table.ts';
import { TeamDrift } from './team-drift.ts';
import { ThresholdsInForce } from './thresholds.ts';
import { type Millis, type WindowKind, windowMs } from './time.ts';

/** Weight of a new day in the slow averages: about four weeks count. */
const slowWeight = 1 / 20;

/**
 * Days at work until somebody's days say what is usual: three weeks. Before it slow detectors say
 * nothing, having nothing to compare with, and what looked like quiet would be not knowing. With
 * more a small desk learns too late what it is worth.
 */
const daysKnownMin = 15;

/** Machines are judged by detectors that ask nobody, and have no days to compare. */
const people = peerClasses.filter((peers) => peers !== 'service');
const scoresKey = (peers: string): string => `scores/${peers}`;
const driftKey = (team: string): string => `drift/${team}`;
const driftPrefix = driftKey('');

function isNew({ days_known }: UserScore): boolean {
  return days_known !== null && days_known < daysKnownMin;
}

type Group = { readonly kind: NormsKind; readonly name: string };

/** The slow averages of one group, as they are saved. */
export type SavedGroup = { readonly key: string; readonly numbers: Record<string, number> };

export class Population {
  readonly #sums = { hour: new Map<string, WindowSums>(), day: new Map<string, WindowSums>() };
  readonly #groups = new Map<string, Group>();
  readonly #slow = new Map<string, Record<string, number>>();
  readonly #changed = new Set<string>();
  readonly #thresholds: ThresholdsInForce;
  readonly #drift = new TeamDrift();
  readonly #anomalies: Anomaly[] = [];
  readonly #scores: ReadonlyMap<string, ClassScores>;

  /** `table`: what scores are worth by the pipeline that hears of them. */
  constructor(budgets: Budgets = shippedBudgets, table: CalibrationTable = shippedTable) {
    const { thresholds } = new Calibration(table, budgets);
    this.#scores = new Map(people.map((one) => [scoresKey(one), new ClassScores(one, table)]));
    this.#thresholds = new ThresholdsInForce(budgets, thresholds);
  }

  /** Takes in a window of the round at hand of its kind. */
  take(window: UserWindow): void {
    const kind = window.kind === 'hour' ? 'hour' : 'day';
    // Machines have no colleagues.
    if (window.user_kind === 'service') return;
    if (window.team !== null) this.#add(kind, { kind: 'team', name: window.team }, window);
    if (window.class !== '') this.#add(kind, { kind: 'class', name: window.class }, window);
    this.#add(kind, { kind: 'company', name: '' }, window);
    if (kind === 'day') this.#drift.take(window);
  }

  /** Takes in how unusual a day of somebody was; with the round of that day. */
  takeScore(score: UserScore): void {
    if (isNew(score)) return;
    this.#thresholds.take(score);
    const key = scoresKey(score.class);
    const scores = this.#scores.get(key);
    if (scores === undefined) return;
    // A day that comes again, or late, has been counted with those after it.
    if (score.days_passed !== 0) scores.take(score);
    // Also where nobody of the class is in the round.
    this.#changed.add(key);
  }

  /** Ends a round: its norms, the company's last. `version` grows with each publication. */
  finish(kind: WindowKind, start: Millis, version: number): Norms[] {
    const sums = this.#sums[kind];
    const company: Group = { kind: 'company', name: '' };
    const companyKey = this.#keyOf(kind, company);
    if (!sums.has(companyKey)) sums.set(companyKey, emptySums());
    const keys = [...sums.keys()].filter((key) => key !== companyKey).sort();
    const end = start + windowMs(kind);
    const round = { version, effective_from: end, window_start: start, window_end: end };
    const groupOf = (key: string) => this.#groups.get(key)!;
    const norms = [...keys, companyKey].map((key) => {
      const slow = kind === 'day' ? this.#learn(key, sums.get(key)!) : {};
      const scores = kind === 'day' ? this.#fadedScores(groupOf(key)) : {};
      const numbers = { ...normsOfSums(sums.get(key)!), ...slow, ...scores };
      return { ...round, key, kind: groupOf(key).kind, norms: numbers };
    });
    if (kind === 'day') this.#judgeTeams(start);
    sums.clear();
    return kind === 'day' ? [this.#moveThresholds(round), ...norms] : norms;
  }

  /** Verdicts on teams of the rounds that have ended since the last call of this. */
  takeAnomalies(): Anomaly[] {
    return this.#anomalies.splice(0);
  }

  /** Groups whose slow averages changed since the last call of this. */
  takeChanged(): SavedGroup[] {
    const changed = [...this.#changed].sort();
    this.#changed.clear();
    return changed.map((key) => ({ key, numbers: this.#numbersOf(key) }));
  }

  load({ key, numbers }: SavedGroup): void {
    const scores = this.#scores.get(key);
    if (key === thresholdsKey) this.#thresholds.load(numbers);
    else if (scores !== undefined) scores.load(numbers);
    else if (key.startsWith(driftPrefix)) this.#drift.load(key.slice(driftPrefix.length), numbers);
    else this.#slow.set(key, numbers);
  }

  #numbersOf(key: string): Record<string, number> {
    if (key === thresholdsKey) return { ...this.#thresholds.save() };
    if (key.startsWith(driftPrefix)) return this.#drift.save(key.slice(driftPrefix.length));
    return this.#scores.get(key)?.save() ?? this.#slow.get(key)!;
  }

  #judgeTeams(start: Millis): void {
    const { teams, found } = this.#drift.finish(start);
    this.#anomalies.push(...found);
    for (const team of teams) this.#changed.add(driftKey(team));
  }

  #moveThresholds(round: Omit<Norms, 'key' | 'kind' | 'norms'>): Norms {
    this.#thresholds.move();
    this.#changed.add(thresholdsKey);
    return { ...round, key: thresholdsKey, kind: 'thresholds', norms: this.#thresholds.norms };
  }

  /** What days of a class are worth, as of its round. */
  #fadedScores({ kind, name }: Group): Record<string, number> {
    const key = scoresKey(name);
    const scores = kind === 'class' ? this.#scores.get(key) : undefined;
    if (scores === undefined) return {};
    scores.fade();
    this.#changed.add(key);
    return scores.norms();
  }

  #add(kind: WindowKind, group: Group, window: UserWindow): void {
    const key = this.#keyOf(kind, group);
    const sums = this.#sums[kind].get(key) ?? emptySums();
    countWindow(sums, window);
    this.#sums[kind].set(key, sums);
  }

  #keyOf(kind: WindowKind, group: Group): string {
    const key = normsKey(kind, group.kind, group.name);
    if (!this.#groups.has(key)) this.#groups.set(key, group);
    return key;
  }

  /** Averages over the people of a day: what somebody new starts from. */
  #learn(key: string, sums: WindowSums): Record<string, number> {
    const known = this.#slow.get(key);
    if (sums.people === 0) return known ?? {};
    const now = { mean_subjects: sums.subjects / sums.people };
    const before = known?.['mean_subjects'] ?? now.mean_subjects;
    const weight = known === undefined ? 1 : slowWeight;
    const slow = { mean_subjects: before + weight * (now.mean_subjects - before) };
    this.#slow.set(key, slow);
    this.#changed.add(key);
    return slow;
  }
}
