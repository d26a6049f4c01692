// The numbers of attribution, against those that another program in another language has found.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { attribute } from '../../../src/core/attribution/attribute.ts';
import type {
  Candidate,
  Controls,
  ControlsRead,
  Evidence,
  Reach,
} from '../../../src/core/attribution/evidence.ts';

type Written = Readonly<Record<string, number>>;
type WrittenReach = { readonly recent: Written; readonly usual: Written };
type WrittenCandidate = Omit<Candidate, 'reach' | 'shares' | 'controls'> & {
  readonly reach: WrittenReach;
  readonly shares: Written;
  readonly controls: Readonly<Record<string, ControlsRead>>;
};
type Case = {
  readonly evidence: Pick<Evidence, 'victims' | 'tested'> & {
    readonly candidates: readonly WrittenCandidate[];
    readonly reachOfAll: WrittenReach;
    readonly controls: Readonly<Record<string, Controls>>;
  };
  readonly expected: {
    readonly suspects: Readonly<Record<string, Readonly<Record<Found, number>>>>;
    readonly nobody: number;
  };
};
type Found = 'expected' | 'pStrays' | 'pHits' | 'bayesFactor' | 'probability';

const file = new URL('golden/cases.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly Case[];

const mapOf = <T>(written: Readonly<Record<string, T>>) => new Map(Object.entries(written));
const reachOf = ({ recent, usual }: WrittenReach): Reach => {
  return { recent: mapOf(recent), usual: mapOf(usual) };
};

function evidenceOf({ victims, tested, candidates, reachOfAll, controls }: Case['evidence']) {
  return {
    ...{ victims, tested, reachOfAll: reachOf(reachOfAll), controls: mapOf(controls) },
    candidates: candidates.map((one) => {
      const maps = { shares: mapOf(one.shares), controls: mapOf(one.controls) };
      return { ...one, ...maps, reach: reachOf(one.reach) };
    }),
  };
}

test.each(cases.map(({ evidence, expected }, i) => [i, evidence, expected] as const))(
  'case %i has the same numbers',
  (_, evidence, expected) => {
    const { suspects, nobody } = attribute(evidenceOf(evidence));
    expect(nobody / expected.nobody).toBeCloseTo(1, 9);
    expect(suspects).toHaveLength(Object.keys(expected.suspects).length);
    for (const { entity, logBayesFactor, ...found } of suspects) {
      const wanted = expected.suspects[entity]!;
      expect(logBayesFactor).toBeCloseTo(Math.log(wanted.bayesFactor), 9);
      for (const name of ['expected', 'pStrays', 'pHits', 'probability'] as const) {
        const difference = Math.abs(found[name] - wanted[name]);
        expect(difference).toBeLessThanOrEqual(1e-9 * wanted[name]);
      }
    }
  },
);

test('the cases are worth comparing: some are sure, some are nobody', () => {
  const nobody = cases.map(({ expected }) => expected.nobody);
  expect(nobody.filter((share) => share > 0.9).length).toBeGreaterThan(2);
  expect(nobody.filter((share) => share < 0.1).length).toBeGreaterThan(2);
});
