// A process that is paused beyond its session and wakes late: others have taken its work over, its
// commits are refused, it finds its way back, and nothing is lost, doubled or found otherwise. On a
// real log, the staff of a Dutch bank (BPI Challenge 2012), over three source partitions.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEmbedded } from '../support/embedded.ts';
import { describeKafka } from '../support/kafka.ts';
import {
  accessesIn,
  findingsOf,
  isAnnounced,
  type KafkaHouse,
  openKafkaHouse,
  runLocally,
} from '../support/kafka-house.ts';
import { runProgram, until, withoutNorms } from '../support/program.ts';

const file = fileURLToPath(new URL('../../../shared/data/bpic12/events.csv.gz', import.meta.url));
const mapping = fileURLToPath(new URL('../../examples/bpic12/mapping.yaml', import.meta.url));
/** The first weeks of it, with the head. */
const lines = 100_000;
const split = ['--sources', '3', '--users', '4'];
/** Longer than a session, so that the group goes on without it. */
const pauseMs = 30_000;

await describeKafka('a paused process', () => {
  describeEmbedded('on one Kafka', () => {
    let house: KafkaHouse;
    beforeAll(async () => {
      house = await openKafkaHouse();
    }, 90_000);
    afterAll(() => house.close());

    test('comes back, and the bank log gives what it gives on the local log', async (context) => {
      if (!existsSync(file)) context.skip('the file of the BPI Challenge 2012 is not here');
      const folders = ['local', 'first', 'second'].map((name) => house.folder(name));
      const [local, first, second] = folders as [string, string, string];
      const weeks = join(local, '..', 'weeks.csv');
      writeFileSync(weeks, firstLines());
      const ingest = ['ingest', 'access', weeks, '--map', mapping];
      await runProgram(...ingest, '--data', local, ...split);
      const expected = await runLocally(local, split);
      const accepted = await accessesIn(local);
      expect(accepted).toBeGreaterThan(lines * 0.8);

      const quiet = ['--port', '0', '--log-level', 'info', ...withoutNorms];
      const onKafka = [...house.flags, ...split, ...quiet];
      await runProgram('topics', ...house.flags, ...split);
      await runProgram(...ingest, '--data', first, ...house.flags, ...split);
      const one = house.start('run', '--data', first, ...onKafka);
      await until(() => isAnnounced(first));
      const two = house.start('run', '--data', second, '--clickhouse', first, ...onKafka);
      // In the middle of its work: it has tasks, and there is much left to do.
      const takings = () => two.heard.remarks.split('partition taken').length - 1;
      await until(() => takings() > 0);
      const before = await accessesIn(first);
      expect(before).toBeLessThan(accepted);
      two.child.kill('SIGSTOP');
      await sleep(pauseMs);
      two.child.kill('SIGCONT');
      const taken = takings();
      await until(() => takings() > taken);
      const deadline = Date.now() + 120_000;
      while ((await accessesIn(first)) < accepted && Date.now() < deadline) await sleep(500);
      for (const { child, ended } of [two, one]) {
        child.kill('SIGTERM');
        expect((await ended).code).toBe(0);
      }
      await runProgram('run', '--drain', '--data', first, ...onKafka);
      expect(await accessesIn(first)).toBe(accepted);
      expect(await findingsOf(first)).toEqual(expected);
    }, 600_000);
  });
});

function firstLines(): string {
  const text = gunzipSync(readFileSync(file)).toString();
  return `${text.split('\n', lines).join('\n')}\n`;
}
