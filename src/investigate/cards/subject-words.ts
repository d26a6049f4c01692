// The card of a customer in words, to fit into a terminal. For the command `subject`.

import { hourMs } from '../../core/time.ts';
import { aligned } from '../aligned.ts';
import { timeText } from '../diff-words.ts';
import { quoted } from '../incident-next.ts';
import {
  andMore,
  clippedRows,
  commandLines,
  commandOf,
  counted,
  dayText,
  fitted,
  plain,
  reasonWords,
  signText,
  sparkline,
  valueText,
} from './card-words.ts';
import { anomalyLines, incidentLines } from './finding-words.ts';
import type { KnownSubject } from './known-subject.ts';
import type { SubjectCard, SubjectTicket } from './subject-card.ts';

/** Of a line of reads what is no sparkline. */
const besideSparkline = 18;
const nextMax = 3;

export function subjectText(card: SubjectCard, columns: number): string[] {
  const { subject, findings, incidents } = card;
  const lines = [
    ...aboutSubject(subject),
    '',
    ...timelineLines(card, columns),
    '',
    ...readerLines(card, columns),
    '',
    ...ticketLines(card, columns),
    '',
    ...incidentLines(incidents, whoseIncidents),
    '',
    ...anomalyLines(findings, readersCommand(card), 'with this customer among its examples'),
    '',
    ...nextLines(card),
  ];
  return fitted(lines, columns);
}

export function aboutSubject(subject: KnownSubject): string[] {
  const { id, isEntered, segment, isVip, isCanary, mergedInto, mergedFrom } = subject;
  const what = [
    segment === null ? 'no segment known' : plain(segment),
    ...(isVip ? ['prominent'] : []),
    ...(isCanary ? ['a canary: nobody has a reason to open this record'] : []),
  ];
  return [
    `${plain(id)}: a customer, ${what.join(', ')}`,
    ...(isEntered ? [] : ['  The table of customers does not have them.']),
    ...(mergedInto === null
      ? []
      : [`  Goes on as ${plain(mergedInto)}${andCommand(`subject ${quoted(mergedInto)}`)}`]),
    ...(mergedFrom.length === 0
      ? []
      : [`  Merged into this one, with reads of their own: ${namesText(mergedFrom)}`]),
  ];
}

function andCommand(words: string): string {
  const command = commandOf(words, {});
  return command === '' ? '.' : `: ${command}`;
}

function namesText(names: readonly string[]): string {
  return names.map((one) => plain(one)).join(', ');
}

function timelineLines(card: SubjectCard, columns: number): string[] {
  const { reads, strays, readersTotal, from, until, readsByDay, straysByDay } = card;
  if (reads === 0) return ['Read by nobody, as far as is archived.'];
  const room = Math.max(14, columns - besideSparkline);
  const span = `${dayText(from)} to ${dayText(until - 1)} (UTC)`;
  const sign = signText(readsByDay.length, room);
  return [
    `${counted(reads, 'read')} by ${readersTotal}, ${span}, ${sign}:`,
    ...aligned(
      [
        ['all', sparkline(readsByDay, room), `${reads}`],
        ['stray', sparkline(straysByDay, room), `${strays}`],
      ],
      2,
    ).map((line) => `  ${line}`),
  ];
}

export const whoseIncidents = 'on whoever was found with this customer';

export function readersCommand({ subject: { id } }: SubjectCard): string {
  return commandOf('hunt run who-read-this-customer', { subject: id });
}

function readerLines(card: SubjectCard, columns: number): string[] {
  const { readers, readersTotal } = card;
  if (readers.length === 0) return ['Readers: none.'];
  return [
    'Readers, most strays first (UTC):',
    ...clippedRows([readerTitles, ...readers.map(readerCells)], columns),
    ...andMore(readersTotal - readers.length, readersCommand(card)),
    `  ${straySays}`,
  ];
}

export const straySays =
  'stray: opened by a person without a reason, or under a ticket of their own for which nobody ' +
  'had called.';

export const readerTitles = ['who', 'reads', 'stray', 'first', 'last', 'why', 'team'];

export function readerCells(one: SubjectCard['readers'][number]): string[] {
  return [
    plain(one.user),
    `${one.reads}`,
    one.isPerson ? `${one.strays}` : '–',
    dayText(one.firstAt),
    timeText(one.lastAt),
    reasonWords(one.reasons),
    plain(one.team ?? ''),
  ];
}

function ticketLines({ tickets, ticketsTotal }: SubjectCard, columns: number): string[] {
  if (tickets.length === 0) return ['Tickets: none.'];
  const left = ticketsTotal - tickets.length;
  const more = left > 0 ? `, and ${left} more` : '';
  return [
    `Tickets, the newest first, with how long they were open${more}:`,
    ...clippedRows(tickets.map(ticketCells), columns),
  ];
}

export function ticketCells(ticket: SubjectTicket): string[] {
  const { id, kind, queue, assignee, createdBy, isInbound, openedAt, closedAt } = ticket;
  const open = closedAt === null ? 'open' : `${valueText((closedAt - openedAt) / hourMs)} h`;
  const whose = [
    assignee === null ? '' : `for ${plain(assignee)}`,
    createdBy === null ? '' : `made by ${plain(createdBy)}`,
    queue === null ? '' : `in ${plain(queue)}`,
    isInbound || kind === 'escalation' ? '' : 'nobody had called',
  ];
  const how = whose.filter((text) => text !== '').join(', ');
  return [timeText(openedAt), open, plain(id), plain(kind), how];
}

export function nextLines(card: SubjectCard): string[] {
  const { subject, readers } = card;
  const strays = readers.filter((one) => one.strays > 0).slice(0, nextMax);
  const first = commandLines([
    readersCommand(card),
    ...strays.map(({ user }) => commandOf(`user ${quoted(user)}`, {})),
  ]);
  // A comma would make a list of two.
  const listed = subject.id.includes(',') ? '' : commandOf('attribute', { subjects: subject.id });
  return [
    ...(first.length === 0 ? [] : ['Next question:', ...first]),
    ...(listed === '' ? [] : ['  With others who complain:', `  ${listed} --reported DAY`]),
    'Who read a record has done nothing wrong by that; 4 to 10 % of honest reads have no reason.',
  ];
}
