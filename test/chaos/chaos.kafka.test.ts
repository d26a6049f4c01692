// Faults on the real thing, the short version: npm run chaos has the long one.

import { expect, test } from 'vitest';
import { describeEmbedded } from '../support/embedded.ts';
import { describeKafka } from '../support/kafka.ts';
import { runChaos } from './rounds.ts';

const chosen = [
  'kill -9 of a worker',
  'answers of Kafka lost',
  'kill -9 of ClickHouse',
  'answers of ClickHouse lost',
];

await describeKafka('chaos', () => {
  describeEmbedded('with ClickHouse', () => {
    test('nothing is lost, doubled or found otherwise', { timeout: 600_000 }, async () => {
      const plan = { rounds: chosen.length, chosen, rate: 300, seed: 'short', days: 14 };
      const report = await runChaos({ ...plan, say: console.info });
      expect(report.verdicts.flatMap(({ problems }) => problems)).toEqual([]);
      expect(report.anomalies).toBeGreaterThan(0);
      expect(report.rounds.filter(({ evidence }) => evidence === undefined)).toEqual([]);
    });
  });
});
