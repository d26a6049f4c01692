// A model of ClickHouse as far as archive leans on it: rows by coordinates, tables that are derived
// from others, inserts that are dropped by their token, an engine that restarts. Of an insert that
// a restart cuts off, each table has all, or nothing, or the token alone: the engine writes that
// first (seen with kill -9 on the real one).

import { keyOf, valueBytes } from '../../src/core/batch.ts';
import type { Millis } from '../../src/core/time.ts';
import type { Random } from '../../src/lab/random.ts';
import type { AvroInsert, Coordinates, Warehouse } from '../../src/ports.ts';
import { runningStatements } from '../../src/stages/archive-landing.ts';
import type { Scheduler } from './scheduler.ts';
import { DerivedTables } from './sim-derived.ts';
import type { SimProcess } from './sim-process.ts';
import { type Row, SimDisk, SimTable } from './sim-table.ts';
import { answerMs, type Effect, EngineWork, unreachable, type Work } from './sim-work.ts';
import type { Trace } from './trace.ts';

type Insert = { readonly table: string; readonly token: string; readonly rows: readonly Row[] };

export type SimEngineOptions = {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly random: Random;
  /** A task of archive is to be given to another. */
  onStray(task: number): void;
};

const startMs = 3_000;
const ownerMs = 1_200;

export class SimEngine {
  readonly derived: DerivedTables;
  readonly #options: SimEngineOptions;
  readonly #tables = new Map<string, SimTable<Row>>();
  readonly #work: EngineWork;
  readonly #disk: SimDisk;
  #startedAt: Millis;
  #awayUntil: Millis = 0;

  constructor(options: SimEngineOptions) {
    this.#options = options;
    this.#startedAt = options.scheduler.now();
    this.#disk = new SimDisk(options.random);
    const base = new SimTable<Row>(this.#disk);
    this.#tables.set('access', base);
    this.derived = new DerivedTables({ ...options, startMs, base, disk: this.#disk });
    const onCutOff = (): void => this.restart();
    this.#work = new EngineWork({ ...options, onCutOff });
  }

  set isFaulty(isFaulty: boolean) {
    this.#work.isFaulty = isFaulty;
  }

  rows(table: string): readonly Row[] {
    return this.#tables.get(table)?.rows ?? [];
  }

  get tables(): readonly string[] {
    return [...this.#tables.keys()];
  }

  goAway(ms: number): void {
    this.#awayUntil = this.#options.scheduler.now() + ms;
  }

  /** For so long. Whoever has started the engine looks once a second whether writes have failed. */
  async fillDisk(ms: number): Promise<void> {
    const { scheduler, random, trace } = this.#options;
    const until = scheduler.now() + ms;
    this.#disk.isFull = true;
    while (scheduler.now() < until || this.#disk.isDamaged) {
      await scheduler.sleep(random.below(ownerMs));
      if (scheduler.now() >= until) this.#disk.isFull = false;
      if (!this.#disk.isDamaged) continue;
      trace.add('engine', 'killed-damaged', '');
      this.restart();
    }
  }

  /** kill -9 and a new start. */
  restart(): void {
    this.#work.cutOff();
    this.derived.restart();
    for (const table of this.#tables.values()) table.restart();
    this.#disk.isDamaged = false;
    this.goAway(startMs);
    this.#startedAt = this.#options.scheduler.now() + startMs;
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
      isDamaged: () => ask(() => this.#disk.isDamaged),
      insert: (insert) => ask(() => this.#work.run(who, this.#insertOf(copyOf(insert)))),
      count: (table, range) => ask(() => this.#within(table, range).length),
      offsets: (table, range) =>
        ask(() => {
          const offsets = new Set(this.#within(table, range).map(({ offset }) => offset));
          return [...offsets].sort((a, b) => a - b);
        }),
      query: (sql, options) =>
        ask(() => {
          const parameters = options?.parameters ?? {};
          if (sql !== runningStatements) return [this.derived.answer(sql, parameters)];
          return [{ statements: this.#work.running(`${parameters['token']}`) }];
        }),
      stream: () => {
        throw new Error('nobody asks');
      },
      streamBytes: () => {
        throw new Error('nobody asks');
      },
      execute: (sql, parameters = {}, { id = '' } = {}) =>
        ask(() => this.#work.run(who, this.derived.statement(sql, parameters, id))),
      close: async () => undefined,
    };
  }

  #insertOf({ table, token, rows }: Insert): Work {
    const begin = (): Effect => {
      const { random } = this.#options;
      const base = this.#tables.get(table) ?? new SimTable(this.#disk);
      this.#tables.set(table, base);
      const piece = base.piece(token, rows);
      const views = table === 'access' ? this.derived.pieces(token, rows) : [];
      return {
        steps: [
          () => [piece.land() ? 'inserted' : 'insert-dropped', `${table} ${token}`],
          ...views.map(
            (view) => () => [view.land() ? 'view-filled' : 'view-dropped', token] as const,
          ),
        ],
        cutOff: () => {
          const fate = piece.cutOff(random);
          const fates = views.map((view) => view.cutOff(random));
          return [`insert-cut-off-${fate}`, `${token} ${fates.join(' ')}`];
        },
      };
    };
    const risk = table === 'access' ? 'insert-with-views' : 'insert';
    return { kind: 'insert', risk, id: token, partition: rows[0]?.partition ?? 0, begin };
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
