// Findings of one person, joined: asked about, paged for, told again, closed, and disposed of. The
// detector is planted, so that what a finding is worth is known: its tail is ten to the minus rows.

import { describe, expect, test } from 'vitest';
import type { Budgets, CalibrationTable } from '../../src/core/calibration.ts';
import type { Access, Detector } from '../../src/core/detector.ts';
import { Pipeline } from '../../src/core/pipeline.ts';
import { dayMs, hourMs, type Millis } from '../../src/core/time.ts';
import { days, type ReadOptions, read, workday } from '../../src/core/vector.ts';
import type { Disposition, Incident } from '../../src/generated/records.ts';
import { planted } from '../support/planted-detector.ts';

const scores = [1, 2, 3, 4];
const table: CalibrationTable = {
  producedBy: 'a test',
  tails: Object.fromEntries(
    ['loud', 'other', 'near'].map((id) => [id, { agent: scores, supervisor: scores }]),
  ),
  openings: [
    [0.1, -5.75],
    [1, -7.9],
  ],
  months: [
    [0.1, -7],
    [0.001, -5],
  ],
};
const budgets: Budgets = { question: 1, incident: 0.1 };

const loud = planted('loud', 'need');
const other = planted('other', 'volume');
const near = planted('near', 'need');
const canary = planted('canary', 'need', { always: true });

type Step = Access | ((incidents: readonly Incident[]) => Disposition) | { readonly tick: Millis };

function live(steps: readonly Step[], some: readonly Detector[] = [loud, other, canary]) {
  const incidents: Incident[] = [];
  const none = () => undefined;
  const sink = { anomaly: none, window: none, closed: none, score: none };
  const detectors = some.map((one) => ({ detector: one, params: { threshold: 1 } }));
  const pipeline = new Pipeline(
    { partition: 0, detectors, graceMs: hourMs, budgets, calibration: table },
    { ...sink, incident: (incident) => incidents.push(incident) },
  );
  for (const step of steps) {
    if (typeof step === 'function') pipeline.disposition(step(incidents));
    else if ('tick' in step) tick(pipeline, step.tick);
    else pipeline.access(step);
  }
  return { incidents, pipeline };
}

function tick(pipeline: Pipeline, clock: Millis) {
  for (const _ of pipeline.tick({ source_partition: 0, clock, sources: 1, state: 'live' }));
}

/** On a day, at ten: a finding of so much. */
const said = (day: number, by: string, rows: number, more: ReadOptions & Partial<Access> = {}) =>
  read(day, 10, { ...more, operation: by, rows }).map((access) => ({ ...access, ...more }));

const told = ({ incidents }: { readonly incidents: readonly Incident[] }) =>
  incidents.map(({ tier, state, announced }) => `${tier} ${state}${announced ? '' : ' silently'}`);

describe('an incident', () => {
  for (const { name, steps, some, expected } of [
    {
      name: 'is none for what happens once in a hundred days',
      steps: said(0, 'loud', 2),
      expected: [],
    },
    {
      name: 'is a question for what happens once in a thousand',
      steps: said(0, 'loud', 3),
      expected: ['question opened'],
    },
    {
      name: 'pages where it happens once in a million',
      steps: said(0, 'loud', 8),
      expected: ['incident opened'],
    },
    {
      name: 'is none for a volume that may be honest where reasons are known',
      steps: said(0, 'other', 4),
      expected: [],
    },
    {
      name: 'is a question for the same volume where no tickets are fed in',
      steps: said(0, 'other', 4, { reason: 'unknown' }),
      expected: ['question opened'],
    },
    {
      name: 'rises from a question, and says so',
      steps: [...said(0, 'loud', 3), ...said(1, 'loud', 8)],
      expected: ['question opened', 'incident updated'],
    },
    {
      name: 'pages for two families that would only be asked about alone',
      steps: [...said(0, 'loud', 4), ...said(0, 'other', 6)],
      expected: ['question opened', 'incident updated'],
    },
    {
      name: 'does not add up what a second detector of the family says of the same day',
      steps: [...said(0, 'loud', 3), ...said(0, 'near', 3)],
      some: [loud, near],
      // Alone it is half as much, and opens nothing.
      expected: ['question opened'],
    },
    {
      name: 'does not rise by what was known anyway, of somebody who is to leave now',
      steps: [...said(0, 'loud', 4), ...said(1, 'loud', 3, { employment: 'notice' })],
      expected: ['question opened', 'question updated silently'],
    },
    {
      name: 'that is found late is not over at once',
      steps: [...said(20, 'loud', 1), ...said(12, 'loud', 4), { tick: said(21, 'loud', 1)[0]!.at }],
      expected: ['question opened'],
    },
    {
      name: 'is not told again for the same once more',
      steps: [...said(0, 'loud', 3), ...said(1, 'loud', 3)],
      expected: ['question opened', 'question updated silently'],
    },
    {
      name: 'is told again when a family joins, however little',
      steps: [...said(0, 'loud', 8), ...said(1, 'other', 5)],
      expected: ['incident opened', 'incident updated'],
    },
    {
      name: 'opens for a detector that always does, whatever the budget',
      steps: said(0, 'canary', 1),
      expected: ['incident opened'],
    },
    {
      name: 'is none for what honest people reach in six families at once',
      steps: (['volume', 'target', 'route', 'time', 'identity', 'population'] as const).flatMap(
        (family) => said(0, `calm ${family}`, 1),
      ),
      some: (['volume', 'target', 'route', 'time', 'identity', 'population'] as const).map(
        (family) => planted(`calm ${family}`, family),
      ),
      expected: [],
    },
    {
      name: 'is told again each time such a detector fires',
      steps: [...said(0, 'canary', 1), ...said(1, 'canary', 1)],
      expected: ['incident opened', 'incident updated'],
    },
    {
      name: 'closes after seven quiet days, and does not open again by less',
      steps: [...said(0, 'loud', 8), ...said(8, 'loud', 2), ...said(9, 'loud', 8)],
      expected: ['incident opened', 'incident closed', 'incident opened'],
    },
    {
      name: 'pages for somebody who leaves where it would only ask',
      steps: said(0, 'loud', 4, { employment: 'notice' }),
      expected: ['incident opened'],
    },
    {
      name: 'asks nothing where the tables are public',
      steps: said(0, 'loud', 3, { sensitivity: 'public' }),
      expected: [],
    },
  ]) {
    test(name, () => expect(told(live(steps, some))).toEqual(expected));
  }

  test('says by what it was weighed, and how many reach as much', () => {
    const { incidents } = live(said(0, 'loud', 3, { employment: 'notice', sensitivity: 'secret' }));
    // Five by two, and no more than ten.
    expect(incidents[0]!.context).toEqual({ 'employment notice': 5, 'sensitivity secret': 2 });
    const { risk, risk_by_family: byFamily, peers_per_thousand: peers } = incidents[0]!;
    // ln e of one in a thousand, beyond the hurdle of the family.
    expect(byFamily['need']).toBeCloseTo(3.032 - 1.5, 2);
    expect(risk).toBeCloseTo(byFamily['need']! + Math.log(10), 5);
    expect(peers).toBeLessThan(10);
  });

  test('takes start and records from a detector that knows them', () => {
    const start = read(0, 0)[0]!.at - 9 * dayMs;
    const slow = planted('loud', 'need', {
      score: (arrival) => {
        const found = loud.score?.(arrival);
        return found && { ...found, estimatedStart: start, taken: 412.4 };
      },
    });
    const { incidents } = live(said(0, 'loud', 3), [slow]);
    expect(incidents[0]).toMatchObject({ estimated_start: start, records_taken: 412 });
  });

  test('a detector’s own start later than the window moves nothing', () => {
    const { incidents } = live(said(0, 'loud', 3));
    expect(incidents[0]!.estimated_start).toBe(Math.floor(incidents[0]!.at / dayMs) * dayMs);
  });
});

describe('harmless explanations', () => {
  const usual = days(12, (day) => workday(day, { reads: 10 }));
  const outcomes = (steps: readonly Step[]) => live(steps).incidents.at(-1)!.benign;

  test('of a person who is known, with tickets and in the same place', () => {
    const stolen = workday(12, { reads: 5, reason: 'none', firstCustomer: 9_000 });
    const [busy, registered, changed] = outcomes([...usual, ...stolen, ...said(12, 'loud', 8)]);
    expect(busy!.outcome).toMatch(/^Not known/);
    expect(registered!.outcome).toMatch(/^No: 5 of 6 customers since then have no reason/);
    expect(changed!.outcome).toMatch(/^No: 12 earlier days are known/);
  });

  test('of somebody new, in another queue, on a desk without tickets', () => {
    const moved = said(1, 'loud', 8, { queue: 'queue-2', reason: 'unknown' });
    const late = said(12, 'loud', 8, { queue: 'queue-2' });
    expect(outcomes([...said(0, 'loud', 1), ...moved]).map(({ outcome }) => outcome)).toEqual([
      expect.stringMatching(/^Not known/),
      expect.stringMatching(/^Not known: no tickets/),
      expect.stringMatching(/^Perhaps: only 1 earlier days/),
    ]);
    expect(outcomes([...usual, ...late])[2]!.outcome).toBe(
      'Perhaps: role, team or queue changed since.',
    );
  });
});

describe('a disposition', () => {
  const dispose =
    (verdict: string, more: Partial<Disposition> = {}) =>
    (incidents: readonly Incident[]): Disposition => {
      const { id, user, estimated_start: since, at } = incidents.at(-1)!;
      const until = at + 30 * dayMs;
      return {
        ...{ id: 'd1', incident: id, user, verdict, author: 'ann', reason: 'a clean-up' },
        ...{ excused: { loud: 8 }, since: since ?? at, until, at },
        ...more,
      };
    };

  for (const { name, steps, expected } of [
    {
      name: 'benign closes it, and the same does not open it again',
      steps: [...said(0, 'loud', 8), dispose('benign'), ...said(1, 'loud', 8)],
      expected: ['incident opened', 'incident closed'],
    },
    {
      name: 'more than was excused opens another',
      steps: [...said(0, 'loud', 8), dispose('benign'), ...said(1, 'loud', 9)],
      expected: ['incident opened', 'incident closed', 'incident opened'],
    },
    {
      name: 'another detector is not excused',
      steps: [...said(0, 'loud', 8), dispose('benign'), ...said(1, 'other', 8)],
      expected: ['incident opened', 'incident closed', 'incident opened'],
    },
    {
      name: 'another person is not excused',
      steps: [...said(0, 'loud', 8), dispose('benign'), ...said(1, 'loud', 8, { user: 'bob' })],
      expected: ['incident opened', 'incident closed', 'incident opened'],
    },
    {
      name: 'what was excused ends',
      steps: [...said(0, 'loud', 8), dispose('benign'), ...said(31, 'loud', 8)],
      expected: ['incident opened', 'incident closed', 'incident opened'],
    },
    {
      name: 'unclear excuses nothing',
      steps: [...said(0, 'loud', 8), dispose('unclear', { excused: {} }), ...said(1, 'loud', 9)],
      expected: ['incident opened', 'incident closed', 'incident opened'],
    },
    {
      name: 'of another incident closes nothing',
      steps: [...said(0, 'loud', 8), dispose('unclear', { incident: 'older', excused: {} })],
      expected: ['incident opened'],
    },
    {
      name: 'of somebody unknown is nothing',
      steps: [...said(0, 'loud', 8), dispose('benign', { user: 'nobody' })],
      expected: ['incident opened'],
    },
    {
      name: 'benign leaves what another detector of it has said',
      steps: [
        ...said(0, 'loud', 8),
        ...said(0, 'other', 5),
        dispose('benign'),
        ...said(1, 'other', 8),
      ],
      expected: ['incident opened', 'incident updated', 'incident closed', 'incident opened'],
    },
  ]) {
    test(name, () => {
      const found = told(live(steps)).map((one) => one.replace(' silently', ''));
      expect(found).toEqual(expected);
    });
  }

  test('says who closed it, and why', () => {
    const { incidents } = live([...said(0, 'loud', 8), dispose('benign')]);
    expect(incidents.at(-1)).toMatchObject({
      state: 'closed',
      announced: true,
      headline: 'Closed as benign by ann: a clean-up',
    });
  });

  test('confirmed lets the days of it teach nothing; a question alone lets them teach', () => {
    const usual = days(6, (day) => workday(day, { reads: 10 }));
    const after = read(7, 10);
    const taught = (steps: readonly Step[]) => {
      const { pipeline } = live([...usual, ...said(6, 'loud', 3), ...steps, ...after]);
      return pipeline.user.profile.past.days;
    };
    expect(taught([])).toBe(7);
    expect(taught([dispose('confirmed', { excused: {} })])).toBe(6);
    // It rose later on the day: then the day was an incident’s all along.
    expect(taught(said(6, 'loud', 8))).toBe(6);
  });

  test('survives a takeover, for as long as it holds', () => {
    const { pipeline } = live([...said(0, 'loud', 8), dispose('benign')]);
    const { user, saved } = pipeline.save(0);
    for (const { day, expected } of [
      { day: 1, expected: 0 },
      { day: 31, expected: 1 },
    ]) {
      const { pipeline: second, incidents } = live([]);
      second.load(user, saved, 0);
      second.begin(1);
      for (const access of said(day, 'loud', 8)) second.access(access);
      expect(incidents).toHaveLength(expected);
    }
  });

  test('of a few at most is kept: the one that ends first makes room', () => {
    const ids = ['one', 'two', 'three', 'four', 'five'];
    const many = ids.map((id) => planted(id, 'volume'));
    const at = read(0, 10)[0]!.at;
    const excuse = ids.map(
      (id, i) => () =>
        dispose('benign', { excused: { [id]: 99 }, since: at, until: at + (10 + i) * dayMs, at })([
          { id: 'x', user: 'alice', estimated_start: at, at } as Incident,
        ]),
    );
    const { incidents } = live(
      [...read(0, 10), ...excuse, ...ids.flatMap((id) => said(1, id, 90))],
      many,
    );
    expect(incidents.map(({ headline }) => headline)).toEqual(['90 by one']);
  });
});
