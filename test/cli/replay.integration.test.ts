// Replay as an investigator uses it: over a world that was lived through, from the log and from the
// archive, with the same settings and with others, stopped in the middle, beside the live process.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngine } from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import { ask } from '../support/ask.ts';
import { describeEmbedded, hasLibrary, open } from '../support/embedded.ts';
import { isAnnounced } from '../support/kafka-house.ts';
import { failed, runProgram, startProgram, until, withoutNorms } from '../support/program.ts';

const world = ['--agents', '24', '--customers', '3000', '--days', '36', '--seed', '7'];
const thief = ['--thief', '18,40,no-ticket'];
const users = ['--users', '2'];
/** So that state is there to be looked at. */
const often = ['--state-interval', '1s'];
const timeoutMs = 90_000;

type Changes = {
  readonly detectors: readonly Record<'detector' | 'new' | 'gone' | 'changed' | 'same', unknown>[];
  readonly alerts: { readonly before: number; readonly after: number };
  readonly digests: Record<string, Record<'after' | 'before', { rows: number; sha256: string }>>;
};

describeEmbedded('replay', () => {
  let data = '';
  beforeAll(async () => {
    if (!hasLibrary) return;
    data = mkdtempSync(join(tmpdir(), 'molecatcher-replay-'));
    await runProgram('simulate', '--to', 'log', ...world, ...thief, '--data', data, ...users);
    // Raw events that are enriched again have no norms beside them.
    const quiet = [...withoutNorms, '--port', '0', ...often, ...users];
    await runProgram('run', '--drain', '--data', data, ...quiet);
  }, timeoutMs);
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  async function replay(...words: string[]): Promise<string> {
    return runProgram('replay', ...words, '--data', data);
  }

  async function compare(after: string, before = 'live'): Promise<Changes> {
    return JSON.parse(await replay('diff', after, before, '--json')) as Changes;
  }

  async function openEmbedded(folder: string) {
    const engine = await startEngine({ folder, database: 'molecatcher' });
    const warehouse = await open(engine);
    const stop = async () => {
      await warehouse.close();
      await engine.stop();
    };
    return { warehouse, stop };
  }

  function expectSame({ digests }: Changes): void {
    for (const [table, { after, before }] of Object.entries(digests)) {
      expect(after, table).toEqual(before);
      expect(after.rows, table).toBeGreaterThan(0);
    }
  }

  for (const { name, flags } of [
    { name: 'from the log', flags: [] },
    { name: 'from the archive', flags: ['--source', 'clickhouse'] },
  ]) {
    test(`${name} finds what live has found, to the byte`, { timeout: timeoutMs }, async () => {
      const id = name.replaceAll(' ', '-');
      await replay('--id', id, ...flags);
      expectSame(await compare(id));
      expect(await replay('diff', id, 'live')).toContain('The same to the byte');
    });
  }

  for (const file of ['access.avro', 'access.jsonl']) {
    test(`from ${file} it finds the same`, { timeout: timeoutMs }, async () => {
      const path = join(data, file);
      expect(await runProgram('access', 'export', path, '--data', data)).toMatch(/^Wrote [\d,]+ r/);
      await replay('--id', `from-the-${file}`, '--source', path);
      expectSame(await compare(`from-the-${file}`));
    });
  }

  test('all sources give the same records', { timeout: timeoutMs }, async () => {
    const sql = `SELECT DISTINCT input_digest AS digest FROM replays_now WHERE id LIKE 'from-the%'`;
    const digests = await ask<{ digest: string }>(data, sql);
    expect(digests).toHaveLength(1);
    expect(digests[0]!.digest).toHaveLength(64);
  });

  test('other settings: what is new, gone and other, in words', {
    timeout: timeoutMs,
  }, async () => {
    const threshold = [
      ...['--set', 'detector.unexplained-access.threshold=1.2', '--question-budget', '100'],
    ];
    const out = join(data, 'milder.jsonl');
    await replay('--id', 'milder', ...threshold, '--reason', 'too quiet?', '--out', out);
    // Whom nobody wants to hear of under any evidence.
    await replay('--id', 'deaf', '--question-budget', '0', '--incident-budget', '0');
    const { alerts } = await compare('milder', 'deaf');
    expect(await replay('diff', 'milder', 'deaf')).toMatch(/an alert at .*; deaf has none/);
    const { detectors, digests } = await compare('milder');
    const changed = detectors.find(({ detector }) => detector === 'unexplained-access');
    expect(Number(changed?.new)).toBeGreaterThan(0);
    // Days on which somebody was paged teach nothing: what others were expected to do is another.
    expect(digests['windows']!.after.rows).toBe(digests['windows']!.before.rows);
    expect(alerts.after).toBeGreaterThan(alerts.before);
    const words = await replay('diff', 'milder', 'live');
    expect(words).toContain('Set: detector.unexplained-access.threshold 1.2, not 2');
    expect(words).toMatch(/unexplained-access: \d+ anomalies instead of \d+: \d+ new/);
    const lines = readFileSync(out, 'utf8').trim().split('\n');
    const records = lines.map((line) => (JSON.parse(line) as { record: string }).record);
    const windows = records.filter((record) => record === 'UserWindow');
    expect(windows).toHaveLength(digests['windows']!.after.rows);
    const told = await replay('show', 'milder');
    expect(told).toContain('reason: too quiet?');
    expect(told).toContain('"threshold":1.2');
  });

  test('a person, from a day on, after a warm-up', { timeout: timeoutMs }, async () => {
    const [found] = await ask<{ user: string; day: string }>(
      data,
      `SELECT user, toString(toDate(min(at)) - 1) AS day FROM incidents
       WHERE state = 'opened' GROUP BY user LIMIT 1`,
    );
    const { user, day } = found!;
    for (const source of ['log', 'clickhouse']) {
      const range = ['--from', day, '--users', user, '--source', source];
      await replay('--id', `one-${source}`, ...range);
      const { digests } = await compare(`one-${source}`);
      expect(digests['anomalies']!.after).toEqual(digests['anomalies']!.before);
      expect(digests['anomalies']!.after.rows).toBeGreaterThan(0);
      expect(digests['windows']!.after).toEqual(digests['windows']!.before);
    }
  });

  test('by offsets: these records, with nothing known before', { timeout: timeoutMs }, async () => {
    await replay('--id', 'all-offsets', '--offsets', '0:0-,1:0-');
    expectSame(await compare('all-offsets', 'from-the-log'));
    await replay('--id', 'piece', '--offsets', '0:1000-3000');
    const told = JSON.parse(await replay('show', 'piece', '--json')) as { records: number };
    expect(told.records).toBe(2_000);
    await replay('--id', 'again', '--offsets', '0:1000-3000');
    expect(await replay('diff', 'again', 'piece')).toContain('The same to the byte');
    await expectRefused(['diff', 'piece', 'live'], /another of the same --offsets/);
    await expectRefused(['diff', 'piece', 'all-offsets'], /another of the same --offsets/);
    await expectRefused(['--offsets', '7:0-'], /the local log has 0:0-\d+,1:0-\d+/);
    await expectRefused(['--offsets', '0:5-5'], /--offsets takes each partition once, such as/);
    await expectRefused(['--offsets', '0:5-', '--from', '2026-01-01'], /goes without --from/);
  });

  test('from a day on, from the state that live had kept', { timeout: timeoutMs }, async () => {
    // Incidents are open then: no warm-up would know what they hold.
    const [found] = await ask<{ day: string }>(
      data,
      "SELECT toString(toDate(max(at)) + 2) AS day FROM incidents WHERE state = 'opened'",
    );
    const { day } = found!;
    await replay('--id', 'kept', '--from', day);
    expect(await replay('show', 'kept')).toMatch(/ranges: 0: \d+–\d+ from kept state, 1: .* kept/);
    expectSame(await compare('kept'));
    await replay('--id', 'kept-scores', '--from', day, '--scores', 'days', join(data, 's.jsonl'));
    expectSame(await compare('kept-scores', 'kept'));
    const counts = await ask<{ id: string; records: number }>(
      data,
      "SELECT id, records FROM replays_now WHERE id IN ('kept', 'from-the-log')",
    );
    const [some, all] = ['kept', 'from-the-log'].map(
      (id) => counts.find((one) => one.id === id)?.records ?? 0,
    );
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(all! - 1_000);
    await replay('--id', 'kept-small', '--from', day, '--set', 'batch_bytes=20000');
    expectSame(await compare('kept-small', 'kept'));
    for (const flags of [
      ['--warm-up', '10'],
      ['--set', 'grace=2h'],
    ]) {
      const id = `not-kept${flags.length}${flags[0]}`;
      await replay('--id', id, '--from', day, ...flags);
      expect(await replay('show', id)).not.toContain('kept state');
    }
  });

  for (const reference of ['now', 'then']) {
    test(`raw events, with tickets as of ${reference}: the same, since none has changed`, {
      timeout: timeoutMs,
    }, async () => {
      await replay('--id', `raw-${reference}`, '--source', 'raw', '--reference', reference);
      // One source, nothing was written late, and events keep their places.
      expectSame(await compare(`raw-${reference}`));
      expect(readdirSync(data).filter((name) => name.startsWith('raw-'))).toEqual([]);
    });
  }

  test('scores of everybody, high or not, leave findings alone', {
    timeout: timeoutMs,
  }, async () => {
    const file = join(data, 'scores.jsonl');
    await replay('--id', 'scored', '--scores', 'days', file);
    expectSame(await compare('scored'));
    const text = readFileSync(file, 'utf8').trim().split('\n');
    const lines = text.map((line) => JSON.parse(line) as Record<string, number>);
    const scores = new Map(lines.map((line) => [`${line['user']} ${line['at']}`, line]));
    const [days] = await ask<{ days: number }>(
      data,
      'SELECT uniqExact(user, toDate(at)) AS days FROM access',
    );
    expect(scores.size).toBe(days!.days);
    expect(lines).toHaveLength(days!.days);
    const anomalies = await ask<{ user: string; day: string; detector: string; score: number }>(
      data,
      `SELECT user, detector, max(score) AS score,
         toString(toDate(window_end - INTERVAL 1 SECOND)) AS day
       FROM anomalies GROUP BY user, detector, day`,
    );
    expect(anomalies.length).toBeGreaterThan(0);
    for (const { user, day, detector, score } of anomalies) {
      const line = scores.get(`${user} ${day}T00:00:00.000Z`);
      expect(line?.[detector], `${user} ${day} ${detector}`).toBeGreaterThanOrEqual(score - 1e-5);
    }
    const low = lines.filter((line) => line['unexplained-access']! > 0 && line['combined']! < 1);
    expect(low.length).toBeGreaterThan(0);
  });

  test('is stopped, and goes on, and nothing is twice', { timeout: timeoutMs }, async () => {
    // So slow that it is still at it when two others have started and been refused.
    const slowly = ['--id', 'halves', '--rate', '1000'];
    const { child, ended } = startProgram('replay', ...slowly, '--data', data);
    await until(() => isAnnounced(data));
    const count = `SELECT state FROM replays_now WHERE id = 'halves'`;
    await until(async () => (await ask(data, count).catch(() => [])).length > 0);
    // Two would write its findings twice.
    await expectRefused(['--resume', 'halves'], /The replay halves is running/);
    await expectRefused(['delete', 'halves'], /The replay halves is running/);
    child.kill('SIGTERM');
    const { code, output } = await ended;
    expect(code).toBe(1);
    expect(output).toContain('replay --resume halves');
    await expectRefused(['--resume', 'halves', '--users', 'kim'], /it takes no --users/);
    await expectRefused(['--resume', 'halves', '--set', 'grace=2h'], /it takes no --set/);
    await expectRefused(
      ['diff', 'halves', 'live'],
      /The replay halves is stopped, not done: go on with it by --resume halves/,
    );
    await replay('--resume', 'halves');
    expectSame(await compare('halves'));
    await expectRefused(
      ['--resume', 'halves'],
      /The replay halves is done: replay diff halves live/,
    );
    await replay('delete', 'halves');
    await expectRefused(['show', 'halves'], /There is no replay halves/);
    expectSame(await compare('from-the-log'));
  });

  test('state is shown as it was saved, and made anew', { timeout: timeoutMs }, async () => {
    const state = (...words: string[]) => runProgram('state', ...words, '--data', data, ...users);
    type Partition = { readonly mark?: number; readonly rows: number; readonly isFit: boolean };
    const partitions = async () =>
      (await state('inspect', '--json'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)) as readonly Partition[];
    const before = await partitions();
    expect(before).toHaveLength(2);
    expect(before.every(({ mark = 0, rows, isFit }) => mark > 0 && rows > 0 && isFit)).toBe(true);
    const [found] = await ask<{ user: string }>(
      data,
      "SELECT user FROM access WHERE user_kind = 'human' LIMIT 1",
    );
    const said = JSON.parse(await state('inspect', '--user', found!.user, '--json')) as {
      readonly partition: number;
      readonly validAt: number;
      readonly windows: readonly Record<string, number | string>[];
    };
    const counted = await ask<{ start: number; events: number; rows: number }>(
      data,
      `SELECT toUnixTimestamp(toStartOfDay(at)) * 1000 AS start, count() AS events,
         sum(rows) AS rows
       FROM access
       WHERE user = '${found!.user}' AND _partition = ${said.partition}
         AND _offset < ${said.validAt}
       GROUP BY start ORDER BY start`,
    );
    const days = said.windows.filter(({ kind }) => kind === 'day');
    const shown = days.map(({ start, events, rows }) => ({ start, events, rows }));
    expect(shown.length).toBeGreaterThan(5);
    expect(counted.slice(-shown.length)).toEqual(shown);
    expect(await state('inspect', '--user', found!.user)).toMatch(/days from .*\n {2}events .*█/);
    await state('rebuild');
    expect((await partitions()).every(({ mark }) => mark === undefined)).toBe(true);
    await runProgram('run', '--drain', ...withoutNorms, '--data', data, '--port', '0', ...users);
    await replay('--id', 'after-rebuild', '--source', 'log');
    expectSame(await compare('after-rebuild'));
  });

  test('beside the live process it reads the archive', { timeout: timeoutMs }, async () => {
    const live = startProgram('run', ...withoutNorms, '--data', data, '--port', '0', ...users);
    await until(() => isAnnounced(data));
    await replay('--id', 'beside');
    expectSame(await compare('beside', 'from-the-log'));
    await expectRefused(['--source', 'log'], /`molecatcher run` has the log in .* open/);
    live.child.kill('SIGTERM');
    expect(await live.ended).toMatchObject({ code: 0 });
  });

  test('what is twice or lost in the archive is found, and put right', {
    timeout: timeoutMs,
  }, async () => {
    const check = (...words: string[]) =>
      startProgram('access', 'check', ...words, '--data', data).ended;
    expect(await check()).toMatchObject({ code: 0 });
    const engine = await openEmbedded(data);
    await engine.warehouse.execute(
      'INSERT INTO access SELECT * FROM access LIMIT 7 SETTINGS insert_deduplicate = 0',
    );
    await engine.warehouse.execute(
      'ALTER TABLE access_by_subject DELETE WHERE _offset % 5 = 0 SETTINGS mutations_sync = 2',
    );
    await engine.stop();
    const found = await check();
    expect(found.code).toBe(1);
    expect(found.remarks).toMatch(/WRONG {2}access, .*WRONG {2}access_by_subject, /s);
    expect((await check('--repair')).remarks).toContain('Put right.');
    expect(await check()).toMatchObject({ code: 0 });
    await replay('--id', 'mended', '--source', 'clickhouse');
    expectSame(await compare('mended'));
  });

  test('mistakes are told', { timeout: timeoutMs }, async () => {
    await expectRefused(['--set', 'detector.rows-burst.flor=3'], /rows_burst.floor/);
    await expectRefused(['--from', 'yesterday'], /--from takes a time/);
    await expectRefused(['--source', 'nowhere'], /nowhere cannot be read/, 1);
    await expectRefused(['--out', data], /is a folder: name a file/);
    await expectRefused(['--source', 'clickhouse:abc'], /no accesses of a log abc/);
    const nobody = await startProgram('replay', '--users', 'nobody', '--data', data).ended;
    expect(nobody.remarks).toContain('Of nobody there is no record here.');
    await expectRefused(['--detectors', 'none'], /There is no detector none/);
    await expectRefused(['--id', 'milder'], /There is a replay milder already: take another --id/);
    await expectRefused(['dif', 'a', 'b'], /Did you mean diff/);
  });

  async function expectRefused(
    words: readonly string[],
    said: string | RegExp,
    code = 2,
  ): Promise<void> {
    const ended = await startProgram('replay', ...words, '--data', data).ended;
    expect(ended.code).toBe(code);
    if (typeof said === 'string') {
      expect(ended.remarks).toBe(failed(said, 'bad-usage').remarks);
    } else expect(ended.remarks).toMatch(said);
  }
});
