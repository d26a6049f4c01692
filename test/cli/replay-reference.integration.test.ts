// Replay from raw events with reference data of now, and with those of then: three days in which a
// person moves, tickets come, change and go, a customer becomes a canary. What `then` enriches is
// what live had enriched, field by field; `now` differs where something has changed since.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngine } from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import { dayMs, hourMs, minuteMs } from '../../src/core/time.ts';
import type { AccessEvent, EnrichedAccess } from '../../src/generated/records.ts';
import { referenceTopics } from '../../src/investigate/reference-versions.ts';
import { ask } from '../support/ask.ts';
import { describeEmbedded, hasLibrary, open } from '../support/embedded.ts';
import { runProgram, startProgram, until, withoutNorms } from '../support/program.ts';
import { accessEvent, person, subject, ticket } from '../support/reference-rows.ts';
import { type Arrival, type Batch, liveThrough, sizes } from './lived-days.ts';

const timeoutMs = 180_000;
/** Of the first day, some days ago: raw events are kept for a month. */
const midnight = Math.floor(Date.now() / dayMs) * dayMs - 5 * dayMs;
const split = ['--sources', `${sizes.sources}`, '--users', `${sizes.users}`];
const before = midnight - dayMs;

const ann = { id: 'ann', team: 'north', queues: ['billing'] };
const asset = { source: 'crm', database: 'sales', table: 'customers', subject_column: null };
const known: readonly Arrival[] = [
  { kind: 'Person', record: person(ann) },
  { kind: 'Person', record: person({ id: 'bob' }) },
  {
    kind: 'Ticket',
    record: ticket({ id: 'T1', subject: 'c1', queue: 'billing', opened_at: before }),
  },
  {
    kind: 'Ticket',
    record: ticket({ id: 'T2', subject: 'c2', assignee: 'ann', opened_at: before }),
  },
  { kind: 'Subject', record: subject({ id: 'c1', segment: 'gold' }) },
  { kind: 'Asset', record: { ...asset, sensitivity: 'internal' } },
];
const second: readonly Arrival[] = [
  { kind: 'Person', record: person({ ...ann, team: 'south', queues: ['claims'] }) },
  { kind: 'Ticket', deleted: 'T2' },
  { kind: 'Subject', record: subject({ id: 'c1', segment: 'silver', vip: true }) },
  { kind: 'Asset', record: { ...asset, sensitivity: 'secret' } },
];
const late = ticket({ id: 'T4', subject: 'c4', assignee: 'ann', opened_at: at(1, 10, 5) });
const third: readonly Arrival[] = [
  {
    kind: 'Ticket',
    record: ticket({ id: 'T3', subject: 'c3', assignee: 'ann', opened_at: at(2, 8) }),
  },
  {
    kind: 'Ticket',
    record: ticket({ id: 'T1', subject: 'c1', queue: 'claims', opened_at: before }),
  },
  { kind: 'Subject', record: subject({ id: 'c9', canary: true }) },
  { kind: 'Person', deleted: 'bob' },
];
const batches: readonly Batch[] = [
  { at: at(0, 9), arrivals: known },
  { at: at(0, 10, 2), arrivals: reads(0) },
  { at: at(1, 9), arrivals: second },
  { at: at(1, 10, 2), arrivals: [...reads(1), opened(1, { subjects: ['c4'] })] },
  { at: at(1, 10, 12), arrivals: [{ kind: 'Ticket', record: late }] },
  { at: at(2, 9), arrivals: third },
  { at: at(2, 10, 2), arrivals: reads(2) },
];

/** Of each day and person: team, sensitivity; for each customer its reason, flag and segment. */
const thenRows = [
  '1 ann north internal: c1 open-in-queue 0 gold, c2 assignee 0, c3 none 0, c9 none 0',
  '1 bob north internal: c1 open-in-queue 0 gold',
  '2 ann south secret: c1 none 2 silver, c2 none 0, c3 none 0, c9 none 0',
  '2 ann south secret: c4 assignee 0',
  '2 bob north secret: c1 open-in-queue 2 silver',
  '3 ann south secret: c1 open-in-queue 2 silver, c2 none 0, c3 assignee 0, c9 none 1',
  '3 bob-account null secret: c1 none 2 silver',
];
const nowRows = [
  '1 ann south secret: c1 open-in-queue 2 silver, c2 none 0, c3 none 0, c9 none 1',
  '1 bob-account null secret: c1 none 2 silver',
  '2 ann south secret: c1 open-in-queue 2 silver, c2 none 0, c3 none 0, c9 none 1',
  '2 ann south secret: c4 assignee 0',
  '2 bob-account null secret: c1 none 2 silver',
  ...thenRows.slice(5),
];

describeEmbedded('replay with reference data', () => {
  let data = '';
  beforeAll(async () => {
    if (!hasLibrary) return;
    data = mkdtempSync(join(tmpdir(), 'molecatcher-then-'));
    await liveThrough(data, batches);
  }, timeoutMs);
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  async function exported(...flags: string[]) {
    const file = join(data, 'access.jsonl');
    const words = ['access', 'export', file, ...flags, '--data', data];
    const { code, remarks } = await startProgram(...words).ended;
    expect(code, remarks).toBe(0);
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    const records = lines.flatMap((line) => {
      const { value } = JSON.parse(line) as { value: Record<string, EnrichedAccess> };
      return value['molecatcher.EnrichedAccess'] ?? [];
    });
    records.sort((a, b) => a.at - b.at || (a.event_id < b.event_id ? -1 : 1));
    return { records, remarks };
  }

  const then = () => exported('--source', 'raw', '--reference', 'then');

  test('then is what live was, but for reasons that came a little later', {
    timeout: timeoutMs,
  }, async () => {
    const { records, remarks } = await then();
    expect(records.map(textOf)).toEqual(thenRows);
    expect(remarks).not.toMatch(/Reference data are known|does not have all/);
    const live = (await exported('--source', 'log')).records;
    const [c4] = live.filter(({ subjects }) => subjects.includes('c4'));
    expect(c4?.reasons).toEqual(['none']);
    const later = { reasons: ['assignee'], tickets: ['T4'] };
    // Places and times of arrival, ids made of them: all of it.
    expect(records).toEqual(live.map((one) => (one === c4 ? { ...one, ...later } : one)));
    expect(readdirSync(data).filter((name) => name.startsWith('raw-'))).toEqual([]);
  });

  test('now differs where something has changed since', { timeout: timeoutMs }, async () => {
    for (const flags of [[], ['--reference', 'now']]) {
      expect((await exported('--source', 'raw', ...flags)).records.map(textOf)).toEqual(nowRows);
    }
  });

  test('so it finds canaries that were none, and then does not; each says what it took', {
    timeout: timeoutMs,
  }, async () => {
    const replay = (...words: string[]) => runProgram('replay', ...words, '--data', data);
    for (const reference of ['now', 'then']) {
      await replay('--id', reference, '--source', 'raw', '--reference', reference);
      const told = await replay('show', reference);
      expect(told).toContain(`source: raw, with the reference data of ${reference}, log `);
    }
    await replay('--id', 'log');
    expect(await replay('show', 'log')).toContain('source: log, log ');
    const statement = 'SELECT id, reference FROM replays_now ORDER BY id';
    const rows = await runProgram('sql', statement, '--json', '--data', data);
    expect(
      rows
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { id: 'log', reference: '' },
      { id: 'now', reference: 'now' },
      { id: 'then', reference: 'then' },
    ]);
    const canaries = async (id: string) => {
      const said = JSON.parse(await replay('diff', id, 'live', '--json')) as {
        detectors: { detector: string; new: number; gone: number; changed: number; same: number }[];
      };
      const { detector, ...counts } = said.detectors.find((one) => one.detector.startsWith('can'))!;
      return counts;
    };
    expect(await canaries('then')).toMatchObject({ new: 0, gone: 0, changed: 0, same: 1 });
    expect(await canaries('now')).toMatchObject({ new: 2, gone: 0, same: 1 });
  });

  test('inserted once more, as after a crash, each version counts once', {
    timeout: timeoutMs,
  }, async () => {
    const count = `SELECT count() AS rows FROM (${referenceTopics
      .map(({ topic }) => `SELECT _offset FROM ${topic}_versions FINAL`)
      .join(' UNION ALL ')})`;
    const arrivals = batches.flatMap((batch) => batch.arrivals);
    const wanted = arrivals.filter(({ kind }) => kind !== 'AccessEvent').length;
    expect(await ask(data, count)).toEqual([{ rows: wanted }]);
    await change((execute) =>
      Promise.all(
        referenceTopics.map(({ topic }) =>
          execute(`INSERT INTO ${topic} SELECT * EXCEPT (_copied_at) FROM ${topic}_versions`),
        ),
      ),
    );
    expect(await ask(data, count)).toEqual([{ rows: wanted }]);
    expect((await then()).records.map(textOf)).toEqual(thenRows);
  });

  test('it is told where ClickHouse is behind the log', { timeout: timeoutMs }, async () => {
    const file = join(data, 'tickets.jsonl');
    writeFileSync(file, `${JSON.stringify({ ...late, id: 'T5' })}\n`);
    await runProgram('ingest', 'tickets', file, '--data', data, ...split);
    const behind = 'ClickHouse does not have all of tickets yet: `run` archives the rest.';
    expect((await then()).remarks).toContain(behind);
    await runProgram('run', '--drain', ...withoutNorms, '--data', data, '--port', '0', ...split);
    expect((await then()).remarks).not.toContain('does not have all');
  });

  test('after an upgrade the newest of then are what is known', {
    timeout: timeoutMs,
  }, async () => {
    await change(async (execute) => {
      for (const { topic } of referenceTopics) {
        await execute(`DROP VIEW ${topic}_versions_feed`);
        await execute(`DROP TABLE ${topic}_versions`);
        await execute(`OPTIMIZE TABLE ${topic} FINAL`);
      }
      await execute("DELETE FROM migrations WHERE startsWith(name, '0012')");
    });
    const { records, remarks } = await then();
    expect(records.map(textOf)).toEqual(nowRows);
    const said = /Reference data are known from .* on: events that came in before are enriched/;
    expect(remarks).toMatch(said);
  });

  test('one that is killed leaves what it enriched, until somebody starts again', {
    timeout: timeoutMs,
  }, async () => {
    const left = () => readdirSync(data).filter((name) => name.startsWith('raw-'));
    const isThere = () => left().some((name) => existsSync(join(data, name, 'scratch.txt')));
    const slowly = ['--id', 'killed', '--source', 'raw', '--rate', '1'];
    const { child, ended } = startProgram('replay', ...slowly, '--data', data);
    await until(isThere);
    child.kill('SIGKILL');
    await ended;
    expect(left()).toHaveLength(1);
    await runProgram('run', '--drain', ...withoutNorms, '--data', data, '--port', '0', ...split);
    expect(left()).toEqual([]);
  });

  test('mistakes are told before anything is opened', { timeout: timeoutMs }, async () => {
    const only = '--reference goes with --source raw: only raw events are enriched once more.';
    for (const { words, said } of [
      { words: ['replay', '--reference', 'then'], said: only },
      { words: ['replay', '--resume', 'now', '--reference', 'then'], said: only },
      { words: ['access', 'export', 'x', '--source', 'log', '--reference', 'now'], said: only },
      {
        words: ['replay', '--source', 'raw', '--reference', 'yesterday'],
        said: '--reference takes now or then, not yesterday.',
      },
    ]) {
      const { code, remarks } = await startProgram(...words, '--data', data).ended;
      expect(code, words.join(' ')).toBe(2);
      expect(remarks).toContain(said);
    }
  });

  async function change(
    work: (execute: (sql: string) => Promise<void>) => Promise<unknown>,
  ): Promise<void> {
    const engine = await startEngine({ folder: data, database: 'molecatcher' });
    const warehouse = await open(engine);
    await work((sql) => warehouse.execute(sql));
    await warehouse.close();
    await engine.stop();
  }
});

function at(day: number, hour: number, minute = 0): number {
  return midnight + day * dayMs + hour * hourMs + minute * minuteMs;
}

function opened(day: number, event: Partial<AccessEvent>, source = 0): Arrival {
  const record = accessEvent({ at: at(day, 10, event.subjects?.length === 1 ? 1 : 0), ...event });
  return { kind: 'AccessEvent', record, source };
}

function reads(day: number): readonly Arrival[] {
  const own = { account: 'bob-account', subjects: ['c1'] };
  return [opened(day, { subjects: ['c1', 'c2', 'c3', 'c9'] }), opened(day, own, 1)];
}

function textOf(access: EnrichedAccess): string {
  const { subjects, reasons, flags, segments } = access;
  const day = 1 + Math.floor((access.at - midnight) / dayMs);
  const touches = subjects.map((one, i) => {
    return `${one} ${reasons[i]} ${flags[i]} ${segments[i]}`.trim();
  });
  return `${day} ${access.user} ${access.team} ${access.sensitivity}: ${touches.join(', ')}`;
}
