// Raw events that came in long ago, enriched once more: the tasks of the stage as they are, but
// driven from here and not by a group, so that reference data can be changed between two days.
//
//   day 1: reference data ─► all sources through what came in that day, side by side
//   day 2: reference data ─► …                                    each ends with its records
//
// A day is one of arrival, in UTC. No clock of now moves anything: silent sources do not tick. For
// cli/raw-source.ts.

import { partOf, type RecordBatch } from '../core/batch.ts';
import { dayMs, type Millis } from '../core/time.ts';
import { Pacer } from './enrich-pacer.ts';
import { ReferenceFeed } from './enrich-reference.ts';
import type { EnrichSettings } from './enrich-settings.ts';
import { takePartition } from './enrich-take.ts';
import type { EnrichTask } from './enrich-task.ts';
import { readRange } from './read-range.ts';
import type { StagePorts } from './stage-ports.ts';

const topic = 'db-access';

export type AgainOptions = {
  /** Called before what came in on a day, with the end of the day; undefined: days do not count. */
  readonly beforeDay?: ((end: Millis) => Promise<void>) | undefined;
  readonly stop: AbortSignal;
};

/** Ends with all sources at their ends, or stopped in the middle. */
export async function enrichAgain(
  ports: StagePorts,
  settings: Omit<EnrichSettings, 'drain' | 'instance'>,
  { beforeDay, stop }: AgainOptions,
): Promise<void> {
  const failed = new AbortController();
  const leave = AbortSignal.any([stop, failed.signal]);
  const feed = new ReferenceFeed(ports);
  const pacer = new Pacer(ports.clock, settings.sources);
  const draining = { ...settings, drain: AbortSignal.abort() };
  const sources: Source[] = [];
  try {
    for (let partition = 0; partition < settings.sources; partition += 1) {
      const taking = { topic, partition, feed, pacer, leave };
      const task = await takePartition(ports, draining, taking);
      const pieces = piecesOf(ports, partition, beforeDay !== undefined);
      sources.push(new Source({ partition, task, pieces, pacer, leave }));
    }
    await inParallel(sources, (source) => source.begin(), failed);
    for (let day = firstDay(sources); !leave.aborted && day !== undefined; ) {
      await beforeDay?.(day + dayMs);
      await feed.readToEnd();
      for (const source of sources) source.reportDay(day);
      const today = day;
      await inParallel(sources, (source) => source.goThrough(today), failed);
      day = firstDay(sources);
    }
  } finally {
    for (const { task } of sources) await task.release();
  }
}

/** Records of one partition that came in on one day, or on any. */
type Piece = { readonly day: Millis; readonly batch: RecordBatch };

/** Broker time may go back a little where another broker takes over: days do not. */
async function* piecesOf(
  { log }: StagePorts,
  partition: number,
  isByDay: boolean,
): AsyncGenerator<Piece, void, void> {
  const { start, end } = await log.range(topic, partition);
  let day = 0;
  for await (const batch of readRange(log, { topic, partition }, { from: start, to: end })) {
    for (let from = 0; from < batch.count; ) {
      day = isByDay ? Math.max(day, dayOf(batch.seenAt[from]!)) : day;
      let to = from + 1;
      while (to < batch.count && (!isByDay || dayOf(batch.seenAt[to]!) <= day)) to += 1;
      yield { day, batch: partOf(batch, { from, to }) };
      from = to;
    }
  }
}

type SourceOptions = {
  readonly partition: number;
  readonly task: EnrichTask;
  readonly pieces: AsyncGenerator<Piece, void, void>;
  readonly pacer: Pacer;
  readonly leave: AbortSignal;
};

class Source {
  readonly task: EnrichTask;
  readonly #options: SourceOptions;
  /** The next piece; undefined at the end. */
  #head: Piece | undefined;

  constructor(options: SourceOptions) {
    this.task = options.task;
    this.#options = options;
  }

  get day(): Millis | undefined {
    return this.#head?.day;
  }

  async begin(): Promise<void> {
    await this.#advance();
    // One without records holds nobody back.
    if (this.day === undefined) await this.task.idle();
  }

  /** Whoever has nothing today is not waited for, as a source that live has read to its end. */
  reportDay(day: Millis): void {
    const { pacer, partition } = this.#options;
    pacer.report(partition, null, this.day !== day);
  }

  async goThrough(day: Millis): Promise<void> {
    const { pacer, partition, leave } = this.#options;
    if (this.day !== day) return;
    while (this.#head?.day === day && !leave.aborted) {
      await this.task.process(this.#head.batch);
      await this.#advance();
    }
    if (leave.aborted) return;
    // A reason that is known on the next day only was not known on this one.
    this.task.giveUpWaiting();
    if (this.day === undefined) await this.task.idle();
    else pacer.report(partition, null, true);
  }

  /** The batch of the piece before is not used any more. */
  async #advance(): Promise<void> {
    const next = await this.#options.pieces.next();
    this.#head = next.done === true ? undefined : next.value;
  }
}

/** Waits for all of them, also where one fails: what they work on is closed then. */
async function inParallel(
  sources: readonly Source[],
  work: (source: Source) => Promise<void>,
  failed: AbortController,
): Promise<void> {
  const outcomes = await Promise.allSettled(
    sources.map(async (source) => {
      try {
        await work(source);
      } catch (error) {
        failed.abort();
        throw error;
      }
    }),
  );
  const first = outcomes.find(({ status }) => status === 'rejected');
  if (first?.status === 'rejected') throw first.reason;
}

function firstDay(sources: readonly Source[]): Millis | undefined {
  const days = sources.flatMap(({ day }) => day ?? []);
  return days.length === 0 ? undefined : Math.min(...days);
}

function dayOf(at: Millis): Millis {
  return Math.floor(at / dayMs) * dayMs;
}
