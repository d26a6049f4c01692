// An analyst who was given the hunter's password and nothing else, at a ClickHouse server: every
// question has its answer, and is kept. The server is the embedded engine, which no command here
// knows to be one.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type EmbeddedClickHouse,
  startEngine,
} from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import { hourMs } from '../../src/core/time.ts';
import { describeEmbedded, hasLibrary, open } from '../support/embedded.ts';
import { accessLines, failed, startProgramIn, until } from '../support/program.ts';

let folder = '';
let engine: EmbeddedClickHouse;
let alone: Readonly<Record<string, string>> = {};
const children: { kill(signal: 'SIGKILL'): unknown }[] = [];

function start(environment: Readonly<Record<string, string>>, ...words: string[]) {
  const started = startProgramIn({ folder, environment }, ...words);
  children.push(started.child);
  return started;
}

beforeAll(async () => {
  if (!hasLibrary) return;
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-alone-'));
  writeFileSync(join(folder, 'access.jsonl'), threeWeeks());
  await start({}, 'ingest', 'access', 'access.jsonl', '--data', 'd').ended;
  await start({}, 'run', '--drain', '--data', 'd', '--port', '0').ended;
  const data = join(folder, 'd');
  // As in docker-compose.yml, where the scribe has the password of the hunter.
  const path = join(data, 'engine.json');
  const logins = JSON.parse(readFileSync(path, 'utf8'));
  logins.scribe.password = logins.hunter.password;
  writeFileSync(path, JSON.stringify(logins));
  engine = await startEngine({ folder: data });
  alone = {
    MOLECATCHER_CLICKHOUSE: engine.url,
    MOLECATCHER_HUNTER_USER: engine.hunter.user,
    MOLECATCHER_HUNTER_PASSWORD: engine.hunter.password,
    MOLECATCHER_SCRIBE_USER: engine.scribe.user,
  };
}, 60_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await engine?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** One an hour: a complaint of the last days then has something before it. */
function threeWeeks(): string {
  const lines = accessLines(500).trimEnd().split('\n');
  const moved = lines.map((line, hour) => {
    const access = JSON.parse(line) as { at: number };
    return JSON.stringify({ ...access, at: access.at + hour * hourMs });
  });
  return `${moved.join('\n')}\n`;
}

async function asked(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const warehouse = await open(engine);
  try {
    return await warehouse.query(
      'SELECT author, command, question FROM hunt_log ORDER BY at, question',
      { as: 'hunter' },
    );
  } finally {
    await warehouse.close();
  }
}

const sql = ['sql', 'SELECT count() AS c FROM access', '--csv'];
const answer = '"c"\n500\n';

describeEmbedded('with the hunter’s password alone', () => {
  for (const { words, question, says, remarks = '' } of [
    { words: sql, question: sql[1], says: answer },
    {
      words: ['hunt', 'run', 'who-read-this-customer', '--subject', 'c7', '--csv'],
      question: 'who-read-this-customer',
      says: 'agent-7',
    },
    {
      words: ['attribute', '--subjects', 'c7,c8,c9', '--reported', '2026-01-25'],
      question: '3 victims',
      says: 'victims',
    },
    { words: ['user', 'agent-7'], question: 'agent-7', says: 'agent-7' },
    { words: ['subject', 'c7'], question: 'c7', says: 'agent-7' },
    {
      words: ['incident', 'list', '--all'],
      question: 'list',
      says: '',
      remarks: 'There are none.\n',
    },
  ]) {
    test(`${words.slice(0, 2).join(' ')} is answered, and kept`, async () => {
      const before = await asked();
      const ended = await start(alone, ...words).ended;
      const output = expect.stringContaining(says);
      expect(ended).toEqual({ code: 0, output, remarks });
      const author = expect.stringMatching(`^${userInfo().username}@`);
      const kept = { author, command: words[0], question };
      expect(await asked()).toEqual([...before, kept]);
    }, 20_000);
  }

  test('what cannot be kept is not answered, unless the settings say so', async () => {
    const { MOLECATCHER_SCRIBE_USER: _, ...without } = alone;
    const before = await asked();
    const refused = await start(without, ...sql).ended;
    const who = `ClickHouse at ${new URL(engine.url).host} refused the user default`;
    const said = `Not answered, since it cannot be kept in hunt_log: ${who} or the password.`;
    expect(refused).toEqual(failed(said, 'question-not-kept'));
    const answered = await start(without, ...sql, '--unkept-questions', 'answer').ended;
    expect(answered).toMatchObject({ code: 0, output: answer });
    expect(answered.remarks).toMatch(/^Not kept in hunt_log: /);
    expect(await asked()).toEqual(before);
  }, 20_000);

  test('a user that only reads cannot keep it, and what it would need is said', async () => {
    const reader = { ...alone, MOLECATCHER_SCRIBE_USER: engine.hunter.user };
    const { code, output, remarks } = await start(reader, ...sql).ended;
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(remarks).toMatch(/^Not answered, .*hunter: Not enough privileges.* INSERT\(author, /);
  }, 20_000);

  test('doctor says whether questions can be kept, and keeps none', async () => {
    const server = {
      ...alone,
      MOLECATCHER_CLICKHOUSE_USER: engine.writer.user,
      MOLECATCHER_CLICKHOUSE_PASSWORD: engine.writer.password,
    };
    const before = await asked();
    const doctor = (more: Record<string, string>) =>
      start({ ...server, ...more }, 'doctor', '--data', 'nobody').ended;
    expect((await doctor({})).output).toMatch(/^ok +hunt_log +questions are kept$/m);
    const { output } = await doctor({ MOLECATCHER_SCRIBE_PASSWORD: 'wrong' });
    expect(output).toMatch(/^FAILED +hunt_log .* refused the user scribe or the password\.$/m);
    expect(await asked()).toEqual(before);
  }, 20_000);

  test('a database that is not there is not made, and that is said', async () => {
    const { host } = new URL(engine.url);
    const said = `ClickHouse at ${host} shows hunter no database other.`;
    const ended = await start(alone, ...sql, '--database', 'other').ended;
    expect(ended).toEqual(failed(said, 'migrations-missing'));
  }, 20_000);

  test('a wrong password is that of the hunter', async () => {
    const wrong = { ...alone, MOLECATCHER_HUNTER_PASSWORD: 'wrong' };
    const { host } = new URL(engine.url);
    const said = `ClickHouse at ${host} refused the user hunter or the password.`;
    expect(await start(wrong, ...sql).ended).toEqual(failed(said, 'clickhouse-refused'));
  }, 20_000);

  test('whoever asks through a process on that server needs no password at all', async () => {
    const writer = {
      MOLECATCHER_CLICKHOUSE_USER: engine.writer.user,
      MOLECATCHER_CLICKHOUSE_PASSWORD: engine.writer.password,
    };
    const words = ['serve', '--data', 'served', '--port', '0'];
    const serving = start({ ...alone, ...writer }, ...words);
    await until(() => serving.heard.remarks.includes('Serving'));
    const before = await asked();
    const ended = await start({}, ...sql, '--data', 'served').ended;
    expect(ended).toEqual({ code: 0, output: answer, remarks: '' });
    expect(await asked()).toHaveLength(before.length + 1);
    const owner = readFileSync(join(folder, 'served', 'owner.json'), 'utf8');
    expect(JSON.parse(owner)).not.toHaveProperty('writer');
    serving.child.kill('SIGTERM');
    await serving.ended;
  }, 30_000);
});
