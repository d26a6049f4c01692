// The whole program with detect in a thread of its own, in that of all others, and killed in the
// middle: the log holds the same records, byte for byte, in the same order.

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { testClock } from '../adapters/local-log/test-clock.ts';
import { describeEmbedded } from '../support/embedded.ts';
import { runProgram, startProgram, until, withoutNorms } from '../support/program.ts';
import { writtenRecords } from '../support/written-records.ts';

const world = ['--agents', '24', '--customers', '3000', '--days', '24', '--seed', '5'];
const thief = ['--thief', '22,40,no-ticket'];
const drain = ['--drain', '--port', '0', '--users', '2', ...withoutNorms];

const found = ['windows', 'anomalies', 'incidents'];

describeEmbedded('detect in a thread of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-thread-'));
  const filled = join(folder, 'filled');
  let expected: readonly string[] = [];

  function copied(name: string): string {
    const data = join(folder, name);
    cpSync(filled, data, { recursive: true });
    return data;
  }

  beforeAll(async () => {
    await runProgram(
      ...['simulate', '--to', 'log', ...world, ...thief],
      ...['--data', filled, '--users', '2'],
    );
    const data = copied('off');
    await runProgram('run', ...drain, '--data', data, '--detect-thread', 'off');
    expected = await records(data);
    for (const topic of found) {
      expect(expected.filter((line) => line.startsWith(topic)).length).toBeGreaterThan(0);
    }
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('writes what it writes beside the others', async () => {
    const data = copied('on');
    await runProgram('run', ...drain, '--data', data, '--detect-thread', 'on');
    expect(await records(data)).toEqual(expected);
  }, 120_000);

  test('killed in the middle and started anew, writes the same once', async () => {
    const data = copied('killed');
    const first = startProgram('run', ...drain, '--data', data, '--detect-thread', 'on');
    await until(async () => (await judged(data)) > 4_000);
    first.child.kill('SIGKILL');
    await first.ended;
    expect((await records(data)).length).toBeLessThan(expected.length);
    await runProgram('run', ...drain, '--data', data, '--detect-thread', 'on');
    expect(await records(data)).toEqual(expected);
  }, 180_000);
});

/** Of all that enrich and detect say to others. */
async function records(data: string): Promise<readonly string[]> {
  const log = openLocalLog({ folder: join(data, 'log'), clock: testClock() });
  try {
    return await writtenRecords(log, ['access', ...found]);
  } finally {
    await log.close();
  }
}

/** How far detect is, as the running program says. */
async function judged(data: string): Promise<number> {
  try {
    const owner = JSON.parse(readFileSync(join(data, 'owner.json'), 'utf8')) as { http: string };
    const { stages } = (await (await fetch(`${owner.http}/health`)).json()) as Health;
    const places = Object.values(stages['detect']?.partitions ?? {});
    return places.reduce((sum, { position }) => sum + position, 0);
  } catch (error) {
    // It is only starting: nobody listens yet, or has said where.
    if (error instanceof Error) return 0;
    throw error;
  }
}

type Health = {
  readonly stages: Record<string, { partitions: Record<string, { position: number }> }>;
};
