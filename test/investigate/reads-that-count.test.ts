// What reads of victims come to, where several came at once or an account changed its kind.

import { expect, test } from 'vitest';
import { attribute } from '../../src/core/attribution/attribute.ts';
import { robustness } from '../../src/core/attribution/robustness.ts';
import { dayMs } from '../../src/core/time.ts';
import { userKind } from '../../src/investigate/attribution/entity-kinds.ts';
import type { VictimRead } from '../../src/investigate/attribution/reads-of-victims.ts';
import {
  byEntity,
  hitsOf,
  onlySome,
  readersAndDesks,
} from '../../src/investigate/attribution/reads-that-count.ts';
import { candidate, evidenceOf } from '../support/small-evidence.ts';

function readOf(subject: string, event: string, isPerson = true): VictimRead {
  const who = { user: 'anna', entity: 'anna', isPerson, team: null };
  const what = { segment: 'en', queue: 'en', touch: 'opened', reason: 'none', ticket: '' };
  return { ...who, ...what, subject, event, look: event, at: dayMs, marks: 0, isRouted: false };
}

test('without the victim that stands for a look another one of that look does', () => {
  // Two that a search found, and two that were opened.
  const looks = ['search', 'search', 'first', 'second'];
  const inTime = Array.from({ length: 10 }, (_, i) => {
    return looks[i] === undefined ? [] : [readOf(`c${i}`, looks[i])];
  });
  const given = evidenceOf(candidate('anna', '----------'));
  const hits = hitsOf('anna', byEntity(inTime), given.victims);
  expect(hits.slice(0, 5)).toEqual(['stray', 'along', 'stray', 'stray', 'none']);
  const candidates = given.candidates.map((one) => ({ ...one, hits }));
  const evidence = { ...given, candidates };
  const [anna] = attribute(evidence).suspects;
  expect(anna).toMatchObject({ entity: 'anna', decision: 'named', along: 1 });
  const only = onlySome({ evidence, inTime });
  const without = only((position) => position !== 0);
  expect(without.victims.map(({ id }) => id)).not.toContain('c0');
  expect(without.candidates[0]!.hits.slice(0, 4)).toEqual(['stray', 'stray', 'stray', 'none']);
  // Either of the two will do.
  expect(robustness(evidence, [anna!], { only }).get('anna')!.hangsOn).toEqual([2, 3]);
});

test('whoever was a service when they read is a reader if they are a person now', () => {
  const reads = [readOf('c1', 'e1', false), { ...readOf('c1', 'e2'), entity: 'ben' }];
  const readersIf = (isPerson: boolean) => {
    const persons = new Map([
      ['anna', isPerson],
      ['ben', true],
    ]);
    return readersAndDesks(reads, userKind, persons).readers;
  };
  expect([readersIf(true), readersIf(false)]).toEqual([2, 1]);
  // Who did it as a machine was at no desk.
  const { servedBy } = readersAndDesks(reads, userKind, new Map([['anna', true]]));
  expect(servedBy.map(({ by }) => by)).toEqual(['ben']);
});
