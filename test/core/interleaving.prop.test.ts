// However sources are interleaved, the findings are the same: a user's verdicts rest on what
// happened before the closing of a window, not on what other sources had said by then.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Access } from '../../src/core/detector.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { Pipeline, type Sink } from '../../src/core/pipeline.ts';
import { hourMs, paneMs } from '../../src/core/time.ts';
import { days, read, workday } from '../../src/core/vector.ts';
import { detectors } from '../../src/generated/detectors.ts';

const sources = 3;
/** As far as enrich lets a source run ahead of the slowest. */
const aheadMs = 3 * hourMs;

/** People of a source: each steals from some day on, or not at all. */
const person = fc.record({
  reads: fc.integer({ min: 5, max: 25 }),
  stolen: fc.integer({ min: 0, max: 25 }),
  from: fc.integer({ min: 6, max: 12 }),
  startHour: fc.integer({ min: -9, max: 14 }),
});
const world = fc.array(fc.array(person, { minLength: 1, maxLength: 2 }), {
  minLength: sources,
  maxLength: sources,
});

type Person = { reads: number; stolen: number; from: number; startHour: number };

function feedOf(people: readonly Person[], source: number): Access[] {
  const feed = people.flatMap(({ reads, stolen, from, startHour }, index) => {
    const user = `user-${source}-${index}`;
    return days(14, (day) => [
      ...workday(day, { user, reads }),
      ...(day < from ? [] : theft({ user, day, stolen })),
    ]).map((access) => ({ ...access, at: access.at + startHour * hourMs }));
  });
  return feed.sort((a, b) => a.at - b.at);
}

function theft({ user, day, stolen }: { user: string; day: number; stolen: number }): Access[] {
  return Array.from({ length: stolen }, (_, i) =>
    read(day, 9.05 + i / 3, { user, subjects: [`victim-${day}-${i}`], reason: 'none' }),
  ).flat();
}

/** Runs the feeds as sources of one partition; `choose` says which of those that may go on does. */
function run(feeds: readonly Access[][], choose: (count: number) => number): string[] {
  const found: string[] = [];
  const newest = new Map<string, string>();
  const sink: Sink = {
    anomaly: (anomaly) => found.push(JSON.stringify(anomaly)),
    incident: (incident) => found.push(JSON.stringify(incident)),
    window: (one) => newest.set(`${one.user}/${one.kind}/${one.start}`, JSON.stringify(one)),
    closed: () => undefined,
  };
  const chosen = detectors.map((detector) => ({ detector, params: defaultsOf(detector.params) }));
  const settings = { partition: 0, detectors: chosen, graceMs: hourMs, riskToOpen: 1 };
  const pipeline = new Pipeline(settings, sink);
  const state = feeds.map(() => ({ next: 0, clock: 0 }));
  const tick = (source: number, clock: number, kind: 'live' | 'end') => {
    for (const _ of pipeline.tick({ source_partition: source, clock, sources, state: kind }));
  };
  for (;;) {
    const open = state.flatMap(({ next }, source) => {
      const at = feeds[source]![next]?.at;
      return at === undefined ? [] : [{ source, at }];
    });
    if (open.length === 0) break;
    const slowest = Math.min(...open.map(({ at }) => at));
    const able = open.filter(({ at }) => at <= slowest + aheadMs);
    const { source, at } = able[choose(able.length)]!;
    const own = state[source]!;
    if (Math.floor(at / paneMs) > Math.floor(own.clock / paneMs)) tick(source, at, 'live');
    own.clock = at;
    pipeline.access(feeds[source]![own.next]!);
    own.next += 1;
    if (own.next === feeds[source]!.length) tick(source, own.clock, 'end');
  }
  return [...found, ...newest.values()].sort();
}

test('interleaving > changes no anomaly, no incident and no window', () => {
  let anomalies = 0;
  fc.assert(
    fc.property(world, fc.infiniteStream(fc.nat({ max: 1_000 })), (people, chances) => {
      const feeds = people.map(feedOf);
      const inOrder = run(feeds, () => 0);
      anomalies += inOrder.filter((one) => one.includes('"detector":')).length;
      const atRandom = run(feeds, (count) => (chances.next().value as number) % count);
      expect(atRandom).toEqual(inOrder);
    }),
    { numRuns: 25 },
  );
  expect(anomalies).toBeGreaterThan(0);
});
