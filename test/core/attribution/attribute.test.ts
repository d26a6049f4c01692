// Who is named, and who is not, on a small desk whose every read is known.

import { describe, expect, test } from 'vitest';
import { attribute, type Suspect } from '../../../src/core/attribution/attribute.ts';
import { usualSpans } from '../../../src/core/attribution/cutoff.ts';
import { dayMs } from '../../../src/core/time.ts';
import { Random } from '../../../src/lab/random.ts';
import { asWays, type Listed, type Read, recountEvidence } from '../../support/recount-evidence.ts';
import { candidate, evidenceOf } from '../../support/small-evidence.ts';

const [agents, desks, customers, days, perDay] = [40, 4, 12_000, 180, 12];
const theftFrom = 120;
const nameOf = (agent: number) => `agent-${String(agent).padStart(2, '0')}`;
const customerOf = (n: number) => `c${n}`;
const drawn = (random: Random) => Math.floor(random.next() ** 2 * customers);

/** Each desk has a quarter of the agents, and of the customers, which strata know nothing of. */
function work(random: Random): Read[] {
  const reads: Read[] = [];
  for (let day = 0; day < days; day += 1) {
    for (let agent = 0; agent < agents; agent += 1) {
      for (let i = 0; i < perDay; i += 1) {
        const customer = drawn(random);
        const own = customer - (customer % desks) + (agent % desks);
        const isStray = random.isChance(0.05);
        reads.push({
          ...{ entity: nameOf(agent), isPerson: true, stratum: 'en', subject: customerOf(own) },
          at: (day + random.next()) * dayMs,
          desk: `queue-${agent % desks} ${day}`,
          isRouted: !isStray,
        });
      }
    }
  }
  // A job of the night that reads each customer some time.
  for (let n = 0; n < customers; n += 1) {
    const at = random.next() * days * dayMs;
    const backup = {
      entity: 'svc-backup',
      isPerson: false,
      stratum: 'en',
      desk: '',
      isRouted: false,
    };
    reads.push({ ...backup, subject: customerOf(n), at });
  }
  return reads;
}

const honest = work(new Random('desk'));
const cutoff = (days - 1) * dayMs;
const listOf = (ids: Iterable<string>): Listed[] =>
  [...new Set(ids)].map((id) => ({ id, stratum: 'en', cutoff }));

function theft(random: Random, count: number, kind: 'stray' | 'routed'): Read[] {
  return Array.from({ length: count }, (): Read => {
    const day = theftFrom + random.below(days - theftFrom - 10);
    const subject = customerOf(random.below(customers));
    const desk = `queue-3 ${day}`;
    const thief = { entity: nameOf(7), isPerson: true, stratum: 'en', subject, desk };
    return { ...thief, isRouted: kind === 'routed', at: (day + random.next()) * dayMs };
  });
}

function judge(reads: readonly Read[], list: readonly Listed[]) {
  const { suspects, nobody } = attribute(recountEvidence(reads, list, usualSpans));
  const those = (decision: Suspect['decision']) =>
    suspects.filter((one) => one.decision === decision).map(({ entity }) => entity);
  return { suspects, nobody, named: those('named'), leads: those('lead'), those };
}

const pickSome = <T>(random: Random, all: readonly T[], count: number) =>
  Array.from({ length: count }, () => random.pick(all));

describe('a list of which', () => {
  const random = new Random('lists');
  const stolen = theft(random, 300, 'stray');
  const withThief = [...honest, ...stolen];
  const some = (count: number) => pickSome(random, stolen, count).map(({ subject }) => subject);
  const anybody = (count: number) => Array.from({ length: count }, () => customerOf(drawn(random)));

  test('twelve were taken by one person names that person alone', () => {
    const { named, suspects, nobody } = judge(withThief, listOf(some(12)));
    expect(named).toEqual([nameOf(7)]);
    expect(suspects[0]).toMatchObject({ entity: nameOf(7), decision: 'named' });
    expect(suspects[0]!.probability).toBeGreaterThan(0.99);
    expect(nobody).toBeLessThan(0.01);
  });

  test('a third has nothing to do with it names the same', () => {
    const { named } = judge(withThief, listOf([...some(16), ...anybody(8)]));
    expect(named).toEqual([nameOf(7)]);
  });

  test('three were taken is too short to name anybody', () => {
    const { named, suspects } = judge(withThief, listOf(some(3)));
    expect(named).toEqual([]);
    expect(suspects[0]!.entity).toBe(nameOf(7));
  });

  test('nothing was taken has no source: nobody', () => {
    for (let list = 0; list < 8; list += 1) {
      const { named, nobody, suspects } = judge(honest, listOf(anybody(20)));
      expect(named).toEqual([]);
      expect(nobody).toBeGreaterThan(0.5);
      expect(suspects.length).toBeGreaterThan(20);
    }
  });

  test('all are customers of one desk accuses none of its people', () => {
    const own = (n: number) => customerOf(n - (n % desks) + 2);
    for (let list = 0; list < 8; list += 1) {
      const ids = Array.from({ length: 20 }, () => own(drawn(random)));
      const { named, leads } = judge(honest, listOf(ids));
      expect([...named, ...leads]).toEqual([]);
    }
  });

  test('all were served by one person, as a colleague could choose them, is a lead', () => {
    const served = honest.filter(({ entity, isRouted }) => entity === nameOf(7) && isRouted);
    const planted = pickSome(random, served, 20).map(({ subject }) => subject);
    const { named, leads, suspects } = judge(honest, listOf(planted));
    expect(named).toEqual([]);
    expect(leads).toContain(nameOf(7));
    // It may read one of them again without a reason.
    expect(suspects[0]!.strays).toBeLessThan(5);
  });

  test('a machine that reads everybody is neither named nor a route', () => {
    const { suspects } = judge(withThief, listOf(some(12)));
    const backup = suspects.find(({ entity }) => entity === 'svc-backup')!;
    expect(backup.hits).toBeGreaterThan(5);
    expect(backup).toMatchObject({ decision: 'none', probability: 0, isPerson: false });
  });

  test('is of one way makes a route of it, and a name of nothing', () => {
    const ways = withThief.map((read) => ({ ...read, isPerson: true, isByPerson: read.isPerson }));
    const evidence = asWays(recountEvidence(ways, listOf(some(12)), usualSpans), true);
    const { suspects, nobody } = attribute(evidence);
    const out = suspects.filter(({ decision }) => decision !== 'none');
    expect(out).toMatchObject([{ entity: nameOf(7), decision: 'route', isPerson: false }]);
    expect(out[0]!.probability).toBeGreaterThan(0.9);
    const sum = suspects.reduce((total, { probability }) => total + probability, nobody);
    expect(sum).toBeCloseTo(1, 9);
  });

  test('all are customers of one desk makes no route of any host there', () => {
    const ways = honest.map((read) => ({ ...read, isPerson: true, isByPerson: read.isPerson }));
    const served = ways.filter(({ desk }) => desk.startsWith('queue-1'));
    for (let draw = 0; draw < 3; draw += 1) {
      const ids = pickSome(random, served, 20).map(({ subject }) => subject);
      const evidence = recountEvidence(ways, listOf(ids), usualSpans);
      const routes = (hasDuty: boolean) =>
        attribute(asWays(evidence, hasDuty)).suspects.filter((one) => one.decision === 'route');
      expect(routes(true)).toEqual([]);
      expect(routes(false).length).toBeGreaterThan(0);
    }
  });
});

test('as many may have read a victim as an archive has sessions', () => {
  const session = { ...candidate('', 's'), isPerson: false };
  const sessions = Array.from({ length: 140_000 }, (_, i) => ({ ...session, entity: `s${i}` }));
  const evidence = { ...evidenceOf(...sessions.slice(0, 1)), candidates: sessions };
  const { suspects, nobody } = attribute({ ...evidence, isOfWays: true });
  expect(suspects).toHaveLength(sessions.length);
  expect(nobody).toBeGreaterThan(0);
});

test('who works without tickets, and comes back to the same customers, is not accused', () => {
  const random = new Random('accounts');
  const readBy = (entity: string, customer: number, isRouted: boolean): Read => {
    const at = (1 + random.below(days - 2) + random.next()) * dayMs;
    const about = { subject: customerOf(customer), stratum: 'en', at };
    return {
      ...about,
      entity,
      isPerson: true,
      isRouted,
      desk: `${entity} ${Math.floor(at / dayMs)}`,
    };
  };
  const reads = Array.from({ length: 20_000 }, (_, i) =>
    readBy(nameOf(random.below(99)), (i / 2) | 0, true),
  );
  // Three hundred accounts, each looked at twenty times: nearly a quarter of all reads.
  for (let i = 0; i < 6_000; i += 1) reads.push(readBy('keeper', i % 300, false));
  let strays = 0;
  for (let list = 0; list < 5; list += 1) {
    const { named, suspects } = judge(
      reads,
      listOf(pickSome(random, reads, 40).map((one) => one.subject)),
    );
    expect(named).toEqual([]);
    strays += suspects.find(({ entity }) => entity === 'keeper')!.strays;
  }
  expect(strays).toBeGreaterThan(25);
});
