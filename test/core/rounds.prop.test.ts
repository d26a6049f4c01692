// Rounds against a recount that has all partitions before it at once: the same, however they are
// read, and wherever whoever reads them is interrupted.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyTime, type Reached, Rounds } from '../../src/core/rounds.ts';
import { dayMs, hourMs, type WindowKind, windowMs } from '../../src/core/time.ts';
import { type Line, type RecountedRound, recountRounds } from '../support/recount-rounds.ts';

/** What a partition does from one Tick to the next. */
const step = fc.record({
  /** Hours that pass; of a gap only the last is told. */
  hours: fc.oneof(
    { weight: 5, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 40 }) },
  ),
  users: fc.array(fc.constantFrom('anna', 'ben', 'cleo'), { maxLength: 4 }),
  /** Hours by which their windows lie before or behind the one that closes. */
  off: fc.constantFrom(0, 0, 0, -2, 3),
  isDrain: fc.boolean(),
});

const life = fc.array(step, { minLength: 1, maxLength: 20 });
type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

function linesOf(steps: Life, name: string): readonly Line<string>[] {
  const lines: Line<string>[] = [];
  let hour = 20;
  let revision = 0;
  for (const { hours, users, off, isDrain } of steps) {
    const wholeDays = Math.floor((hour + 1) / 24);
    hour += hours;
    revision += 1;
    const windows = (kind: WindowKind, start: number) =>
      users.map((one): Line<string> => {
        const user = `${one}-${name}`;
        return { kind, start, user, rank: 0, revision, item: `${user} ${start} ${revision}` };
      });
    const ofHour = [
      ...windows('hour', (hour + off) * hourMs),
      // As after a drain: what is closed is told again.
      ...(isDrain ? [{ closes: 'hour', start: (hour - 3) * hourMs } as const] : []),
      { closes: 'hour', start: hour * hourMs } as const,
    ];
    const days = Math.floor((hour + 1) / 24);
    const day = (days - 1) * dayMs;
    const ofDay = [...windows('day', day), { closes: 'day', start: day } as const];
    // Several of one day may stand in one round: none replaces another.
    const scores = users.map((one): Line<string> => {
      const user = `${one}-${name}`;
      const item = `${user} scored ${hour} ${revision}`;
      return { kind: 'day', start: anyTime, user, rank: 1, revision: 0, item };
    });
    if (days === wholeDays) lines.push(...ofHour);
    else if ((hour + 1) % 24 === 0) lines.push(...ofHour, ...ofDay);
    else lines.push(...ofDay, ...ofHour);
    lines.push(...scores);
  }
  return lines;
}

type Said = RecountedRound<string>;

type Chance = (below: number) => number;

/** Reads some lines of some partition at a time, and forgets everything now and then. */
function read(partitions: readonly (readonly Line<string>[])[], chance: Chance): Said[] {
  const said: Said[] = [];
  let done = {};
  const first = { offset: 0, closed: { hour: anyTime, day: anyTime }, mark: undefined };
  let reached: Reached[] = partitions.map(() => first);
  let rounds = new Rounds<string>(done, reached);
  for (;;) {
    for (let round = rounds.ready(); round !== undefined; round = rounds.ready()) {
      // Who crashes before it has said it says it later.
      if (chance(6) === 0) rounds = new Rounds(done, reached);
      else {
        said.push(round);
        rounds.finish(round);
        done = { ...rounds.done };
        reached = partitions.map((_, n) => rounds.reached(n));
        for (const one of reached) {
          const marked = one.mark && partitions[Number(one.mark.digest)]?.[one.mark.offset];
          expect(marked === undefined || 'closes' in marked).toBe(true);
          expect(one.mark?.offset ?? -1).toBeLessThan(one.offset);
        }
      }
      if (chance(8) === 0) rounds = new Rounds(done, reached);
    }
    const open = rounds.slowest.filter((n) => rounds.next(n) < partitions[n]!.length);
    if (open.length === 0) return said;
    const partition = open[chance(open.length)]!;
    const from = rounds.next(partition);
    const lines = partitions[partition]!.slice(from, from + 1 + chance(9));
    lines.forEach((line, i) => {
      const offset = from + i;
      if ('closes' in line) {
        const mark = { offset, digest: `${partition}` };
        rounds.close(partition, mark, { kind: line.closes, start: line.start });
      } else rounds.take(partition, offset, line, line.item);
    });
    rounds.advance(partition, from + lines.length);
  }
}

const ofKind = (said: readonly Said[], kind: WindowKind) => said.filter((one) => one.kind === kind);
describe('rounds', () => {
  test('are those of a recount, however they are read and interrupted', () => {
    let items = 0;
    const chances = fc.infiniteStream(fc.nat({ max: 10_000 }));
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 3 }), chances, (lives, stream) => {
        const partitions = lives.map((one, n) => linesOf(one, String(n)));
        const said = read(partitions, (below) => (stream.next().value as number) % below);
        for (const kind of ['hour', 'day'] as const) {
          const expected = recountRounds(partitions, kind);
          expect(ofKind(said, kind)).toEqual(expected);
          items += expected.flatMap((one) => one.items).length;
        }
      }),
      { numRuns: 500 },
    );
    expect(items).toBeGreaterThan(1_000);
  });

  test('an hour comes before the day that ends with it', () => {
    const rounds = new Rounds<string>({}, [
      { offset: 0, closed: { hour: anyTime, day: anyTime }, mark: undefined },
    ]);
    const mark = (offset: number) => ({ offset, digest: '' });
    rounds.close(0, mark(0), { kind: 'hour', start: 23 * hourMs });
    rounds.close(0, mark(1), { kind: 'day', start: 0 });
    rounds.close(0, mark(2), { kind: 'hour', start: dayMs });
    const order: string[] = [];
    for (let one = rounds.ready(); one !== undefined; one = rounds.ready()) {
      order.push(`${one.kind} ${(one.start + windowMs(one.kind)) / hourMs}`);
      rounds.finish(one);
    }
    expect(order).toEqual(['hour 24', 'day 24', 'hour 25']);
  });

  test('records come in the order of the names of users', () => {
    const rounds = new Rounds<string>({}, [
      { offset: 0, closed: { hour: anyTime, day: anyTime }, mark: undefined },
      { offset: 0, closed: { hour: anyTime, day: anyTime }, mark: undefined },
    ]);
    const one = { kind: 'hour', start: 0, rank: 0, revision: 0 } as const;
    rounds.take(0, 0, { ...one, user: 'b' }, 'b');
    rounds.take(0, 1, { ...one, user: 'd' }, 'd');
    rounds.take(1, 0, { ...one, user: 'c' }, 'c');
    rounds.take(1, 1, { ...one, user: 'a' }, 'a');
    rounds.close(0, { offset: 2, digest: '' }, { kind: 'hour', start: 0 });
    expect(rounds.ready()).toBeUndefined();
    rounds.close(1, { offset: 2, digest: '' }, { kind: 'hour', start: 0 });
    expect(rounds.ready()?.items).toEqual(['a', 'b', 'c', 'd']);
  });
});
