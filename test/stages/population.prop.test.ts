// Population, killed at any commit and begun again, with commits and batches of any size: it writes
// every round once, whole, in order, and with exactly the norms that a recount of `windows` gives.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { dying, killed } from '../support/detect-world.ts';
import {
  populate,
  populationWorld,
  published,
  recounted,
  type Step,
  tell,
  type World,
  windowRecord,
} from '../support/population-world.ts';

const users = ['anna', 'ben', 'cleo', 'dan', 'eve'];
const first = Date.UTC(2026, 2, 2, 23);
/** Three hours of a day are enough. */
const stepMs = 8 * hourMs;

/** What partitions tell of an hour: each of some users, some of them of an hour before. */
const hour = fc.array(
  fc.record({
    readers: fc.array(
      fc.record({
        user: fc.constantFrom(...users),
        subjects: fc.nat({ max: 40 }),
        isLate: fc.boolean(),
        team: fc.constantFrom('support', 'billing', null),
      }),
      { maxLength: 4 },
    ),
    /** It tells the next hour only with the one after it. */
    isSilent: fc.boolean(),
  }),
  { minLength: 2, maxLength: 2 },
);

const life = fc.array(hour, { minLength: 4, maxLength: 12 });
type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

function stepsOf(hours: Life): readonly ReadonlyMap<number, readonly Step[]>[] {
  let revision = 0;
  return hours.map((both, n) => {
    const start = first + n * stepMs;
    const isMidnight = (start + hourMs) % dayMs === 0;
    return new Map(
      both.map(({ readers, isSilent }, partition): [number, Step[]] => {
        const window = (kind: 'hour' | 'day') =>
          readers.map(({ user, subjects, isLate, team }): Step => {
            revision += 1;
            const at = kind === 'hour' ? start - (isLate ? hourMs : 0) : start + hourMs - dayMs;
            const told = { user: `${user}-${partition}`, subjects, team, revision };
            return { window: windowRecord({ ...told, kind, start: at }) };
          });
        const ofHour: Step[] = [...window('hour')];
        if (!isSilent || isMidnight) ofHour.push({ closed: { kind: 'hour', start } });
        if (!isMidnight) return [partition, ofHour];
        const day = start + hourMs - dayMs;
        const scores = readers.flatMap(({ user, subjects, isLate, team }): Step[] => {
          const who = { user: `${user}-${partition}`, team, class: 'agent', day };
          const known = { days_known: 60, is_open: false };
          const risk = subjects / 10;
          const first = { ...who, ...known, risk, risk_before: 0, days_passed: 1 };
          // Late events: the day comes again, and both count.
          const again = { ...first, risk: risk + 1, risk_before: risk, days_passed: 0 };
          return (isLate ? [first, again] : [first]).map((one) => {
            return { score: { ...one, scores: { 'unexplained-drip': subjects } } };
          });
        });
        const closed = { closed: { kind: 'day', start: day } } as const;
        return [partition, [...ofHour, ...window('day'), ...scores, closed]];
      }),
    );
  });
}

type Start = {
  readonly hours: number;
  readonly commits: number;
  readonly isWritten: boolean;
  readonly commitBytes: number;
  readonly batchBytesMax: number;
};

const start: fc.Arbitrary<Start> = fc.record({
  hours: fc.integer({ min: 0, max: 6 }),
  commits: fc.integer({ min: 1, max: 24 }),
  isWritten: fc.boolean(),
  commitBytes: fc.constantFrom(1, 1, 300, 100_000),
  batchBytesMax: fc.constantFrom(1, 400, 100_000),
});

async function run(hours: Life, starts: readonly Start[]): Promise<World> {
  const world = await populationWorld(2);
  const steps = stepsOf(hours);
  let next = 0;
  const append = async (some: typeof steps): Promise<void> => {
    for (const step of some) await tell(world, step);
    next += some.length;
  };
  for (const { hours: more, commits, isWritten, ...settings } of starts) {
    await append(steps.slice(next, next + more));
    const mortal = { ...dying(world, commits, isWritten), users: 2 };
    await populate(mortal, settings).catch((error) => {
      if (error !== killed) throw error;
    });
  }
  await append(steps.slice(next));
  await populate(world, { batchBytesMax: 100_000 });
  return world;
}

test('population > killed at any commit it writes each round of a recount, once', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(life, fc.array(start, { maxLength: 6 }), async (hours, starts) => {
      const world = await run(hours, starts);
      const rounds = await published(world);
      const expected = await recounted(world);
      for (const kind of ['hour', 'day'] as const) {
        expect(rounds.filter(({ round }) => round.kind === kind)).toEqual(expected[kind]);
      }
      const ends = rounds.map(({ norms, round }) => norms[0]?.window_end ?? round.hour);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      count += rounds.length;
      await world.log.close();
    }),
    { numRuns: 60 },
  );
  expect(count).toBeGreaterThan(100);
});
