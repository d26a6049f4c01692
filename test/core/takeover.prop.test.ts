// What is saved and taken up goes on as what was never interrupted: the same outputs in the same
// order, wherever it was saved, with rows saved later than the clock, and gone through again up to
// any position.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sink } from '../../src/core/pipeline.ts';
import type { SavedRow } from '../../src/core/saved-row.ts';
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
}

type Cuts = { readonly mark: number; readonly rows: number; readonly position: number };

/** What follows the position, said by who was never interrupted and by who took over. */
function bothEndings(log: readonly LogRecord[], cuts: Cuts, isLater: (user: number) => boolean) {
  const notes = new Notebook();
  const first = openPipeline(notes);
  const saved = new Map<string, { readonly saved: SavedRow; readonly validAt: number }>();
  const save = (validAt: number, isChosen: (row: number) => boolean) => {
    for (let row = 0; row < first.user.count; row += 1) {
      if (!isChosen(row)) continue;
      const { user, saved: copy } = first.save(row);
      saved.set(user, { saved: copy, validAt });
    }
  };
  let clock = first.clock.save();
  let before = 0;
  log.forEach((one, offset) => {
    if (offset === cuts.mark) {
      save(offset, () => true);
      clock = first.clock.save();
    }
    if (offset === cuts.rows) save(offset, isLater);
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
  const cuts = fc.tuple(share, share, share).map((all) => all.sort((a, b) => a - b));
  const chances = fc.infiniteStream(fc.nat({ max: 1_000 }));
  fc.assert(
    fc.property(world, cuts, chances, (people, shares, chance) => {
      const next = () => chance.next().value as number;
      const feeds = people.map(feedOf);
      const inOrder = logOf(feeds, (count) => next() % count);
      const log = withReasons(
        withDisorder(inOrder, (of) => next() % of === 0),
        2 + (next() % 4),
      );
      const [mark = 0, rows = 0, position = 0] = shares.map((one) =>
        Math.floor(one * (log.length - 1)),
      );
      const later = new Set(Array.from({ length: 6 }, (_, row) => row).filter(() => next() % 2));
      const ends = bothEndings(log, { mark, rows, position }, (row) => later.has(row));
      anomalies += ends.takenOver.filter((one) => one.startsWith('anomaly')).length;
      expect(ends.takenOver).toEqual(ends.uninterrupted);
    }),
    { numRuns: 60 },
  );
  expect(anomalies).toBeGreaterThan(0);
});
