// Reference data by day, out of ClickHouse: whose stamp is wrong, and what archive brings late.

import { expect, test } from 'vitest';
import { referenceOfDays } from '../../src/cli/reference-then.ts';
import { dayMs } from '../../src/core/time.ts';
import type { AvroInsert } from '../../src/ports.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { type EnrichWorld, enrichWorld } from '../support/enrich-world.ts';
import { noon, person } from '../support/reference-rows.ts';

const ch = embedded();
const midnight = Math.ceil(noon / dayMs) * dayMs;

type Lived = {
  /** Day of each person's stamp, in the order of the log; the first is 0. */
  readonly stamps: readonly number[];
  /** How many of them are in ClickHouse before each day; where nothing is said, all. */
  readonly archived?: readonly number[];
};

/** Who is given on each of the first days, by place in the log. */
async function givenByDay({ stamps, archived = [] }: Lived, days: number) {
  const live = await enrichWorld();
  await live.put({ topic: 'people' }, 'Person', ...stamps.map((_, i) => person({ id: `${i}` })));
  const scratch = await enrichWorld();
  const said: string[] = [];
  const beforeDay = referenceOfDays({
    warehouse: ch.warehouse,
    log: live.log,
    scratch: scratch.log,
    codec: live.codec,
    stop: new AbortController().signal,
    say: (text) => said.push(text),
  });
  const given: string[][] = [];
  let inserted = 0;
  for (let day = 0; day < days; day += 1) {
    const next = archived[day] ?? stamps.length;
    if (next > inserted) await insert(live, stamps, { first: inserted, next });
    inserted = Math.max(inserted, next);
    await beforeDay(midnight + day * dayMs);
    const all = (await scratch.rows('people')).map(({ key }) => key!);
    given.push(all.slice(given.flat().length));
  }
  return { given: given.map((keys) => keys.join(' ')), said };
}

async function insert(
  { log, codec }: EnrichWorld,
  stamps: readonly number[],
  { first, next }: { readonly first: number; readonly next: number },
): Promise<void> {
  const { id: logId } = (await log.topic('people'))!;
  const batch = await log.read('people', 0, 0, { maxBytes: 4_000_000, waitMs: 0 });
  await codec.prepare(batch);
  batch.seenAt.set(stamps.map((day) => noon + day * dayMs));
  const schemaText = codec.schemaText(codec.schemaId('Person'));
  const range = { logId, topic: 'people', partition: 0, first, next };
  const indexes = Array.from({ length: next - first }, (_, i) => first + i);
  const wanted: AvroInsert = {
    table: 'people',
    range,
    token: '',
    withKey: true,
    schemaText,
    batch,
    indexes,
  };
  await ch.warehouse.insert(wanted);
}

describeEmbedded('reference data of a day', () => {
  for (const { name, lived, given } of [
    {
      name: 'are those that came in on it',
      lived: { stamps: [0, 0, 1, 1, 3] },
      given: ['0 1', '2 3', '', '4'],
    },
    {
      name: 'do not wait for a stamp of next year',
      lived: { stamps: [0, 300, 0, 1, 1, 2, 3] },
      given: ['0 1 2', '3 4', '5', '6'],
    },
    {
      name: 'but for whose stamp it is, where nobody came after it',
      lived: { stamps: [0, 1, 2, 300] },
      given: ['0', '1', '2', ''],
    },
    {
      name: 'do not come early for a stamp of years ago',
      lived: { stamps: [0, 0, 1, 1, 2, 2, 3, 3, -9_000, 3] },
      given: ['0 1', '2 3', '4 5', '6 7 8 9'],
    },
    {
      name: 'go on behind the last, where archive catches up meanwhile',
      lived: { stamps: [0, 0, 0, 0, 1, 2], archived: [2] },
      given: ['0 1', '2 3 4', '5'],
    },
    {
      name: 'go on from the beginning, where archive had nothing yet',
      lived: { stamps: [0, 0, 1], archived: [0, 1] },
      given: ['', '0', '1 2'],
    },
  ] satisfies readonly { name: string; lived: Lived; given: readonly string[] }[]) {
    test(name, async () => {
      expect((await givenByDay(lived, given.length)).given).toEqual(given);
    });
  }

  test('are told to be incomplete once, at the beginning', async () => {
    const { said } = await givenByDay({ stamps: [0, 1, 2], archived: [1, 1, 1] }, 3);
    expect(said).toEqual(['ClickHouse does not have all of people yet: `run` archives the rest.']);
  });
});
