// What is saved and taken up goes on as what was never interrupted: the same outputs in the same
// order, wherever it was saved, with rows saved later than the clock, and gone through again up to
// any position.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from '../../src/core/hash.ts';
import type { Sink } from '../../src/core/pipeline.ts';
import { formatVersion } from '../../src/core/row-parts.ts';
import type { SavedRow } from '../../src/core/saved-row.ts';
import { dayMs } from '../../src/core/time.ts';
import {
  feed,
  feedOf,
  type LogRecord,
  logOf,
  openPipeline,
  withDisorder,
  withReasons,
  world,
} from '../support/source-worlds.ts';

/** Writes down what is said while `isAloud`. */
class Notebook implements Sink {
  isAloud = true;
  readonly said: string[] = [];
  readonly #note = (kind: string) => (record: object) => {
    if (this.isAloud) this.said.push(`${kind} ${JSON.stringify(record)}`);
  };
  readonly anomaly = this.#note('anomaly');
  readonly incident = this.#note('incident');
  readonly window = this.#note('window');
  readonly closed = this.#note('closed');
  readonly score = this.#note('score');
}

type Cuts = {
  readonly round: number;
  readonly mark: number;
  readonly rows: number;
  readonly position: number;
};

/** What follows the position, said by who was never interrupted and by who took over. */
function bothEndings(log: readonly LogRecord[], cuts: Cuts, isLater: (user: number) => boolean) {
  const notes = new Notebook();
  const first = openPipeline(notes);
  const saved = new Map<string, { readonly saved: SavedRow; readonly validAt: number }>();
  const save = (validAt: number, rows: readonly number[]) => {
    for (const row of rows) {
      const { user, saved: copy } = first.save(row);
      saved.set(user, { saved: copy, validAt });
    }
  };
  let clock = first.clock.save();
  let before = 0;
  log.forEach((one, offset) => {
    // Two rounds, each of what changed, and a third that was cut off.
    if (offset === cuts.round || offset === cuts.mark) save(offset, first.user.takeChanged());
    if (offset === cuts.mark) clock = first.clock.save();
    if (offset === cuts.rows) save(offset, first.user.takeChanged().filter(isLater));
    if (offset === cuts.position) before = notes.said.length;
    feed(first, one, offset);
  });

  const second = new Notebook();
  const pipeline = openPipeline(second);
  // As in a state topic: some were saved before, some of those taken out again.
  for (const [user, { saved: copy }] of saved) {
    pipeline.load(user, copy, 0);
    if (user.endsWith('1')) pipeline.user.unload(user);
  }
  for (const [user, { saved: copy, validAt }] of saved) pipeline.load(user, copy, validAt);
  pipeline.resumeAt(clock);
  log.forEach((one, offset) => {
    second.isAloud = offset >= cuts.position;
    if (offset >= cuts.mark) feed(pipeline, one, offset);
  });
  return { uninterrupted: notes.said.slice(before), takenOver: second.said };
}

test('a takeover > says what would have been said', () => {
  let anomalies = 0;
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const cuts = fc.tuple(share, share, share, share).map((all) => all.sort((a, b) => a - b));
  const chances = fc.infiniteStream(fc.nat({ max: 1_000 }));
  fc.assert(
    fc.property(world, cuts, chances, (people, shares, chance) => {
      const next = () => chance.next().value as number;
      const feeds = people.map((some, source) => feedOf(some, source));
      const inOrder = logOf(feeds, (count) => next() % count);
      const log = withReasons(
        withDisorder(inOrder, (of) => next() % of === 0),
        2 + (next() % 4),
      );
      const [round = 0, mark = 0, rows = 0, position = 0] = shares.map((one) =>
        Math.floor(one * (log.length - 1)),
      );
      const later = new Set(Array.from({ length: 6 }, (_, row) => row).filter(() => next() % 2));
      const ends = bothEndings(log, { round, mark, rows, position }, (row) => later.has(row));
      anomalies += ends.takenOver.filter((one) => one.startsWith('anomaly')).length;
      expect(ends.takenOver).toEqual(ends.uninterrupted);
    }),
    { numRuns: 40 },
  );
  expect(anomalies).toBeGreaterThan(0);
});

test('a takeover > whoever is changed by a record is noted as changed', () => {
  const chances = fc.infiniteStream(fc.nat({ max: 1_000 }));
  fc.assert(
    fc.property(world, chances, (people, chance) => {
      const next = () => chance.next().value as number;
      const inOrder = logOf(
        people.map((some, source) => feedOf(some, source)),
        (count) => next() % count,
      );
      const log = withReasons(
        withDisorder(inOrder, (of) => next() % of === 0),
        2,
      );
      const pipeline = openPipeline(new Notebook());
      const known: string[] = [];
      log.forEach((one, offset) => {
        feed(pipeline, one, offset);
        const noted = new Set(pipeline.user.takeChanged());
        for (let row = 0; row < pipeline.user.count; row += 1) {
          const { row: bytes, blocks } = pipeline.save(row).saved;
          const now = Buffer.concat([bytes, blocks]).toString('latin1');
          if (now !== known[row]) expect(noted).toContain(row);
          known[row] = now;
        }
      });
    }),
    { numRuns: 8 },
  );
});

test('a takeover > an incident that goes quiet right after it closes with the same words', () => {
  const feedOfThief = feedOf([{ reads: 20, stolen: 25, from: 8, startHour: 0 }], 0);
  const tick = (clock: number): LogRecord => {
    const record = { source_partition: 0, sources: 1, clock, state: 'live' };
    return { kind: 'tick', record };
  };
  const notes = new Notebook();
  const first = openPipeline(notes);
  const end = feedOfThief.at(-1)!.at;
  const quiet = feedOfThief.filter(({ at }) => at < end - 10 * dayMs);
  for (const record of quiet) feed(first, { kind: 'access', record }, 0);
  feed(first, tick(end - 8 * dayMs), 1);
  const second = new Notebook();
  const pipeline = openPipeline(second);
  const { user, saved } = first.save(0);
  pipeline.load(user, saved, 2);
  pipeline.resumeAt(first.clock.save());
  notes.said.length = 0;
  for (const one of [first, pipeline]) feed(one, tick(end), 2);
  // Of windows that only passed nothing is said but that they did.
  const said = notes.said.filter((text) => !text.startsWith('closed '));
  expect(said).toHaveLength(1);
  expect(second.said).toEqual(notes.said);
});

test('a takeover > rows have the bytes that their format says', () => {
  const people = [{ reads: 20, stolen: 20, from: 8, startHour: 0 }];
  const pipeline = openPipeline(new Notebook());
  const log = withReasons(
    logOf([feedOf(people, 0, 45), feedOf(people, 1), []], () => 0),
    3,
  );
  log.forEach((one, offset) => {
    feed(pipeline, one, offset);
  });
  const digests = [0, 1].map((row) => {
    const { user, saved } = pipeline.save(row);
    return `${user} ${digestOf(saved.row)} ${digestOf(saved.blocks)}`;
  });
  // Another digest: raise formatVersion, or states of before are taken for states of now.
  expect([formatVersion, ...digests]).toEqual([
    4,
    'user-0-0 1660be6e6f02e8f1ffc5cc6a8a0d5afe 056deae0e61824d307e71f00ccc7f4d1',
    'user-1-0 69fbc25dfa94c0d58f2b449913001e6a fe940680beca4fab4761c3535be83489',
  ]);
});
