// How sure an answer is, on lists made by hand.

import { describe, expect, test } from 'vitest';
import { attribute, type Decision } from '../../../src/core/attribution/attribute.ts';
import type { Evidence } from '../../../src/core/attribution/evidence.ts';
import {
  complaintsNeeded,
  ifEarlier,
  onlyVictims,
  robustness,
} from '../../../src/core/attribution/robustness.ts';
import { dayMs } from '../../../src/core/time.ts';
import { candidate, evidenceOf, readsBy } from '../../support/small-evidence.ts';

const decisionOf = (evidence: Evidence, entity: string) =>
  attribute(evidence).suspects.find((one) => one.entity === entity)!;

describe('onlyVictims', () => {
  test('leaves out victims, and who has read none of the others', () => {
    const evidence = evidenceOf(candidate('anna', 's-s-'), candidate('ben', '-s--'));
    const less = onlyVictims(evidence, (i) => i !== 1);
    expect(less.victims.map(({ id }) => id)).toEqual(['c0', 'c2', 'c3']);
    expect(less.candidates.map(({ entity, hits }) => [entity, hits.join(' ')])).toEqual([
      ['anna', 'stray stray none'],
    ]);
  });
});

describe('robustness', () => {
  test('many victims hang on nobody', () => {
    const evidence = evidenceOf(candidate('anna', 'ssssssss--'));
    const [anna] = [decisionOf(evidence, 'anna')];
    expect(anna.decision).toBe('named');
    const found = robustness(evidence, [anna]).get('anna')!;
    expect(found).toEqual({ hangsOn: [], same: 20, draws: 20 });
  });

  test('of just enough each is needed, and nearly every draw without some comes to nothing', () => {
    const evidence = evidenceOf(candidate('anna', 'sss-------'));
    const anna = decisionOf(evidence, 'anna');
    expect(anna.decision).toBe('named');
    const { hangsOn, same } = robustness(evidence, [anna]).get('anna')!;
    expect(hangsOn).toEqual([0, 1, 2]);
    expect(same).toBeGreaterThan(0);
    expect(same).toBeLessThan(14);
  });

  test('what is shown as a lead is the same in a draw that names and in one that leads', () => {
    const evidence = evidenceOf(candidate('anna', 'sssrr-----'));
    const sameAs = (decision: Decision) =>
      robustness(evidence, [{ entity: 'anna', decision }]).get('anna')!;
    const [named, lead] = [sameAs('named'), sameAs('lead')];
    // Without one of three strays it is a lead.
    expect(named).toMatchObject({ hangsOn: [0, 1, 2], draws: 20 });
    expect(Math.min(named.same, lead.same)).toBeGreaterThan(0);
    const shown = (decision: Decision) => (decision === 'named' ? 'lead' : decision);
    const found = robustness(evidence, [{ entity: 'anna', decision: 'lead' }], { shown });
    expect(found.get('anna')).toEqual({ hangsOn: [], same: named.same + lead.same, draws: 20 });
  });

  test('says nothing where there is nothing to leave out, or too much', () => {
    const short = evidenceOf(candidate('anna', 'sss'));
    expect(robustness(short, [decisionOf(short, 'anna')]).get('anna')!.draws).toBe(0);
    const long = evidenceOf(candidate('anna', 's'.repeat(30) + '-'.repeat(80)));
    expect(robustness(long, [decisionOf(long, 'anna')]).get('anna')).toMatchObject({
      ...{ hangsOn: null, draws: 20 },
    });
  });

  test('is the same for the same list', () => {
    const evidence = evidenceOf(candidate('anna', 'sss-------'), candidate('ben', 's--------s'));
    const { suspects } = attribute(evidence);
    expect(robustness(evidence, suspects)).toEqual(robustness(evidence, suspects));
  });
});

describe('ifEarlier', () => {
  test('says what is left to conclude from reads of 7, 14 and 28 days before', () => {
    const read = { 7: 'sssssss---', 14: 'rrrr------', 28: '----------' };
    const without = (lastMs: number) => {
      const hits = read[(lastMs / dayMs) as keyof typeof read];
      return onlyVictims(evidenceOf(candidate('anna', hits)), () => true);
    };
    const evidence = without(7 * dayMs);
    expect(ifEarlier(evidence, without, [{ entity: 'anna' }]).get('anna')).toEqual([
      { days: 7, decision: 'named' },
      { days: 14, decision: 'lead' },
      { days: 28, decision: 'none' },
    ]);
  });
});

describe('complaintsNeeded', () => {
  test('none where somebody is named, some where few are read, no number without strays', () => {
    const named = candidate('anna', 'ssss------');
    expect(complaintsNeeded(evidenceOf(named), named)).toBe(0);
    const few = candidate('anna', 'ss--------');
    const more = complaintsNeeded(evidenceOf(few), few)!;
    expect(more).toBeGreaterThan(0);
    expect(more).toBeLessThan(20);
    // As many more, of which as many are read, do name them.
    const longer = 'ss--------'.repeat(3).slice(0, 10 + more);
    const enough = evidenceOf(candidate('anna', longer));
    expect(decisionOf(enough, 'anna').decision).toBe('named');
    const routed = candidate('anna', 'rr--------');
    expect(complaintsNeeded(evidenceOf(routed), routed)).toBeNull();
  });

  test('four of 49 are four, however their share is rounded', () => {
    const four = candidate('anna', `ssss${'-'.repeat(45)}`, 100);
    expect(decisionOf(evidenceOf(four), 'anna').decision).toBe('named');
    expect(complaintsNeeded(evidenceOf(four), four)).toBe(0);
  });

  test('are as many in whatever order the list is', () => {
    const rates = [0.4, 0.3, 0.2, 0.1, 0.1, 0.02, 0.01, 0.01, 0.01, 0.01];
    const evidence = readsBy([{ entity: 'anna', hits: '----ss----', rates }]);
    const [anna] = evidence.candidates;
    const turned = { ...anna!, hits: anna!.hits.toReversed() };
    const other = { ...evidence, victims: evidence.victims.toReversed(), candidates: [turned] };
    const needed = complaintsNeeded(evidence, anna!);
    expect(needed).toBeGreaterThan(1);
    expect(complaintsNeeded(other, turned)).toBe(needed);
  });

  test('who reads everybody is not settled by any number', () => {
    const busy = candidate('anna', 's---------', 60_000);
    expect(complaintsNeeded(evidenceOf(busy), busy)).toBeNull();
  });
});
