// Trials are exact: one person run alone is judged as in the whole world.

import { expect, test } from 'vitest';
import { shippedBudgets } from '../../../src/core/calibration.ts';
import { detectors } from '../../../src/generated/detectors.ts';
import type { Anomaly } from '../../../src/generated/records.ts';
import { cellsNamed, pacedCell } from '../../../src/lab/evaluate/cells.ts';
import { choosePersons } from '../../../src/lab/evaluate/choose-persons.ts';
import { type Injected, inject } from '../../../src/lab/evaluate/inject.ts';
import { type LivedWorld, type Living, liveWorld } from '../../../src/lab/evaluate/live.ts';
import { protocolOf } from '../../../src/lab/evaluate/protocol.ts';
import { relive } from '../../../src/lab/evaluate/trial.ts';
import { partsOf } from '../../../src/lab/evaluate/world-parts.ts';
import {
  defaultStart,
  livelyShape,
  type SimulateSettings,
} from '../../../src/lab/simulate-settings.ts';

const world = {
  ...{ agents: 30, customers: 4_000, days: 60, seed: 5, start: defaultStart },
  // Bursty people with few tickets, so that there are many anomalies to be alike.
  shape: {
    ...livelyShape,
    dayGamma: 1,
    unexplainedAlpha: 10,
    unexplainedBeta: 90,
    canaryEvery: 50,
  },
  thief: 'none' as const,
};
const protocol = protocolOf(world);
const parts = partsOf(world);
const chosen = choosePersons(parts, protocol, 8);

type Told = { anomalies: Anomaly[]; scores: string[] };

function told(): Told & Pick<Living, 'tell'> & { anomaly: (anomaly: Anomaly) => void } {
  const anomalies: Anomaly[] = [];
  const scores: string[] = [];
  return {
    ...{ anomalies, scores },
    anomaly: (anomaly) => void anomalies.push(anomaly),
    tell: (score) => void scores.push(JSON.stringify(score)),
  };
}

function live(settings: SimulateSettings): { lived: LivedWorld; whole: Told } {
  const whole = told();
  const own = { detectors, budgets: shippedBudgets, anomaly: whole.anomaly };
  const living = liveWorld({ world: settings, protocol, own, chosen, tell: whole.tell });
  for (;;) {
    const step = living.next();
    if (step.done === true) return { lived: step.value, whole };
  }
}

const { lived, whole } = live(world);

function again(person: string, injected: Injected = nothing(person)): Told {
  const alone = told();
  relive({
    ...{ protocol, injected, cell: 'test', tell: alone.tell },
    lived,
    own: { detectors, budgets: shippedBudgets, anomaly: alone.anomaly },
    records: lived.records.get(person)!,
    honest: lived.days[lived.people.indexOf(person)]!,
  });
  return alone;
}

function nothing(person: string): Injected {
  return { person, events: [], tickets: [], takenAt: [] };
}

const byId = (a: Anomaly, b: Anomaly) => (a.id < b.id ? -1 : 1);

test('an honest person run alone gives the very anomalies and scores of the whole run', () => {
  let compared = 0;
  for (const person of chosen) {
    const expected = whole.anomalies.filter(({ user }) => user === person).sort(byId);
    const alone = again(person);
    expect(alone.anomalies.sort(byId)).toEqual(expected);
    const scores = whole.scores.filter((score) => score.includes(`"${person}"`));
    expect(scores.length).toBeGreaterThan(100);
    expect(alone.scores.sort()).toEqual(scores.sort());
    compared += expected.length;
  }
  expect(compared).toBeGreaterThan(3);
  // And some of them were judged beside colleagues.
  const beside = whole.anomalies.filter((one) => chosen.includes(one.user) && !one.norm_stale);
  expect(beside.length).toBeGreaterThan(3);
});

test('a trial leaves nothing behind: the person run again is as before it', () => {
  const cell = pacedCell('laundered', 30);
  const [injected] = inject({ parts, cell, people: [chosen[0]!], from: 30, until: 60 });
  const before = again(chosen[0]!);
  const stolen = again(chosen[0]!, injected);
  expect(stolen.scores).not.toEqual(before.scores);
  expect(again(chosen[0]!).scores).toEqual(before.scores);
});

test('a thief run alone is judged as in a world in which they steal', () => {
  const [cell] = cellsNamed('low-and-slow/2')!;
  const person = chosen[2]!;
  const [injected] = inject({
    ...{ parts, cell: cell!, people: [person] },
    ...{ from: protocol.testFrom, until: world.days + 1 },
  });
  const alone = again(person, injected);
  const attack = { attack: 'low-and-slow', level: 2, startDay: protocol.testFrom, person } as const;
  const guilty = live({ ...world, attack });
  const expected = guilty.whole.anomalies.filter(({ user }) => user === person);
  const honest = whole.anomalies.filter(({ user }) => user === person);
  expect(expected.length).toBeGreaterThan(honest.length + 5);
  // Colleagues expect a little more of each other where the theft is in their averages.
  const scores = new Map(expected.map(({ id, score }) => [id, score]));
  const isAlike = ({ id, score }: Anomaly) => Math.abs(score / (scores.get(id) ?? 0) - 1) < 1e-3;
  expect(Math.abs(alone.anomalies.length - expected.length)).toBeLessThan(3);
  expect(alone.anomalies.filter(isAlike).length).toBeGreaterThan(0.95 * expected.length);
});

test('a thief under tickets is explained by them, one without is not', () => {
  const daysOf = (mode: 'no-ticket' | 'laundered') => {
    const cell = pacedCell(mode, 30);
    const person = chosen[1]!;
    const [injected] = inject({ parts, cell, people: [person], from: 30, until: 60 });
    expect(injected!.takenAt.length).toBeGreaterThan(300);
    const honest = lived.days[lived.people.indexOf(person)]!;
    const days = relive({
      ...{ protocol, injected: injected!, cell: cell.id, honest, tell: () => undefined },
      lived,
      own: { detectors, budgets: shippedBudgets },
      records: lived.records.get(person)!,
    });
    const sum = (of: typeof days, feature: 'distinct' | 'unexplained') => {
      let total = 0;
      for (let day = 30; day < 60; day += 1) total += of.get(day, feature);
      return total;
    };
    return {
      distinct: sum(days, 'distinct') - sum(honest, 'distinct'),
      unexplained: sum(days, 'unexplained') - sum(honest, 'unexplained'),
      taken: injected!.takenAt.length,
    };
  };
  const open = daysOf('no-ticket');
  expect(open.distinct).toBeGreaterThan(0.9 * open.taken);
  expect(open.unexplained).toBeGreaterThan(0.5 * open.taken);
  const covered = daysOf('laundered');
  expect(covered.distinct).toBeGreaterThan(0.9 * covered.taken);
  expect(Math.abs(covered.unexplained)).toBeLessThan(0.05 * covered.taken);
});
