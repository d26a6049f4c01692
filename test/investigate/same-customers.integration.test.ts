// Which ids of a list are one customer, by what the reference data says was merged into what.

import { beforeAll, expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import { asker } from '../../src/investigate/attribution/count-reach.ts';
import { asOneCustomer } from '../../src/investigate/attribution/same-customers.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';

const world = embedded();

/** Each merged into the next one. */
const chain = (name: string, length: number) =>
  Array.from({ length }, (_, i) => [`${name}-${i}`, `${name}-${i + 1}`] as const);

const merged: (readonly [id: string, into: string | null])[] = [
  ...[['old', 'middle'] as const, ['middle', 'new'] as const, ['other-old', 'new'] as const],
  ...[['round-a', 'round-b'] as const, ['round-b', 'round-a'] as const],
  ...[['own', 'own'] as const, ['alone', null] as const, ['empty', ''] as const],
  ...chain('ten', 10),
  ...chain('sixteen', 16),
  ...chain('seventeen', 17),
  ...chain('endless', 40),
  ...Array.from({ length: 30 }, (_, i) => [`crowd-${i}`, 'crowd'] as const),
  ...Array.from({ length: 1_200 }, (_, i) => [`many-${i}`, 'everybody'] as const),
];

beforeAll(async () => {
  if (!hasLibrary) return;
  const lines = merged.map(([id, merged_into]) => JSON.stringify({ _key: id, id, merged_into }));
  await world.warehouse.execute(
    `INSERT INTO subjects (_key, id, merged_into) FORMAT JSONEachRow ${lines.join('\n')}`,
  );
  // Merged once, and not any more.
  for (const [at, into] of ["'parted-b'", 'NULL'].entries()) {
    await world.warehouse.execute(`INSERT INTO subjects (_key, id, merged_into, _offset)
      VALUES ('parted-a', 'parted-a', ${into}, ${at})`);
  }
});

const day = Date.UTC(2026, 5, 1);
const asOne = (...ids: readonly string[]) =>
  asOneCustomer(
    asker(world.warehouse),
    ids.map((id, i) => {
      const dates = { reportedAt: i % 2 === 0 ? null : day - dayMs, complainedAt: day - i * dayMs };
      return { id, certainty: 1 / (i + 1), dates };
    }),
  );

const idsOf = async (...ids: readonly string[]) =>
  (await asOne(...ids)).map((one) => [one.id, ...one.ids.slice(1).sort()]);

describeEmbedded('asOneCustomer', () => {
  const cases = [
    { name: 'the id of now leads to all before', list: ['new'], more: ['middle', 'old'] },
    { name: 'so does one of before, or from between', list: ['middle'], more: ['new', 'old'] },
  ];
  for (const { name, list, more } of cases) {
    test(name, async () => {
      expect(await idsOf(...list)).toEqual([[...list, ...more, 'other-old'].sort(byFirst(list))]);
    });
  }

  test('others are by themselves: not merged, into itself, into nothing, not known', async () => {
    const alone = ['alone', 'own', 'empty', 'unknown', 'parted-a', 'parted-b'];
    expect(await idsOf(...alone)).toEqual(alone.map((id) => [id]));
  });

  test('a circle ends', async () => {
    expect(await idsOf('round-b')).toEqual([['round-b', 'round-a']]);
  });

  test('merged ten times over is one customer, from either end', async () => {
    for (const id of ['ten-0', 'ten-10']) expect((await asOne(id))[0]!.ids).toHaveLength(11);
  });

  test('sixteen times over is a customer as well, and once more is none', async () => {
    for (const id of ['sixteen-0', 'sixteen-16'])
      expect((await asOne(id))[0]!.ids).toHaveLength(17);
    for (const id of ['seventeen-0', 'seventeen-17']) {
      await expect(asOne(id)).rejects.toThrow(new RegExp(`^Customer ${id} is said to be the same`));
    }
  });

  test('two ids of the list are one victim, by the earlier dates', async () => {
    const [one, other] = await asOne('old', 'alone', 'other-old');
    expect(one).toMatchObject({ id: 'old', listed: ['old', 'other-old'], certainty: 1 });
    expect(one!.dates).toEqual({ reportedAt: null, complainedAt: day - 2 * dayMs });
    expect(other).toMatchObject({ id: 'alone', ids: ['alone'], listed: ['alone'] });
  });

  test('is without a date only where none of its ids has one', async () => {
    const dates = { reportedAt: day, complainedAt: null };
    const dated = { reportedAt: null, complainedAt: day - 9 * dayMs };
    const bare = { certainty: 1, dates, isUndated: true };
    const found = await asOneCustomer(asker(world.warehouse), [
      { ...bare, id: 'old' },
      { id: 'new', certainty: 0.5, dates: dated },
      { ...bare, id: 'round-a' },
      { ...bare, id: 'round-b' },
    ]);
    expect(found.map(({ id, isUndated, dates }) => [id, isUndated, dates])).toEqual([
      ['old', undefined, dated],
      ['round-a', true, dates],
    ]);
  });

  test('what never ends, or is everybody, is refused by its name', async () => {
    await expect(asOne('alone', 'endless-0')).rejects.toThrow(/^Customer endless-0 is said to be/);
    // Not by that of another one, which has more ids beside it.
    await expect(asOne('crowd', 'endless-0')).rejects.toThrow(/^Customer endless-0 is said to be/);
    await expect(asOne('alone', 'many-7')).rejects.toThrow(/^Customer many-7 .* mend merged_into/);
  });
});

/** The one that was asked for, then the others. */
function byFirst([first]: readonly string[]) {
  return (a: string, b: string) => Number(b === first) - Number(a === first) || (a < b ? -1 : 1);
}
