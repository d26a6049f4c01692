// Runs detect again over records of `access` that lie somewhere, with the settings that somebody
// wants to try. The pipeline is the live one, fed the same records in the same order: under the
// same settings it finds the same, to the byte. Reads from a source, writes into tables of its own;
// no live topic, group or table is ever touched.
//
// What comes before the time that is asked for warms up: windows and usual behaviour need weeks.

import type { Budgets } from '../core/calibration.ts';
import { accessFields } from '../core/detector.ts';
import { type AccessRecord, feed } from '../core/feed.ts';
import { Pipeline } from '../core/pipeline.ts';
import { dayMs, type Millis } from '../core/time.ts';
import type { ChosenDetector } from '../core/verdict.ts';
import { OutsideError } from '../errors.ts';
import { Findings, type FindingsPorts } from './replay-findings.ts';
import { Scores, type ScoresOptions } from './replay-scores.ts';
import type { AccessSource, Entry, ReplayRange } from './replay-source.ts';

export type ReplayPlan = {
  readonly id: string;
  readonly revision: number;
  readonly detectors: readonly ChosenDetector[];
  readonly graceMs: Millis;
  readonly budgets: Budgets;
  /** Event time that is asked for: from, and up to without. */
  readonly from: Millis;
  readonly to: Millis;
  /** Empty: all. */
  readonly users: readonly string[];
  /** Offsets to go through, warm-up included. */
  readonly ranges: readonly ReplayRange[];
  /** Rows of an earlier attempt, by table and partition. */
  readonly written: ReadonlyMap<number, ReadonlyMap<string, number>>;
};

export type ReplayPorts = FindingsPorts & {
  /** A cryptographic hash over texts. */
  /** Aborted where the replay is not this process's any more. */
  readonly lost?: AbortSignal | undefined;
  readonly digest: { add(text: string): void };
  readonly stop: AbortSignal;
  /** Records a second at most; undefined: as fast as it goes. */
  readonly rate?: number | undefined;
  /** Where every score is to go too, by what. */
  readonly scores?: Pick<ScoresOptions, 'grain' | 'out'> | undefined;
  /** How far it is, after each piece. */
  tell(reach: ReplayReach): void;
};

export type ReplayReach = {
  /** Records gone through. */
  readonly records: number;
  /** Records that nobody could read. */
  readonly unreadable: number;
  readonly findings: number;
  /** 0 to 1. */
  readonly share: number;
  /** Event time reached in the partition at hand. */
  readonly at: Millis;
};

export type ReplayOutcome = ReplayReach & {
  readonly isComplete: boolean;
  /** Users that were asked for and have no record. */
  readonly unseen: readonly string[];
  /** Event time that every partition has reached. */
  readonly reachedAt: Millis;
};

/** So long after the end of what is asked for, late events may still change it. */
const lateMs = dayMs;
/** A ClickHouse that is busy or away is asked again, at growing pauses. */
const attemptsMax = 6;
const pauseMs = 500;
/** After so long the rest of the process has its turn. */
const turnMs = 50;

export async function runReplay(
  plan: ReplayPlan,
  source: AccessSource,
  ports: ReplayPorts,
): Promise<ReplayOutcome> {
  const run = new Replay(plan, source, ports);
  for (const range of plan.ranges) {
    if (!(await run.partition(range))) break;
  }
  return run.outcome();
}

/** What goes through one partition. */
type At = {
  readonly range: ReplayRange;
  readonly pipeline: Pipeline;
  readonly findings: Findings;
  readonly scores: Scores | undefined;
};

class Replay {
  readonly #plan: ReplayPlan;
  readonly #source: AccessSource;
  readonly #ports: ReplayPorts;
  readonly #offsets: number;
  readonly #users: ReadonlySet<string>;
  readonly #unseen: Set<string>;
  readonly #startedAt: Millis;
  #offsetsBefore = 0;
  #records = 0;
  #unreadable = 0;
  #findingsBefore = 0;
  #reach: ReplayReach = { records: 0, unreadable: 0, findings: 0, share: 0, at: 0 };
  #isComplete = true;
  #reachedAt = Number.POSITIVE_INFINITY;
  /** Of the entries that the digest has not got yet. */
  #traces = '';
  #turnAt = 0;

  constructor(plan: ReplayPlan, source: AccessSource, ports: ReplayPorts) {
    this.#plan = plan;
    this.#source = source;
    this.#ports = ports;
    this.#users = new Set(plan.users);
    this.#unseen = new Set(plan.users);
    this.#startedAt = ports.clock.now();
    this.#offsets = plan.ranges.reduce((sum, { first, next }) => sum + next - first, 0);
  }

  /** False where it was told to stop in the middle. */
  async partition(range: ReplayRange): Promise<boolean> {
    const { id, revision, from, to, detectors, graceMs, budgets, written } = this.#plan;
    const { partition } = range;
    const done = written.get(partition) ?? new Map();
    const { stop, scores: wanted } = this.#ports;
    const findings = new Findings(
      { id, revision, partition, from, to, written: done },
      this.#ports,
    );
    const scores = wanted && new Scores(detectors, { from, to, ...wanted });
    const pipeline = new Pipeline(
      { partition, detectors: scores?.detectors ?? detectors, graceMs, budgets },
      findings,
    );
    if (range.isKept === true) {
      const chosen = { detectors, graceMs, budgets };
      await this.#source.kept?.load(range, chosen, { pipeline, users: this.#users });
    }
    const at = { range, pipeline, findings, scores };
    for await (const entries of this.#source.read(range, this.#plan.users)) {
      let isPast = false;
      for (const entry of entries) {
        await this.#step(entry, at);
        isPast = pipeline.clock.now >= to + graceMs + lateMs;
        if (isPast) break;
      }
      this.#ports.digest.add(this.#traces);
      this.#traces = '';
      await scores?.write(pipeline.clock.now);
      this.#tell(entries, at);
      await this.#holdBack();
      if (stop.aborted || isPast) break;
    }
    // After the loop: a partition may have nothing to go through, and the next ones are not seen.
    if (stop.aborted) this.#isComplete = false;
    await scores?.write(Number.POSITIVE_INFINITY);
    await this.#write(findings);
    if (pipeline.clock.now > 0) this.#reachedAt = Math.min(this.#reachedAt, pipeline.clock.now);
    this.#offsetsBefore += range.next - range.first;
    this.#findingsBefore += findings.count;
    return this.#isComplete;
  }

  outcome(): ReplayOutcome {
    const reachedAt = Number.isFinite(this.#reachedAt) ? this.#reachedAt : 0;
    const unseen = [...this.#unseen];
    return { ...this.#reach, isComplete: this.#isComplete, reachedAt, unseen };
  }

  async #step({ offset, read }: Entry, { pipeline, findings, scores }: At): Promise<void> {
    if (read === undefined) {
      this.#unreadable += 1;
      return;
    }
    if (!this.#isWanted(read)) return;
    this.#records += 1;
    this.#traces += traceOf(offset, read);
    pipeline.begin(offset);
    if (read.name === 'EnrichedAccess') scores?.begin(read.record);
    for (const _ of feed(pipeline, read)) {
      if (findings.isFull) await this.#write(findings);
    }
    if (findings.isFull) await this.#write(findings);
  }

  #isWanted(read: AccessRecord): boolean {
    if (this.#users.size === 0 || !('record' in read) || !('user' in read.record)) return true;
    this.#unseen.delete(read.record.user);
    return this.#users.has(read.record.user);
  }

  #tell(entries: readonly Entry[], { range, pipeline, findings }: At): void {
    const reached = (entries.at(-1)?.offset ?? range.first) - range.first;
    this.#reach = {
      records: this.#records,
      unreadable: this.#unreadable,
      findings: this.#findingsBefore + findings.count,
      share: (this.#offsetsBefore + reached) / Math.max(1, this.#offsets),
      at: pipeline.clock.now,
    };
    this.#ports.tell(this.#reach);
  }

  async #holdBack(): Promise<void> {
    const { clock, rate, stop } = this.#ports;
    if (rate === undefined) {
      // Where records are all at hand nobody else would have a turn: signals, answers, progress.
      if (Math.abs(clock.now() - this.#turnAt) < turnMs) return;
      await clock.sleep(0, stop);
      this.#turnAt = clock.now();
      return;
    }
    const dueAt = this.#startedAt + (this.#records * 1_000) / rate;
    await clock.sleep(Math.max(0, dueAt - clock.now()), stop);
  }

  async #write(findings: Findings): Promise<void> {
    // Of one that was deleted, or that somebody else goes on with, nothing more is written.
    if (this.#ports.lost?.aborted === true) return;
    await patiently(this.#ports, () => findings.write());
  }
}

/** Tries again where ClickHouse is busy or away, a few times, until told to stop. */
export async function patiently(
  { clock, stop }: Pick<ReplayPorts, 'clock' | 'stop'>,
  work: () => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof OutsideError && error.retriable;
      if (!isBusy || attempt === attemptsMax || stop.aborted) throw error;
      await clock.sleep(pauseMs * 2 ** attempt, stop);
    }
  }
}

/** What of a record detect rests on, as one line: two sources that agree in it give the same. */
function traceOf(offset: number, read: AccessRecord): string {
  if (read.name === 'EnrichedAccess') {
    return `${offset} ${JSON.stringify(accessFields.map((field) => read.record[field]))}\n`;
  }
  return `${offset} ${read.name} ${'record' in read ? JSON.stringify(read.record) : ''}\n`;
}
