// What is said of ways that reads took: hosts, accounts, IP addresses, sessions, teams and ticket
// creators. They are where to look, and nobody is to be accused: whoever read there is counted, and
// judged by nothing. For attribution-words.

import { timeText } from '../diff-words.ts';
import type { Answer, WeighedSuspect } from './attribute-list.ts';
import { probabilityText } from './attribution-table.ts';
import type { Reader } from './reads-that-count.ts';
import {
  askedText,
  coverageText,
  hangsText,
  ifEarlierText,
  reasonsText,
  shortList,
} from './shared-words.ts';

/** As likely as not that it was none of them. */
const even = 0.5;

export function conclusionOfWays(
  { conclusion, nobody, by, suspects }: Answer,
  out: readonly WeighedSuspect[],
): string[] {
  if (conclusion !== 'route' && nobody < even) {
    return [
      `No ${by.one} stands out beyond chance. ${suspects[0]!.entity} comes nearest: new ` +
        'complaints may tell.',
    ];
  }
  if (conclusion !== 'route') {
    return [
      `No ${by.one} stands out. Chance, or somebody whom this list cannot tell from honest work ` +
        `(probability that it was none of these: ${probabilityText(nobody)}).`,
    ];
  }
  const names = shortList(out.map(({ entity }) => entity));
  const lines = [
    `Where to look: ${names}. More victims were read this way than chance allows: by this model, ` +
      `one list in a hundred would have any such ${by.one} at most.`,
    'This says where, and not who: those counted below may have served the victims, and somebody ' +
      'else may have used their account.',
  ];
  if (out.length > 1) {
    lines.push('Several that have most victims in common may be no more than one desk.');
  }
  return lines;
}

export function unknownText({ by }: Answer): string {
  return `Nothing can be said: no read of these customers says by which ${by.one} it went.`;
}

export function aboutWay({ evidence, by }: Answer, way: WeighedSuspect): string[] {
  const { entity, hits, asked, expected, firstAt, lastAt, reasons, readers = [] } = way;
  return [
    `${by.one} ${entity}: ${hits} of ${evidence.victims.length} victims were read this way ` +
      `between ${timeText(firstAt)} and ${timeText(lastAt)} (UTC): ` +
      `${askedText(asked, 'the reader’s own')}. ${expected.toFixed(1)} would be by chance.`,
    `  Read there by ${readersText(readers)}.`,
    `  By reason: ${reasonsText(reasons)}.`,
    ...hangsText(evidence.victims, way),
    ...ifEarlierText(way),
    ...coverageText('was read there', way.coverage),
  ];
}

/** One or two with most of them are told apart from many with one each. */
const readersShown = 5;

function readersText(readers: readonly Reader[]): string {
  const shown = readers.slice(0, readersShown).map(({ user, victims }) => `${user} ${victims}`);
  const more = readers.length - shown.length;
  return `${readers.length}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export function nextStepsForWays({ by }: Answer, out: readonly WeighedSuspect[]): string[] {
  const lines = ['Next:'];
  if (out.length > 0 && by.hunt !== undefined) lines.push(`  molecatcher hunt run ${by.hunt}`);
  lines.push(
    '  The same list without --by says whether a person stands out by what they read themselves.',
    '  One person by several accounts, or several by one: ask again by another kind.',
    '  Each kind that is asked about is a chance to find something by chance.',
    '  Two people should read this before anybody is spoken to.',
  );
  return lines;
}
