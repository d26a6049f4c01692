// What people ask in their own words, through the commands they type: how it ends, and that all of
// it is kept in hunt_log, also what was refused.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openInput } from '../../src/adapters/input/open-input.ts';
import { openLineFile } from '../../src/adapters/system/line-file.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import { detectors } from '../../src/generated/detectors.ts';
import { newHunt, ownHunt } from '../../src/investigate/hunt-header.ts';
import { describeEmbedded, embedded, open } from '../support/embedded.ts';
import { testOutside } from './test-terminal.ts';

const world = embedded();
const idsTo = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`).join(',');

function run(...words: readonly string[]) {
  return runOn(undefined, words);
}

/** On a screen of so many columns; undefined: into a pipe. */
async function runOn(outputColumns: number | undefined, words: readonly string[]) {
  const heard = { output: '', remarks: '' };
  const { url: clickhouse, hunter } = world.engine;
  const owner = { pid: 1, command: 'run', http: '', clickhouse, database: 'molecatcher', hunter };
  const given = { ownerOf: () => owner, connect: () => open(world.engine) };
  const plain = testOutside(heard, { ...given, openLines: openLineFile, openInput });
  const outside = { ...plain, terminal: { ...plain.terminal, outputColumns } };
  const code = await runCommandLine(words, { commands, detectors, environment: {} }, outside);
  return { code, ...heard };
}

async function lastAsked() {
  const sql = 'SELECT author, command, question, parameters FROM hunt_log ORDER BY at DESC LIMIT 1';
  return (await world.warehouse.query(sql))[0];
}

describeEmbedded('statements that are typed', () => {
  for (const { sql, code } of [
    { sql: 'SELECT count() AS c FROM access', code: 0 },
    { sql: "SELECT file('/etc/passwd')", code: 1 },
    { sql: 'DROP TABLE hunt_log', code: 1 },
    { sql: 'SELEC 1', code: 1 },
    { sql: `SELECT 1 /* ${'long '.repeat(20_000)} */, file('/etc/passwd')`, code: 1 },
  ]) {
    test(`are kept as they were: ${sql.slice(0, 40)}`, async () => {
      expect((await run('sql', sql)).code).toBe(code);
      expect(await lastAsked()).toEqual({
        ...{ author: 'tester@desk', command: 'sql', question: sql, parameters: {} },
      });
    });
  }

  test('are kept where they are a hunt of one’s own, with its defaults', async () => {
    const path = join(world.folder, 'mine.sql');
    writeFileSync(path, newHunt.replace('uniqExact(subject)', "file('/etc/passwd')"));
    const { code, remarks } = await run('hunt', 'run', path);
    expect([code, remarks]).toEqual([1, expect.stringContaining('The function file is not')]);
    const { question, parameters } = (await lastAsked())!;
    expect(question).toContain("file('/etc/passwd')");
    expect(parameters).toMatchObject({ limit: '20' });
  });

  test('are kept to their end where they are of a hunt whose path is long', async () => {
    const folder = join(world.folder, ...Array.from({ length: 15 }, () => 'x'.repeat(200)));
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'mine.sql');
    const text = `${newHunt.trimEnd()} /* ${'long '.repeat(52_000)} */ UNION ALL SELECT 1`;
    writeFileSync(path, text);
    await run('hunt', 'run', path);
    const { sql } = ownHunt(path, text);
    expect(await lastAsked()).toMatchObject({ question: sql, parameters: { 'file.sql': path } });
  });

  test('are kept with the last of ten thousand customers', async () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `customer-${i}`);
    const subjects = [...ids.slice(1), 'c-target'].join(',');
    await run('hunt', 'run', 'who-read-these-customers', '--subjects', subjects);
    expect(await lastAsked()).toMatchObject({ parameters: { subjects } });
  });

  test('are kept where they are a list, so that the same can be asked again', async () => {
    const path = join(world.folder, 'victims.csv');
    const keptOf = async (text: string) => {
      writeFileSync(path, text);
      await run('attribute', path, '--by', 'host', '--look-back', '8');
      return (await lastAsked()) as { parameters: Readonly<Record<string, string>> };
    };
    const list = [
      'customer,reported_at,first_complaint_at,certainty',
      'C1,2026-01-19,,0.5',
      'C2,2026-01-18T09:30,2026-01-17,',
      '"C,3 ""x""",,2026-01-16,1',
    ].join('\n');
    for (const text of [list, 'customer\nC1\nC2']) {
      const kept = await keptOf(`${text}\n`);
      expect(kept.parameters).toEqual({ list: text, by: 'host', 'look-back': '8' });
      expect(await keptOf(kept.parameters['list']!)).toEqual(kept);
    }
    const dates = ['--reported', '2026-01-19', '--complained', '2026-01-18'];
    await run('attribute', '--subjects', 'C1,C2', ...dates);
    const rows = ['C1,2026-01-19,2026-01-18', 'C2,2026-01-19,2026-01-18'];
    expect(await lastAsked()).toMatchObject({
      question: '2 victims',
      parameters: {
        list: ['customer,reported_at,first_complaint_at', ...rows].join('\n'),
        by: 'user',
        'look-back': '26',
      },
    });
  });

  for (const { sql, table } of [
    { sql: 'SHOW TABLES', table: 'system.tables' },
    { sql: 'describe access', table: 'system.columns' },
  ]) {
    test(`are told what shows the same: ${sql}`, async () => {
      const { remarks } = await run('sql', sql);
      const [, instead = ''] = /Ask instead: (.*)/.exec(remarks) ?? [];
      expect(instead).toContain(`FROM ${table}`);
      const { code, output } = await run('sql', instead, '--csv');
      expect(code).toBe(0);
      expect(output.split('\n').length).toBeGreaterThan(5);
    });
  }

  for (const sql of [
    '-- how many? a=1\nSELECT 1 + 1 AS c;',
    '--how many?\nSELECT 1 + 1 AS c',
    '/* how many? */ SELECT 1 + 1 AS c -- that many',
  ]) {
    test(`may begin with a comment: ${sql.slice(0, 12)}`, async () => {
      const answer = { code: 0, output: '"c"\n2\n', remarks: '' };
      expect(await run('sql', sql, '--csv')).toEqual(answer);
      expect(await run('sql', '--csv', sql)).toEqual(answer);
      expect(await lastAsked()).toMatchObject({ question: sql });
    });
  }

  test('are refused with the reason and what to do, and nothing else', async () => {
    expect(await run('sql', 'SELECT * APPLY(file) FROM people')).toEqual({
      code: 1,
      output: '',
      remarks:
        'APPLY is not allowed: it hides which function it calls. Write the columns out.\n' +
        'Correct the statement.\n',
    });
  });
});

describeEmbedded('lists that are given on the command line', () => {
  for (const { words, says } of [
    { words: ['--subjects', ','], says: 'There is no customer on the list.' },
    { words: ['--subjects', 'c1', '--reported', '2026-02-30'], says: '"2026-02-30" is no day' },
    { words: ['--subjects', idsTo(10_001)], says: 'A list has 10000 customers at most.' },
    {
      words: ['--subjects', 'c1', '--reported', '2026-01-06'],
      says: 'Less the 14 days by which the day of a call may be misremembered, some calls are',
    },
    {
      words: ['--subjects', 'c1', '--complained', '2026-01-05'],
      says: 'Some complaints are from before anything that is archived.',
    },
  ]) {
    test(`${words.join(' ').slice(0, 40)}: there is no file to correct`, async () => {
      // One day of which anything is known.
      const row = "('e1', 'ann', '2026-01-05 09:00:00', ['c1'])";
      const into = 'INSERT INTO access (event_id, user, at, subjects)';
      await world.warehouse.execute(`${into} VALUES ${row}`);
      const { code, remarks } = await run('attribute', ...words);
      expect(remarks).toContain(says);
      expect(remarks).not.toContain('Correct the file');
      expect(code).toBe(2);
    });
  }
});

describeEmbedded('answers', () => {
  test('go into a Parquet file, which says the same as the terminal', async () => {
    const file = join(world.folder, 'numbers.parquet');
    const sql = 'SELECT number, toString(number) AS text FROM numbers(70000)';
    const { code, output, remarks } = await run('sql', sql, '--parquet', file);
    expect({ code, output }).toEqual({ code: 0, output: '' });
    expect(remarks).toContain(`The rows are in ${file}.`);
    const bytes = readFileSync(file);
    expect([bytes.subarray(0, 4), bytes.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1']);
    const read = `SELECT count() AS rows, sum(number) AS sum, max(length(text)) AS longest
      FROM file('${file}', Parquet)`;
    // As the writing user: the hunter may read no file.
    expect(await world.warehouse.query(read)).toEqual([
      { rows: 70_000, sum: 2_449_965_000, longest: 5 },
    ]);
  });

  test('are cut to fit a screen, and only there', async () => {
    const sql = `SELECT number AS n, 'ann' AS user, NULL AS none, toDate('2024-03-05') AS day,
      arrayMap(i -> concat('customer-', toString(i)), range(number * 20)) AS examples
      FROM numbers(3)`;
    const screen = await runOn(80, ['sql', sql]);
    expect(screen.output.split('\n').map((line) => line.length)).toEqual([80, 80, 80, 80, 80, 0]);
    expect(screen.output).toContain(
      "│ 1 │ ann  │ ᴺᵁᴸᴸ │ 2024-03-05 │ ['customer-0','customer-1','cu",
    );
    expect(screen.remarks).toContain('--json, --csv and --parquet have all of them');
    for (const words of [
      ['sql', sql],
      ['sql', sql, '--csv'],
      ['sql', sql, '--json'],
    ]) {
      const { output, remarks } = await run(...words);
      expect(output).toContain('customer-39');
      expect(remarks).toBe('');
      if (words.length === 3) expect(await runOn(80, words)).toMatchObject({ output, remarks });
    }
    // What fits is the same on both, but for the highlights that ClickHouse knows.
    const narrow = ['sql', "SELECT toInt8(number - 1) AS n, 'a' AS user FROM numbers(12)"];
    expect((await runOn(80, narrow)).output).toBe((await run(...narrow)).output);
    const nothing = await runOn(80, ['sql', 'SELECT 1 WHERE 0']);
    expect(nothing).toMatchObject({ output: '', remarks: 'No rows.\n' });
  });

  test('are of one kind, and a statement that fails leaves no file', async () => {
    const file = join(world.folder, 'none.parquet');
    const both = await run('sql', 'SELECT 1', '--csv', '--parquet', file);
    expect([both.code, both.remarks]).toEqual([2, expect.stringContaining('Choose one of')]);
    expect((await run('sql', 'SELECT no_such_column', '--parquet', file)).code).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  test('to how a hunt would be run have no rows of it', async () => {
    // Of an empty table a plan says nothing.
    const row = "('c1', 'ann', '2026-01-05 09:00:00', 'e1')";
    const into = 'INSERT INTO access_by_subject (subject, user, at, event_id)';
    await world.warehouse.execute(`${into} VALUES ${row}`);
    const words = ['hunt', 'run', 'who-read-this-customer', '--subject', 'c1', '--explain'];
    const { code, output } = await run(...words);
    expect(code).toBe(0);
    expect(output).toMatch(/ReadFromMergeTree \(molecatcher\.access_by_subject\)/);
    expect(output).toContain('Keys:');
    const file = join(world.folder, 'plan.parquet');
    expect((await run(...words, '--parquet', file)).code).toBe(2);
    expect(existsSync(file)).toBe(false);
  });

  test('of which hunts there are know one’s own, and which of them cannot be read', async () => {
    const before = process.cwd();
    try {
      process.chdir(world.folder);
      expect((await run('hunt', 'new', 'hunts/mine.sql')).code).toBe(0);
      writeFileSync('hunts/broken.sql', '-- title: Who?\nSELECT 1');
      const { output, remarks } = await run('hunt', 'list', 'mine');
      expect(output).toMatch(/^Shapes of theft\n {2}hunts\/mine\.sql +Who has read the most/);
      expect(remarks).toBe('hunts/broken.sql: no why.\n');
      expect((await run('hunt', 'run', 'hunts/mine.sql')).code).toBe(0);
    } finally {
      process.chdir(before);
    }
  });
});
