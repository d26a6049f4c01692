// Two processes and one embedded engine: the second names the folder of the first. That the engine
// keeps address and login over a restart is shown in start-engine.integration.test.ts.

import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

describeEmbedded('an engine with a neighbour', () => {
  test('nobody there: said at once', async () => {
    const ended = await start('run', ...onFirst).ended;
    expect(ended).toEqual(failed('Nobody runs in ./first.', 'clickhouse-unreachable'));
  });

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
