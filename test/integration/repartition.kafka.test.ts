// `access repartition` on a real Kafka, with several sources, whose Ticks may stand in another
// order in each partition: refused while somebody runs; killed, and run again; and what is found in
// the end is what the local log finds that had so many partitions from the start.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEmbedded } from '../support/embedded.ts';
import { describeKafka } from '../support/kafka.ts';
import {
  accessesIn,
  findingsOf,
  isAnnounced,
  isReading,
  type KafkaHouse,
  openKafkaHouse,
} from '../support/kafka-house.ts';
import { runProgram, startProgram, until, withoutNorms } from '../support/program.ts';

const world = ['--agents', '20', '--customers', '2000', '--days', '20', '--seed', '5'];
const thief = ['--thief', '8,40,no-ticket'];
const timeoutMs = 600_000;

await describeKafka('access repartition', () => {
  describeEmbedded('on Kafka', () => {
    const files = mkdtempSync(join(tmpdir(), 'molecatcher-repartition-'));
    let house: KafkaHouse;
    beforeAll(async () => {
      house = await openKafkaHouse();
    }, 90_000);
    afterAll(async () => {
      await house.close();
      rmSync(files, { recursive: true, force: true });
    });

    async function ingest(kind: string, name: string, flags: readonly string[]): Promise<void> {
      await runProgram('ingest', kind, join(files, `${name}.jsonl`), ...flags);
    }

    async function references(flags: readonly string[]): Promise<void> {
      for (const kind of ['people', 'tickets', 'subjects', 'assets'])
        await ingest(kind, kind, flags);
    }

    async function makeFiles(): Promise<void> {
      await runProgram('simulate', '--to', files, ...world, ...thief);
      const lines = readFileSync(join(files, 'access.jsonl'), 'utf8').trimEnd().split('\n');
      const half = Math.floor(lines.length / 2);
      writeFileSync(join(files, 'first.jsonl'), `${lines.slice(0, half).join('\n')}\n`);
      writeFileSync(join(files, 'second.jsonl'), `${lines.slice(half).join('\n')}\n`);
    }

    async function live(name: string, flags: readonly string[]): Promise<void> {
      await ingest('access', name, flags);
      await runProgram('run', '--drain', ...withoutNorms, '--port', '0', ...flags);
    }

    /** A little later each time, until nobody is there to be killed. */
    async function repartitionKilled(flags: readonly string[]): Promise<number> {
      for (let kills = 0; ; kills += 1) {
        const { child, ended } = startProgram('access', 'repartition', ...flags);
        const timer = setTimeout(() => child.kill('SIGKILL'), 600 * 1.4 ** kills);
        const { code, remarks } = await ended;
        clearTimeout(timer);
        if (code === 0) return kills;
        expect([code, remarks]).toEqual([null, '']);
      }
    }

    test('grows a house that works', { timeout: timeoutMs }, async () => {
      await makeFiles();
      const [local, data] = [house.folder('local'), house.folder('kafka')];
      const always = ['--data', local, '--sources', '3', '--users', '3'];
      await references(always);
      await live('first', always);
      await live('second', always);
      const expected = await findingsOf(local);
      expect(expected.anomalies).toBeGreaterThan(5);

      const sized = (users: number) => {
        return ['--data', data, ...house.flags, '--sources', '3', '--users', `${users}`];
      };
      await runProgram('topics', ...sized(2));
      await references(sized(2));
      await live('first', sized(2));
      const before = await findingsOf(data);

      const running = house.start('run', ...withoutNorms, '--port', '0', ...sized(2));
      await until(() => isAnnounced(data));
      await until(() => isReading(data, 'detect'));
      const refused = startProgram('access', 'repartition', ...sized(3));
      expect((await refused.ended).remarks).toMatch(/^A process runs the stage /);
      running.child.kill('SIGTERM');
      expect((await running.ended).code).toBe(0);

      const kills = await repartitionKilled(sized(3));
      expect(kills).toBeGreaterThan(0);
      expect(await runProgram('topics', '--check', ...sized(3))).not.toMatch(/DIFFERS|MISSING/);

      await runProgram('run', '--drain', ...withoutNorms, '--port', '0', ...sized(3));
      expect(await findingsOf(data)).toEqual(before);
      await live('second', sized(3));
      expect((await findingsOf(data)).rows).toEqual(expected.rows);
      expect(await accessesIn(data)).toBe(await accessesIn(local));
    });
  });
});
