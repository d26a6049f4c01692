// How thresholds follow what was found on honest days, and what a day opens.

import { describe, expect, test } from 'vitest';
import { priorLogOdds } from '../../src/core/incident.ts';
import { ThresholdsInForce } from '../../src/core/thresholds.ts';
import type { UserScore } from '../../src/generated/records.ts';

const budgets = { question: 1, incident: 0.05 };
const first = { question: priorLogOdds + 2, incident: priorLogOdds + 3 };

function score(risk: number, options: Partial<UserScore> = {}): UserScore {
  const who = { user: 'alice', team: null, class: 'agent', day: 0, scores: {} };
  return {
    ...who,
    risk,
    risk_before: 0,
    is_open: false,
    days_known: 60,
    days_passed: 1,
    ...options,
  };
}

/** Days of a thousand people, of whom `open` reach the risk on each. */
function lived(days: number, open: number, risk: number): ThresholdsInForce {
  const thresholds = new ThresholdsInForce(budgets, first);
  for (let day = 0; day < days; day += 1) {
    for (let one = 0; one < 1_000; one += 1) thresholds.take(score(one < open ? risk : 0));
    thresholds.move();
  }
  return thresholds;
}

describe('thresholds', () => {
  test('go up where honest people reach them too often, a fifth of the evidence a week', () => {
    const { question = 0 } = lived(17, 40, 5).norms;
    // Ten days pass until enough is counted; then a week of moves.
    expect(question - priorLogOdds).toBeGreaterThan(2.3);
    expect(question - priorLogOdds).toBeLessThan(2.6);
  });

  test('come to rest where so many lie above as the budget allows', () => {
    const thresholds = new ThresholdsInForce(budgets, first);
    // Of 1,000 people, one reaches 4 each day, and twenty reach 3.
    for (let day = 0; day < 120; day += 1) {
      for (let one = 0; one < 1_000; one += 1) {
        thresholds.take(score(one === 0 ? 4 : one < 21 ? 3 : 0));
      }
      thresholds.move();
    }
    const { question = 0 } = thresholds.norms;
    expect(question - priorLogOdds).toBeGreaterThan(3.1);
    expect(question - priorLogOdds).toBeLessThanOrEqual(4.1);
  });

  test('stay where too little was counted, and where people are paged', () => {
    const thresholds = new ThresholdsInForce(budgets, first);
    for (let day = 0; day < 60; day += 1) {
      thresholds.take(score(9));
      thresholds.move();
    }
    expect(thresholds.norms).toMatchObject(first);
    const paged = new ThresholdsInForce(budgets, first);
    for (let one = 0; one < 50_000; one += 1) {
      paged.take(score(9, { risk_before: 9, is_open: true }));
    }
    paged.move();
    expect(paged.norms).toMatchObject(first);
    expect(paged.save()['user_days']).toBe(0);
  });

  test('of an incident is not lowered by the incidents that it opens', () => {
    const thresholds = new ThresholdsInForce(budgets, first);
    // One of 2,000 people reaches 4 on each tenth day and is paged about, which is all allowed.
    for (let day = 0; day < 400; day += 1) {
      for (let one = 0; one < 2_000; one += 1) {
        const isPaged = one === 0 && day % 10 === 0;
        thresholds.take(score(isPaged ? 4 : one < 10 ? 2 : 0, { is_open: isPaged }));
      }
      thresholds.move();
    }
    const { incident = 0 } = thresholds.norms;
    expect(incident - priorLogOdds).toBeGreaterThan(2.5);
  });

  test('a day stands for those without work before it, and in records of before for itself', () => {
    const days = [3, 1, null].map((days_passed) => {
      const thresholds = new ThresholdsInForce(budgets, first);
      thresholds.take(score(0, { days_passed }));
      return thresholds.save()['user_days'];
    });
    expect(days).toEqual([3, 1, 1]);
  });

  test('a suspicion that goes on counts once, and one that grows counts for what is new', () => {
    const thresholds = new ThresholdsInForce(budgets, first);
    thresholds.take(score(3));
    thresholds.take(score(3, { risk_before: 3 }));
    thresholds.take(score(5, { risk_before: 3 }));
    const { user_days: days, question, incident, ...openings } = thresholds.save();
    expect(days).toBe(3);
    // One opening up to 3, one from 3 to 5: together as one that reaches 5.
    expect(Object.values(openings).reduce((sum, count) => sum + count, 0)).toBe(1);
    expect([question, incident]).toEqual([first.question, first.incident]);
  });

  test('go on after a restart as if there had been none', () => {
    const whole = lived(40, 30, 4);
    const half = lived(20, 30, 4);
    const again = new ThresholdsInForce(budgets, first);
    again.load(half.save());
    for (let day = 0; day < 20; day += 1) {
      for (let one = 0; one < 1_000; one += 1) again.take(score(one < 30 ? 4 : 0));
      again.move();
    }
    expect(again.save()).toEqual(whole.save());
  });
});
