// The card of a customer as one page that needs nothing else. For `subject --report`.

import type { PageAbout } from '../attribution/attribution-page.ts';
import { colours } from '../attribution/picture-colours.ts';
import {
  cardDocument,
  closeLines,
  dayBars,
  legendOf,
  paragraph,
  part,
  tableOf,
} from './card-page.ts';
import { andMore, counted } from './card-words.ts';
import { anomalyTable } from './finding-page.ts';
import { incidentLines } from './finding-words.ts';
import type { SubjectCard } from './subject-card.ts';
import {
  aboutSubject,
  nextLines,
  readerCells,
  readersCommand,
  readerTitles,
  straySays,
  ticketCells,
  whoseIncidents,
} from './subject-words.ts';

export function subjectPage(card: SubjectCard, about: PageAbout): string {
  const { subject, tickets, ticketsTotal, readers, readersTotal, incidents } = card;
  const [title = '', ...who] = aboutSubject(subject);
  const command = readersCommand(card);
  return cardDocument(title, about, [
    closeLines(who),
    '<h2>When the record was read</h2>',
    ...(card.reads === 0 ? [paragraph('By nobody, as far as is archived.')] : timeline(card)),
    '<h2>Who read it, most strays first</h2>',
    readers.length === 0 ? paragraph('Nobody.') : tableOf(readerTitles, readers.map(readerCells)),
    paragraph(straySays),
    ...andMore(readersTotal - readers.length, command).map(paragraph),
    '<h2>Tickets, the newest first</h2>',
    tickets.length === 0
      ? paragraph('None.')
      : tableOf(['opened (UTC)', 'open for', 'ticket', 'kind', 'whose'], tickets.map(ticketCells)),
    ...(ticketsTotal > tickets.length
      ? [paragraph(`And ${ticketsTotal - tickets.length} more.`)]
      : []),
    ...part(incidentLines(incidents, whoseIncidents)),
    ...anomalyTable(card.findings, command),
    ...part(nextLines(card)),
  ]);
}

function timeline(card: SubjectCard): string[] {
  const { reads, strays, readersTotal, readsByDay, straysByDay, from } = card;
  return [
    paragraph(`${counted(reads, 'read')} by ${readersTotal}; ${strays} of these stray.`),
    dayBars({
      ...{ name: 'Reads a day (UTC)', isShare: false, own: readsByDay, strays: straysByDay, from },
      colour: colours.routed,
    }),
    legendOf([
      [colours.stray, 'stray'],
      [colours.routed, 'all others'],
    ]),
  ];
}
