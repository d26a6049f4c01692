// Whose reads look like a theft, and are none: a search, a list of doubts, a newcomer.

import { expect, test } from 'vitest';
import { attribute } from '../../../src/core/attribution/attribute.ts';
import { usualSpans } from '../../../src/core/attribution/cutoff.ts';
import type { Hit } from '../../../src/core/attribution/evidence.ts';
import { robustness } from '../../../src/core/attribution/robustness.ts';
import { dayMs } from '../../../src/core/time.ts';
import { Random } from '../../../src/lab/random.ts';
import { type Read, recountEvidence } from '../../support/recount-evidence.ts';
import { candidate, evidenceOf, readsBy } from '../../support/small-evidence.ts';

const days = 230;

/** A counter without tickets: nothing is asked for by anybody, and most come once. */
type Clerk = { readonly name: string; readonly from?: number; readonly perDay?: number };

function counter(random: Random, clerks: readonly Clerk[]): Read[] {
  return clerks.flatMap(({ name, from = 0, perDay = 8 }) =>
    Array.from({ length: (days - from) * perDay }, (): Read => {
      const at = (from + random.next() * (days - from)) * dayMs;
      const subject = `c${random.below(16_000)}`;
      const about = { subject, stratum: 'en', desk: `counter ${Math.floor(at / dayMs)}` };
      return { ...about, entity: name, isPerson: true, isRouted: false, at };
    }),
  );
}

test('whoever has searched for a firm whose customers complain is a lead and is not named', () => {
  const random = new Random('search');
  const clerks = Array.from({ length: 20 }, (_, i) => ({ name: `clerk-${i}` }));
  const honest = counter(random, clerks).map((read) => ({ ...read, isRouted: true }));
  const firm = Array.from({ length: 60 }, (_, i) => `firm-${i}`);
  const found = (look: number, at: number): Read[] =>
    firm.map((subject) => {
      const about = { subject, stratum: 'en', desk: 'sales', at, look };
      return { ...about, entity: 'clerk-3', isPerson: true, isRouted: false };
    });
  const list = firm.slice(0, 10).map((id) => {
    return { id, stratum: 'en', cutoff: (days - 1) * dayMs };
  });
  const judged = (searches: readonly Read[]) => {
    const { suspects } = attribute(recountEvidence([...honest, ...searches], list, usualSpans));
    return suspects.find(({ entity }) => entity === 'clerk-3')!;
  };
  const one = judged(found(1, 200 * dayMs));
  expect(one).toMatchObject({ decision: 'lead', hits: 10, strays: 10, along: 9 });
  expect(one.probability).toBeLessThan(0.5);
  // Asked again, it finds the same.
  const often = judged([1, 2, 3, 4].flatMap((look) => found(look, (200 + look) * dayMs)));
  expect(often).toMatchObject({ decision: 'lead', along: 9 });
  // Each opened by itself is another matter.
  const opened = found(1, 200 * dayMs).map((read, i) => ({ ...read, look: i }));
  expect(judged(opened)).toMatchObject({ decision: 'named', along: 0 });
});

test('what is hardly a victim hardly counts', () => {
  const given = evidenceOf(candidate('anna', 'ssssssss--'), candidate('ben', '-s------r-'));
  const sure = (certainty: number) => {
    const victims = given.victims.map((one) => ({ ...one, certainty }));
    return attribute({ ...given, victims }).suspects.find(({ entity }) => entity === 'anna')!;
  };
  expect(sure(1).decision).toBe('named');
  expect(sure(0)).toMatchObject({ decision: 'none', pStrays: 1, pHits: 1, hits: 8 });
  const certainties = [0.1, 0.3, 0.5, 0.7, 0.9, 1];
  const tails = certainties.map((certainty) => sure(certainty).pStrays);
  expect(tails).toEqual(tails.toSorted((a, b) => b - a));
  // Ten tenths are one victim, and not less by how numbers are written.
  expect(sure(0.125).pStrays).toBeLessThan(1);
});

/** 3,000 of the 60,000 reads of one segment, and next to nothing of the other one. */
function ofTwoSegments(hits: string, moved: number) {
  const reach = new Map([
    ['old', 3_000],
    ['new', 5],
  ]);
  const all = new Map([
    ['old', 60_000],
    ['new', 40_000],
  ]);
  const anna = { ...candidate('anna', hits), reach: { recent: reach, usual: reach } };
  const given = evidenceOf(anna);
  const victims = given.victims.map((one, i) => {
    const segment = i < moved ? { stratum: 'new', otherStrata: ['old'] } : { stratum: 'old' };
    return { ...one, ...segment, readers: 4 };
  });
  const reachOfAll = { recent: all, usual: all };
  return attribute({ ...given, victims, reachOfAll, tested: 150 }).suspects[0]!;
}

test('whoever read victims before they were of another segment is not named by that', () => {
  expect(ofTwoSegments('ss--------', 0).decision).toBe('none');
  expect(ofTwoSegments('ss--------', 10).decision).toBe('none');
  // Nor by those they have not read: that they might have is as likely as it was.
  const [staying, moving] = [ofTwoSegments('ssssss----', 0), ofTwoSegments('ssssss----', 10)];
  expect(moving.pStrays).toBe(staying.pStrays);
  expect(moving.decision).not.toBe('named');
});

test('of victims that one search brought the surest counts, in whatever order they come', () => {
  const honest = counter(
    new Random('order'),
    Array.from({ length: 20 }, (_, i) => ({ name: `clerk-${i}` })),
  ).map((read) => ({ ...read, isRouted: true }));
  // Three opened, and two found together of which the first one is hardly a victim.
  const subjects = Array.from({ length: 5 }, (_, i) => `v${i}`);
  const stolen = subjects.map((subject, i): Read => {
    const about = { subject, stratum: 'en', desk: 'sales', at: 200 * dayMs + i };
    return { ...about, entity: 'clerk-3', isPerson: true, isRouted: false, look: Math.max(1, i) };
  });
  const judged = (order: readonly string[]) => {
    const list = order.map((id) => ({ id, stratum: 'en', cutoff: (days - 1) * dayMs }));
    const certainties = order.map((id) => (id === 'v0' ? 0.1 : 1));
    const evidence = recountEvidence([...honest, ...stolen], list, { ...usualSpans, certainties });
    return attribute(evidence).suspects.find(({ entity }) => entity === 'clerk-3')!;
  };
  const [forwards, backwards] = [judged(subjects), judged(subjects.toReversed())];
  expect(forwards.pStrays).toBeCloseTo(backwards.pStrays, 12);
  expect(forwards.decision).toBe(backwards.decision);
  expect(forwards.logBayesFactor).toBeCloseTo(backwards.logBayesFactor, 9);
});

test('a newcomer at a counter without tickets is no lead', () => {
  const random = new Random('newcomer');
  const old = Array.from({ length: 20 }, (_, i) => ({ name: `clerk-${i}` }));
  const reads = counter(random, [...old, { name: 'newcomer', from: days - 63, perDay: 25 }]);
  let leads = 0;
  for (let draw = 0; draw < 20; draw += 1) {
    const ids = new Set(Array.from({ length: 40 }, () => random.pick(reads).subject));
    const list = [...ids].map((id) => ({ id, stratum: 'en', cutoff: (days - 1) * dayMs }));
    const { suspects } = attribute(recountEvidence(reads, list, usualSpans));
    const newcomer = suspects.find(({ entity }) => entity === 'newcomer');
    if (newcomer !== undefined && newcomer.decision !== 'none') leads += 1;
  }
  expect(leads).toBe(0);
});

test('a long list is answered, though not tried in twenty other ways', () => {
  const hits = Array.from({ length: 10_000 }, (_, i): Hit => (i % 3 === 0 ? 'stray' : 'none'));
  const people = Array.from({ length: 1_001 }, (_, i) => ({ ...candidate(`p${i}`, ''), hits }));
  const evidence = evidenceOf(...people);
  const tried = robustness(evidence, [{ entity: 'p1', decision: 'common-route' }]).get('p1')!;
  expect(tried).toEqual({ hangsOn: null, same: 0, draws: 0 });
  expect(robustness(evidence, []).size).toBe(0);
});

test('whoever has read no more victims than of all lately is no lead, whatever was usual', () => {
  const rates = Array.from({ length: 40 }, () => 0.5);
  const hits = `${'s'.repeat(20)}${'-'.repeat(20)}`;
  // Twenty of forty are to be expected of whoever reads half of everything.
  const [judged] = attribute(readsBy([{ entity: 'anna', hits, rates }])).suspects;
  expect(judged).toMatchObject({ decision: 'none', expected: 20, hits: 20 });
  const lately = { recent: new Map([['en', 90_000]]), usual: new Map([['en', 9_000]]) };
  const busy = { ...candidate('anna', hits), reach: lately };
  const [suspect] = attribute(evidenceOf(busy)).suspects;
  expect(suspect!.pHits).toBeLessThan(1e-6);
  expect(suspect!.hits).toBeLessThan(suspect!.expected);
  expect(suspect!.decision).toBe('none');
});

test('where nothing is known of what is usual, controls speak for whoever is on the list', () => {
  const controls = new Map([['en', { weight: 1_000, effective: 1_000 }]]);
  const hits = `${'s'.repeat(12)}${'-'.repeat(28)}`;
  const read = new Map([['en', { weight: 300, strays: 0 }]]);
  const judged = (usual: number) => {
    const reach = { recent: new Map([['en', 200]]), usual: new Map([['en', usual]]) };
    const anna = { ...candidate('anna', hits), reach, controls: read };
    return attribute({ ...evidenceOf(anna), controls }).suspects[0]!;
  };
  const { expected, expectedUsual, decision } = judged(200);
  expect(expectedUsual).toBe(expected);
  expect([Math.round(expected), decision]).toEqual([12, 'none']);
  expect(judged(150).pHits).toBeLessThan(1e-6);
});
