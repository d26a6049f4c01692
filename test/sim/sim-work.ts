// What the simulated ClickHouse has under way for its clients, inserts and statements alike: some
// of it is refused, cut off by a restart, answered too late, or on its way for so long that the
// world is another when it comes. Used by sim-warehouse.ts.

import { OutsideError } from '../../src/errors.ts';
import type { Random } from '../../src/lab/random.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimProcess } from './sim-process.ts';
import type { Trace } from './trace.ts';

export type Work = {
  readonly kind: 'insert' | 'statement';
  /** Which chances it has of going wrong. */
  readonly risk: Risk;
  /** It can be seen to run by that; empty: not at all. */
  readonly id: string;
  readonly partition: number;
  /** It comes to the engine, and looks at what is there. */
  begin(): Effect;
};

export type Effect = {
  /** One after the other, with some time before each; they say what to write into the trace. */
  readonly steps: readonly (() => Said)[];
  /** The engine is killed before the last of them. */
  cutOff(): Said;
  /** Goes on without its client, when no statement is seen to run any more. */
  readonly isDetached?: boolean;
};

type Said = readonly [what: string, detail: string];

type InFlight = {
  readonly work: Work;
  readonly effect: Effect;
  isSeen: boolean;
  readonly fail: (error: OutsideError) => void;
  readonly failed: Promise<never>;
};

export type WorkOptions = {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly random: Random;
  /** The engine is to be killed now. */
  onCutOff(): void;
  /** The task is to be given to another. */
  onStray(task: number): void;
};

export const answerMs = 6;
const slowMsMax = 12_000;
const strayMs = 5_000;
/**
 * While faults happen: not taken; cut off by a restart; on its way for so long that the task is
 * another's when it comes; answered too late. What is done to derived tables goes wrong far more
 * often than in the world: repairs are rare, and one deletion that comes too late is what a claim
 * is for.
 */
const chances = {
  insert: { refused: 0.02, cutOff: 0.03, stray: 0.02, late: 0.04 },
  'insert-with-views': { refused: 0.02, cutOff: 0.2, stray: 0.02, late: 0.04 },
  claim: { refused: 0.02, cutOff: 0.03, stray: 0.02, late: 0.04 },
  deletion: { refused: 0.02, cutOff: 0.02, stray: 0.5, late: 0.03 },
  addition: { refused: 0.02, cutOff: 0.02, stray: 0.02, late: 0.04 },
};
export type Risk = keyof typeof chances;
type Fate = keyof typeof chances.insert | 'plain';

export class EngineWork {
  readonly #options: WorkOptions;
  readonly #inFlight = new Set<InFlight>();
  isFaulty = true;

  constructor(options: WorkOptions) {
    this.#options = options;
  }

  /** How many are seen to run whose ids begin so. */
  running(start: string): number {
    return [...this.#inFlight].filter(({ work, isSeen }) => isSeen && work.id.startsWith(start))
      .length;
  }

  /** The engine was killed. */
  cutOff(): void {
    const all = [...this.#inFlight];
    this.#inFlight.clear();
    for (const { effect, fail } of all) {
      this.#options.trace.add('engine', ...effect.cutOff());
      fail(unreachable('was killed'));
    }
  }

  async run(who: SimProcess, work: Work): Promise<void> {
    const { random, trace } = this.#options;
    const fate = this.isFaulty ? pickFate(random, work) : 'plain';
    const lateMs = random.below(slowMsMax);
    if (fate === 'refused') throw new OutsideError('clickhouse-busy', 'too many parts');
    if (fate === 'stray') return this.#stray(who, work, lateMs);
    const inFlight = this.#begin(work);
    if (fate === 'cutOff') this.#options.onCutOff();
    const landing = this.#land(who, inFlight, fate === 'late' ? lateMs : random.below(answerMs));
    if (fate !== 'late') return landing;
    landing.catch(() => undefined);
    // The client has given up before; it lands all the same.
    await this.#options.scheduler.sleep(random.below(slowMsMax));
    if (inFlight.effect.isDetached === true) inFlight.isSeen = false;
    trace.add(who.name, `${work.kind}-unanswered`, work.id);
    throw unreachable('does not answer');
  }

  async #stray(who: SimProcess, work: Work, lateMs: number): Promise<void> {
    const { random, scheduler, trace } = this.#options;
    trace.add(who.name, `${work.kind}-strays`, work.id);
    this.#options.onStray(work.partition);
    // Who takes the task over repeats an insert in another way if it finds another engine; what it
    // repairs it repairs in any case.
    if (work.kind === 'insert') this.#options.onCutOff();
    const landing = scheduler
      .sleep(strayMs + (work.kind === 'insert' ? lateMs : 2 * lateMs))
      .then(() => this.#land(who, this.#begin(work), random.below(answerMs)));
    if (work.kind === 'insert') return landing;
    landing.catch(() => undefined);
    await scheduler.sleep(random.below(strayMs));
    throw unreachable('has closed the connection');
  }

  #begin(work: Work): InFlight {
    const { promise: failed, reject: fail } = Promise.withResolvers<never>();
    failed.catch(() => undefined);
    const inFlight = { work, effect: work.begin(), isSeen: true, fail, failed };
    this.#inFlight.add(inFlight);
    return inFlight;
  }

  async #land(who: SimProcess, inFlight: InFlight, firstMs: number): Promise<void> {
    const { random, scheduler, trace } = this.#options;
    let ms = firstMs;
    for (const step of inFlight.effect.steps) {
      await scheduler.sleep(ms);
      // Cut off by a restart meanwhile.
      if (!this.#inFlight.has(inFlight)) return inFlight.failed;
      trace.add(who.name, ...step());
      ms = random.below(answerMs);
    }
    this.#inFlight.delete(inFlight);
  }
}

function pickFate(random: Random, { risk }: Work): Fate {
  let left = random.next();
  for (const [fate, chance] of Object.entries(chances[risk])) {
    if (left < chance) return fate as Fate;
    left -= chance;
  }
  return 'plain';
}

export function unreachable(what: string): OutsideError {
  return new OutsideError('clickhouse-unreachable', `The simulated ClickHouse ${what}.`);
}
