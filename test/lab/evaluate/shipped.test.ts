// What the pipeline says by itself: whom it asks and pages, counted by hand.

import { describe, expect, test } from 'vitest';
import { shippedBudgets } from '../../../src/core/calibration.ts';
import { dayMs } from '../../../src/core/time.ts';
import type { Incident } from '../../../src/generated/records.ts';
import type { Outcome, Rise, Trial } from '../../../src/lab/evaluate/outcome.ts';
import { protocolOf } from '../../../src/lab/evaluate/protocol.ts';
import { Openings, shippedVerdicts } from '../../../src/lab/evaluate/shipped.ts';
import { defaultStart } from '../../../src/lab/simulate-settings.ts';

type Said = Pick<Incident, 'id' | 'state' | 'tier' | 'at' | 'announced' | 'risk_by_family'>;
const said = (given: Partial<Said>, user = 'ann'): Incident =>
  ({
    id: 'a',
    state: 'updated',
    tier: 'question',
    at: 5,
    announced: true,
    risk_by_family: { need: 2, volume: 1 },
    ...given,
    user,
  }) as Incident;

describe('openings', () => {
  test('a question counts when it opens, and an incident when it has become one', () => {
    const openings = new Openings(['ann']);
    openings.hear(said({ state: 'opened', at: 1 }));
    openings.hear(said({ at: 2, announced: false }));
    openings.hear(said({ at: 3, tier: 'incident', risk_by_family: { need: 2, volume: 3 } }));
    openings.hear(said({ at: 4, tier: 'incident' }));
    openings.hear(said({ at: 9, tier: 'incident', state: 'closed' }));
    const incident = [{ at: 3, family: 'volume' }];
    expect(openings.opened(0)).toEqual({ question: [{ at: 1, family: 'need' }], incident });
    expect(openings.opened(2)).toEqual({ question: [], incident });
    expect(openings.announced(2)).toEqual({ question: [3, 4], incident: [3, 4] });
  });

  test('one that opens as an incident is a question too, and services are nobody', () => {
    const openings = new Openings(['ann']);
    const alike = { volume: 1, need: 1 };
    openings.hear(said({ state: 'opened', tier: 'incident', at: 7, risk_by_family: alike }));
    openings.hear(said({ state: 'opened', at: 8 }, 'svc-backup'));
    const opening = { at: 7, family: 'need' };
    expect(openings.opened(0)).toEqual({ question: [opening], incident: [opening] });
  });
});

describe('as it ships', () => {
  const protocol = protocolOf({ start: defaultStart, days: 100 });
  const startedAt = defaultStart + protocol.testFrom * dayMs;
  const trial = (question: Rise | null, incident: Rise | null): Trial => ({
    ...{ cell: 'slow', person: 'ann', startedAt, endsAt: startedAt + 50 * dayMs, taken: 80 },
    ...{ rises: [], shipped: { question, incident } },
  });
  const onDay = (days: number, taken: number): Rise => {
    return { at: startedAt + days * dayMs, score: 1, taken };
  };
  const outcome: Outcome = {
    ...{ seed: 1, agents: 200, events: 0, protocol, budgets: shippedBudgets },
    shipped: {
      question: ['volume', 'need', 'need'].map((family) => ({ at: startedAt, family })),
      incident: [{ at: startedAt, family: 'need' }],
    },
    ...{ contenders: [], honest: [], oddities: [] },
    trials: [trial(onDay(2, 10), onDay(9, 40)), trial(onDay(4, 20), null), trial(null, null)],
  };

  test('tells thieves and honest people of both tiers', () => {
    const [question, incident] = shippedVerdicts([outcome]);
    // 50 days of 200 people.
    expect(question).toMatchObject({ tier: 'question', budget: 1, perThousandDays: 0.3 });
    expect(incident).toMatchObject({ tier: 'incident', budget: 0.05, perThousandDays: 0.1 });
    expect(question!.byFamily).toEqual([
      ['need', 0.2],
      ['volume', 0.1],
    ]);
    const [slow] = question!.cells;
    expect(slow!.found.map(({ share }) => share)).toEqual([2 / 3, 2 / 3, 2 / 3]);
    expect(slow).toMatchObject({ thieves: 3, medianDays: 4, medianTaken: 20 });
    expect(incident!.cells[0]!.found.map(({ share }) => share)).toEqual([0, 1 / 3, 1 / 3]);
  });
});
