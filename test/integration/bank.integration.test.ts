// A real log, all of it: the staff of a Dutch bank on loan applications (BPI Challenge 2012). Every
// line is accounted for, and every window from memory equals a recount in SQL. Skips without the
// file; examples/bpic12/README.md says where it comes from.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../src/lab/random.ts';
import { ask } from '../support/ask.ts';
import { describeEmbedded } from '../support/embedded.ts';
import { runProgram } from '../support/program.ts';
import { type Recounted, recountStatement } from '../support/recount-statement.ts';

const file = fileURLToPath(new URL('../../../shared/data/bpic12/events.csv.gz', import.meta.url));
const mapping = fileURLToPath(new URL('../../examples/bpic12/mapping.yaml', import.meta.url));
const script = fileURLToPath(new URL('../../examples/bpic12/who-handled.awk', import.meta.url));
const lines = 262_200;
const withoutUser = 18_010;

/** By a program that has nothing in common with ours: "case user events", sorted. */
function handled(log: Buffer, cases: readonly string[]): string[] {
  const words = ['-v', `cases=${cases.join(',')}`, '-f', script];
  const { status, stdout, stderr } = spawnSync('awk', words, { input: log });
  expect(status, `${stderr}`).toBe(0);
  return `${stdout}`.trim().split('\n').sort();
}

/** The same by the hunt. */
async function readersOf(data: string, subject: string): Promise<string[]> {
  const hunt = ['hunt', 'run', 'who-read-this-customer', '--subject', subject];
  const rows = await runProgram(...hunt, '--limit', '5000', '--json', '--data', data);
  const reads = rows
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row) as { user: string });
  const byUser = Map.groupBy(reads, ({ user }) => user);
  return [...byUser].map(([user, own]) => `${subject} ${user} ${own.length}`);
}

describeEmbedded('the bank log', () => {
  let data = '';
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'molecatcher-bank-'));
    if (!existsSync(file)) return;
    await runProgram('ingest', 'access', file, '--map', mapping, '--data', data);
    await runProgram('run', '--drain', '--data', data, '--port', '0');
  }, 600_000);
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  test('is in ClickHouse line by line, but for the lines without a user', async (context) => {
    if (!existsSync(file)) context.skip('the file of the BPI Challenge 2012 is not here');
    const [row] = await ask<{ events: number; ids: number }>(
      data,
      'SELECT count() AS events, uniqExact(event_id) AS ids FROM access',
    );
    expect(row).toEqual({ events: lines - withoutUser, ids: lines - withoutUser });
  }, 60_000);

  test('replays to the same, from a copy of its records', async (context) => {
    if (!existsSync(file)) context.skip('the file of the BPI Challenge 2012 is not here');
    const copy = join(data, 'access.avro');
    await runProgram('access', 'export', copy, '--data', data);
    await runProgram('replay', '--id', 'bank', '--source', copy, '--data', data);
    const words = await runProgram('replay', 'diff', 'bank', 'live', '--data', data);
    expect(words).toContain('The same to the byte');
  }, 600_000);

  test('says who handled a customer as a script of ten lines does', async (context) => {
    if (!existsSync(file)) context.skip('the file of the BPI Challenge 2012 is not here');
    const log = gunzipSync(readFileSync(file));
    const all = new Set(
      `${log}`
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[4]!),
    );
    const random = new Random('who handled this customer');
    const left = [...all];
    const cases = Array.from({ length: 20 }, () => left.splice(random.below(left.length), 1)[0]!);
    const found: string[] = [];
    for (const subject of cases) found.push(...(await readersOf(data, subject)));
    const expected = handled(log, cases);
    expect(expected.length).toBeGreaterThan(60);
    expect(found.sort()).toEqual(expected);
  }, 300_000);

  test('gives windows that equal a recount in SQL', async (context) => {
    if (!existsSync(file)) context.skip('the file of the BPI Challenge 2012 is not here');
    const [recounted] = await ask<Recounted>(data, recountStatement);
    expect(recounted).toMatchObject({
      events: 0,
      rows: 0,
      touches: 0,
      exact_subjects: 0,
      needlessly_estimated: 0,
    });
    expect(recounted!.windows).toBeGreaterThan(10_000);
    // Days of the robot and of the busiest people; the error of 256 registers is 6.5 %.
    expect(recounted!.estimated).toBeGreaterThan(50);
    expect(recounted!.worst_estimate).toBeLessThan(0.25);
  }, 60_000);
});
