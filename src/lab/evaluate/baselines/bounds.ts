// Between which all others must lie: who guesses, and who knows.

import { hash32 } from '../../../core/hash.ts';
import type { Baseline } from './baseline.ts';

/** The floor: a number for each person and day that has nothing to do with what they did. */
export const random: Baseline = {
  id: 'random',
  title: 'A number that has nothing to do with the person',
  open: ({ seed }) => ({
    score: ({ person, trial }, day) =>
      // Each trial is another draw: else all thieves of a person were caught together, or none.
      (1 + hash32(`${seed}/${person}/${day}/${trial?.cell}`)) / 0x1_0000_0000,
  }),
};

/**
 * The ceiling: knows for every person what they would have done without the theft, and counts what
 * is more. Where nothing is added to honest work it is blind as well.
 */
export const oracle: Baseline = {
  id: 'oracle',
  title: 'Knows what each person would have done without the theft',
  open: () => ({
    score(person, day) {
      if (person.trial === undefined) return 0;
      const extra = person.get(day, 'touches') - person.trial.honest.get(day, 'touches');
      return Math.max(0, extra);
    },
  }),
};
