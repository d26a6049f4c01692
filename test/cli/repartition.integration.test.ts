// `access repartition` as somebody uses it whose house has grown: half of a history, another number
// of partitions, the other half. What is found, and what is in ClickHouse, is what it would be with
// that number from the start; also where the command is killed again and again.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { describeEmbedded, hasLibrary } from '../support/embedded.ts';
import { findingsOf, isAnnounced } from '../support/kafka-house.ts';
import { runProgram, startProgram, until, withoutNorms } from '../support/program.ts';

const world = ['--agents', '20', '--customers', '2000', '--days', '28', '--seed', '5'];
const thief = ['--thief', '22,40,no-ticket'];
const timeoutMs = 180_000;

describeEmbedded('access repartition', () => {
  const root = mkdtempSync(join(tmpdir(), 'molecatcher-repartition-'));
  const files = join(root, 'files');
  const place = (data: string, users: number) => {
    return ['--data', join(root, data), '--users', `${users}`, '--sources', '2'];
  };
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  async function drain(data: string, users: number): Promise<void> {
    await runProgram('run', '--drain', ...withoutNorms, '--port', '0', ...place(data, users));
  }

  async function live(data: string, users: number, name: string): Promise<void> {
    await runProgram('ingest', 'access', join(files, name), ...place(data, users));
    await drain(data, users);
  }

  async function begin(data: string, users: number): Promise<void> {
    for (const kind of ['people', 'tickets', 'subjects', 'assets']) {
      await runProgram('ingest', kind, join(files, `${kind}.jsonl`), ...place(data, users));
    }
    await live(data, users, 'first.jsonl');
  }

  /** With the command killed a little later each time, until nobody is there to be killed. */
  async function repartitionKilled(data: string, users: number): Promise<number> {
    for (let kills = 0; ; kills += 1) {
      const { child, ended } = startProgram('access', 'repartition', ...place(data, users));
      const timer = setTimeout(() => child.kill('SIGKILL'), 400 * 1.4 ** kills);
      const { code, remarks } = await ended;
      clearTimeout(timer);
      if (code === 0) return kills;
      expect([code, remarks]).toEqual([null, '']);
    }
  }

  let expected: Awaited<ReturnType<typeof findingsOf>>;
  beforeAll(async () => {
    if (!hasLibrary) return;
    await runProgram('simulate', '--to', files, ...world, ...thief);
    const lines = readFileSync(join(files, 'access.jsonl'), 'utf8').trimEnd().split('\n');
    const half = Math.floor(lines.length / 2);
    writeFileSync(join(files, 'first.jsonl'), `${lines.slice(0, half).join('\n')}\n`);
    writeFileSync(join(files, 'second.jsonl'), `${lines.slice(half).join('\n')}\n`);
    await begin('always', 3);
    await live('always', 3, 'second.jsonl');
    expected = await findingsOf(join(root, 'always'));
    expect(expected.anomalies).toBeGreaterThan(5);
  }, timeoutMs);

  test('killed on the way: the same findings, and everything once', {
    timeout: timeoutMs,
  }, async () => {
    await begin('grown', 2);
    const before = await rowsIn(join(root, 'grown'));
    await repartitionKilled('grown', 3);
    // There is nothing new: nothing is said again, and nothing archived again.
    await drain('grown', 3);
    expect(await rowsIn(join(root, 'grown'))).toEqual(before);
    await live('grown', 3, 'second.jsonl');
    expect((await findingsOf(join(root, 'grown'))).rows).toEqual(expected.rows);
    expect(await rowsIn(join(root, 'grown'))).toEqual(await rowsIn(join(root, 'always')));
    expect(await ask(join(root, 'grown'), doubledAccesses)).toEqual([]);
    await runProgram('access', 'check', ...place('grown', 3));
  });

  test('whatever looks is content afterwards, and the old number is refused', {
    timeout: timeoutMs,
  }, async () => {
    const lines = (await runProgram('topics', '--check', ...place('grown', 3))).trimEnd();
    expect(lines.split('\n').filter((line) => !line.startsWith('ok'))).toEqual([]);
    const doctor = await runProgram('doctor', ...place('grown', 3));
    expect(doctor).not.toMatch(/rows of another log/);
    const old = startProgram(
      'run',
      '--drain',
      ...withoutNorms,
      '--port',
      '0',
      ...place('grown', 2),
    );
    expect((await old.ended).remarks).toMatch(/access has 3 partitions, but the setting users is/);
  });

  test('a replay of the log finds the same; the archive is never taken by halves', {
    timeout: timeoutMs,
  }, async () => {
    const at = ['--data', join(root, 'grown')];
    await runProgram('replay', '--id', 'all', ...at);
    const diff = JSON.parse(await runProgram('replay', 'diff', 'all', 'live', '--json', ...at));
    for (const one of diff.detectors) expect(one).toMatchObject({ new: 0, gone: 0 });
    const { code, remarks } = await startProgram('replay', '--source', 'clickhouse', ...at).ended;
    expect([code, remarks]).toEqual([2, expect.stringContaining('accesses of 2 logs')]);
    const [, id = ''] = /(clickhouse:\S+) .* to 2026-02/.exec(remarks) ?? [];
    await runProgram('replay', '--id', 'second', '--source', id, ...at);
    const out = join(root, 'out.jsonl');
    expect(await runProgram('access', 'export', out, '--source', id, ...at)).toMatch(/^Wrote /);
  });

  test('and back to two: nothing is said or archived again', { timeout: timeoutMs }, async () => {
    const before = await rowsIn(join(root, 'grown'));
    await runProgram('access', 'repartition', ...place('grown', 2));
    await drain('grown', 2);
    expect(await rowsIn(join(root, 'grown'))).toEqual(before);
    const lines = (await runProgram('topics', '--check', ...place('grown', 2))).trimEnd();
    expect(lines.split('\n').filter((line) => !line.startsWith('ok'))).toEqual([]);
  });

  test('refused while somebody has the data folder, and where nothing is read yet', {
    timeout: timeoutMs,
  }, async () => {
    const refused = async () => {
      const command = startProgram('access', 'repartition', ...place('always', 5));
      return (await command.ended).remarks;
    };
    const owner = startProgram('run', '--port', '0', ...place('always', 3));
    await until(() => isAnnounced(join(root, 'always')));
    expect(await refused()).toContain('Stop the other molecatcher');
    owner.child.kill('SIGTERM');
    await owner.ended;
    await runProgram(
      'ingest',
      'access',
      join(files, 'second.jsonl'),
      '--again',
      ...place('always', 3),
    );
    const onlyEnrich = ['--stage', 'enrich', '--drain', '--port', '0'];
    await runProgram('run', ...onlyEnrich, ...place('always', 3));
    expect(await refused()).toMatch(/detect has not read all of .*\nRun `molecatcher run --drain`/);
    const bad = await startProgram('access', 'repartition', '--data', join(root, 'x')).ended;
    expect([bad.code, bad.remarks]).toEqual([2, expect.stringContaining('takes --users N')]);
  });
});

const doubledAccesses = `SELECT event_id, part FROM access GROUP BY event_id, part
HAVING count() > 1`;

async function rowsIn(data: string): Promise<unknown> {
  const tables = ['access', 'windows', 'anomalies', 'incidents', 'access_by_subject', 'user_day'];
  const each = tables.map((table) => `SELECT '${table}' AS name, count() AS n FROM ${table}`);
  const sums = each.filter((sql) => !sql.includes('user_day') && !sql.includes("'windows'"));
  return ask(data, `SELECT * FROM (${sums.join(' UNION ALL ')}) ORDER BY name`);
}
