// All stages over one input: what colleagues do comes back into `access` while windows wait for it,
// once into each partition, and whoever replays reads it there and finds what live has found.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { describeEmbedded } from '../support/embedded.ts';
import { runProgram } from '../support/program.ts';

const world = ['--agents', '40', '--customers', '4000', '--days', '30', '--seed', '5'];
const thief = ['--thief', '22,40,no-ticket'];
const users = 2;

describeEmbedded('norms of colleagues', () => {
  const data = mkdtempSync(join(tmpdir(), 'molecatcher-norms-'));
  const split = ['--data', data, '--users', String(users)];
  beforeAll(async () => {
    await runProgram('simulate', '--to', 'log', ...world, ...thief, ...split);
    await runProgram('run', '--drain', '--port', '0', ...split);
  }, 240_000);
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  test('are once in each partition of access, in one order', async () => {
    const copies = await ask<{ partition: number; norms: number; digest: string }>(
      data,
      `SELECT partition, count() AS norms, toString(cityHash64(groupArray(text))) AS digest FROM (
         SELECT _partition AS partition, concat(\`key\`, ' ', toString(version)) AS text
         FROM access_control WHERE _record = 'Norms' ORDER BY _partition, _offset)
       GROUP BY partition ORDER BY partition`,
    );
    expect(copies.map(({ partition }) => partition)).toEqual([0, 1]);
    expect(copies[0]!.norms).toBeGreaterThan(500);
    expect({ ...copies[1]!, partition: 0 }).toEqual(copies[0]);
    const [doubled] = await ask<{ norms: number }>(
      data,
      `SELECT count() AS norms FROM (
         SELECT 1 FROM access_control WHERE _record = 'Norms'
         GROUP BY _partition, \`key\`, version HAVING count() > 1)`,
    );
    expect(doubled!.norms).toBe(0);
  });

  test('come within three and a half hours of the Tick that closes a day', async () => {
    const [late] = await ask<{ days: number; late: number }>(
      data,
      `WITH (SELECT groupArray(clock) FROM (
         SELECT clock FROM access_control WHERE _record = 'Tick' AND _partition = 0
         ORDER BY _offset)) AS clocks
       SELECT count() AS days, countIf(said > closed + INTERVAL 210 MINUTE) AS late FROM (
         SELECT ticks.clock AS said,
           arrayFirst(one -> one >= norms.window_end + INTERVAL 1 HOUR, clocks) AS closed
         FROM (
           SELECT window_end, _offset, _partition FROM access_control
           WHERE _record = 'Norms' AND \`key\` = 'day/company' AND _partition = 0
         ) AS norms ASOF JOIN (
           SELECT clock, _offset, _partition FROM access_control WHERE _record = 'Tick'
         ) AS ticks ON norms._partition = ticks._partition AND norms._offset >= ticks._offset)`,
    );
    expect(late!.days).toBeGreaterThan(20);
    // Pace is kept by patience, which a very busy machine may exhaust.
    expect(late!.late).toBeLessThan(3);
  });

  for (const source of ['log', 'clickhouse']) {
    test(`a replay from ${source} finds what live has found`, { timeout: 120_000 }, async () => {
      await runProgram('replay', '--id', source, '--source', source, '--data', data);
      const words = await runProgram('replay', 'diff', source, 'live', '--data', data);
      expect(words).toContain('The same to the byte');
    });
  }
});
