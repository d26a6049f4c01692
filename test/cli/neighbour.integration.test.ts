// Two processes and one embedded engine: the second names the folder of the first. That the engine
// keeps address and login over a restart is shown in start-engine.integration.test.ts.

import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { own } from '../../src/adapters/system/owner-file.ts';
import type { Owner } from '../../src/cli/outside.ts';
import { describeEmbedded } from '../support/embedded.ts';
import { accessLines, failed, startProgramIn, until } from '../support/program.ts';

const accesses = 2_000;
let folder = '';
const children: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-neighbour-'));
  writeFileSync(join(folder, 'access.jsonl'), accessLines(accesses));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(...words: string[]) {
  const started = startProgramIn({ folder }, ...words);
  children.push(started.child);
  return started;
}

async function serving() {
  const started = start('serve', '--data', 'first', '--port', '0');
  await until(() => started.heard.remarks.includes('Serving'));
  return started;
}

const onFirst = ['--data', 'second', '--clickhouse', './first', '--port', '0'];

test('no server at the address: said at once', async () => {
  // Nobody listens on the port of discard.
  const ended = await start('run', '--clickhouse', 'http://127.0.0.1:9', '--port', '0').ended;
  const said = 'ClickHouse did not answer "SELECT version()": connect ECONNREFUSED 127.0.0.1:9';
  expect(ended).toEqual(failed(said, 'clickhouse-unreachable'));
}, 20_000);

describeEmbedded('an engine with a neighbour', () => {
  test('nobody there: said at once', async () => {
    const ended = await start('run', ...onFirst).ended;
    expect(ended).toEqual(failed('Nobody runs in ./first.', 'clickhouse-unreachable'));
  });

  test('a process that is still starting is waited for', async () => {
    const first = await serving();
    // This process pretends to be one that starts, and then has what the first has.
    const starting = own(join(folder, 'starting'));
    const nobody = { user: '', password: '' };
    const early = { http: '', clickhouse: '', database: 'molecatcher', hunter: nobody };
    starting.announce({ command: 'run', ...early, isStarting: true });
    const words = ['--data', 'third', '--clickhouse', './starting', '--port', '0'];
    const third = start('run', ...words);
    await until(() => existsSync(join(folder, 'third', 'owner.json')));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(third.heard.remarks).toBe('');
    const asked = await start('sql', 'SELECT 1', '--data', 'starting').ended;
    const said = '`molecatcher run` in starting is still starting.';
    expect(asked).toEqual(failed(said, 'clickhouse-starting'));
    const { pid: _, ...ready } = JSON.parse(
      readFileSync(join(folder, 'first', 'owner.json'), 'utf8'),
    ) as Owner;
    starting.announce(ready);
    await until(() => third.heard.remarks.includes('Running.'));
    for (const { child, ended } of [third, first]) {
      child.kill('SIGTERM');
      expect(await ended).toMatchObject({ code: 0 });
    }
    starting.release();
  }, 60_000);

  test('the neighbour writes into it, and its owner answers', async () => {
    const first = await serving();
    expect(await start('ingest', 'access', 'access.jsonl', '--data', 'second').ended).toMatchObject(
      {
        code: 0,
      },
    );
    const second = start('run', ...onFirst, '--log-level', 'warn');
    const count = async () => {
      const asked = await start('sql', 'SELECT count() FROM access', '--data', 'first', '--csv')
        .ended;
      return Number(asked.output.split('\n')[1]);
    };
    await until(async () => (await count()) === accesses);
    for (const { child, ended } of [second, first]) {
      child.kill('SIGTERM');
      expect(await ended).toMatchObject({ code: 0 });
    }
  }, 60_000);
});
