// What people ask in their own words, through the commands they type: how it ends, and that all of
// it is kept in hunt_log, also what was refused.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import { detectors } from '../../src/generated/detectors.ts';
import { newHunt } from '../../src/investigate/hunt-header.ts';
import { describeEmbedded, embedded, open } from '../support/embedded.ts';
import { testOutside } from './test-terminal.ts';

const world = embedded();

async function run(...words: readonly string[]) {
  const heard = { output: '', remarks: '' };
  const { url: clickhouse, hunter } = world.engine;
  const owner = { pid: 1, command: 'run', http: '', clickhouse, database: 'molecatcher', hunter };
  const outside = testOutside(heard, { ownerOf: () => owner, connect: () => open(world.engine) });
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
