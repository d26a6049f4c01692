// Where somebody worked and whom they share customers with, where there is more than fits: what is
// left out is said, and what matters is not left out.

import { beforeAll, expect, test } from 'vitest';
import { userCard } from '../../src/investigate/cards/user-card.ts';
import { sharedTitle, timelineOf, userText } from '../../src/investigate/cards/user-words.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { days, march, plantOnly, type Row, read } from '../support/planted-rows.ts';

const world = embedded();

/** More than are looked at. */
const many = Array.from({ length: 20_500 }, (_, i) => `m${i}`);

function times(count: number, day: number, more: Row): Row[] {
  return Array.from({ length: count }, (_, i) =>
    read('mole', march(day, `0${i}:00:00`), 'a', { program: null, ...more }),
  );
}

const accesses = [
  ...days(1, 6).flatMap((host) => times(1, 20, { host: `old-${host}` })),
  ...days(1, 6).flatMap((host) => times(host + 1, 27, { host: `old-${host}` })),
  ...times(9, 28, { host: 'new-busy' }),
  ...times(2, 28, { host: 'new-quiet' }),
  read('taker', march(28), many),
  read('other', march(28), many.slice(0, 20_400)),
];

beforeAll(async () => {
  if (hasLibrary) await plantOnly(world.warehouse, accesses);
});

describeEmbedded('where somebody worked', () => {
  test('the most used, then what is new however rare, and how many more there are', async () => {
    const card = await userCard(world.warehouse, { user: 'mole', days: 7 });
    const hosts = userText(card, 100).find((line) => line.startsWith('  hosts'));
    expect(hosts).toBe(
      '  hosts: new-busy (9, new), old-6 (7), old-5 (6), new-quiet (2, new), and 4 more',
    );
  });

  test('where nothing is known before, nothing is called new', async () => {
    const card = await userCard(world.warehouse, { user: 'taker', days: 7 });
    expect(card.used.map(({ isNew }) => isNew)).not.toContain(true);
  });
});

describeEmbedded('the command for the rest', () => {
  for (const { accesses, asks } of [
    { accesses: [null, 890], asks: /01'$/ },
    { accesses: [890, null, 11], asks: / --limit 2000$/ },
  ]) {
    test(`of ${accesses.join(' and ')} accesses asks for lines enough`, async () => {
      const card = await userCard(world.warehouse, { user: 'mole', days: 7 });
      const measures = card.measures.map((one) => ({ ...one, own: accesses }));
      const said = { from: card.from, until: card.until + 1_000 };
      const findings = { ...card.findings, said, anomaliesTotal: 10 };
      expect(timelineOf({ ...card, measures, findings })).toMatch(asks);
    });
  }
});

describeEmbedded('whom customers are shared with', () => {
  test('of more than are looked at, the total is said beside those', async () => {
    const card = await userCard(world.warehouse, { user: 'taker', days: 7 });
    expect(card.shared).toMatchObject({ customers: 20_500, looked: 20_000 });
    expect(sharedTitle(card)).toContain(': 20500; looked at 20000 of 20500, of these ');
    // The same customers are looked at each time.
    const again = await userCard(world.warehouse, { user: 'taker', days: 7 });
    expect(again.shared).toEqual(card.shared);
    expect(card.shared.alone).toBeGreaterThan(0);
    expect(card.shared.alone + card.shared.others[0]!.customers).toBe(20_000);
  });
});
