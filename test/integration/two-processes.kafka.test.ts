// Two processes on a real Kafka, one of them stopped in the middle and started again: every event
// is in ClickHouse once, and what is found is what the local log finds in one go. Kafka's own
// console consumer prints the same anomalies.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { printTopic } from '../support/console-consumer.ts';
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

/** MOLECATCHER_… would be a setting of the program. */
const size = process.env['TWO_PROCESSES'] === 'large' ? 'large' : 'small';
const worlds = {
  small: ['--agents', '24', '--customers', '3000', '--days', '24', '--thief', '8,40,no-ticket'],
  large: ['--agents', '300', '--days', '112', '--thief', '20,40,no-ticket'],
} as const;
const world = [...worlds[size], '--seed', '5'];
const anomaliesMin = { small: 10, large: 100 }[size];
const split = ['--sources', '3', '--users', '4'];
const testMsMax = { small: 240_000, large: 900_000 }[size];

await describeKafka('two processes', () => {
  describeEmbedded('on one Kafka', () => {
    let house: KafkaHouse;
    beforeAll(async () => {
      house = await openKafkaHouse();
    }, 90_000);
    afterAll(() => house.close());

    test(
      'keep every event and find the same, though one is stopped in the middle',
      async () => {
        const [local, first, second] = ['local', 'first', 'second'].map((name) =>
          house.folder(name),
        );
        await runProgram('simulate', '--to', 'log', ...world, '--data', local!);
        const expected = await runLocally(local!);
        expect(expected.anomalies).toBeGreaterThan(anomaliesMin);

        const quiet = ['--port', '0', '--log-level', 'warn', ...withoutNorms];
        const onKafka = [...house.flags, ...split, ...quiet];
        await runProgram('topics', ...house.flags, ...split);
        const said = await runProgram(
          ...['simulate', '--to', 'kafka', ...world, '--json'],
          ...[...house.flags, ...split, '--data', first!],
        );
        const { events } = JSON.parse(said) as { events: number };
        const runFirst = () => house.start('run', '--data', first!, ...onKafka);
        let one = runFirst();
        await until(() => isAnnounced(first!));
        const two = house.start('run', '--data', second!, '--clickhouse', first!, ...onKafka);
        const share = await shareOnceAbove(first!, events, 0.3);
        expect(share).toBeLessThan(0.7);
        one.child.kill('SIGTERM');
        expect((await one.ended).code).toBe(0);
        one = runFirst();
        await until(() => isAnnounced(first!));
        await shareOnceAbove(first!, events, 1);
        for (const { child, ended } of [two, one]) {
          child.kill('SIGTERM');
          expect((await ended).code).toBe(0);
        }
        // What is still open closes in a drain by one.
        await runProgram('run', '--drain', '--data', first!, ...onKafka);

        const [counted] = await ask<{ rows: number; ids: number }>(
          first!,
          'SELECT count() AS rows, uniqExact(event_id) AS ids FROM access',
        );
        expect(counted).toEqual({ rows: events, ids: events });
        expect(await findingsOf(first!)).toEqual(expected);

        // A replay finds what two processes and a restart have found, from wherever it reads.
        for (const source of ['log', 'clickhouse']) {
          const at = ['--data', first!, ...house.flags];
          await runProgram('replay', '--id', source, '--source', source, ...at);
          const words = await runProgram('replay', 'diff', source, 'live', ...at);
          expect(words).toContain('The same to the byte');
        }

        const printed = await printTopic({
          brokers: house.brokers,
          topic: 'anomalies',
          quietMs: 5_000,
        });
        const places = await ask<{ id: string; partition: number; offset: number }>(
          first!,
          'SELECT id, _partition AS partition, _offset AS offset FROM anomalies',
        );
        const byPlace = (a: Place, b: Place) => a.partition - b.partition || a.offset - b.offset;
        const found = printed.map(({ partition, offset, value }) => ({
          id: /@([0-9a-f]{32})/.exec(value)?.[1],
          partition,
          offset,
        }));
        expect(found.sort(byPlace)).toEqual(places.sort(byPlace));
        console.info(`${events} events, ${found.length} anomalies, stopped at ${share.toFixed(2)}`);
      },
      testMsMax,
    );
  });
});

type Place = { readonly partition: number; readonly offset: number };

/** Waits until that share of the events is in ClickHouse, and says which share it was then. */
async function shareOnceAbove(data: string, events: number, wanted: number): Promise<number> {
  const deadline = Date.now() + testMsMax;
  for (;;) {
    const share = (await accessesIn(data)) / events;
    if (share >= wanted) return share;
    if (Date.now() > deadline) throw new Error(`no more than ${share} of ${events} arrived`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
