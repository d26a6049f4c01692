// The program as a process: signals, exit codes, one owner a folder, a reader that goes away, and
// an ingest that is killed. With the real log and the real engine.

import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as engine from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import { accessLines, failed, startProgramIn, until } from '../support/program.ts';

const timeoutMs = 60_000;

let folder = '';
const children: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-process-'));
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

function finish(...words: string[]) {
  return start(...words).ended;
}

test(
  'an ingest that is killed goes on where it stopped',
  async () => {
    const path = join(folder, 'events.jsonl');
    // Enough that a kill comes in the middle.
    writeFileSync(path, accessLines(60_000));
    const data = ['--data', 'killed', '--json'];
    const killed = start('ingest', 'access', path, ...data);
    const wal = join(folder, 'killed', 'log', 'log.sqlite-wal');
    await until(() => existsSync(wal) && readFileSync(wal).length > 3_500_000);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const again = await finish('ingest', 'access', path, ...data);
    const figures = JSON.parse(again.output) as { skipped: number; accepted: number };
    expect(again.code).toBe(0);
    expect(figures.skipped).toBeGreaterThan(0);
    expect(figures.accepted).toBe(60_000);
    const third = await finish('ingest', 'access', path, ...data);
    expect(JSON.parse(third.output)).toMatchObject({ skipped: 60_000, accepted: 60_000 });
  },
  timeoutMs,
);

describe.skipIf(!engine.hasEmbeddedClickHouse())('with the embedded engine', () => {
  test(
    'run serves, answers questions, keeps others out, and ends at SIGTERM',
    async () => {
      const running = start('run', '--data', 'd', '--port', '0', '--log-level', 'warn');
      await until(() => running.heard.remarks.includes('/health'));
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(running.heard.remarks)?.[0] ?? '';
      await until(async () => (await fetch(`${url}/ready`)).status === 200);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain(
        'molecatcher_stage_up{stage="archive"} 1',
      );

      const port = new URL(url).port;
      const { clickhouse } = JSON.parse(readFileSync(join(folder, 'd', 'owner.json'), 'utf8')) as {
        clickhouse: string;
      };
      const login = ['--clickhouse', clickhouse, '--clickhouse-user', 'writer'];
      const [second, other, asked, statement, ingested, stranger] = await Promise.all([
        finish('run', '--data', 'd'),
        finish('serve', '--data', 'other', '--port', port),
        finish('sql', 'SELECT count() AS c FROM access', '--data', 'd', '--csv'),
        finish('sql', "SELECT file('/etc/passwd')", '--data', 'd'),
        finish('ingest', 'access', 'events.jsonl', '--data', 'd'),
        finish('migrate', '--data', 'x', ...login, '--clickhouse-password', 'wrong'),
      ]);
      const pid = running.child.pid;
      const inUse = `d is in use by \`molecatcher run\` at ${url} (process ${pid}).`;
      expect(second).toEqual(failed(inUse, 'data-folder-in-use'));
      expect(ingested).toEqual(failed(inUse, 'data-folder-in-use'));
      expect(other).toEqual(failed(`Port ${port} on 127.0.0.1 is taken.`, 'port-in-use'));
      const { host } = new URL(clickhouse);
      const refused = `ClickHouse at ${host} refused the user writer or the password.`;
      expect(stranger).toEqual(failed(refused, 'clickhouse-refused'));
      expect(asked).toMatchObject({ code: 0, output: '"c"\n0\n' });
      expect(statement).toMatchObject({ code: 1, output: '' });

      const stoppedAt = Date.now();
      running.child.kill('SIGTERM');
      const { code, remarks } = await running.ended;
      expect(code, remarks).toBe(0);
      expect(Date.now() - stoppedAt).toBeLessThan(10_000);
      expect(existsSync(join(folder, 'd', 'owner.json'))).toBe(false);
    },
    timeoutMs,
  );

  test(
    'a reader that goes away ends the question quietly',
    async () => {
      const asking = start('sql', 'SELECT number FROM numbers(900000)', '--data', 'd', '--csv');
      asking.child.stdout?.once('data', () => asking.child.stdout?.destroy());
      const { code, remarks } = await asking.ended;
      expect(remarks).toBe('');
      expect(code).toBe(0);
    },
    timeoutMs,
  );

  test(
    'questions that are asked together are all answered, also after one that was killed',
    async () => {
      const question = ['sql', 'SELECT sum(number) AS s FROM numbers(9)', '--data', 'd', '--csv'];
      const slow = 'SELECT count() FROM numbers(3000000000) WHERE sipHash64(number) = 1';
      const killed = start('sql', slow, '--data', 'd');
      const owner = join(folder, 'd', 'owner.json');
      await until(() => existsSync(owner));
      const together = [1, 2, 3].map(() => finish(...question));
      killed.child.kill('SIGKILL');
      await killed.ended;
      for (const { code, output, remarks } of await Promise.all(together)) {
        expect({ code, output }, remarks).toEqual({ code: 0, output: '"s"\n36\n' });
      }
      expect(existsSync(owner)).toBe(false);
    },
    timeoutMs,
  );

  test(
    'doctor finds all well, and says so as JSON',
    async () => {
      const { code, output } = await finish('doctor', '--data', 'd', '--json');
      const findings = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
      expect(findings).toContainEqual(
        expect.objectContaining({ check: 'migrations', state: 'ok' }),
      );
      expect(code).toBe(0);
      const wrong = await finish('doctor', '--data', 'd', '--users', '8');
      expect(wrong.code).toBe(1);
      expect(wrong.output).toMatch(
        /FAILED +topic +access: 1 partition, planned 8, as set by users\n +→ Set users to 1/,
      );
    },
    timeoutMs,
  );
});
