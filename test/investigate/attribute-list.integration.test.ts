// From complaints to a name, or to nobody, on an archive of 200,000 touches: somebody takes 150 of
// a million customers, without a reason, in eight weeks.

import { beforeAll, expect, test } from 'vitest';
import { robustness } from '../../src/core/attribution/robustness.ts';
import { dayMs, type Millis } from '../../src/core/time.ts';
import { type Answer, attributeList } from '../../src/investigate/attribution/attribute-list.ts';
import { fillArchive, idOf, start, stolenId, theft } from '../support/drawn-archive.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';

const world = embedded();
const desk = { touches: 200_000, agents: 240, customers: 1_000_000, taken: 150 } as const;
const thief = 'agent-00007';
/** Two weeks after the last of it. */
const complained = start + (theft.from + theft.days + 14) * dayMs;

beforeAll(async () => {
  if (hasLibrary) await fillArchive(world.warehouse, desk);
}, 120_000);

async function idsOf(sql: string): Promise<string[]> {
  const rows = await world.warehouse.query(sql);
  return rows.map(({ id }) => `${id}`);
}

/** Somebody else again for each draw. */
const takenBy = (count: number, draw: number) =>
  idsOf(`SELECT ${idOf(stolenId(desk, `(number + ${draw * 12})`))} AS id
    FROM numbers(${count})`);

/** By how often they are in contact: as victims of ordinary fraud. */
const anybody = (count: number, draw: number) =>
  idsOf(`SELECT subject AS id FROM access_by_subject WHERE user_kind = 'human' AND reason != 'none'
    ORDER BY cityHash64(event_id, ${draw}) LIMIT ${count}`);

const servedBy50 = (count: number) =>
  idsOf(`SELECT DISTINCT subject AS id FROM access_by_subject
    WHERE user = 'agent-00050' AND routed AND at > '2026-04-01'
    ORDER BY cityHash64(id) LIMIT ${count}`);

function ask(
  ids: readonly string[],
  complainedAt: Millis = complained,
  isDated = true,
): Promise<Answer> {
  const dates = { reportedAt: null, complainedAt };
  return attributeList(
    world.warehouse,
    [...new Set(ids)].map((id) => {
      return { id, certainty: 1, dates, ...(isDated ? {} : { isUndated: true }) };
    }),
  );
}

const isMore = ({ hits, isPerson }: Answer['suspects'][number]) => hits > 1 && isPerson;

const decided = ({ suspects }: Answer, wanted: string) =>
  suspects.filter(({ decision }) => decision === wanted).map(({ entity }) => entity);

describeEmbedded('attributeList', () => {
  test('names the thief by ten complaints of which three have nothing to do with it', async () => {
    for (const draw of [1, 2, 3]) {
      const answer = await ask([...(await takenBy(7, draw)), ...(await anybody(3, draw))]);
      expect(decided(answer, 'named')).toEqual([thief]);
      expect(answer.conclusion).toBe('named');
      expect(answer.suspects[0]).toMatchObject({ entity: thief, reasons: { none: 7 } });
      expect(answer.suspects[0]!.probability).toBeGreaterThan(0.99);
    }
  });

  test('names nobody where nobody knows the dates, and is as sure of the lead', async () => {
    const ids = await takenBy(10, 11);
    const answer = await ask(ids, complained, false);
    expect(answer.conclusion).toBe('leads');
    expect(answer.suspects[0]).toMatchObject({ entity: thief, decision: 'lead' });
    expect(answer.suspects[0]!.robustness).toEqual({ hangsOn: [], same: 20, draws: 20 });
    const earlier = answer.suspects[0]!.ifEarlier!;
    expect(earlier.map(({ decision }) => decision)).toEqual(['lead', 'lead', 'lead']);
  });

  test('where nobody may be named, draws that would name count as leads, as dates do', async () => {
    const ids = [...(await takenBy(5, 2)), ...(await anybody(5, 2))];
    const dated = (await ask(ids)).suspects[0]!;
    expect(dated).toMatchObject({ entity: thief, decision: 'named' });
    const { suspects, evidence } = await ask(ids, complained, false);
    const [lead] = suspects;
    expect(lead).toMatchObject({ entity: thief, decision: 'lead' });
    const leads = robustness(evidence, [{ entity: thief, decision: 'lead' }]).get(thief)!.same;
    expect(Math.min(dated.robustness!.same, leads)).toBeGreaterThan(0);
    expect(lead!.robustness!.same).toBe(dated.robustness!.same + leads);
    expect(dated.ifEarlier!.map(({ decision }) => decision)).toContain('named');
    expect(lead!.ifEarlier!.map(({ decision }) => decision)).not.toContain('named');
  });

  test('says what it would be by earlier dates, as if it had been asked with them', async () => {
    const ids = await takenBy(20, 2);
    const judged = async (complainedAt: Millis) => {
      const { suspects } = await ask(ids, complainedAt);
      return suspects.find(({ entity }) => entity === thief);
    };
    const late = await judged(complained);
    expect(late!.ifEarlier!.map(({ decision }) => decision)).toEqual(['named', 'named', 'named']);
    // In the middle of the theft.
    const early = complained - 30 * dayMs;
    const said = (await judged(early))!.ifEarlier!;
    const asked: string[] = [];
    for (const { days } of said) asked.push((await judged(early - days * dayMs))!.decision);
    expect(said.map(({ decision }) => decision)).toEqual(asked);
    expect(asked).toEqual(['named', 'named', 'none']);
  });

  test('names nobody by complaints that have nothing to do with it', async () => {
    for (const draw of [4, 5, 6, 7, 8]) {
      const answer = await ask(await anybody(20, draw));
      expect(decided(answer, 'named')).toEqual([]);
      expect(answer.nobody).toBeGreaterThan(0.5);
    }
  });

  test('a list that was chosen among somebody’s customers makes a lead and no name', async () => {
    const ids = await servedBy50(15);
    const answer = await ask(ids, start + 240 * dayMs);
    expect(answer.conclusion).toBe('leads');
    expect(decided(answer, 'lead')).toContain('agent-00050');
    expect(answer.suspects.find(({ entity }) => entity === 'agent-00050')!.reasons).toEqual({
      'ticket-named': 15,
    });
  });

  test('takes a list apart that has two sources, and no list that has one', async () => {
    const ids = [...(await takenBy(12, 3)), ...(await servedBy50(8)), ...(await anybody(4, 12))];
    const { apart } = await ask(ids, start + 240 * dayMs);
    const parts = apart!.parts.map(({ entities, p }) => [...entities, p]);
    expect(parts).toEqual([
      [thief, 0.001],
      ['agent-00050', 0.001],
    ]);
    expect(apart!.parts[0]!.share).toBeCloseTo(12 / 24, 1);
    // Customers whom they served may have been read by chance: less is put down to them.
    expect(apart!.parts[1]!.share).toBeGreaterThan(0.2);
    expect(apart!.parts[1]!.share).toBeLessThan(8 / 24);
    const likeliest = apart!.likeliest.map(({ entities }) => entities[0]);
    expect(likeliest.slice(0, 12)).toEqual(Array(12).fill(thief));
    expect(likeliest.slice(12, 20)).toEqual(Array(8).fill('agent-00050'));
    expect((await ask(await takenBy(12, 3))).apart).toBeNull();
  });

  test('whoever opens all files after the complaints is no candidate', async () => {
    const ids = await takenBy(12, 9);
    const rows = ids.map((id, i) => {
      const at = new Date(complained + (i + 1) * 60_000).toISOString().slice(0, 19);
      return `('log', 2, ${i}, 'k${i}', toDateTime64('${at.replace('T', ' ')}', 3, 'UTC'), 'triage',
        'human', ['${id}'], 1, ['none'])`;
    });
    await world.warehouse.execute(`INSERT INTO access
      (_log, _partition, _offset, event_id, at, user, user_kind, subjects, subject_count, reasons)
      VALUES ${rows.join(', ')}`);
    const answer = await ask(ids);
    expect(answer.suspects.map(({ entity }) => entity)).not.toContain('triage');
    expect(answer.reads.filter(({ user }) => user === 'triage')).toHaveLength(12);
    expect(decided(answer, 'named')).toEqual([thief]);
  });

  test('statements that were refused are no work at a desk, and clear nobody', async () => {
    const victims =
      await world.warehouse.query(`SELECT subject, any(queue) AS desk, toString(max(at)) AS served
      FROM access_by_subject
      WHERE subject IN (SELECT ${idOf(stolenId(desk, 'number'))} FROM numbers(${desk.taken}))
        AND user_kind = 'human' AND user != '${thief}' AND at > '2026-03-01'
      GROUP BY subject HAVING count() = 1 ORDER BY subject LIMIT 10`);
    const ids = victims.map(({ subject }) => `${subject}`);
    expect(decided(await ask(ids), 'named')).toEqual([thief]);
    const rows = victims.map(({ desk: queue, served: at }, i) => {
      return `('log', 3, ${i}, 'd${i}', '${at}', '${thief}', 'human', '${queue}', 'denied',
        arrayMap(n -> concat('x', toString(${i}), '-', toString(n)), range(2000)), 2000)`;
    });
    await world.warehouse.execute(`INSERT INTO access
      (_log, _partition, _offset, event_id, at, user, user_kind, queue, status, subjects,
       subject_count) VALUES ${rows.join(', ')}`);
    expect(decided(await ask(ids), 'named')).toEqual([thief]);
  });

  test('names the thief by the ids that merged customers have now, or by both', async () => {
    const ids = await takenBy(8, 7);
    const rows = ids.map((id, i) => `('${id}', '${id}', ${i}, 'new-${i}')`);
    await world.warehouse.execute(
      `INSERT INTO subjects (_key, id, _offset, merged_into) VALUES ${rows.join(', ')}`,
    );
    const now = ids.map((_, i) => `new-${i}`);
    for (const list of [now, ids, [...now, ...ids]]) {
      const answer = await ask(list);
      expect(decided(answer, 'named')).toEqual([thief]);
      expect(answer.suspects[0]).toMatchObject({ hits: 8, strays: 8, reasons: { none: 8 } });
      expect(answer.evidence.victims.map(({ id }) => id)).toEqual(list.slice(0, 8));
    }
    const both = (await ask([...now, ...ids])).customers;
    expect(both[0]).toMatchObject({ ids: ['new-0', ids[0]], listed: ['new-0', ids[0]] });
    // Whoever has a date under one id is not without one by another.
    const dates = { reportedAt: null, complainedAt: complained };
    const undated = (id: string) => ({ id, certainty: 1, dates, isUndated: true });
    const dated = ids.map((id) => ({ id, certainty: 1, dates }));
    const named = async (list: typeof dated) =>
      decided(await attributeList(world.warehouse, list), 'named');
    expect(await named([...now.map(undated), ...dated])).toEqual([thief]);
    expect(await named([...now.map(undated), ...dated.slice(1)])).toEqual([]);
  });

  test('services that read everybody accuse nobody, and are accused of nothing', async () => {
    const answer = await ask(
      await idsOf(`SELECT ${idOf('300000 + number * 6000')} AS id FROM numbers(20)`),
    );
    const services = answer.suspects.filter(({ isPerson }) => !isPerson);
    expect(services.map(({ entity }) => entity)).toContain('svc-report');
    for (const { probability } of services) expect(probability).toBe(0);
    expect(decided(answer, 'named')).toEqual([]);
  });

  test('how far it is known what somebody read is not counted of readers of one', async () => {
    const { suspects } = await ask(await anybody(20, 13));
    const [one, more] = [suspects.filter(({ hits }) => hits === 1), suspects.filter(isMore)];
    expect(one.length).toBeGreaterThan(0);
    expect(more.length).toBeGreaterThan(0);
    for (const { coverage } of one) expect(coverage).toBeNull();
    for (const { coverage } of more) expect(coverage).toEqual({ share: 1, blind: 0 });
  });

  test('customers whom nobody has read, or whom nobody knows, say nothing', async () => {
    const answer = await ask(['unknown-1', 'unknown-2']);
    expect(answer).toMatchObject({ conclusion: 'unseen', suspects: [] });
  });

  test('an account that was once a service is judged by its newest read', async () => {
    const ids = await takenBy(8, 4);
    const service = `ALTER TABLE access_by_subject UPDATE user_kind = {kind:String}
      WHERE subject = {id:String} AND user = {thief:String} SETTINGS mutations_sync = 2`;
    const asService = (kind: string) =>
      world.warehouse.execute(service, { kind, id: ids[0]!, thief });
    await asService('service');
    const [one, other] = [await ask(ids), await ask([...ids].reverse())];
    await asService('human');
    expect(decided(one, 'named')).toEqual(decided(other, 'named'));
    expect(one.suspects.find(({ entity }) => entity === thief)!.decision).toBe(
      other.suspects.find(({ entity }) => entity === thief)!.decision,
    );
  });

  test('whoever has had enough can stop it', async () => {
    const dates = { reportedAt: null, complainedAt: complained };
    const list = (await takenBy(12, 4)).map((id) => ({ id, certainty: 1, dates }));
    const stop = new AbortController();
    const clock = { now: () => 0, sleep: async () => stop.abort() };
    const asked = attributeList(world.warehouse, list, { signal: stop.signal, clock });
    await expect(asked).rejects.toMatchObject({ code: 'stopped' });
  });

  test('the same list gives the same answer', async () => {
    const ids = [...(await takenBy(3, 10)), ...(await anybody(9, 10))];
    const [once, again] = [await ask(ids), await ask([...ids].reverse())];
    expect(again.suspects.map(({ entity }) => entity).sort()).toEqual(
      once.suspects.map(({ entity }) => entity).sort(),
    );
    expect(again.nobody).toBeCloseTo(once.nobody, 9);
    expect((await ask(ids)).suspects).toEqual(once.suspects);
  });
});
