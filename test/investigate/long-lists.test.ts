// Lists of so many, or read by so many, that to weigh them takes long: others get their turn in
// between, whoever has had enough can stop it, and what is too much is refused. And lists of which
// one look brought several, as they are tried with some left out.

import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/time.ts';
import { attributeList } from '../../src/investigate/attribution/attribute-list.ts';
import { daysSql } from '../../src/investigate/attribution/reach-sql.ts';
import { readsSql } from '../../src/investigate/attribution/reads-of-victims.ts';
import type { Warehouse, WarehouseRow } from '../../src/ports.ts';

const start = Date.UTC(2026, 0, 1);
const complained = start + 200 * dayMs;

type Read = { readonly user: string; readonly event: string };

/** An archive in which the n-th victim was read once by the n-th of these, of a thousand people. */
function archiveWith(given: readonly Read[]): Warehouse {
  const reads = given.map(({ user, event }, i): WarehouseRow => {
    const who = { subject: `c${i}`, user, user_kind: 'human', team: null };
    const what = { segment: 'en', queue: 'en', touch: 'opened', reason: 'none', ticket: '' };
    const where = { event_id: event, part: 0, touch_index: 1, ticket_marks: 0 };
    return { ...who, ...what, ...where, at_ms: complained - 30 * dayMs };
  });
  const query: Warehouse['query'] = async (sql) => {
    if (sql === readsSql) return reads;
    if (sql === daysSql) return [{ days: 300, first_ms: start, end_ms: start + 300 * dayMs }];
    return sql.includes('AS tested') ? [{ tested: 1_000 }] : [];
  };
  return { query } as Partial<Warehouse> as Warehouse;
}

/** As many people as there are victims have read one of them each. */
const archiveOf = (victims: number) =>
  archiveWith(Array.from({ length: victims }, (_, i) => ({ user: `agent-${i}`, event: `e${i}` })));

const listOf = (victims: number) =>
  Array.from({ length: victims }, (_, i) => {
    return { id: `c${i}`, certainty: 1, dates: { reportedAt: null, complainedAt: complained } };
  });

/** Has enough after so many turns. */
function impatient(turnsMost: number) {
  const stop = new AbortController();
  const turns = { count: 0 };
  const sleep = async () => {
    turns.count += 1;
    if (turns.count === turnsMost) stop.abort();
  };
  return { turns, options: { signal: stop.signal, clock: { now: () => 0, sleep } } };
}

describe('attributeList', () => {
  test('lets others in while readers are counted, and while they are weighed', async () => {
    const counting = impatient(Number.POSITIVE_INFINITY);
    const answer = await attributeList(archiveOf(1_000), listOf(1_000), counting.options);
    expect(answer.suspects).toHaveLength(1_000);
    const { count } = counting.turns;
    expect(count).toBeGreaterThan(10);
    for (const turnsMost of [2, 7, count - 1]) {
      const { options, turns } = impatient(turnsMost);
      const asked = attributeList(archiveOf(1_000), listOf(1_000), options);
      await expect(asked).rejects.toMatchObject({ code: 'stopped' });
      expect(turns.count).toBe(turnsMost);
    }
  });

  test('an answer hangs on none of those that one look brought together', async () => {
    const events = ['search', 'search', 'first', 'second'];
    const reads = events.map((event) => ({ user: 'anna', event }));
    const { suspects } = await attributeList(archiveWith(reads), listOf(10));
    expect(suspects[0]).toMatchObject({ entity: 'anna', decision: 'named', along: 1 });
    expect(suspects[0]!.robustness!.hangsOn).toEqual([2, 3]);
  });

  test('refuses what is more than can be weighed, and says what to do', async () => {
    const asked = attributeList(archiveOf(10_000), listOf(10_000));
    await expect(asked).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/^10000 customers were read by 10000 people and machines, /),
    });
    await expect(asked).rejects.toThrow('Ask about 5000 of the customers, or by a kind of which');
  });
});
