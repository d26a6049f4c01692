// Baselines on desks that are made by hand: each finds what it is for, from the past alone.

import { describe, expect, test } from 'vitest';
import type { Baseline } from '../../../src/lab/evaluate/baselines/baseline.ts';
import { baselines } from '../../../src/lab/evaluate/baselines/baselines.ts';
import { oracle, random } from '../../../src/lab/evaluate/baselines/bounds.ts';
import { halfSpaceTrees } from '../../../src/lab/evaluate/baselines/half-space-trees.ts';
import { isolationForest } from '../../../src/lab/evaluate/baselines/isolation-forest.ts';
import {
  staticRows,
  teamZ,
  unexplainedCount,
  unexplainedShare,
  zScore,
} from '../../../src/lab/evaluate/baselines/one-liners.ts';
import { type Feature, PersonDays } from '../../../src/lab/evaluate/day-features.ts';
import { Desk } from '../../../src/lab/evaluate/desk.ts';
import { scoreDays } from '../../../src/lab/evaluate/score-days.ts';
import { Random } from '../../../src/lab/random.ts';

const days = 60;
const last = days - 1;

type Day = Partial<Record<Feature, number>>;

/** Two teams of twelve, about thirty customers a day each; `changed` says what is otherwise. */
function deskOf(changed: (person: number, day: number) => Day = () => ({})): Desk {
  const people = Array.from({ length: 24 }, (_, number) => {
    const random = new Random(`baselines/${number}`);
    const person = new PersonDays(`agent-${number}`, days);
    for (let day = 0; day < days; day += 1) {
      const distinct = 25 + random.below(11);
      const usual: Day = { distinct, rows: distinct * 3, events: distinct * 2, tickets: distinct };
      const less = { unexplained: random.below(4), segmentShift: random.next() / 5 };
      const touches = distinct * 2 - random.below(9);
      fill(person, day, { ...usual, ...less, touches, minutes: 440 + random.below(40) });
      fill(person, day, changed(number, day));
      person.teams[day] = number % 2;
    }
    return person;
  });
  return new Desk({ seed: 1, days, people });
}

function fill(person: PersonDays, day: number, values: Day): void {
  for (const [feature, value] of Object.entries(values)) person.set(day, feature as Feature, value);
}

/** Scores of the last day, by person. */
function lastScores(baseline: Baseline, desk: Desk, trials: readonly PersonDays[] = []) {
  const scores = new Map<PersonDays, number>();
  const tell = ({ person, value }: { person: PersonDays; value: number }) => {
    scores.set(person, value);
  };
  scoreDays({ desk, baselines: [baseline], trials, from: last, tell });
  return scores;
}

describe('baselines', () => {
  const loud: Day = { distinct: 90, rows: 900, unexplained: 40, touches: 280, segmentShift: 2 };
  for (const baseline of baselines.filter((one) => one !== random && one !== oracle)) {
    test(`${baseline.id}: one loud day is the highest of all`, () => {
      const desk = deskOf((person, day) => (person === 7 && day === last ? loud : {}));
      const scores = lastScores(baseline, desk);
      const [highest] = [...scores].sort((a, b) => b[1] - a[1])[0]!;
      expect(highest.person).toBe('agent-7');
    });

    test(`${baseline.id}: what comes later changes nothing`, () => {
      const before = deskOf();
      const after = deskOf((_, day) => (day === last ? loud : {}));
      const at = (desk: Desk) => {
        const scores: number[] = [];
        const tell = ({ day, value }: { day: number; value: number }) => {
          if (day === last - 1) scores.push(value);
        };
        scoreDays({ desk, baselines: [baseline], trials: [], from: last - 1, tell });
        return scores;
      };
      expect(at(after)).toEqual(at(before));
    });
  }

  test('team z: a day on which all of the team have three times as much is no news', () => {
    const busy = deskOf((person, day) =>
      person % 2 === 0 && day === last ? { distinct: 90 } : {},
    );
    const [ofTeam] = [...lastScores(teamZ, busy).values()];
    const [alone] = [...lastScores(zScore, busy).values()];
    expect(alone).toBeGreaterThan(10);
    expect(ofTeam ?? 0).toBeLessThan(3);
  });

  test('unexplained share: one of one is not all of them', () => {
    const few = deskOf((person, day) =>
      person === 3 && day === last ? { distinct: 1, unexplained: 1 } : {},
    );
    expect(lastScores(unexplainedShare, few).has(few.people[3]!)).toBe(false);
    expect(lastScores(unexplainedCount, few).get(few.people[3]!)).toBe(1);
    expect(lastScores(staticRows, few).get(few.people[3]!)).toBeGreaterThan(50);
  });

  test('z-score: with hardly a past nothing is said', () => {
    const newcomer = deskOf((person, day) =>
      person === 3 && day < last - 3 ? { events: 0 } : person === 3 ? { distinct: 200 } : {},
    );
    expect(lastScores(zScore, newcomer).has(newcomer.people[3]!)).toBe(false);
  });

  for (const forest of [isolationForest, halfSpaceTrees]) {
    test(`${forest.id}: a thief who rides along is seen, and moves nobody's score`, () => {
      const desk = deskOf();
      const honest = desk.people[5]!;
      const thief = new PersonDays(honest.person, days, { cell: 'test', honest });
      thief.values.set(honest.values);
      thief.teams.set(honest.teams);
      for (let day = 40; day < days; day += 1) fill(thief, day, loud);
      const alone = lastScores(forest, desk);
      const together = lastScores(forest, desk, [thief]);
      // Not above all: of what lies outside all it has seen, a forest cannot say how far.
      expect(together.get(thief)).toBeGreaterThan(alone.get(honest)! * 1.1);
      together.delete(thief);
      expect([...together]).toEqual([...alone]);
    });
  }

  test('the oracle counts what was added, and says nothing of the honest', () => {
    const desk = deskOf();
    const honest = desk.people[5]!;
    const thief = new PersonDays(honest.person, days, { cell: 'test', honest });
    thief.values.set(honest.values);
    thief.set(last, 'touches', honest.get(last, 'touches') + 7);
    expect([...lastScores(oracle, desk, [thief])]).toEqual([[thief, 7]]);
  });

  test('chance is another in each trial', () => {
    const desk = deskOf();
    const honest = desk.people[5]!;
    const trials = ['one', 'two'].map((cell) => {
      const thief = new PersonDays(honest.person, days, { cell, honest });
      thief.values.set(honest.values);
      return thief;
    });
    const scores = lastScores(random, desk, trials);
    expect(new Set([honest, ...trials].map((one) => scores.get(one))).size).toBe(3);
  });
});
