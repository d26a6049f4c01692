// The outside world at fault, on the command line: a wrong settings file, a taken port, a server
// that is too old or lets nobody in, a full disk. Each ends with what and what to do on standard
// error, and nothing half-written: all of them happen to one data folder, and the last test finds
// every access in it, once. The table is docs/bad-input.md; neighbours that are in the way are in
// process.integration.test.ts, where somebody lives in a folder already.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasEmbeddedClickHouse } from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import { outsideErrors } from '../../src/errors.ts';
import { type Around, accessLines, failed, startProgramIn } from '../support/program.ts';

const timeoutMs = 60_000;
const accesses = 8_000;
const early = 500;
const drain = ['run', '--drain', '--port', '0', '--log-level', 'warn'];

let folder = '';
const children: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-outside-'));
  writeFileSync(join(folder, 'access.jsonl'), accessLines(accesses));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(around: Around, ...words: string[]) {
  const started = startProgramIn({ folder, ...around }, ...words);
  children.push(started.child);
  return started;
}

const finish = (...words: string[]) => start({}, ...words).ended;

/** Somebody on a port of this machine, while `use` runs. */
async function withServer(answer: RequestListener, use: (port: number) => Promise<void>) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('files of which no row can be taken, and a mapping that is not there', async () => {
  writeFileSync(join(folder, 'noise.jsonl.gz'), 'no gzip\nand no JSON\n');
  const ingest = ['ingest', 'access', 'noise.jsonl.gz', '--data', 'noise'];
  const ended = await finish(...ingest);
  expect(ended.code).toBe(1);
  expect(ended.output).toContain('2 rows = 0 accepted + 2 rejected');
  expect(ended.remarks).toContain('No row of noise.jsonl.gz could be taken');
  const unmapped = await finish(...ingest, '--map', 'nowhere.yaml');
  expect(unmapped).toEqual(failed('There is no mapping file nowhere.yaml.', 'bad-input'));
}, 20_000);

test('a settings file with three mistakes', async () => {
  writeFileSync(join(folder, 'wrong.yaml'), 'userz: 4\nport: 99999\nallowed_lateness: 10\n');
  const ended = await finish(...drain.slice(0, 2), '--data', 'never', '--settings', 'wrong.yaml');
  const said = [
    '3 settings are wrong:',
    '  wrong.yaml: userz is not a setting. Did you mean users?',
    '  wrong.yaml: port is 99999, but must be a whole number from 0 to 65535',
    '  wrong.yaml: allowed_lateness is 10, but must be a time such as 90s, 10m, 1.5h or 7d, ' +
      'from 0ms to 1d',
  ];
  expect(ended).toEqual(failed(said.join('\n'), 'bad-settings'));
  expect(existsSync(join(folder, 'never'))).toBe(false);
}, 20_000);

test('a port in use', async () => {
  await withServer(
    (_, response) => response.end('mine'),
    async (port) => {
      const ended = await finish('run', '--drain', '--data', 'd', '--port', String(port));
      expect(ended).toEqual(failed(`Port ${port} on 127.0.0.1 is taken.`, 'port-in-use'));
    },
  );
}, 20_000);

test('a ClickHouse of an unsupported version', async () => {
  // As 21.3 answers the first question that is asked of any server.
  const old: RequestListener = (request, response) => {
    request.resume().on('end', () => {
      response.end('["version","databases"]\n["String","UInt64"]\n["21.3.20.1","0"]\n');
    });
  };
  await withServer(old, async (port) => {
    const url = `http://127.0.0.1:${port}`;
    const ended = await finish(...drain, '--data', 'd', '--clickhouse', url);
    const said = 'ClickHouse 21.3.20.1 is too old: 24.8 or newer is needed.';
    expect(ended).toEqual(failed(said, 'clickhouse-version'));
  });
}, 20_000);

test('a wrong password of a ClickHouse server', async () => {
  // As a server of its own answers, with its advice; the embedded one answers in another way.
  const refusing: RequestListener = (request, response) => {
    request.resume().on('end', () => {
      response.writeHead(403, { 'x-clickhouse-exception-code': '516' });
      response.end(
        'Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or ' +
          'there is no user with such name.\n\nIf you use ClickHouse Cloud, the password can be ' +
          'reset.\n\n. (AUTHENTICATION_FAILED) (version 24.8.1.1)\n',
      );
    });
  };
  await withServer(refusing, async (port) => {
    const environment = { MOLECATCHER_CLICKHOUSE_PASSWORD: 'hunter2' };
    const url = `http://127.0.0.1:${port}`;
    const ended = await start({ environment }, ...drain, '--data', 'd', '--clickhouse', url).ended;
    const said = `ClickHouse at 127.0.0.1:${port} refused the user default or the password.`;
    expect(ended).toEqual(failed(said, 'clickhouse-refused'));
  });
}, 20_000);

test(
  'a full disk while files are ingested',
  async () => {
    // The file grows between the two, so what came first has a place to be lost from.
    writeFileSync(join(folder, 'access.jsonl'), accessLines(early));
    const ingest = ['ingest', 'access', 'access.jsonl', '--data', 'd', '--json'];
    expect(await finish(...ingest)).toMatchObject({ code: 0 });
    writeFileSync(join(folder, 'access.jsonl'), accessLines(accesses));
    const cut = await start({ fileKilobytesMax: 600 }, ...ingest).ended;
    expect(cut).toMatchObject({ code: 1, output: '' });
    expect(cut.remarks).toMatch(/^no room left to write in d\/log: [^\n]*\n[^\n]*\n$/);
    expect(cut.remarks.endsWith(`${outsideErrors['disk-full'].next}\n`)).toBe(true);
    const again = await finish(...ingest);
    const figures = { rows: accesses, accepted: accesses, rejected: 0, skipped: early };
    expect(JSON.parse(again.output)).toMatchObject(figures);
  },
  timeoutMs,
);

test('a full disk while a simulation is written', async () => {
  const words = ['simulate', '--to', 'world', '--days', '5', '--customers', '2000'];
  const cut = await start({ fileKilobytesMax: 200 }, ...words, '--agents', '20').ended;
  expect(cut).toMatchObject({ code: 1, output: '' });
  expect(cut.remarks).toMatch(/^world\/\w+\.jsonl cannot be written: [^\n]*EFBIG/m);
  expect(cut.remarks.endsWith(`${outsideErrors['disk-full'].next}\n`)).toBe(true);
}, 20_000);

describe.skipIf(!hasEmbeddedClickHouse())('with the embedded engine', () => {
  test('a file-size limit under the embedded engine', async () => {
    const around = { fileKilobytesMax: 100_000 };
    const ended = await start(around, ...drain, '--data', 'd').ended;
    const said =
      'Files may have at most 102400000 bytes here: the embedded ClickHouse would lose rows.';
    expect(ended).toEqual(failed(said, 'file-size-limit'));
  }, 20_000);

  test(
    'after all of that a normal run finds every access, once',
    async () => {
      expect(await finish(...drain, '--data', 'd')).toMatchObject({ code: 0 });
      const statement = 'SELECT count() AS c, uniqExact(event_id) AS e FROM access';
      const { output } = await finish('sql', statement, '--data', 'd', '--csv');
      expect(output).toBe(`"c","e"\n${accesses},${accesses}\n`);
    },
    timeoutMs,
  );
});
