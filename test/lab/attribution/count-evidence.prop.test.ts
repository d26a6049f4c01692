// What is counted quickly equals a recount of all reads, for any touches and any list.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deskOf, isRouted } from '../../../src/core/attribution/desk.ts';
import type { Evidence, Reach } from '../../../src/core/attribution/evidence.ts';
import { lookOf } from '../../../src/core/attribution/hits.ts';
import type { Access } from '../../../src/core/detector.ts';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import { countEvidence } from '../../../src/lab/attribution/count-evidence.ts';
import { TouchLog, TouchWriter } from '../../../src/lab/attribution/touch-log.ts';
import { Customers } from '../../../src/lab/customers.ts';
import { defaultStart, plainShape } from '../../../src/lab/simulate-settings.ts';
import { enrichedAccess } from '../../support/enriched-access.ts';
import { type Read, recountEvidence } from '../../support/recount-evidence.ts';

const settings = {
  ...{ agents: 10, customers: 12, days: 60, seed: 1, start: defaultStart, shape: plainShape },
  thief: 'none' as const,
};
const customers = new Customers(settings);
const spans = { lookBackMs: 40 * dayMs, theftMs: 12 * dayMs };

const touched = fc.record({
  user: fc.constantFrom('anna', 'ben', 'chloe', 'dan', 'svc-backup'),
  subjects: fc.array(fc.nat(11), { minLength: 1, maxLength: 3 }),
  hour: fc.nat(60 * 24),
  touch: fc.constantFrom('opened', 'listed'),
  reason: fc.constantFrom('none', 'ticket-named', 'open-in-queue', 'unknown'),
  mark: fc.constantFrom(0, 1, 2),
  queue: fc.constantFrom('en', 'ja', null),
});
const lists = fc.uniqueArray(
  fc.record({ customer: fc.nat(11), cutoff: fc.integer({ min: 30 * 24, max: 60 * 24 }) }),
  { minLength: 1, maxLength: 6, selector: ({ customer }) => customer },
);

function accessesOf(all: readonly (typeof touched extends fc.Arbitrary<infer T> ? T : never)[]) {
  return all.map(({ user, subjects, hour, touch, reason, mark, queue }): Access => {
    const isService = user.startsWith('svc');
    return {
      ...enrichedAccess,
      ...{ user, queue, touch, user_kind: isService ? 'service' : 'human' },
      at: defaultStart + hour * hourMs,
      subjects: subjects.map((customer) => customers.id(customer)),
      reasons: subjects.map(() => reason),
      ticket_marks: subjects.map(() => mark),
    };
  });
}

function readsOf(accesses: readonly Access[]): Read[] {
  return accesses.flatMap(({ user, user_kind, at, touch, subjects, ...one }, access) =>
    subjects.map((subject, i): Read => {
      const { reasons, ticket_marks, queue } = one;
      const routed = isRouted({ reason: reasons[i]!, marks: ticket_marks[i]! });
      const isPerson = user_kind !== 'service';
      return {
        ...{ entity: user, isPerson, subject, at },
        stratum: customers.segmentOf(customers.numberOf(subject)),
        desk: deskOf(queue, at),
        isRouted: routed,
        look: lookOf({ access: `${access}`, touch, at }),
        isOpening: touch === 'opened',
      };
    }),
  );
}

/** Sums of fractions depend on the order in which they are added up. */
function rounded({ recent, usual }: Reach) {
  const round = (value: number) => Math.round(value * 1e9) / 1e9;
  return { recent, usual: new Map([...usual].map(([name, value]) => [name, round(value)])) };
}

/** Without what has no order. */
function plain({ candidates, victims, reachOfAll, ...rest }: Evidence) {
  return {
    ...rest,
    reachOfAll: rounded(reachOfAll),
    victims: victims.map((one) => ({
      ...one,
      servedBy: one.servedBy.map((read) => Object.values(read).join(' ')).sort(),
    })),
    candidates: candidates
      .map(({ shares, ...one }) => ({
        ...one,
        shares: Object.fromEntries([...shares].filter(([, share]) => share > 0)),
      }))
      .sort((a, b) => (a.entity < b.entity ? -1 : 1)),
  };
}

test('countEvidence > equals a recount of all reads', () => {
  fc.assert(
    fc.property(fc.array(touched, { minLength: 1, maxLength: 60 }), lists, (all, listed) => {
      const accesses = accessesOf(all);
      const writer = new TouchWriter(customers);
      for (const access of accesses) writer.add(access);
      const dated = listed.map(({ customer, cutoff }) => {
        return { customer, cutoff: defaultStart + cutoff * hourMs };
      });
      const counted = countEvidence(new TouchLog(writer), dated, spans);
      const expected = recountEvidence(
        readsOf(accesses),
        dated.map(({ customer, cutoff }) => {
          const stratum = customers.segmentOf(customer);
          return { id: customers.id(customer), stratum, cutoff };
        }),
        spans,
      );
      expect(plain(counted)).toEqual(plain(expected));
    }),
  );
});

test('countEvidence > whoever reads everybody has read all customers to compare with', () => {
  const writer = new TouchWriter(customers);
  const everybody = Array.from({ length: 12 }, (_, customer) => customer);
  for (const user of ['svc-backup', 'anna'] as const) {
    const subjects = user === 'anna' ? [0, 1, 2] : everybody;
    const about = { reason: 'none', mark: 0, queue: null, touch: 'opened' } as const;
    const one = { ...about, user, subjects, hour: 40 * 24 };
    for (const access of accessesOf([{ ...one, subjects: [...subjects] }])) writer.add(access);
  }
  const log = new TouchLog(writer);
  const listed = [{ customer: 2, cutoff: defaultStart + 50 * dayMs }];
  const { candidates, controls } = countEvidence(log, listed, spans);
  const weight = [...controls.values()].reduce((sum, one) => sum + one.weight, 0);
  // Those whom people read, but for whom the list is about.
  expect(weight).toBe(2);
  for (const one of candidates) {
    const read = [...one.controls.values()].map(({ weight, strays }) => weight + strays);
    expect(read.reduce((sum, weight) => sum + weight, 0)).toBe(2);
  }
});
