// What speaks for somebody who read victims: what an innocent would say, as far as it was counted.
// For the words and the JSON of an attribution.

import { timeText } from '../diff-words.ts';
import type { Answer, WeighedSuspect } from './attribute-list.ts';
import { expectedAsDrawn, expectedAtLeast, isBounded } from './drawn-segments.ts';
import { knownBy, openedAgain } from './out-of-time.ts';

export type InFavour = {
  readonly what:
    | 'campaign'
    | 'asked'
    | 'never-read'
    | 'known-for-long'
    | 'opened-again'
    | 'reads-much'
    | 'nothing';
  /** So many victims; of whoever reads much as chance brings them, by what was drawn itself. */
  readonly victims: number;
};

/** The strongest of it. */
export function inFavour(answer: Answer, suspect: WeighedSuspect): InFavour {
  const { evidence, reads } = answer;
  const { entity, hits, known, asked, reasons } = suspect;
  const k = evidence.victims.length;
  // At any time: what was read out of time was read.
  const own = reads.filter((read) => read.entity === entity);
  const never = k - new Set(own.map(({ subject }) => subject)).size;
  const expected = expectedAsDrawn(answer, suspect);
  const facts: readonly (InFavour & { readonly of: number })[] = [
    { what: 'campaign', victims: reasons['campaign'] ?? 0, of: hits },
    { what: 'asked', victims: asked.asked, of: hits },
    { what: 'never-read', victims: never, of: k },
    { what: 'known-for-long', victims: known, of: hits },
    // Half as much: a thief who looks twice has done the same.
    { what: 'opened-again', victims: openedAgain(answer, entity), of: 2 * hits },
    { what: 'reads-much', victims: expected, of: hits },
  ];
  const best = facts.reduce((a, b) => (b.victims / b.of > a.victims / a.of ? b : a));
  if (best.victims === 0) return { what: 'nothing', victims: 0 };
  return { what: best.what, victims: best.victims };
}

export function inFavourText(answer: Answer, suspect: WeighedSuspect): string {
  const { what, victims } = inFavour(answer, suspect);
  switch (what) {
    case 'campaign':
      return `${victims} of the victims belong to a campaign of theirs.`;
    case 'asked':
      return `somebody had asked them to open ${victims} of these ${suspect.hits} records.`;
    case 'never-read':
      return `${victims} of ${answer.evidence.victims.length} victims they have never read.`;
    case 'known-for-long':
      return (
        `${victims} of these ${suspect.hits} records they had opened before ` +
        `${timeText(knownBy(answer, suspect.entity)).slice(0, 10)} already, when nothing ` +
        'had been stolen, as far as is known: no name rests on these.'
      );
    case 'opened-again':
      return (
        `${victims} of these ${suspect.hits} records they have opened on several days: whoever ` +
        'keeps customers does, or looks twice.'
      );
    case 'reads-much':
      return (
        `they read so much in the same time that ${victims.toFixed(1)} are to be expected` +
        `${isBounded(answer, suspect) ? ', by what was drawn' : ''}.`
      );
    case 'nothing':
      return 'nothing that was counted here.';
  }
}

/** Of whom so many victims are to be expected anyway, a list tells little. */
const busyFrom = 2;
/** Of those who may be it, where each has to be counted again: the most probable. */
const busyTried = 20;

/** Surely: that a bound is high, or one of many high by chance, says nothing of what they read. */
export function whoReadsMuch(answer: Answer): WeighedSuspect | undefined {
  const busy = answer.suspects.filter(({ expected, isPerson }) => {
    return isPerson && expected >= busyFrom;
  });
  const tried = busy.some((one) => isBounded(answer, one)) ? busy.slice(0, busyTried) : busy;
  return tried.find((one) => expectedAtLeast(answer, one) >= busyFrom);
}
