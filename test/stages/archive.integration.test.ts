// The stage archive from the log to the genuine engine: everything arrives once, whatever ends in
// the middle. Faults wrap the ports; the stage, the log and the engine are the real ones.

import { spawnSync } from 'node:child_process';
import { beforeEach, expect, test } from 'vitest';
import { OutsideError } from '../../src/errors.ts';
import type { Log, Warehouse } from '../../src/ports.ts';
import { runArchive } from '../../src/stages/archive.ts';
import { claimRepair, repairDerived, repairStatements } from '../../src/stages/archive-repair.ts';
import { archiveDefaults } from '../../src/stages/archive-settings.ts';
import type { Fact } from '../../src/telemetry.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { type ArchiveInput, openArchiveInput, person, tick } from './archive-input.ts';

const world = embedded();
let input: ArchiveInput;
let facts: Fact[] = [];

beforeEach(async () => {
  input = await openArchiveInput();
  facts = [];
});

describeEmbedded('archive', () => {
  test('brings every record of every topic into its table, once', async () => {
    await input.writeAccesses(0, 300);
    await input.writeAccesses(1, 200);
    await input.write({ topic: 'access' }, 'Tick', tick);
    await input.write({ topic: 'people', key: 'ann' }, 'Person', person);
    await input.write({ topic: 'people', key: 'ann' }, 'Person', { ...person, team: 'blue' });
    await input.write({ topic: 'people', key: 'bob' }, 'Person', { ...person, id: 'bob' });
    await input.writeBytes('people', 'bob', null);
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

  test('bad records become dead letters with their reason, their neighbours rows', async () => {
    const bad = [
      { value: Uint8Array.of(1, 0, 0, 0, 1, 2), reason: 'wrong-magic' },
      { value: Uint8Array.of(0, 9, 9, 9, 9, 2), reason: 'unknown-schema' },
      { value: new Uint8Array(0), reason: 'empty-value' },
      { value: null, reason: 'tombstone' },
      { value: input.encoded('Person', person), reason: 'unexpected-record' },
      { value: input.encoded('Tick', tick).slice(0, 8), reason: 'truncated' },
    ];
    await input.writeAccesses(0, 3);
    for (const { value } of bad) await input.writeBytes('access', 'ann', value);
    await input.writeAccesses(0, 2);
    await run({});
    expect(await numbers(`SELECT count() FROM access ${mine}`)).toEqual([5]);
    const letters = await world.warehouse.query(
      'SELECT reason, topic, offset, key, size_bytes FROM dead_letters ' +
        'WHERE _log = {log:String} ORDER BY offset',
      { parameters: { log: (await input.log.topic('dead-letter'))!.id } },
    );
    expect(letters).toEqual(
      bad.map(({ value, reason }, index) => {
        const size_bytes = value?.length ?? 0;
        return { reason, topic: 'access', offset: 3 + index, key: 'ann', size_bytes };
      }),
    );
  });

  test('what ClickHouse alone refuses is found by halving', async () => {
    await input.writeAccesses(0, 100);
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
    await input.writeAccesses(0, 50);
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

  test('a stop while ClickHouse is away ends at once; the range is finished later', async () => {
    await input.writeAccesses(0, 40);
    const stop = new AbortController();
    const warehouse = withInsert(async () => {
      stop.abort();
      throw new OutsideError('clickhouse-unreachable', 'nobody there');
    });
    await run({ warehouse, stop: stop.signal });
    expect((await input.position())?.declared_next).toBe(40);
    await input.writeAccesses(0, 10);
    await run({});
    expect(await numbers(`SELECT count() FROM access ${mine}`)).toEqual([50]);
    expect(await input.position()).toMatchObject({ next_offset: 50, declared_next: null });
  });

  test('a crash between the insert and the position repeats the same range only', async () => {
    await input.writeAccesses(0, 40);
    await crashBeforeCommit(2);
    expect(await input.position()).toMatchObject({ next_offset: 0, declared_next: 40 });
    await input.writeAccesses(0, 10);
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
    { name: 'rows of access alone', lose: ['access'], isKilled: false },
    { name: 'nothing', lose: [], isKilled: false },
  ]) {
    test(`an engine restarted over a declared range that lost ${name} is made whole`, async () => {
      await input.writeAccesses(0, 30);
      await run({});
      await input.writeAccesses(0, 40);
      await crashBeforeCommit(2);
      for (const table of lose) {
        // Half of the range, and all of the sketches, as if their parts had not been committed.
        const half = table === 'user_day' ? '' : 'AND _offset >= 30 AND _offset % 2 = 0';
        await world.warehouse.execute(
          `ALTER TABLE ${table} DELETE ${mine} ${half} SETTINGS mutations_sync = 2`,
          { log: input.logId },
        );
      }
      // One real crash is enough: the others are told apart from it by the declared start alone.
      if (isKilled) await world.crash();
      await input.expireStart();
      await run({});
      expect(await numbers(`SELECT count() FROM access ${mine}`)).toEqual([70]);
      expect(await numbers(`SELECT count() FROM access_by_subject ${mine}`)).toEqual([140]);
      const sketches = 'sum(events), sum(rows), uniqCombined64Merge(12)(subjects)';
      expect(await numbers(`SELECT ${sketches} FROM user_day ${mine}`)).toEqual([70, 210, 80]);
      expect(await input.position()).toMatchObject({ next_offset: 70, declared_next: null });
    });
  }

  test('rows whose token a full disk has lost are made once again, wherever they are', async () => {
    await input.writeAccesses(0, 40);
    await input.write({ topic: 'access' }, 'Tick', tick);
    await crashBeforeCommit(2);
    await world.warehouse.execute(
      `ALTER TABLE access_by_subject DELETE ${mine} SETTINGS mutations_sync = 2`,
      { log: input.logId },
    );
    // As if its token had not reached the disk: to the engine these are other bytes.
    const forgetful = withInsert(({ token, ...insert }) =>
      world.warehouse.insert({ ...insert, token: `${token}/lost` }),
    );
    await input.expireStart();
    await run({ warehouse: forgetful });
    await expectOnce();
    expect(await numbers(`SELECT count() FROM access_control ${mine}`)).toEqual([1]);
    expect(await input.position()).toMatchObject({ next_offset: 41, declared_next: null });
  });

  test('an insert that comes when its range was repaired adds nothing to any table', async () => {
    await input.writeAccesses(0, 40);
    // The engine is killed before it has anything of it; the insert itself is still on its way.
    const held: Parameters<Warehouse['insert']>[0][] = [];
    const holding = withInsert(async (insert) => {
      held.push(structuredClone(insert));
      throw new Error('the process was killed');
    });
    await expect(run({ warehouse: holding })).rejects.toThrow('the process was killed');
    await input.expireStart();
    await run({});
    expect(held).toHaveLength(1);
    await world.warehouse.insert(held[0]!);
    await expectOnce();
  });

  test('a repair whose claim is not the newest changes nothing', async () => {
    await input.writeAccesses(0, 40);
    await run({});
    const range = { logId: input.logId, topic: 'access', partition: 0, first: 0, next: 40 };
    const claims = { log: range.logId, partition: 0 };
    const late = await claimRepair(world.warehouse, range, 'late');
    await claimRepair(world.warehouse, range, 'newest');
    for (const sql of ['forgetTouches', 'forgetDays', 'addTouches', 'addDays'] as const) {
      const parameters = { ...claims, first: 0, next: 40, owner: late.owner };
      await world.warehouse.execute(repairStatements[sql], parameters);
    }
    await expectOnce();
    const forget = repairStatements.forgetDays;
    const { owner } = await claimRepair(world.warehouse, range, 'again');
    await world.warehouse.execute(forget, { ...claims, first: 0, next: 40, owner });
    expect(await numbers(`SELECT count() FROM user_day ${mine}`)).toEqual([0]);
    await expect(repairDerived(late)).rejects.toMatchObject({ code: 'clickhouse-busy' });
    await repairDerived({ ...late, owner });
    await expectOnce();
  });

  test('an engine that keeps failed writes quiet is killed, its successor is mended', async () => {
    await input.writeAccesses(0, 3_000);
    const { pid } = world.engine;
    // As if the disk were full, for this process alone.
    const limited = spawnSync('prlimit', ['--pid', String(pid), '--fsize=16384']);
    expect(limited.status).toBe(0);
    await run({});
    expect(world.engine.pid).not.toBe(pid);
    const failures = facts.flatMap((fact) => (fact.kind === 'outside-failed' ? [fact.code] : []));
    expect(['clickhouse-damaged', 'clickhouse-unreachable']).toContain(failures[0]);
    expect(await input.position()).toMatchObject({ next_offset: 3_000, declared_next: null });
    const counts = 'count(), uniqExact(event_id), sum(length(event_id) > 0)';
    expect(await numbers(`SELECT ${counts} FROM access ${mine}`)).toEqual([3_000, 3_000, 3_000]);
    expect(await numbers(`SELECT count() FROM access_by_subject ${mine}`)).toEqual([6_000]);
    expect(await numbers(`SELECT sum(events) FROM user_day ${mine}`)).toEqual([3_000]);
  });

  test('more dead letters than one transaction holds are written once, over a crash', async () => {
    const large = new Uint8Array(60_000).fill(7);
    for (let i = 0; i < 30; i += 1) await input.writeBytes('access', `key ${i}`, large);
    // 1 declares, 2 and 3 carry dead letters, the fourth would have been the last.
    await crashBeforeCommit(4);
    await run({});
    const { end } = await input.log.range('dead-letter', 0);
    expect(end).toBe(30);
  });
});

const mine = 'WHERE _log = {log:String}';

async function numbers(sql: string): Promise<unknown[]> {
  const [row] = await world.warehouse.query(sql, { parameters: { log: input.logId } });
  return Object.values(row ?? {});
}

/** Forty accesses in partition 0, in all tables. */
async function expectOnce(): Promise<void> {
  expect(await numbers(`SELECT count() FROM access ${mine}`)).toEqual([40]);
  expect(await numbers(`SELECT count() FROM access_by_subject ${mine}`)).toEqual([80]);
  expect(await numbers(`SELECT sum(events), sum(rows) FROM user_day ${mine}`)).toEqual([40, 120]);
}

type Run = { readonly warehouse?: Warehouse; readonly log?: Log; readonly stop?: AbortSignal };

async function run(given: Run): Promise<void> {
  const { codec, clock } = input;
  const telemetry = { emit: (fact: Fact) => facts.push(fact) };
  const warehouse = given.warehouse ?? world.warehouse;
  const ports = { log: given.log ?? input.log, codec, warehouse, clock, telemetry };
  const settings = { ...archiveDefaults, drain: AbortSignal.abort() };
  await runArchive(ports, settings, given.stop ?? new AbortController().signal);
}

/** The process ends instead of making its nth commit in partition 0. */
async function crashBeforeCommit(nth: number): Promise<void> {
  let commits = 0;
  const crashing: Log = {
    ...input.log,
    async writer(id) {
      const writer = await input.log.writer(id);
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

function withInsert(insert: Warehouse['insert']): Warehouse {
  return { ...world.warehouse, insert };
}

function rejected(): unknown[] {
  return facts.flatMap((fact) =>
    fact.kind === 'records-rejected' ? [{ reason: fact.reason, records: fact.records }] : [],
  );
}
