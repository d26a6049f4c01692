// An incident in words, as an analyst reads it: who and what, how unusual it is, since when and how
// much, which harmless explanations were tried, what to ask and what to run next. Nothing here is a
// probability, and a question is not called a suspicion. For the command `incident`.

import { printable } from '../core/printable.ts';
import { dayMs } from '../core/time.ts';
import type { Disposition } from '../generated/records.ts';
import { fitted } from './cards/card-words.ts';
import { timeText } from './diff-words.ts';
import { calendarLines, findingLines } from './incident-evidence.ts';
import { explanationsOf, huntsOf, stepsOf } from './incident-next.ts';
import type { FoundDisposition, FoundIncident, IncidentState } from './incidents.ts';

/** Of the detectors that spoke most: who reads more of them reads none. */
const explanationsShown = 3;

/** Where the archive does not have it yet. */
export const pendingSays =
  'What is pending counts once `molecatcher run --drain`, or the next `run`, has passed it on.';

/** One line of a list. */
export function listed(incident: IncidentState, pending: readonly Disposition[] = []): string {
  const { id, tier, state, user, lastAt, headline } = incident;
  const what = `${tier.padEnd(8)} ${state === 'closed' ? 'closed' : 'open  '}`;
  const said = pending.map(({ verdict, author }) => ` [pending: ${verdict} by ${author}]`).join('');
  return printable(`${id.slice(0, 8)}  ${what}  ${timeText(lastAt)}  ${user}: ${headline}${said}`);
}

/** On a screen of so many columns what is too long goes on below; in a pipe it is a line. */
export function listedOn(
  columns: number | undefined,
  incident: IncidentState,
  pending: readonly Disposition[],
): string[] {
  const line = listed(incident, pending);
  return columns === undefined ? [line] : fitted([line], columns);
}

/** What was said of one and does not count yet. */
export function pendingText(pending: readonly Disposition[]): string[] {
  return pending.map(({ at, verdict, author, reason }) => {
    return printable(`Pending since ${timeText(at)}: ${verdict} by ${author}: ${reason}`);
  });
}

export function story(
  incident: FoundIncident,
  now: number,
  pending: readonly Disposition[] = [],
): string[] {
  const lines = [
    ...head(incident),
    ...pendingText(pending),
    ...(pending.length === 0 ? [] : [pendingSays]),
    '',
    ...unusual(incident),
    '',
    ...findingLines(incident),
    '',
    ...withGap(calendarLines(incident)),
    'Harmless explanations that were tried:',
    ...incident.benign.map(({ explanation, outcome }) => `  ${explanation} ${outcome}`),
    '',
    ...withGap(othersOf(incident)),
    ...said(incident, now),
    'What to ask:',
    ...stepsOf(incident).map((step) => `  ${step}`),
    '',
    'To look at it:',
    ...huntsOf(incident).map((hunt) => `  molecatcher ${hunt}`),
    'When you know:',
    `  molecatcher incident close ${incident.id.slice(0, 8)} --as benign --because '…'`,
    `  molecatcher incident close ${incident.id.slice(0, 8)} --as confirmed --because '…'`,
  ];
  return lines.map(printable);
}

/** Of one that was closed just now. */
export function closedText(
  found: FoundIncident,
  { verdict, excused, until, author }: Disposition,
): string[] {
  const what = `${found.tier} ${found.id.slice(0, 8)} on ${found.user}`;
  const lines = [`Closed ${what} as ${verdict}, by ${author}.`];
  for (const [detector, highest] of Object.entries(excused)) {
    const to = timeText(until);
    lines.push(`Excused until ${to} (UTC): ${detector} on ${found.user}, up to ${highest}.`);
  }
  if (verdict === 'confirmed') {
    lines.push(`Days since ${timeText(found.since - (found.since % dayMs))} teach nothing.`);
  }
  return lines.map(printable);
}

function head(incident: FoundIncident) {
  const { id, tier, state, user, team, openedAt, lastAt, headline, anomalies } = incident;
  const who = team === null ? user : `${user} of ${team}`;
  const what =
    tier === 'question'
      ? 'A question: what was this for? Nobody is suspected.'
      : 'An incident: somebody should look into it today.';
  const until = state === 'closed' ? 'closed' : 'still open';
  return [
    `${id}  ${who}`,
    what,
    `Opened ${timeText(openedAt)}, last finding ${timeText(lastAt)} (UTC), ${until}.`,
    // Of a closing the headline says why it was closed, and not what was found.
    ...(state === 'closed' ? anomalies.slice(-1).map(({ because }) => `  ${because}`) : []),
    `  ${headline}`,
  ];
}

function unusual({ peersPerThousand, families, context, since, recordsTaken }: FoundIncident) {
  const lines: string[] = [];
  if (peersPerThousand !== null) lines.push(`How unusual: ${peersText(peersPerThousand)}`);
  lines.push(`Evidence: ${families.length === 0 ? 'none left' : families.join(', ')}.`);
  for (const [name, factor] of Object.entries(context)) {
    lines.push(`Weighed ${factor} times before any evidence: ${name}.`);
  }
  const taken = recordsTaken === null ? '' : `, about ${recordsTaken} records beyond the usual`;
  lines.push(`Since ${timeText(since)} (UTC, estimated)${taken}.`);
  return lines;
}

/** Counted in honest worlds, or on the own desk once norms are published. */
export function peersText(perThousand: number): string {
  if (perThousand < 1) return 'fewer than 1 of 1,000 honest colleagues reach this in a month.';
  return `about ${Math.round(perThousand)} of 1,000 honest colleagues reach this in a month.`;
}

function othersOf(incident: FoundIncident): string[] {
  const others = explanationsOf(incident).slice(0, explanationsShown);
  if (others.length === 0) return [];
  return [
    'Other harmless explanations, by what was found:',
    ...others.map(({ detector, benign }) => `  ${detector}: ${benign.join('; ')}.`),
  ];
}

function withGap(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines, ''];
}

function said({ id, dispositions }: FoundIncident, now: number): string[] {
  if (dispositions.length === 0) return [];
  const lines = dispositions.map((one) => {
    const which = one.incident === id ? '' : ` of ${one.incident.slice(0, 8)}`;
    const by = `${one.verdict} by ${one.author}${which}`;
    return `  ${timeText(one.at)}  ${by}: ${one.reason}${excuse(one, now)}`;
  });
  return ['What was found out:', ...lines, ''];
}

function excuse(disposition: FoundDisposition, now: number): string {
  const excused = Object.entries(disposition.excused);
  if (excused.length === 0) return '';
  const what = excused.map(([detector, highest]) => `${detector} up to ${highest}`).join(', ');
  const verb = disposition.until > now ? 'excuses' : 'excused';
  return `; ${verb} ${what} until ${timeText(disposition.until)}`;
}
