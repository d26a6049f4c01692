// The same input gives the same findings: with 1, 2 and 4 partitions of `access`, and with a stop
// in the middle and a restart, down to the last byte of every anomaly, incident and window. Without
// norms of colleagues, which come when they come.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { describeEmbedded } from '../support/embedded.ts';
import { runProgram, startProgram, withoutNorms } from '../support/program.ts';
import { type Recounted, recountStatement } from '../support/recount-statement.ts';

const world = ['--agents', '24', '--customers', '3000', '--days', '24', '--seed', '5'];
const drain = ['--drain', '--port', '0', ...withoutNorms];
const thief = ['--thief', '22,40,no-ticket'];

/** Everything that was found, without its place in the log. */
const findings = `
SELECT what, text FROM (
SELECT 'anomaly' AS what, toString(tuple(* EXCEPT (_log, _partition, _offset, _seen_at))) AS text
FROM anomalies
UNION ALL
SELECT 'incident', toString(tuple(* EXCEPT (_log, _partition, _offset, _seen_at))) FROM incidents
UNION ALL
SELECT 'window', toString(tuple(* EXCEPT (_log, _partition, _offset, _seen_at))) FROM windows_latest
) ORDER BY what, text`;

describeEmbedded('the same input', () => {
  const folders: string[] = [];
  let expected = '';

  function folder(): string {
    const data = mkdtempSync(join(tmpdir(), 'molecatcher-same-'));
    folders.push(data);
    return data;
  }

  async function load(users: number): Promise<string> {
    const data = folder();
    await runProgram(
      'simulate',
      '--to',
      'log',
      ...world,
      ...thief,
      '--data',
      data,
      ...with_(users),
    );
    return data;
  }

  async function digest(data: string): Promise<string> {
    const rows = await ask<{ what: string; text: string }>(data, findings);
    expect(rows.filter(({ what }) => what === 'anomaly').length).toBeGreaterThan(0);
    expect(rows.filter(({ what }) => what === 'window').length).toBeGreaterThan(1_000);
    return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  }

  beforeAll(async () => {
    const data = await load(1);
    await runProgram('run', ...drain, '--data', data, ...with_(1));
    expected = await digest(data);
  }, 120_000);
  afterAll(() => {
    for (const data of folders) rmSync(data, { recursive: true, force: true });
  });

  for (const users of [2, 4]) {
    test(`gives the same with ${users} partitions`, async () => {
      const data = await load(users);
      await runProgram('run', ...drain, '--data', data, ...with_(users));
      expect(await digest(data)).toBe(expected);
    }, 120_000);
  }

  test('gives the same after a stop in the middle and a restart, with every row once', async () => {
    const data = await load(2);
    const first = startProgram('run', ...drain, '--data', data, ...with_(2));
    const share = await stopInTheMiddle(first, data);
    expect((await first.ended).code).toBe(0);
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.8);
    await runProgram('run', ...drain, '--data', data, ...with_(2));
    expect(await digest(data)).toBe(expected);
    const [rows] = await ask<{ rows: number; ids: number }>(
      data,
      'SELECT count() AS rows, uniqExact(event_id, part) AS ids FROM access',
    );
    expect(rows!.rows).toBe(rows!.ids);
    const [recounted] = await ask<Recounted>(data, recountStatement);
    expect(recounted).toMatchObject({ events: 0, rows: 0, touches: 0, exact_subjects: 0 });
  }, 180_000);
});

function with_(users: number): string[] {
  return ['--users', String(users)];
}

/** Asks the running program how far it is, sends SIGTERM at a third, and says where that was. */
async function stopInTheMiddle({ child, ended }: ReturnType<typeof startProgram>, data: string) {
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const share = await shareEnriched(data).catch(() => 0);
    if (share >= 0.33) {
      child.kill('SIGTERM');
      return share;
    }
    await new Promise((go) => setTimeout(go, 30));
  }
  return 1;
}

async function shareEnriched(data: string): Promise<number> {
  const { http } = JSON.parse(readFileSync(join(data, 'owner.json'), 'utf8')) as { http: string };
  const { stages } = (await (await fetch(`${http}/health`)).json()) as Health;
  const { position, end } = stages['enrich']?.partitions['db-access/0'] ?? { position: 0, end: 1 };
  return position / end;
}

type Health = {
  readonly stages: Record<
    string,
    { partitions: Record<string, { position: number; end: number }> }
  >;
};
