// The card of a person in words, to fit into a terminal. What is unusual stands beside what is
// usual, and nothing is called a suspicion: whoever reads decides. For the command `user`.

import { dayMs } from '../../core/time.ts';
import { isoOf } from '../../core/verdict.ts';
import { aligned } from '../aligned.ts';
import { timeText } from '../diff-words.ts';
import {
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
import type { Entry, KnownPerson } from './known-person.ts';
import type { LastRead } from './last-reads.ts';
import type { Used } from './used-places.ts';
import type { UserCard } from './user-card.ts';

/** Of a line of measures what is no sparkline. */
const besideSparkline = 52;
const sparklineMin = 14;

export function userText(card: UserCard, columns: number): string[] {
  const lines = [
    ...whoLines(card),
    '',
    ...dayLines(card, columns),
    '',
    ...incidentLines(card.incidents),
    '',
    ...anomalyLines(card.findings, timelineOf(card)),
    '',
    ...ticketLines(card),
    ...sharedLines(card),
    '',
    ...readLines(straysTitle, card.strays.map(strayCells), columns),
    '',
    ...readLines('Last accesses', card.reads.map(readCells), columns),
    '',
    ...nextLines(card.person),
  ];
  return fitted(lines, columns);
}

export function whoLines({ asked, person, used }: UserCard): string[] {
  const { user, accounts, isEntered, firstDay, lastDay, before } = person;
  const seen = usedLines(used);
  const active =
    firstDay === null || lastDay === null
      ? 'no access is archived'
      : `accesses from ${dayText(firstDay)} to ${dayText(lastDay)}`;
  return [
    `${plain(user)}: ${roleText(person)}`,
    ...(asked === user ? [] : [`  asked for as ${plain(asked)}, an account of theirs`]),
    isEntered
      ? `  accounts ${accounts.map((one) => plain(one)).join(', ')}; ${workText(person)}`
      : '  The table of people does not have them: all is from their newest access.',
    `  ${plain(person.employment)}, ${entrySince(person)}; ${active}`,
    ...before.map((entry) => `  before: ${entryText(entry)}`),
    ...(seen.length === 0
      ? []
      : ['In these days by, from and with, in so many accesses:', ...seen]),
  ];
}

function usedLines(used: readonly Used[]): string[] {
  const kinds = Map.groupBy(used, ({ kind }) => kind);
  return ['account', 'host', 'app', 'program'].flatMap((kind) => {
    const own = kinds.get(kind) ?? [];
    if (own.length === 0) return [];
    const names = own.map(({ name, accesses, isNew }) => {
      return `${plain(name)} (${accesses}${isNew ? ', new' : ''})`;
    });
    const left = (own[0]?.total ?? 0) - own.length;
    return [`  ${kind}s: ${names.join(', ')}${left > 0 ? `, and ${left} more` : ''}`];
  });
}

function roleText({ kind, team, role }: KnownPerson): string {
  const what =
    kind === 'human' ? (role ?? 'a person') : [...new Set([kind, role ?? kind])].join(' ');
  return team === null ? plain(what) : `${plain(what)} of ${plain(team)}`;
}

function workText({ queues, site, shift, utcOffsetMinutes }: KnownPerson): string {
  const parts = [
    queues.length === 0 ? 'no queue' : `queue ${queues.map((one) => plain(one)).join(', ')}`,
    ...(site === null ? [] : [plain(site)]),
    shift === null
      ? 'no shift known'
      : `shift ${plain(shift)} (UTC${offsetText(utcOffsetMinutes)})`,
  ];
  return parts.join('; ');
}

function offsetText(minutes: number): string {
  const two = (value: number) => `${value}`.padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function entrySince({ validFrom }: KnownPerson): string {
  return validFrom === null ? 'as long as is known' : `by an entry since ${timeText(validFrom)}`;
}

function entryText({ validFrom, team, role, queues, employment }: Entry): string {
  const since = validFrom === null ? 'from the beginning' : `since ${timeText(validFrom)}`;
  const what = [role ?? 'no role', team ?? 'no team', queues.join('+'), employment];
  return `${since} ${what
    .filter((text) => text !== '')
    .map((text) => plain(text))
    .join(', ')}`;
}

function dayLines(card: UserCard, columns: number): string[] {
  const { from, until, measures, daysActive, latestDay, person } = card;
  const total = Math.ceil((until - from) / dayMs);
  const span = `${dayText(from)} to ${dayText(until - 1)} (UTC)`;
  if (latestDay === null) {
    const last = person.lastDay;
    const when = last === null ? '' : ` The last was on ${dayText(last)}: see --until or --days.`;
    return [`No access from ${span}.${when}`];
  }
  const room = Math.max(sparklineMin, columns - besideSparkline);
  const signs = measures.map(({ own }) => sparkline(own, room));
  const [titles = [], ...rows] = [measureTitles, ...measureRows(card)].map(
    ([name = '', ...figures], i) => [name, signs[i - 1] ?? '', ...figures],
  );
  return [
    `Active on ${daysActive} of ${total} days, ${span}; ${signText(total, room)}:`,
    ...aligned([titles, ...rows], 2).map((one) => `  ${one}`),
    ...measuresSay(card).map((line) => `  ${line}`),
  ];
}

export const measureTitles = ['', 'most', 'latest', 'usual', 'peers'];

export function measureRows({ measures }: UserCard): string[][] {
  return measures.map((one) => {
    const { most, latest, usual, peersLatest } = one;
    const figures = [most, latest, usual, peersLatest].map((value) => valueText(value, one));
    return [one.name, ...figures];
  });
}

/** What the columns mean. */
export function measuresSay({ latestDay, peers, isUsualBefore, from, until }: UserCard): string[] {
  const total = Math.ceil((until - from) / dayMs);
  const who =
    peers === 0
      ? 'nobody: no one else of the same team and role is known.'
      : `those at work of ${counted(peers, 'other')} of the same team and role.`;
  const before = isUsualBefore ? `the ${total} days before these` : 'their days before it';
  const usual = `usual: their own median of ${before}`;
  return [
    `latest: ${dayText(latestDay ?? from)}; ${usual};`,
    `peers: median of the latest day of ${who}`,
  ];
}

export function ticketLines({ tickets }: UserCard): string[] {
  const { made, soonClosed, uncalled, escalations, assigned } = tickets;
  if (made + assigned === 0) return ['Tickets of these days: none of theirs.'];
  const aside = escalations === 0 ? '' : ` (${counted(escalations, 'escalation')} aside)`;
  return [
    `Tickets of these days: ${made} made by them, ${soonClosed} of these closed within two ` +
      `minutes, ${uncalled} for which nobody had called${aside}; ${assigned} assigned to them.`,
  ];
}

function sharedLines(card: UserCard): string[] {
  if (card.shared.customers === 0) return [];
  const rows = sharedRows(card);
  const lines = rows.length === 0 ? [] : aligned([sharedTitles, ...rows], 2);
  return [sharedTitle(card), ...lines.map((line) => `  ${line}`)];
}

export function sharedTitle({ shared }: Pick<UserCard, 'shared'>): string {
  const { customers, looked, alone, from } = shared;
  const some = looked < customers ? `; looked at ${looked} of ${customers}` : '';
  const [day, only] = [dayText(from), `${alone} by nobody else`];
  return `Customers opened since ${day}: ${customers}${some}, of these ${only}.`;
}

export const sharedTitles = ['shared with', 'team', 'customers', 'last'];

export function sharedRows({ shared }: UserCard): string[][] {
  return shared.others.map(({ user, team, customers, lastAt }) => {
    return [plain(user), plain(team ?? ''), `${customers}`, timeText(lastAt)];
  });
}

/** As `stray` on the card of a customer. */
export const straysTitle = 'Last reads without a reason, or uncalled';

function readLines(title: string, rows: readonly string[][], columns: number): string[] {
  if (rows.length === 0) return [`${title}: none in these days.`];
  return [`${title} (UTC):`, ...clippedRows(rows, columns)];
}

function readCells(read: LastRead): string[] {
  return cellsOf(read, customersText(read, 'all'));
}

function strayCells(read: LastRead): string[] {
  return cellsOf(read, customersText(read, 'strays'));
}

function cellsOf(read: LastRead, customers: string): string[] {
  const { at, isOffShift, status } = read;
  const marks = [...(isOffShift ? ['off shift'] : []), ...(status === 'ok' ? [] : [plain(status)])];
  const what = [whatText(read), placeText(read), ...marks].filter((text) => text !== '');
  return [timeText(at), customers, reasonWords(read.reasons), what.join(', ')];
}

/** `strays`: of those alone, and of how many. */
export function customersText(read: LastRead, which: 'all' | 'strays'): string {
  const { customers, customersTotal, straysTotal, rows } = read;
  if (customersTotal === 0)
    return rows === 0 ? 'no rows' : `${counted(rows, 'row')} of nobody known`;
  if (customers.length === 0) return `${counted(customersTotal, 'customer')} of no known name`;
  const total = which === 'strays' ? straysTotal : customersTotal;
  const more = total > 1 ? ` and ${total - 1} more` : '';
  const opened = total < customersTotal ? `, of ${customersTotal} opened` : '';
  return `${plain(customers[0] ?? '')}${more}${opened}`;
}

export function whatText({ operation, tables, predicate }: LastRead): string {
  const where = predicate === '' ? '' : ` where ${plain(predicate)}`;
  return `${plain(operation)} ${plain(tables.join(', '))}${where}`;
}

export function placeText({ app, program, host }: LastRead): string {
  return plain([program === '' ? app : program, host].filter((text) => text !== '').join(' at '));
}

/** Lines of the hunt where nobody asks for more, and what incidents may add to them. */
const timelineLines = 1_000;
const incidentLinesMax = 100;

/**
 * Of these days, and on to when the last was said that was found about them. The hunt begins with
 * the oldest, so where its lines are too few the newest findings would lack.
 */
export function timelineOf({ person, from, until, findings, measures }: UserCard): string {
  const { said, anomaliesTotal } = findings;
  const own = measures.find(({ name }) => name === 'accesses')?.own ?? [];
  const accesses = own.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const lines = accesses + anomaliesTotal + incidentLinesMax;
  const limit = Math.ceil(lines / timelineLines) * timelineLines;
  return commandOf('hunt run person-timeline', {
    user: person.user,
    since: isoOf(Math.min(from, said?.from ?? from)),
    until: isoOf(Math.max(until, said?.until ?? until)),
    ...(limit > timelineLines ? { limit: `${limit}` } : {}),
  });
}

export function nextLines({ user }: Pick<KnownPerson, 'user'>): string[] {
  const hunts = ['against-peers', 'what-is-new', 'blast-radius'];
  const commands = commandLines(hunts.map((id) => commandOf(`hunt run ${id}`, { user })));
  return [
    ...(commands.length === 0 ? [] : ['To look further:', ...commands]),
    'This is what was logged under a name, and no accusation: somebody else may have used it.',
  ];
}
