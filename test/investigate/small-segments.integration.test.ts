// A small segment beside a large one: 300 customers whom ten people read whose queue is unknown and
// who never have a reason, in an archive of more than a million touches. Each list is innocent.

import { beforeAll, expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import { attributeList } from '../../src/investigate/attribution/attribute-list.ts';
import { asker, samplingOf } from '../../src/investigate/attribution/count-reach.ts';
import { everyOne } from '../../src/investigate/attribution/sampling.ts';
import { drawn, fillArchive, start } from '../support/drawn-archive.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';

const world = embedded();
const desk = { touches: 1_100_000, agents: 60, customers: 1_000_000, taken: 0 } as const;
const complained = start + 220 * dayMs;

/** Each reads some in ten of the customers, most of them in the look-back. */
const fewSql = `
INSERT INTO access (_log, _partition, _offset, event_id, at, user, user_kind, subjects,
  subject_count, segments, reasons)
SELECT 'log', 5, number, concat('f', toString(number)),
  fromUnixTimestamp64Milli(toInt64(${start + dayMs} + ${drawn('number', 21)} * ${210 * dayMs}),
    'UTC'),
  concat('few-', toString(number % 10)), 'human',
  [concat('f', toString(toUInt32(floor(300 * ${drawn('number', 22)}))))], 1, ['few'], ['none']
FROM numbers(600)
SETTINGS insert_deduplicate = 0`;

beforeAll(async () => {
  if (!hasLibrary) return;
  await fillArchive(world.warehouse, desk);
  await world.warehouse.execute(fewSql);
}, 120_000);

async function listOf(draw: number): Promise<string[]> {
  const rows = await world.warehouse.query(`
    SELECT subject AS id FROM access_by_subject WHERE segment = 'few'
    GROUP BY subject ORDER BY cityHash64(subject, ${draw}) LIMIT 16
    UNION ALL
    SELECT subject AS id FROM access_by_subject WHERE segment != 'few' AND user_kind = 'human'
    ORDER BY cityHash64(event_id, ${draw}) LIMIT 4`);
  return [...new Set(rows.map(({ id }) => `${id}`))];
}

describeEmbedded('a small segment beside a large one', () => {
  test('is counted whole, and the large one is not', async () => {
    const span = { from: start, until: complained, cleanUntil: start };
    const ask = asker(world.warehouse);
    const sampling = await samplingOf(ask, ['few', 'segment-0', 'unknown'], span);
    expect(sampling.get('few')).toEqual(everyOne);
    expect(sampling.get('unknown')).toEqual(everyOne);
    expect(sampling.get('segment-0')!.reach).toBeGreaterThanOrEqual(16);
  });

  test('innocent lists let nobody stand out', { timeout: 120_000 }, async () => {
    const out: string[] = [];
    for (let draw = 1; draw <= 8; draw += 1) {
      const dates = { reportedAt: null, complainedAt: complained };
      const victims = (await listOf(draw)).map((id) => ({ id, certainty: 1, dates }));
      const { suspects } = await attributeList(world.warehouse, victims);
      const accused = suspects.filter(({ decision }) => decision !== 'none');
      out.push(...accused.map(({ entity, decision }) => `${draw} ${entity} ${decision}`));
    }
    expect(out).toEqual([]);
  });
});
