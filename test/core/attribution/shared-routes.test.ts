// Who stands out together, on lists made by hand.

import { describe, expect, test } from 'vitest';
import { attribute } from '../../../src/core/attribution/attribute.ts';
import type { Candidate } from '../../../src/core/attribution/evidence.ts';
import { onSharedRoutes } from '../../../src/core/attribution/shared-routes.ts';
import { candidate, evidenceOf } from '../../support/small-evidence.ts';

/** Who reads much lately, and little as a rule: a lead whom nobody would name. */
const usually = (busy: Candidate): Candidate => {
  return { ...busy, reach: { ...busy.reach, usual: new Map([['en', 200]]) } };
};

const routes = (hits: Readonly<Record<string, string>>) => {
  const candidates = Object.entries(hits).map(([name, own]) => candidate(name, own));
  return [...onSharedRoutes(evidenceOf(...candidates), Object.keys(hits))].sort();
};

describe('onSharedRoutes', () => {
  test('three who read the same victims came by one', () => {
    const desk = { anna: 'ssssss----', ben: 'sssss-s---', chloe: '-ssssss---' };
    expect(routes(desk)).toEqual(['anna', 'ben', 'chloe']);
    // Others who stand out for themselves make them no less of one, and are no part of it.
    expect(routes({ ...desk, dan: '-------sss', eve: '--------ss' })).toEqual(routes(desk));
  });

  test('three who share a theft, and two who read the same, did not', () => {
    expect(routes({ anna: 'sss-------', ben: '---sss----', chloe: '------sss-' })).toEqual([]);
    expect(routes({ anna: 'ssssss----', ben: 'ssssss----' })).toEqual([]);
  });

  test('nobody on one is named, however many strays they have; a thief beside them is', () => {
    const evidence = evidenceOf(
      candidate('anna', 'ssssss------'),
      candidate('ben', 'ssssss------'),
      candidate('chloe', 'ssssss------'),
      candidate('dan', '------ssssss'),
    );
    const { suspects } = attribute(evidence);
    expect(Object.fromEntries(suspects.map(({ entity, decision }) => [entity, decision]))).toEqual({
      ...{ anna: 'common-route', ben: 'common-route', chloe: 'common-route', dan: 'named' },
    });
  });

  const decided = (hits: Readonly<Record<string, string>>) => {
    const people = Object.entries(hits).map(([name, own]) => candidate(name, own));
    const { suspects } = attribute(evidenceOf(...people));
    return Object.fromEntries(suspects.map(({ entity, decision }) => [entity, decision]));
  };

  test('whoever was asked to read the same takes the name from nobody', () => {
    const campaign = { ben: 'rrrrrr----', chloe: 'rrrrrr----' };
    expect(decided({ dan: 'ssssssssss', ...campaign })).toEqual({
      ...{ dan: 'named', ben: 'lead', chloe: 'lead' },
    });
    // Without a thief three of a campaign are one route, and known ones are as asked for.
    const three = { ...campaign, eve: 'rrrrrr----' };
    const route = { ben: 'common-route', chloe: 'common-route', eve: 'common-route' };
    expect(decided(three)).toEqual(route);
    expect(decided({ dan: 'ssssssssss', ...three })).toEqual({ dan: 'named', ...route });
    const keepers = { ben: 'kkkkkk----', chloe: 'kkkkkk----' };
    expect(decided({ dan: 'ssssssssss', ...keepers })).toMatchObject({ dan: 'named' });
  });

  test('whoever has read the same without having been asked does, named or not', () => {
    const desk = { ben: 'ssss------', chloe: 'ssss------' };
    const known = candidate('dan', 'ssssss----');
    const busy = Object.entries(desk).map(([name, own]) => candidate(name, own, 12_000));
    const { suspects } = attribute(evidenceOf(known, ...busy.map((one) => usually(one))));
    const decisions = suspects.map(({ entity, decision }) => `${entity} ${decision}`);
    expect(decisions.sort()).toEqual([
      'ben common-route',
      'chloe common-route',
      'dan common-route',
    ]);
  });

  test('those who would be named are one by all they read, whatever each was asked for', () => {
    expect(decided({ anna: 'ssssrrrrrrrr', ben: 'rrrrssssrrrr', chloe: 'rrrrrrrrssss' })).toEqual({
      anna: 'common-route',
      ben: 'common-route',
      chloe: 'common-route',
    });
  });
});
