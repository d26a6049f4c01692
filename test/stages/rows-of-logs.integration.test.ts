// That every table which is archived into can be asked of which log its rows are.

import { beforeAll, expect, test } from 'vitest';
import { archivedTopics } from '../../src/stages/archive-tables.ts';
import { tablesOfOtherLogs } from '../../src/stages/rows-of-logs.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';

const world = embedded();
const topicIds = new Map(Object.keys(archivedTopics).map((topic) => [topic, 'new']));

beforeAll(async () => {
  if (!hasLibrary) return;
  const insert = 'INSERT INTO access (_log, _partition, _offset, user, at) VALUES';
  await world.warehouse.execute(`${insert} ('new', 0, 1, 'ann', '2024-03-01 09:00:00')`);
  await world.warehouse.execute(
    "INSERT INTO people (_log, _partition, _offset, _key) VALUES ('old', 0, 1, 'ann')",
  );
});

describeEmbedded('rows of another log', () => {
  test('are found in the table that has some, and in no other', async () => {
    expect(await tablesOfOtherLogs(world.warehouse, topicIds)).toEqual(['people']);
  });

  test('are found beside rows of the present log', async () => {
    const insert = 'INSERT INTO access (_log, _partition, _offset, user, at) VALUES';
    await world.warehouse.execute(`${insert} ('old', 0, 1, 'ann', '2024-03-01 09:00:00')`);
    expect(await tablesOfOtherLogs(world.warehouse, topicIds)).toEqual(['access', 'people']);
  });
});
