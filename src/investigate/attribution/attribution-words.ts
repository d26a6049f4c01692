// An attribution in words, as an analyst reads it: what the list says, who stands out and why, what
// speaks for them, and how far the answer can be trusted. A ranking is no accusation, and the words
// say so. For the command `attribute`.

import { printable } from '../../core/printable.ts';
import { commandLines, commandOf } from '../cards/card-words.ts';
import { timeText } from '../diff-words.ts';
import { apartText } from './apart-words.ts';
import { type Answer, type WeighedSuspect, whoStandsOut } from './attribute-list.ts';
import { probabilityText, tableText } from './attribution-table.ts';
import { atMost } from './drawn-words.ts';
import { isWay } from './entity-kinds.ts';
import { inFavourText, whoReadsMuch } from './in-favour.ts';
import { aboutTheList, elsewhereText } from './list-words.ts';
import {
  askedText,
  coverageText,
  hangsText,
  ifEarlierText,
  reasonsText,
  shortList,
} from './shared-words.ts';
import { aboutWay, conclusionOfWays, nextStepsForWays, unknownText } from './way-words.ts';

export function attributionText(answer: Answer): string[] {
  const out = whoStandsOut(answer);
  const lines = [
    ...aboutTheList(answer),
    '',
    ...conclusionText(answer, out),
    '',
    ...tableText(answer),
    ...out.flatMap((one) => ['', ...aboutSuspect(answer, one)]),
    ...paragraphOf(apartText(answer, out)),
    '',
    ...nextSteps(answer, out),
  ];
  return lines.map((line) => printable(line));
}

function paragraphOf(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

export function conclusionText(answer: Answer, out: readonly WeighedSuspect[]): string[] {
  const { conclusion, nobody, by } = answer;
  if (isWay(by) && conclusion !== 'unseen') return conclusionOfWays(answer, out);
  const named = out.filter(({ decision }) => decision === 'named').map(({ entity }) => entity);
  switch (conclusion) {
    case 'named':
      return [
        `${shortList(named)} stands out beyond chance: by this model, and for a list that is ` +
          'asked about once, one list in a hundred would name anybody innocent at most.',
        'This is no accusation: it says whose account to ask about first. Somebody else may have ' +
          'used it.',
      ];
    case 'common-route':
      return [
        'Several stand out, and have read the same victims: a desk, a task or a list that they ' +
          'share. Who of them, if any, the list cannot say: none of them is named.',
      ];
    case 'leads':
      return [
        'Nobody is named. Below is who has read more of them than is usual: worth a look, not a ' +
          'suspicion. The victims may have been chosen among what they read by somebody else.',
      ];
    case 'route':
      return [
        'No person stands out; a machine does. Whoever has its account, or what it writes, is to ' +
          'be looked at next.',
      ];
    case 'unseen':
      return [answer.unknown.length > 0 ? unknownText(answer) : unseenText(answer)];
    case 'nobody':
      return [
        'Nobody stands out. Chance, or somebody whom this list cannot tell from honest work ' +
          `(probability that it was none of these: ${probabilityText(nobody)}).`,
      ];
  }
}

/** Read at a time that does not count is not the same as never read. */
function unseenText({ reads, customers }: Answer): string {
  if (reads.length === 0) {
    return (
      'Nothing can be said: none of these customers was ever read, as far as is archived. Are ' +
      'the ids as they are in the accesses?'
    );
  }
  const isOpen = customers.some(({ dates }) => dates.complainedAt === null);
  return (
    'Nothing can be said: these customers were read, but not in time. Are the dates right?' +
    (isOpen ? ' Say when each first complained, where it is known: more reads count then.' : '')
  );
}

export function aboutSuspect(answer: Answer, suspect: WeighedSuspect): string[] {
  const { evidence, by } = answer;
  if (isWay(by)) return aboutWay(answer, suspect);
  const { entity, team, hits, along, asked, reasons, firstAt, lastAt } = suspect;
  const k = evidence.victims.length;
  const who = team === null ? entity : `${entity} of ${team}`;
  const lines = [
    `${who}: ${hits} of ${k} victims read between ${timeText(firstAt)} and ${timeText(lastAt)} ` +
      `(UTC): ${askedText(asked)}. ${expectedText(answer, suspect)}`,
    `  By reason: ${reasonsText(reasons)}.`,
    ...alongText(along),
    ...elsewhereText(answer, entity),
    `  For them speaks: ${inFavourText(answer, suspect)}`,
    ...hangsText(evidence.victims, suspect),
    ...ifEarlierText(suspect),
  ];
  return [...lines, ...coverageText('they read', suspect.coverage), ...moreText(suspect)];
}

/** By which of the two they stand out is in the table. */
function expectedText(answer: Answer, suspect: WeighedSuspect): string {
  const { expected, expectedUsual, decision } = suspect;
  const [lately, usual] = [expected, expectedUsual].map((one) => atMost(answer, suspect, one));
  const also =
    decision === 'lead' || usual !== lately ? `, and ${usual} by what is usual for them` : '';
  const chance = `${lately![0]!.toUpperCase()}${lately!.slice(1)}`;
  return `${chance} would be read by chance, by what they read in the same time${also}.`;
}

/** What more complaints would do, of a lead. */
function moreText({ complaintsNeeded: more, asked: { unknown } }: WeighedSuspect): string[] {
  if (more === undefined || more === 0) return [];
  if (more !== null) return [`  Some ${more} more complaints like these might name this account.`];
  const why = unknown === 0 ? '' : `: nothing is known of the reasons of ${unknown} of these reads`;
  return [`  More complaints like these would not tell${why}.`];
}

function alongText(along: number): string[] {
  if (along === 0) return [];
  return [
    `  ${along} of these came with another one, in one access or in lists of one shift: ` +
      'they count for nothing.',
  ];
}

export function nextSteps(answer: Answer, out: readonly WeighedSuspect[]): string[] {
  const { conclusion, by } = answer;
  if (isWay(by)) return nextStepsForWays(answer, out);
  const first = out.find(({ decision }) => decision !== 'common-route');
  const lines = ['Next:'];
  if (conclusion === 'common-route' || conclusion === 'route') {
    lines.push('  molecatcher hunt run what-victims-share --subjects …');
  }
  if (first !== undefined) {
    lines.push(
      ...commandLines([commandOf('hunt run person-timeline', { user: first.entity })]),
      '  Ask for a campaign, a project or a supervisor who knows of these reads.',
    );
  }
  const busy = whoReadsMuch(answer);
  if (conclusion !== 'named' && busy !== undefined) {
    lines.push(
      `  ${busy.entity} reads so much that victims say little. Their own past may:`,
      '  molecatcher incident list',
      ...commandLines([commandOf('hunt run against-own-past', { user: busy.entity })]),
    );
  }
  if (conclusion !== 'named') {
    lines.push(
      '  Run it again with new complaints. Each time is a chance to name somebody by chance.',
      '  Who exports rows of which nobody knows whose is not seen here: hunt reads-without-ids.',
    );
  }
  lines.push('  Two people should read this before anybody is spoken to.');
  return lines;
}
