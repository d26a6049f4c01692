// Lists of all kinds in a small world: a thief is found, and nobody where there is none.

import { beforeAll, describe, expect, test } from 'vitest';
import { dayMs } from '../../../src/core/time.ts';
import { judgeLists, type ListOutcome } from '../../../src/lab/attribution/judge-lists.ts';
import { type ListKind, listKinds, theftDays } from '../../../src/lab/attribution/list-kinds.ts';
import { ListWorld } from '../../../src/lab/attribution/list-world.ts';
import { Random } from '../../../src/lab/random.ts';
import { defaultStart, livelyShape } from '../../../src/lab/simulate-settings.ts';

const settings = {
  ...{ agents: 40, customers: 160_000, days: 238, seed: 11, start: defaultStart },
  ...{ shape: livelyShape, thief: 'none' as const },
};
const kindNamed = (id: string) => listKinds.find((one) => one.id === id)!;

function walked<T>(steps: Generator<unknown, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

let world: ListWorld;
let outcomes: readonly ListOutcome[];
beforeAll(() => {
  world = walked(ListWorld.live(settings));
  outcomes = walked(
    judgeLists({ ...{ world, kinds: listKinds, lists: 3 }, lengths: [20], unrelatedShares: [0.3] }),
  );
});

const of = (kind: string) => outcomes.filter((one) => one.kind === kind);

describe('lists of a small world', () => {
  test('every kind has as many as were wanted', () => {
    for (const { id } of listKinds) expect(of(id)).toHaveLength(3);
  });

  test('whoever took them comes first, and is named or a lead', () => {
    for (const kind of ['one', 'slow', 'laundered', 'copier']) {
      expect(of(kind).filter(({ isRight }) => isRight).length).toBeGreaterThan(1);
    }
    const listed = outcomes.filter(({ kind, isLead }) => isLead && kind !== 'five');
    expect(listed.length).toBeGreaterThan(6);
    expect(of('one').filter(({ isNamed }) => isNamed).length).toBeGreaterThan(1);
  });

  test('by count at any time those who handle complaints come first', () => {
    const guilty = outcomes.filter(({ kind }) => ['one', 'slow', 'unlogged'].includes(kind));
    expect(guilty).toHaveLength(9);
    const shareOf = (score: (one: ListOutcome) => number) =>
      guilty.reduce((sum, one) => sum + score(one), 0) / guilty.length;
    expect(shareOf(({ anyTimeFirst }) => anyTimeFirst)).toBeLessThan(0.5);
    expect(shareOf(({ countFirst }) => countFirst)).toBeGreaterThan(0.7);
  });

  test('most of a list by two is put down to those two', () => {
    const people = kindNamed('five').prepare(world, new Random('theft'))().guilty.slice(0, 2);
    const two: ListKind = {
      ...{ id: 'two', title: 'two people take half of it each', unrelatedShare: null },
      prepare: () => {
        const stolen = world.steal({ mode: 'no-ticket', pace: 10, people, ...theftDays });
        return () => ({ ...stolen, guilty: people });
      },
    };
    const asked = { world, kinds: [two], lists: 6, lengths: [50], unrelatedShares: [0] };
    const apart = walked(judgeLists(asked)).flatMap((one) => one.apart ?? []);
    expect(apart).toHaveLength(6);
    const guilty = apart.reduce((sum, one) => sum + one.guilty, 0) / apart.length;
    expect(guilty).toBeGreaterThan(0.6);
    for (const { innocent } of apart) expect(innocent).toBeLessThan(0.05);
    expect(of('one').filter((one) => one.apart !== undefined)).toEqual([]);
  });

  test('nobody innocent is named, whatever the victims have in common', () => {
    expect(outcomes.filter(({ falseNames }) => falseNames > 0)).toEqual([]);
  });

  test('a theft is put beside the honest work, in its days', () => {
    const random = new Random('theft');
    const { log, takings, guilty } = kindNamed('one').prepare(world, random)();
    expect(guilty).toHaveLength(1);
    expect(log.count).toBeGreaterThan(world.honest.count + takings.size);
    for (const at of takings.values()) {
      const day = (at - settings.start) / dayMs;
      expect(day).toBeGreaterThan(theftDays.from - 1);
      expect(day).toBeLessThan(theftDays.until + 1);
    }
    const copied = kindNamed('copier').prepare(world, random)();
    expect(copied.log).toBe(world.honest);
    expect(copied.takings.size).toBeGreaterThan(100);
  });
});
