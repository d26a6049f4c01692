// The stage archive from the log to the genuine engine: everything arrives once, whatever ends in
// the middle. Faults wrap the ports; the stage, the log and the engine are the real ones.

import { beforeEach, expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { OutsideError } from '../../src/errors.ts';
import type {
  EnrichedAccess,
  Person,
  RecordName,
  Records,
  Tick,
} from '../../src/generated/records.ts';
import { topics } from '../../src/generated/topics.ts';
import type { Log, Warehouse } from '../../src/ports.ts';
import { runArchive } from '../../src/stages/archive.ts';
import { type ArchiveSettings, archiveDefaults } from '../../src/stages/archive-settings.ts';
import { archiveStateTopic, positionKeyOf } from '../../src/stages/archive-task.ts';
import { readPosition } from '../../src/stages/position.ts';
import type { Fact } from '../../src/telemetry.ts';
import { testClock } from '../adapters/local-log/test-clock.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { enrichedAccess } from '../support/enriched-access.ts';

const tick: Tick = { source_partition: 0, clock: 1_700_000_000_000, sources: 1, state: 'live' };
const person: Person = {
  id: 'ann',
  accounts: ['a1'],
  kind: 'human',
  team: null,
  role: null,
  queues: [],
  site: null,
  utc_offset_minutes: 0,
  shift: null,
  employment: 'active',
  valid_from: null,
};

const world = embedded();
const codec = await openCodec({ registry: openLocalRegistry() });
const clock = testClock();
const drained = AbortSignal.abort();

let log: Log;
let logId = '';
let facts: Fact[] = [];

beforeEach(async () => {
  log = openLocalLog({ clock });
  facts = [];
  for (const { name, partitions, cleanup } of topics) {
    const count = typeof partitions === 'number' ? partitions : 2;
    await log.createTopic({ name, partitions: count, cleanup });
  }
  logId = (await log.topic('access'))!.id;
});

describeEmbedded('archive', () => {
  test('brings every record of every topic into its table, once', async () => {
    await writeAccesses(0, 300);
    await writeAccesses(1, 200);
    await write('access', 0, 'Tick', tick);
    await write('people', 0, 'Person', person, 'ann');
    await write('people', 0, 'Person', { ...person, team: 'blue' }, 'ann');
    await write('people', 0, 'Person', { ...person, id: 'bob' }, 'bob');
    await writeBytes('people', 'bob', null);
    await run({});
    await run({});
    expect(await numbers(`SELECT count() FROM access ${mine}`)).toEqual([500]);
    expect(await numbers(`SELECT count() FROM access_by_subject ${mine}`)).toEqual([1000]);
    expect(await numbers(`SELECT sum(events), sum(rows) FROM user_day ${mine}`)).toEqual([
      500, 1500,
    ]);
    expect(
      await numbers(`SELECT count() FROM access_control ${mine} AND _record = 'Tick'`),
    ).toEqual([1]);
    const people = await world.warehouse.query('SELECT id, team FROM people_now ORDER BY id');
    expect(people).toEqual([{ id: 'ann', team: 'blue' }]);
  });

  test('records that are bad become dead letters with their reason, their neighbours rows', async () => {
    const bad = [
      { value: Uint8Array.of(1, 0, 0, 0, 1, 2), reason: 'wrong-magic' },
      { value: Uint8Array.of(0, 9, 9, 9, 9, 2), reason: 'unknown-schema' },
      { value: new Uint8Array(0), reason: 'empty-value' },
      { value: null, reason: 'tombstone' },
      { value: encoded('Person'), reason: 'unexpected-record' },
      { value: encoded('Tick').slice(0, 8), reason: 'truncated' },
    ];
    await writeAccesses(0, 3);
    for (const { value } of bad) await writeBytes('access', 'ann', value);
    await writeAccesses(0, 2);
    await run({});
    expect(await numbers(`SELECT count() FROM access ${mine}`)).toEqual([5]);
    const letters = await world.warehouse.query(
      'SELECT reason, topic, offset, key, size_bytes FROM dead_letters ' +
        'WHERE _log = {log:String} ORDER BY offset',
      { parameters: { log: (await log.topic('dead-letter'))!.id } },
    );
    expect(letters).toEqual(
      bad.map(({ value, reason }, index) => {
        const size_bytes = value?.length ?? 0;
        return { reason, topic: 'access', offset: 3 + index, key: 'ann', size_bytes };
      }),
    );
  });

  test('what ClickHouse alone refuses is found by halving', async () => {
    await writeAccesses(0, 100);
    const warehouse = withInsert(async (insert) => {
      const offsets = insert.indexes.map((index) => insert.batch.offsets[index]);
      if (insert.table === 'access' && offsets.includes(37)) {
        throw new OutsideError('clickhouse-data', 'cannot take it');
      }
      await world.warehouse.insert(insert);
    });
    await run({ warehouse });
    expect(await numbers(`SELECT count(), countIf(_offset = 37) FROM access ${mine}`)).toEqual([
      99, 0,
    ]);
    expect(rejected()).toEqual([{ reason: 'refused-by-clickhouse', records: 1 }]);
  });

  test('an answer that is lost after the write does not double a row', async () => {
    await writeAccesses(0, 50);
    let lost = 2;
    const warehouse = withInsert(async (insert) => {
      await world.warehouse.insert(insert);
      if (lost-- > 0) throw new OutsideError('clickhouse-unreachable', 'reset by peer');
    });
    await run({ warehouse });
    expect(await numbers(`SELECT count() FROM access ${mine}`)).toEqual([50]);
    expect(await numbers(`SELECT count() FROM access_by_subject ${mine}`)).toEqual([100]);
    expect(facts.filter(({ kind }) => kind === 'outside-failed')).toHaveLength(2);
    expect(facts.filter(({ kind }) => kind === 'outside-recovered')).toHaveLength(1);
  });

  test('a stop while ClickHouse is away ends at once, and the declared range is finished later', async () => {
    await writeAccesses(0, 40);
    const stop = new AbortController();
    const warehouse = withInsert(async () => {
      stop.abort();
      throw new OutsideError('clickhouse-unreachable', 'nobody there');
    });
    await run({ warehouse, stop: stop.signal });
    expect((await position())?.declared_next).toBe(40);
    await writeAccesses(0, 10);
    await run({});
    expect(await numbers(`SELECT count() FROM access ${mine}`)).toEqual([50]);
    expect(await position()).toMatchObject({ next_offset: 50, declared_next: null });
  });

  test('a crash between the insert and the position repeats the same range only', async () => {
    await writeAccesses(0, 40);
    await crashBeforeCommit(2);
    expect(await position()).toMatchObject({ next_offset: 0, declared_next: 40 });
    await writeAccesses(0, 10);
    await run({});
    expect(await numbers(`SELECT count() FROM access ${mine}`)).toEqual([50]);
    expect(await numbers(`SELECT count() FROM access_by_subject ${mine}`)).toEqual([100]);
    expect(await numbers(`SELECT sum(events) FROM user_day ${mine}`)).toEqual([50]);
  });

  for (const { name, lose, isKilled } of [
    { name: 'rows of the views', lose: ['access_by_subject', 'user_day'], isKilled: true },
    {
      name: 'rows everywhere',
      lose: ['access', 'access_by_subject', 'user_day'],
      isKilled: false,
    },
    { name: 'nothing', lose: [], isKilled: false },
  ]) {
    test(`an engine that was restarted over a declared range and lost ${name} is made whole`, async () => {
      await writeAccesses(0, 30);
      await run({});
      await writeAccesses(0, 40);
      await crashBeforeCommit(2);
      for (const table of lose) {
        // Half of the range, and all of the sketches, as if their parts had not been committed.
        const half = table === 'user_day' ? '' : 'AND _offset >= 30 AND _offset % 2 = 0';
        await world.warehouse.execute(
          `ALTER TABLE ${table} DELETE WHERE _log = {log:String} ${half} SETTINGS mutations_sync = 2`,
          { log: logId },
        );
      }
      // One real crash is enough: the others are told apart from it by the declared start alone.
      if (isKilled) await world.crash();
      await expireStart();
      await run({});
      expect(await numbers(`SELECT count() FROM access ${mine}`)).toEqual([70]);
      expect(await numbers(`SELECT count() FROM access_by_subject ${mine}`)).toEqual([140]);
      const sketches = 'sum(events), sum(rows), uniqCombined64Merge(12)(subjects)';
      expect(await numbers(`SELECT ${sketches} FROM user_day ${mine}`)).toEqual([70, 210, 80]);
      expect(await position()).toMatchObject({ next_offset: 70, declared_next: null });
    });
  }

  test('more dead letters than one transaction holds are written once, over a crash', async () => {
    const large = new Uint8Array(60_000).fill(7);
    for (let i = 0; i < 30; i += 1) await writeBytes('access', `key ${i}`, large);
    // 1 declares, 2 and 3 carry dead letters, the fourth would have been the last.
    await crashBeforeCommit(4);
    await run({});
    const { end } = await log.range('dead-letter', 0);
    expect(end).toBe(30);
  });
});

const mine = 'WHERE _log = {log:String}';

async function numbers(sql: string): Promise<unknown[]> {
  const [row] = await world.warehouse.query(sql, { parameters: { log: logId } });
  return Object.values(row ?? {});
}

type Run = { readonly warehouse?: Warehouse; readonly log?: Log; readonly stop?: AbortSignal };

async function run(given: Run & Partial<ArchiveSettings>): Promise<void> {
  const telemetry = { emit: (fact: Fact) => facts.push(fact) };
  const warehouse = given.warehouse ?? world.warehouse;
  const ports = { log: given.log ?? log, codec, warehouse, clock, telemetry };
  const stop = given.stop ?? new AbortController().signal;
  await runArchive(ports, { ...archiveDefaults, drain: drained }, stop);
}

/** The process ends instead of making its nth commit in partition 0. */
async function crashBeforeCommit(nth: number): Promise<void> {
  let commits = 0;
  const crashing: Log = {
    ...log,
    async writer(id) {
      const writer = await log.writer(id);
      if (id !== 'archive-0') return writer;
      return {
        ...writer,
        commit: async (outputs) => {
          commits += 1;
          if (commits >= nth) throw new Error('the process was killed');
          await writer.commit(outputs);
        },
      };
    },
  };
  await expect(run({ log: crashing })).rejects.toThrow('the process was killed');
}

/** As if the range had been declared to an engine that started an hour before this one. */
async function expireStart(): Promise<void> {
  const declared = await position();
  if (declared?.engine_started_at == null) throw new Error('nothing is declared');
  const output = new OutputBuffer(archiveStateTopic, 0);
  const engine_started_at = declared.engine_started_at - 3_600_000;
  const earlier = { ...declared, engine_started_at };
  codec.encode(output, positionKeyOf('access'), 'Position', earlier);
  await commit(output);
}

function withInsert(insert: Warehouse['insert']): Warehouse {
  return { ...world.warehouse, insert };
}

function rejected(): unknown[] {
  return facts.flatMap((fact) =>
    fact.kind === 'records-rejected' ? [{ reason: fact.reason, records: fact.records }] : [],
  );
}

function position() {
  return readPosition({ log, codec }, archiveStateTopic, 0, positionKeyOf('access'));
}

/** Three rows and two subjects each, of 80 subjects in all. */
async function writeAccesses(partition: number, count: number): Promise<void> {
  const output = new OutputBuffer('access', partition);
  const { end } = await log.range('access', partition);
  for (let i = end; i < end + count; i += 1) {
    const subjects = [`s${(2 * i) % 80}`, `s${(2 * i + 1) % 80}`];
    const access: EnrichedAccess = { ...enrichedAccess, event_id: `e${i}`, subjects, rows: 3 };
    codec.encode(output, access.user, 'EnrichedAccess', access);
  }
  await commit(output);
}

async function write<N extends RecordName>(
  topic: string,
  partition: number,
  name: N,
  record: Records[N],
  key: string | null = null,
): Promise<void> {
  const output = new OutputBuffer(topic, partition);
  codec.encode(output, key, name, record);
  await commit(output);
}

async function writeBytes(topic: string, key: string, value: Uint8Array | null): Promise<void> {
  const output = new OutputBuffer(topic, 0);
  output.append(key, value);
  await commit(output);
}

async function commit(output: OutputBuffer): Promise<void> {
  const writer = await log.writer('test');
  await writer.commit([output]);
  await writer.close();
}

function encoded(name: 'Person' | 'Tick'): Uint8Array {
  const output = new OutputBuffer('any', 0);
  if (name === 'Person') codec.encode(output, null, name, person);
  else codec.encode(output, null, name, tick);
  return output.bytes.slice(0, output.length);
}
