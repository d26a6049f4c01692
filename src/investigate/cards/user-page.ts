// The card of a person as one page that needs nothing else. For `user --report`.

import type { PageAbout } from '../attribution/attribution-page.ts';
import { colours } from '../attribution/picture-colours.ts';
import { timeText } from '../diff-words.ts';
import {
  cardDocument,
  closeLines,
  dayBars,
  legendOf,
  paragraph,
  part,
  tableOf,
  usualColour,
} from './card-page.ts';
import { dayText, plain, reasonWords, valueText } from './card-words.ts';
import { anomalyTable } from './finding-page.ts';
import { incidentLines } from './finding-words.ts';
import type { LastRead } from './last-reads.ts';
import type { UserCard } from './user-card.ts';
import {
  customersText,
  measureRows,
  measuresSay,
  measureTitles,
  nextLines,
  placeText,
  sharedRows,
  sharedTitle,
  sharedTitles,
  straysTitle,
  ticketLines,
  timelineOf,
  whatText,
  whoLines,
} from './user-words.ts';

/** What is counted against somebody's reasons. */
const strayMeasures = ['no reason', 'no reason, share', 'uncalled', 'off shift, share', 'refused'];

export function userPage(card: UserCard, about: PageAbout): string {
  const { person, from, until, incidents, strays, reads } = card;
  const [title = '', ...who] = whoLines(card);
  return cardDocument(title, about, [
    closeLines(who),
    `<h2>Day by day, ${dayText(from)} to ${dayText(until - 1)} (UTC)</h2>`,
    ...(card.latestDay === null ? [paragraph('No access in these days.')] : dayParts(card)),
    ...part(incidentLines(incidents)),
    ...anomalyTable(card.findings, timelineOf(card)),
    ...part(ticketLines(card), 'Tickets'),
    ...(card.shared.customers === 0 ? [] : sharedParts(card)),
    `<h2>${straysTitle}</h2>`,
    readTable(strays, 'strays'),
    '<h2>Last accesses</h2>',
    readTable(reads, 'all'),
    ...part(nextLines(person)),
  ]);
}

function dayParts(card: UserCard): string[] {
  const { measures, from } = card;
  const bars = measures.map((one) => {
    const isStray = strayMeasures.includes(one.name);
    return dayBars({ ...one, from, colour: isStray ? colours.stray : colours.routed });
  });
  return [
    `<div class="pictures">${bars.join('')}</div>`,
    legendOf([
      [colours.routed, 'the person'],
      [colours.cutoff, 'median of the peers at work'],
      [usualColour, 'usual for the person, before these days'],
    ]),
    tableOf(measureTitles, measureRows(card)),
    closeLines(measuresSay(card)),
  ];
}

function sharedParts(card: UserCard): string[] {
  const rows = sharedRows(card);
  return [
    '<h2>Whose customers these are too</h2>',
    paragraph(sharedTitle(card)),
    ...(rows.length === 0 ? [] : [tableOf(sharedTitles, rows)]),
  ];
}

function readTable(reads: readonly LastRead[], which: 'all' | 'strays'): string {
  if (reads.length === 0) return paragraph('None in these days.');
  const titles = ['at (UTC)', 'customers', 'reason', 'what', 'rows', 'from where', 'remarks'];
  return tableOf(
    titles,
    reads.map((read) => [
      timeText(read.at),
      customersText(read, which),
      reasonWords(read.reasons),
      whatText(read),
      valueText(read.rows),
      placeText(read),
      [read.isOffShift ? 'outside of shift' : '', read.status === 'ok' ? '' : plain(read.status)]
        .filter((text) => text !== '')
        .join(', '),
    ]),
  );
}
