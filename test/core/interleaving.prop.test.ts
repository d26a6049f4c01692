// However sources are interleaved, the findings are the same: a user's verdicts rest on what
// happened before the closing of a window, not on what other sources had said by then.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  feed,
  feedOf,
  type LogRecord,
  logOf,
  openPipeline,
  world,
} from '../support/source-worlds.ts';

function findingsOf(log: readonly LogRecord[]): string[] {
  const found: string[] = [];
  const newest = new Map<string, string>();
  const pipeline = openPipeline({
    anomaly: (anomaly) => found.push(JSON.stringify(anomaly)),
    incident: (incident) => found.push(JSON.stringify(incident)),
    window: (one) => newest.set(`${one.user}/${one.kind}/${one.start}`, JSON.stringify(one)),
    closed: () => undefined,
    score: () => undefined,
  });
  log.forEach((one, offset) => {
    feed(pipeline, one, offset);
  });
  return [...found, ...newest.values()].sort();
}

test('interleaving > changes no anomaly, no incident and no window', () => {
  let anomalies = 0;
  fc.assert(
    fc.property(world, fc.infiniteStream(fc.nat({ max: 1_000 })), (people, chances) => {
      const feeds = people.map((some, source) => feedOf(some, source));
      const inOrder = findingsOf(logOf(feeds, () => 0));
      anomalies += inOrder.filter((one) => one.includes('"detector":')).length;
      const choose = (count: number) => (chances.next().value as number) % count;
      expect(findingsOf(logOf(feeds, choose))).toEqual(inOrder);
    }),
    { numRuns: 25 },
  );
  expect(anomalies).toBeGreaterThan(0);
});
