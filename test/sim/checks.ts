// What must be true, checked after every transaction and at the end. A checker reads the log as
// anybody else would, and knows nothing of the stages but their records.

import { keyOf, type RecordBatch, valueBytes } from '../../src/core/batch.ts';
import type { Position } from '../../src/generated/records.ts';
import type { Codec, Decoded, Log } from '../../src/ports.ts';
import { archivedTopics } from '../../src/stages/archive-tables.ts';
import { type Place, readRange } from '../../src/stages/read-range.ts';
import type { Read } from '../support/read-all.ts';
import { daySums } from './sim-derived.ts';
import type { SimEngine } from './sim-warehouse.ts';

export type CheckedWorld = {
  readonly log: Log;
  readonly codec: Codec;
  readonly engine: SimEngine;
  violation(what: string): void;
};

type RowsSeen = {
  readonly rows: ReturnType<SimEngine['rows']>;
  count: number;
  readonly ids: Set<string>;
};

export class Checks {
  readonly #world: CheckedWorld;
  readonly #offsets = new Map<string, number>();
  readonly #positions = new Map<string, Position>();
  /** What may be in the log once: records of raw events, findings, windows. */
  readonly #once = new Set<string>();
  readonly #rowsSeen = new Map<string, RowsSeen>();
  /** All that ever was in the topic norms: of what is compacted only the newest stays. */
  readonly norms: Read[] = [];
  /** One look after the other. */
  #looking: Promise<void> = Promise.resolve();

  constructor(world: CheckedWorld) {
    this.#world = world;
  }

  /** Reads these on from where it was. */
  look(places: readonly Place[]): Promise<void> {
    this.#looking = this.#looking.then(async () => {
      for (const { topic, partition } of places) await this.#lookAt(topic, partition);
      this.#lookAtRows();
    });
    return this.#looking;
  }

  /** How far a stage has come; undefined where it has not begun. */
  positionOf(place: string): Position | undefined {
    return this.#positions.get(place);
  }

  async #lookAt(topic: string, partition: number): Promise<void> {
    const { log, codec } = this.#world;
    const place = `${topic}/${partition}`;
    const { start, end } = await log.range(topic, partition);
    const from = Math.max(start, this.#offsets.get(place) ?? 0);
    for await (const batch of readRange(log, { topic, partition }, { from, to: end })) {
      await codec.prepare(batch);
      for (let i = 0; i < batch.count; i += 1) this.#record(batch, i, codec.decode(batch, i));
      this.#offsets.set(place, batch.nextOffset);
    }
  }

  #record(batch: RecordBatch, index: number, decoded: Decoded): void {
    if (decoded.kind !== 'record') return;
    const { topic, partition } = batch;
    if (decoded.name === 'Position') {
      this.#position(`${topic}/${partition}/${keyOf(batch, index)}`, decoded.record);
      return;
    }
    if (topic === 'norms')
      this.norms.push({ ...decoded, partition, offset: batch.offsets[index]! });
    const id = idOf(decoded, `${topic}/${partition}`);
    if (id === undefined) return;
    if (this.#once.has(id)) this.#world.violation(`${topic}/${partition} has ${id} twice`);
    this.#once.add(id);
  }

  #position(place: string, position: Position): void {
    const before = this.#positions.get(place);
    this.#positions.set(place, position);
    if (before === undefined) return;
    if (position.next_offset < before.next_offset) {
      this.#world.violation(`${place} goes back to ${position.next_offset}`);
    }
    if ((position.clock ?? 0) < (before.clock ?? 0)) {
      this.#world.violation(`${place}: its clock goes back to ${position.clock}`);
    }
  }

  #lookAtRows(): void {
    const { engine, violation } = this.#world;
    for (const table of engine.tables) {
      const rows = engine.rows(table);
      if (isReplacing(table)) continue;
      let seen = this.#rowsSeen.get(table);
      // Where rows were lost or forgotten, from the start.
      if (seen?.rows !== rows) seen = { rows, count: 0, ids: new Set() };
      for (; seen.count < rows.length; seen.count += 1) {
        const { topic, partition, offset } = rows[seen.count]!;
        const id = `${topic}/${partition}/${offset}`;
        if (seen.ids.has(id)) violation(`ClickHouse has ${table} ${id} twice`);
        seen.ids.add(id);
      }
      this.#rowsSeen.set(table, seen);
    }
  }
}

/** Undefined where it may be there again. */
function idOf(decoded: Decoded, place: string): string | undefined {
  if (decoded.kind !== 'record') return undefined;
  const { record, name } = decoded;
  switch (name) {
    case 'EnrichedAccess':
      return `raw ${record.source_partition}/${record.source_offset}/${record.part}`;
    case 'DeadLetter':
      return `raw letter ${record.topic}/${record.partition}/${record.offset}`;
    case 'Anomaly':
      return `anomaly ${record.id}`;
    case 'UserWindow':
      return `window ${record.user}/${record.kind}/${record.start}/${record.revision}`;
    case 'Norms':
      // Those that detect saves are no news.
      return place.startsWith('detect')
        ? undefined
        : `norms ${place} ${record.key}/${record.version}`;
    case 'NormsRound':
      return `round ${record.kind}/${record.hour}`;
    case 'Explained':
      return `explained ${record.event_id}/${record.part}/${record.subject_index}`;
    default:
      return undefined;
  }
}

function isReplacing(table: string): boolean {
  return Object.values(archivedTopics)
    .flatMap((records) => Object.values(records))
    .some((one) => one.table === table && one.isReplacing);
}

/** ClickHouse has exactly what the log has. */
export async function checkArchive(
  { log, codec, engine, violation }: CheckedWorld,
  topics: ReadonlyMap<string, number>,
): Promise<void> {
  for (const [topic, tables] of Object.entries(archivedTopics)) {
    const expected = new Map<string, Set<string>>();
    for (let partition = 0; partition < topics.get(topic)!; partition += 1) {
      const { start, end } = await log.range(topic, partition);
      for await (const batch of readRange(log, { topic, partition }, { from: start, to: end })) {
        await codec.prepare(batch);
        for (let i = 0; i < batch.count; i += 1) {
          const decoded = codec.decode(batch, i);
          if (decoded.kind !== 'record') continue;
          const table = tables[decoded.name]?.table ?? 'nowhere';
          const rows = expected.get(table) ?? new Set();
          expected.set(table, rows);
          const value = Buffer.from(valueBytes(batch, i)).toString('base64');
          rows.add(`${partition}/${batch.offsets[i]} ${value}`);
        }
      }
    }
    for (const { table } of Object.values(tables)) {
      const rows = engine.rows(table).filter((row) => row.topic === topic);
      const there = new Set(rows.map((row) => `${row.partition}/${row.offset} ${row.value}`));
      const doubled = isReplacing(table) ? 0 : rows.length - there.size;
      if (doubled > 0) violation(`ClickHouse has ${doubled} rows of ${table} twice`);
      const missing = [...(expected.get(table) ?? [])].filter((row) => !there.has(row)).length;
      if (missing > 0) violation(`ClickHouse lacks ${missing} rows of ${topic} in ${table}`);
      // Compaction takes what a newer record of its key replaces.
      const known = expected.get(table) ?? new Set();
      const foreign = isReplacing(table) ? 0 : [...there].filter((row) => !known.has(row)).length;
      if (foreign > 0)
        violation(`ClickHouse has ${foreign} rows in ${table} that are not in ${topic}`);
    }
  }
}

/** Each row of `access` is once in what is derived from it, and nothing else is. */
export function checkDerived({ engine, violation }: CheckedWorld): void {
  const { touches, days } = engine.derived;
  const base = engine.rows('access');
  const places = touches.rows.map(({ partition, offset }) => `${partition}/${offset}`);
  const there = new Set(places);
  const doubled = places.length - there.size;
  if (doubled > 0) violation(`access_by_subject has ${doubled} rows twice`);
  const missing = base.filter((row) => !there.delete(`${row.partition}/${row.offset}`)).length;
  if (missing > 0) violation(`access_by_subject lacks ${missing} rows`);
  if (there.size > 0) violation(`access_by_subject has ${there.size} rows that access has not`);
  const left = new Map<string, number>();
  for (const { partition, day, events } of daySums(base)) left.set(`${partition}/${day}`, events);
  for (const { partition, day, events } of days.rows) {
    const place = `${partition}/${day}`;
    left.set(place, (left.get(place) ?? 0) - events);
  }
  for (const [place, events] of left) {
    if (events !== 0) violation(`user_day has ${-events} events too many in ${place}`);
  }
}
