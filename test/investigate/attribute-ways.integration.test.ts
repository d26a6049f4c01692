// From complaints to where records were taken, on an archive of 200,000 touches: somebody sits at
// one host, under the accounts of three who have nothing to do with it.

import { beforeAll, describe, expect, test } from 'vitest';
import { escaped } from '../../src/core/page/markup.ts';
import { dayMs } from '../../src/core/time.ts';
import {
  type Answer,
  attributeList,
  whoStandsOut,
} from '../../src/investigate/attribution/attribute-list.ts';
import { attributionPage } from '../../src/investigate/attribution/attribution-page.ts';
import { attributionText } from '../../src/investigate/attribution/attribution-words.ts';
import { entityKinds } from '../../src/investigate/attribution/entity-kinds.ts';
import type { Warehouse } from '../../src/ports.ts';
import { fillArchive, idOf, start, stolenId, theft } from '../support/drawn-archive.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';

const world = embedded();
const desk = { touches: 200_000, agents: 240, customers: 1_000_000, taken: 0 } as const;
const complained = start + (theft.from + theft.days + 14) * dayMs;

const kiosk = 'kiosk-3';
/** Each of them as good as any: a name is whatever its owner has typed. */
const hostile = [
  `ws'); DROP TABLE access; --`,
  '\\',
  '{users:Array(String)}',
  '<script>alert(1)</script>',
  'ws\n\u001b[2J\u202eroute',
  '工作站 5',
  'w'.repeat(500),
];
const hosts = [kiosk, ...hostile];
/** Of those who speak the language of the customers taken. */
const borrowed = ['agent-00011', 'agent-00015', 'agent-00019'];
const takenAtEach = 60;

beforeAll(async () => {
  if (!hasLibrary) return;
  await fillArchive(world.warehouse, desk);
  await world.warehouse.execute(takenSql, { hosts });
  await world.warehouse.execute(batchSql);
}, 120_000);

const columns = `_log, _partition, _offset, event_id, at, user, user_kind, host, subjects,
  subject_count, segments, reasons`;

const takenSql = `INSERT INTO access (${columns})
SELECT 'log', 2, n, concat('k', toString(n)),
  fromUnixTimestamp64Milli(toInt64(${start + theft.from * dayMs}
    + (n % ${theft.days}) * ${dayMs} + n), 'UTC'),
  ${list(borrowed)}[n % 3 + 1], 'human',
  arrayElement({hosts:Array(String)}, intDiv(n, ${takenAtEach}) + 1),
  [${idOf(stolenId(desk, 'n'))}], 1, ['segment-3'], ['none']
FROM (SELECT toInt64(number) AS n FROM numbers(${hosts.length * takenAtEach}))`;

/** A job of the night that reads whoever anybody has read. */
const batchSql = `INSERT INTO access (${columns})
SELECT 'log', 3, batch, concat('b', toString(batch)),
  fromUnixTimestamp64Milli(toInt64(${start} + (40 + batch % 150) * ${dayMs}), 'UTC'),
  'svc-backup', 'service', 'batch-9', groupArray(id), count(), groupArray(of), []
FROM
(
  SELECT subject AS id, any(segment) AS of, cityHash64(id) % 400 AS batch
  FROM access_by_subject
  GROUP BY subject
)
GROUP BY batch`;

function list(words: readonly string[]): string {
  return `[${words.map((word) => `'${word}'`).join(', ')}]`;
}

async function idsOf(sql: string): Promise<string[]> {
  const rows = await world.warehouse.query(sql);
  return rows.map(({ id }) => `${id}`);
}

/** As many by each of the three accounts. */
function takenAt(host: string, count: number): Promise<string[]> {
  const first = hosts.indexOf(host) * takenAtEach;
  return idsOf(`SELECT ${idOf(stolenId(desk, `toInt64(number + ${first})`))} AS id
    FROM numbers(${count})`);
}

/** By how often they are in contact: as victims of ordinary fraud. */
const anybody = (count: number, draw: number) =>
  idsOf(`SELECT subject AS id FROM access_by_subject WHERE user_kind = 'human' AND reason != 'none'
    ORDER BY cityHash64(event_id, ${draw}) LIMIT ${count}`);

function ask(
  ids: readonly string[],
  by: string,
  warehouse: Warehouse = world.warehouse,
): Promise<Answer> {
  const dates = { reportedAt: null, complainedAt: complained };
  const kind = entityKinds.find(({ id }) => id === by)!;
  const victims = [...new Set(ids)].map((id) => ({ id, certainty: 1, dates }));
  return attributeList(warehouse, victims, { by: kind });
}

const out = (answer: Answer) => whoStandsOut(answer).map(({ entity }) => entity);

describeEmbedded('attributeList, by host', () => {
  test('tells the host by six of twelve, and names none whose account was used', async () => {
    const ids = [...(await takenAt(kiosk, 6)), ...(await anybody(6, 1))];
    const answer = await ask(ids, 'host');
    expect(out(answer)).toEqual([kiosk]);
    expect(answer.conclusion).toBe('route');
    expect(answer.suspects.map(({ decision }) => decision)).not.toContain('named');
    expect(answer.suspects.every(({ isPerson }) => !isPerson)).toBe(true);
    expect(answer.suspects[0]).toMatchObject({ entity: kiosk, hits: 6, strays: 6, team: null });
    expect(answer.suspects[0]!.probability).toBeGreaterThan(0.9);
    const readers = borrowed.map((user) => ({ user, victims: 2 }));
    expect(answer.suspects[0]!.readers).toEqual(readers);
    const earlier = answer.suspects[0]!.ifEarlier!.map(({ days, decision }) => [days, decision]);
    expect(earlier).toEqual([
      [7, 'route'],
      [14, 'route'],
      [28, 'route'],
    ]);
    // Ways are not: of hosts that one person goes between the shares would say nothing.
    expect(answer.apart).toBeNull();
    const byUser = await ask(ids, 'user');
    expect(byUser.suspects.filter(({ decision }) => decision === 'named')).toEqual([]);
  });

  test('a batch host that has read all of them is nothing', async () => {
    // So many that how much it has read would not explain it: that it reads everybody does.
    const ids = [...(await takenAt(kiosk, 20)), ...(await anybody(60, 2))];
    const { suspects, evidence } = await ask(ids, 'host');
    const batch = suspects.find(({ entity }) => entity === 'batch-9')!;
    expect(batch).toMatchObject({ hits: evidence.victims.length, decision: 'none' });
    expect(batch.probability).toBeLessThan(0.001);
    expect(batch.readers).toEqual([{ user: 'svc-backup', victims: evidence.victims.length }]);
  });

  test('no host stands out by complaints that have nothing to do with any', async () => {
    for (const draw of [3, 4, 5]) {
      const answer = await ask(await anybody(20, draw), 'host');
      expect(out(answer)).toEqual([]);
      expect(answer.conclusion).toBe('nobody');
      expect(answer.nobody).toBeGreaterThan(0.5);
    }
  });

  test('what no record says, nothing is told by', async () => {
    const answer = await ask(await anybody(5, 6), 'ip');
    expect(answer).toMatchObject({ conclusion: 'unseen', suspects: [] });
    expect(answer.unknown.length).toBeGreaterThan(4);
    const text = attributionText(answer).join('\n');
    expect(text).toContain('no read of these customers says by which IP address');
    expect(text).not.toContain('Read by nobody');
  });

  describe('the page shows every statement that was asked, and no other', () => {
    for (const by of ['user', 'host', 'ticket-creator']) {
      test(by, async () => {
        const asked = new Set<string>();
        const query: Warehouse['query'] = (sql, options) => {
          asked.add(sql.trim());
          return world.warehouse.query(sql, options);
        };
        const ids = [...(await takenAt(kiosk, 6)), ...(await anybody(6, 1))];
        const answer = await ask(ids, by, { ...world.warehouse, query });
        const about = { command: 'molecatcher attribute', version: '1', author: 'kim', at: 0 };
        const page = attributionPage(answer, about);
        const shown = [...page.matchAll(/<pre>(.*?)<\/pre>/gs)].map(([, sql]) => sql);
        expect(shown).toEqual([...asked].map(escaped));
        expect(shown.length).toBeGreaterThan(6);
      });
    }
  });

  describe('a host is told whatever it is called', () => {
    for (const host of hostile) {
      test(JSON.stringify(host).slice(0, 40), async () => {
        const answer = await ask(await takenAt(host, 6), 'host');
        expect(out(answer)).toEqual([host]);
        const text = attributionText(answer);
        expect(text.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
        const row = text.find((line) => line.startsWith('route'))!;
        expect(row.length).toBeLessThan(100);
        const about = { command: 'molecatcher attribute', version: '1', author: 'kim', at: 0 };
        const page = attributionPage(answer, about);
        expect(page).not.toContain('<script');
        expect(page).toContain('Where to look');
      });
    }
  });
});
