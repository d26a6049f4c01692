// Phrases for people and ways alike: how sure an answer is, by which reasons was read, for whom
// anybody had asked, how far what was read is known. For attribution-words and way-words.

import type { Decision } from '../../core/attribution/attribute.ts';
import type { AskedCounts } from './asked-for.ts';
import type { WeighedSuspect } from './attribute-list.ts';
import { percent } from './attribution-table.ts';
import type { Coverage } from './count-reach.ts';

export function hangsText(
  victims: readonly { readonly id: string }[],
  { robustness, decision }: WeighedSuspect,
): string[] {
  if (robustness === undefined) return [];
  const { hangsOn, same, draws } = robustness;
  const parts: string[] = [];
  if (hangsOn !== null && hangsOn.length === 0) parts.push('no single victim is needed for it');
  if (hangsOn !== null && hangsOn.length > 0) {
    const ids = shortList(hangsOn.map((position) => victims[position]!.id));
    parts.push(`without any one of ${ids} it would be another answer`);
  }
  if (draws > 0) {
    const often = `${same} of ${draws} draws`;
    parts.push(`with three in ten victims left out it is still ${stillWord[decision]} in ${often}`);
  }
  return parts.length === 0 ? [] : [`  How sure: ${parts.join('; ')}.`];
}

/** What a careful reader asks next: and if the dates are wrong? */
export function ifEarlierText({ ifEarlier = [], decision: now }: WeighedSuspect): string[] {
  if (ifEarlier.length === 0) return [];
  const parts: string[] = [];
  for (const [decision, some] of Map.groupBy(ifEarlier, (one) => one.decision)) {
    const days = some.map((one) => `${one.days}`);
    const any = days.length === 1 ? days[0] : `${days.slice(0, -1).join(', ')} or ${days.at(-1)}`;
    const of = parts.length === 0 ? `without the reads of the last ${any} days it is` : `of ${any}`;
    parts.push(`${of} ${decision === now ? 'still ' : ''}${stillWord[decision]}`);
  }
  return [`  Were the complaints earlier than written down: ${parts.join('; ')}.`];
}

const stillWord: Readonly<Record<Decision, string>> = {
  named: 'a name',
  lead: 'a lead',
  'common-route': 'a shared route',
  route: 'a route',
  none: 'nothing',
};

/** Accesses that are blind are in no count of customers, and in no share of it. */
export function coverageText(what: string, coverage: Coverage | null): string[] {
  if (coverage === null) return [];
  const { share, blind } = coverage;
  const parts: string[] = [];
  if (share < 0.99) {
    parts.push(`of the customers that sources count in what ${what} ${percent(share)} are known`);
  }
  if (blind > 0) {
    parts.push(`${blind} accesses returned rows of which no source says whose, or of how many`);
  }
  return parts.length === 0 ? [] : [`  How far it is known: ${parts.join('; ')}.`];
}

/** Of victims read: for how many somebody had asked. `whose` ticket: that of one, or of several. */
export function askedText(
  { asked, unknown, ownTicket, none }: AskedCounts,
  whose = 'their own',
): string {
  const parts = [
    [none, 'without a reason on record'],
    [ownTicket, `on a ticket of ${whose}, of a customer who had not called`],
    [asked, 'as somebody had asked'],
    [unknown, 'of which nothing is known of reasons'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, text]) => `${count} ${text}`)
    .join('; ');
}

export function reasonsText(reasons: Readonly<Record<string, number>>): string {
  return Object.entries(reasons)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
}

export function shortList(ids: readonly string[], between = ', '): string {
  const shown = ids.slice(0, 5).join(between);
  return ids.length > 5 ? `${shown} and ${ids.length - 5} more` : shown;
}

/** So many of a thing, whose name takes an s where they are not one. */
export function many(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
