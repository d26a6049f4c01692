// Ctrl-C at any moment of a question: nothing that was broken off ends as if it were whole, and no
// half of a file has the name of the file. Each command is stopped at its first step, at a later
// one, and so on until it ends by itself: at the start of the engine, at each question to
// ClickHouse and at each piece of an answer.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { openLineFile } from '../../src/adapters/system/line-file.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Engine, Outside } from '../../src/cli/outside.ts';
import type { Codec, Log, Warehouse } from '../../src/ports.ts';
import { describeEmbedded, embedded, hasLibrary, open } from '../support/embedded.ts';
import { huntWorld } from '../support/hunt-world.ts';
import { readAll } from '../support/read-all.ts';
import { testOutside } from './test-terminal.ts';

const world = embedded();
const incident = 'aa11bb22cc33dd44ee55ff6600112233';
const before = 'what was there before\n';
/** More than a command has steps. */
const stepsMost = 300;

let log: Log;
let codec: Codec;
beforeAll(async () => {
  const clock = { now: () => Date.UTC(2026, 0, 20), sleep: async () => undefined };
  log = openLocalLog({ clock });
  codec = await openCodec({ registry: openLocalRegistry() });
  if (!hasLibrary) return;
  const { reads, plant } = huntWorld(world);
  const days = ['05', '06', '07', '08'];
  await reads(
    days.map((day) => ({ at: `2026-01-${day} 09:00:00`, user: 'ann', whom: ['c1'], why: 'none' })),
  );
  const at = '2026-01-08 10:00:00';
  await plant('incidents', [
    {
      ...{ id: incident, user: 'ann', tier: 'incident', state: 'opened', headline: 'a question' },
      ...{ at, opened_at: at, last_at: at },
    },
  ]);
});

/** Every step of the answer counts, and one of them is the last for which somebody waits. */
type Steps = { count(): void };

function watched(warehouse: Warehouse, { count }: Steps): Warehouse {
  async function* counted<T>(chunks: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const chunk of chunks) {
      count();
      yield chunk;
    }
  }
  return {
    ...warehouse,
    query: async (sql, options) => {
      count();
      const rows = await warehouse.query(sql, options);
      count();
      return rows;
    },
    execute: async (...words) => {
      count();
      return warehouse.execute(...words);
    },
    stream: (...words) => counted(warehouse.stream(...words)),
    streamBytes: (...words) => counted(warehouse.streamBytes(...words)),
  };
}

type Around = {
  /** Of the screen. */
  readonly columns?: number | undefined;
  /** A file that is looked at whenever a step is made. */
  readonly path?: string;
};

async function stoppedAt(step: number, words: readonly string[], { columns, path }: Around = {}) {
  const stop = new AbortController();
  const seen = new Set<string>();
  let passed = 0;
  const steps = {
    count: () => {
      if (path !== undefined) seen.add(readFileSync(path, 'latin1'));
      passed += 1;
      if (passed === step) stop.abort();
    },
  };
  const heard = { output: '', remarks: '' };
  const bare = testOutside(heard);
  const outside: Outside = {
    ...bare,
    stop: stop.signal,
    terminal: { ...bare.terminal, outputColumns: columns },
    machine: { ...bare.machine, hasData: () => true },
    openEngine: async () => {
      steps.count();
      // Its own, as a process has: one that was broken off leaves connections that are closed.
      const warehouse = await open(world.engine);
      const engine = { missingMigrations: async () => [], stop: () => warehouse.close() };
      return { ...engine, warehouse: watched(warehouse, steps) } as Partial<Engine> as Engine;
    },
    openLog: async () => ({ ...log, close: async () => undefined }),
    openCodec: async () => codec,
    openTelemetry: () => ({ emit: () => undefined, metrics: () => '' }),
    openLines: openLineFile,
  };
  const code = await runCommandLine(words, { commands, detectors: [], environment: {} }, outside);
  return { code, ...heard, seen: [...seen], wasStopped: stop.signal.aborted };
}

/** Of many steps each tenth is as good. */
function after(step: number): number {
  return step < 10 ? step + 1 : step + 10;
}

/** At each step in turn, up to the run that needs no more of them; its answer is the whole one. */
async function everyStop(words: readonly string[], columns?: number) {
  const all = [];
  for (let step = 1; step <= stepsMost; step = after(step)) {
    const one = await stoppedAt(step, words, { columns });
    all.push(one);
    if (!one.wasStopped) break;
  }
  const whole = all.at(-1)!;
  expect(whole, whole.remarks).toMatchObject({ wasStopped: false, code: 0 });
  return { broken: all.slice(0, -1), whole };
}

/** Some pieces of an answer, so that it can be stopped between two of them. */
const statement = 'SELECT number, repeat(toString(number), 20) AS text FROM numbers(9000)';
/** A file of two megabytes. */
const long = 'SELECT number, hex(sipHash128(number)) AS text FROM numbers(60000)';
const hunt = ['hunt', 'run', 'reads-without-reason', '--user', 'ann'];

describeEmbedded('a question that is stopped', () => {
  for (const words of [
    ['sql', statement],
    ['sql', statement, '--csv'],
    ['sql', statement, '--json'],
    hunt,
    [...hunt, '--csv'],
    [...hunt, '--json'],
    ['user', 'ann'],
    ['user', 'ann', '--json'],
    ['subject', 'c1'],
    ['subject', 'c1', '--json'],
    ['attribute', '--subjects', 'c1', '--complained', '2026-01-08'],
    ['attribute', '--subjects', 'c1', '--complained', '2026-01-08', '--json'],
    ['incident', 'list'],
    ['incident', 'list', '--json'],
    ['incident', 'show', 'aa11'],
    ['incident', 'show', 'aa11', '--json'],
  ]) {
    test(`fails, or has all of its answer: ${words.join(' ')}`, async () => {
      const { broken, whole } = await everyStop(words);
      expect(broken.length).toBeGreaterThan(2);
      // From the first step on, and for as long as ClickHouse is asked.
      expect(broken[0]).toMatchObject({ code: 1, output: '' });
      for (const { code, output, remarks } of broken) {
        if (code === 0) expect(output).toBe(whole.output);
        else expect([code, remarks]).toEqual([1, expect.stringContaining('Stopped ')]);
      }
    });
  }

  test('fails on a screen too', async () => {
    const { broken, whole } = await everyStop(['sql', statement], 80);
    for (const { code, output } of broken) if (code === 0) expect(output).toBe(whole.output);
    expect(broken[0]).toMatchObject({ code: 1, output: '' });
  });

  for (const { name, words } of [
    { name: 'rows.parquet', words: ['sql', long, '--parquet'] },
    { name: 'hunt.parquet', words: [...hunt, '--parquet'] },
    { name: 'user.html', words: ['user', 'ann', '--report'] },
    { name: 'subject.html', words: ['subject', 'c1', '--report'] },
  ]) {
    test(`leaves the file that was there: ${name}`, async () => {
      const path = join(world.folder, name);
      for (let step = 1; step <= stepsMost; step = after(step)) {
        writeFileSync(path, before);
        const { code, seen, wasStopped } = await stoppedAt(step, [...words, path], { path });
        const text = readFileSync(path, 'latin1');
        // Whoever is killed there leaves no half of a file under its name.
        expect([seen, existsSync(`${path}.part`)]).toEqual([[before], false]);
        if (code !== 0) expect([code, text]).toEqual([1, before]);
        else expect(text).toMatch(/^PAR1[\s\S]*PAR1$|^<!doctype html>[\s\S]*<\/html>\s*$/i);
        if (!wasStopped) return expect(code).toBe(0);
      }
      expect.unreachable('it has more steps than that');
    });
  }

  test('closes no incident, unless it says so', async () => {
    const close = ['incident', 'close', 'aa11', '--as', 'unclear', '--because', 'a test', '--json'];
    const closings = async () => (await readAll({ log, codec }, 'dispositions')).length;
    for (let step = 1; step <= stepsMost; step += 1) {
      const count = await closings();
      const { code, output, wasStopped } = await stoppedAt(step, close);
      expect([await closings(), output !== '']).toEqual([count + 1 - code, code === 0]);
      if (!wasStopped) return expect(code).toBe(0);
      // A verdict of its own is looked up in ClickHouse too, and then there are more steps.
      if (step === 1) expect(code).toBe(1);
    }
    expect.unreachable('it has more steps than that');
  });
});
