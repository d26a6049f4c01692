// Who stands out together, on lists made by hand.

import { describe, expect, test } from 'vitest';
import { attribute } from '../../../src/core/attribution/attribute.ts';
import { onSharedRoutes } from '../../../src/core/attribution/shared-routes.ts';
import { candidate, evidenceOf } from '../../support/small-evidence.ts';

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
});
