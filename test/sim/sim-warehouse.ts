// A model of ClickHouse as far as archive leans on it: rows by coordinates, inserts that are
// dropped by their token, an engine that restarts. An insert that a restart cuts off is there as a
// whole, or not at all, or as its token alone: the engine writes that first (seen with kill -9 on
// the real one).

import { keyOf, valueBytes } from '../../src/core/batch.ts';
import type { Millis } from '../../src/core/time.ts';
import { OutsideError } from '../../src/errors.ts';
import type { Random } from '../../src/lab/random.ts';
import type { AvroInsert, Coordinates, Warehouse } from '../../src/ports.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimProcess } from './sim-process.ts';
import type { Trace } from './trace.ts';

export type Row = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** Its bytes, as base64. */
  readonly value: string;
};

type Insert = { readonly table: string; readonly token: string; readonly rows: readonly Row[] };
type InFlight = Insert & { readonly fail: (error: OutsideError) => void };

export type SimEngineOptions = {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly random: Random;
  /** A task of archive is to be given to another. */
  onStray(task: number): void;
};

const answerMs = 6;
const slowMsMax = 12_000;
const startMs = 3_000;
const strayMs = 5_000;
/**
 * Of the inserts while faults happen: not taken; cut off by a restart; answered too late; on their
 * way for so long that the engine was restarted and the task is another's when they come.
 */
const chances = { refused: 0.02, cutOff: 0.03, stray: 0.02, late: 0.04 };

export class SimEngine {
  readonly #options: SimEngineOptions;
  readonly #tables = new Map<string, Row[]>();
  readonly #tokens = new Set<string>();
  readonly #inFlight = new Set<InFlight>();
  #startedAt: Millis;
  #awayUntil: Millis = 0;
  isFaulty = true;

  constructor(options: SimEngineOptions) {
    this.#options = options;
    this.#startedAt = options.scheduler.now();
  }

  rows(table: string): readonly Row[] {
    return this.#tables.get(table) ?? [];
  }

  get tables(): readonly string[] {
    return [...this.#tables.keys()];
  }

  goAway(ms: number): void {
    this.#awayUntil = this.#options.scheduler.now() + ms;
  }

  /** kill -9 and a new start. */
  restart(): void {
    const { scheduler, trace, random } = this.#options;
    for (const insert of this.#inFlight) {
      const isKnown = this.#tokens.has(tokenOf(insert));
      const fate = isKnown ? 'nothing' : random.pick(['nothing', 'token', 'all']);
      trace.add('engine', `insert-cut-off-${fate}`, insert.token);
      if (fate === 'all') this.#addRows(insert);
      if (fate !== 'nothing') this.#addToken(insert);
      insert.fail(unreachable('was killed'));
    }
    this.#inFlight.clear();
    this.goAway(startMs);
    this.#startedAt = scheduler.now() + startMs;
  }

  /** As one process reaches it. */
  open(who: SimProcess): Warehouse {
    const ask = <T>(answer: () => T | Promise<T>): Promise<T> =>
      who.call(answerMs, () => {
        if (this.#options.scheduler.now() < this.#awayUntil) throw unreachable('is away');
        return answer();
      });
    return {
      engine: () => ask(() => ({ version: '26.7.1.1', startedAt: this.#startedAt })),
      failedWrites: () => ask(() => 0),
      insert: (insert) => ask(() => this.#insert(who, copyOf(insert))),
      count: (table, range) => ask(() => this.#within(table, range).length),
      offsets: (table, range) =>
        ask(() => {
          const offsets = this.#within(table, range).map(({ offset }) => offset);
          return offsets.sort((a, b) => a - b);
        }),
      // The only thing archive asks: whether an insert of the range still runs.
      query: (_sql, options) =>
        ask(() => {
          const token = `${options?.parameters?.['token']}`;
          const running = [...this.#inFlight].filter((one) => one.token.startsWith(token));
          return [{ inserts: running.length }];
        }),
      stream: () => {
        throw new Error('nobody asks');
      },
      execute: () => ask(() => undefined),
      close: async () => undefined,
    };
  }

  async #insert(who: SimProcess, insert: Insert): Promise<void> {
    const { random, scheduler, trace } = this.#options;
    const chance = this.isFaulty ? random.next() : 0.5;
    const lateMs = random.below(slowMsMax);
    if (chance < chances.refused) throw new OutsideError('clickhouse-busy', 'too many parts');
    const isCutOff = chance < chances.refused + chances.cutOff;
    if (!isCutOff && chance < chances.refused + chances.cutOff + chances.stray) {
      trace.add(who.name, 'insert-strays', insert.token);
      this.#options.onStray(insert.rows[0]?.partition ?? 0);
      this.restart();
      await scheduler.sleep(strayMs + lateMs);
    }
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => undefined);
    const inFlight = { ...insert, fail: failed.reject };
    this.#inFlight.add(inFlight);
    if (isCutOff) {
      this.restart();
      return failed.promise;
    }
    const isLate = chance > 1 - chances.late;
    const landing = scheduler.sleep(isLate ? lateMs : random.below(answerMs)).then(() => {
      // Cut off by a restart meanwhile.
      if (!this.#inFlight.delete(inFlight)) return failed.promise;
      const isKnown = this.#tokens.has(tokenOf(insert));
      trace.add(
        who.name,
        isKnown ? 'insert-dropped' : 'inserted',
        `${insert.table} ${insert.token}`,
      );
      if (isKnown) return;
      this.#addRows(insert);
      this.#addToken(insert);
    });
    landing.catch(() => undefined);
    if (!isLate) return landing;
    // The client has given up before; the insert lands all the same.
    await scheduler.sleep(random.below(slowMsMax));
    trace.add(who.name, 'insert-unanswered', insert.token);
    throw unreachable('does not answer');
  }

  #addRows({ table, rows }: Insert): void {
    const all = this.#tables.get(table) ?? [];
    all.push(...rows);
    this.#tables.set(table, all);
  }

  #addToken(insert: Insert): void {
    if (insert.token !== '') this.#tokens.add(tokenOf(insert));
  }

  #within(table: string, { topic, partition, first, next }: Coordinates): readonly Row[] {
    return this.rows(table).filter(
      (row) =>
        row.topic === topic &&
        row.partition === partition &&
        row.offset >= first &&
        row.offset < next,
    );
  }
}

/** Tokens are a table's own. */
function tokenOf({ table, token }: Insert): string {
  return `${table} ${token}`;
}

/** As it goes over the wire: the batch is the caller's again afterwards. */
function copyOf({ table, token, range, batch, indexes }: AvroInsert): Insert {
  const rows = indexes.map((index) => ({
    topic: range.topic,
    partition: range.partition,
    offset: batch.offsets[index]!,
    key: keyOf(batch, index),
    value: Buffer.from(valueBytes(batch, index)).toString('base64'),
  }));
  return { table, token, rows };
}

function unreachable(what: string): OutsideError {
  return new OutsideError('clickhouse-unreachable', `The simulated ClickHouse ${what}.`);
}
