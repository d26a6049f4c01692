// What the person's advocate would say, and how far it was looked into already: the three harmless
// explanations that analysts meet most. From what the row knows; what nobody has told is said to be
// unknown. For incident-record.ts.

import type { Incident } from '../generated/records.ts';
import { type ContextRow, feeds } from './context.ts';
import { daysKept } from './limits.ts';
import type { Past } from './past.ts';
import type { Profile } from './profile.ts';
import { dayMs, type Millis } from './time.ts';
import { isoOf } from './verdict.ts';

/** From such multiples of the usual on, what the team did may be the explanation. */
const busyFrom = 1.3;
const darkFrom = 1.5;
/** Up to such a share without a reason the others say more. */
const explainedFrom = 0.02;

/** Fewer days with events, and what is usual is more the company's than the person's. */
const daysEnough = 10;

export type Defence = {
  readonly profile: Profile;
  readonly context: ContextRow;
  readonly past: Past;
  readonly since: Millis;
};

export function benignExplanations(defence: Defence): Incident['benign'] {
  return [
    { explanation: 'An outage, or a day that was busy for everybody.', outcome: busy(defence) },
    { explanation: 'A campaign, or a registered batch.', outcome: registered(defence) },
    {
      explanation: 'A new person, or another role, team or queue.',
      outcome: changed(defence),
    },
  ];
}

/** What the team did on the day on which most of it was opened, without a reason if any was. */
function busy({ profile, since }: Defence): string {
  let worst = { day: 0, subjects: 0, without: 0, busy: 1, outage: 1 };
  profile.eachDay(Math.floor(since / dayMs), (pane) => {
    const { index: day, subjects, unexplainedSubjects: without, busy, outage } = pane;
    if (!pane.isCompared) return;
    const isWorse = without - worst.without || subjects - worst.subjects;
    if (isWorse > 0) worst = { day, subjects, without, busy, outage };
  });
  if (worst.day === 0) return 'Not known: what the team did at that time was not at hand.';
  const { without, outage, busy: times } = worst;
  const of = without > 0 ? `${without} without a reason` : `${worst.subjects} customers`;
  const on = `on ${isoOf(worst.day * dayMs).slice(0, 10)}, the day with most of it (${of})`;
  const told = (what: string, times: number) =>
    `Perhaps: ${on}, the team ${what} ${times.toFixed(1)} times its usual; that is allowed for.`;
  if (outage >= darkFrom) return told('read without a reason', outage);
  if (times >= busyFrom) return told('had customers', times);
  return (
    `No: ${on}, the team had customers ${times.toFixed(1)} times its usual, and read without a ` +
    `reason ${outage.toFixed(1)} times.`
  );
}

function registered({ profile, context, since }: Defence): string {
  if (context.tickets !== feeds.tickets) return 'Not known: no tickets were seen.';
  let [customers, unexplained] = [0, 0];
  profile.eachDay(Math.floor(since / dayMs), (day) => {
    customers += day.subjects;
    unexplained += day.unexplainedSubjects;
  });
  if (unexplained <= explainedFrom * customers) {
    const who = unexplained === 0 ? 'all' : `all but ${unexplained} of`;
    return `Perhaps: ${who} ${customers} customers since then have a ticket or campaign behind.`;
  }
  return (
    `No: ${unexplained} of ${customers} customers since then have no reason; the others have ` +
    'one, a campaign or another.'
  );
}

function changed({ context, past, since }: Defence): string {
  const day = Math.floor(since / dayMs);
  if (past.known < daysEnough) return `Perhaps: only ${past.known} earlier days are known.`;
  const age = day - context.changedDay;
  if (context.changedDay > 0 && age < daysKept) {
    const when = age <= 0 ? 'since' : `${age} ${age === 1 ? 'day' : 'days'} before`;
    return `Perhaps: role, team or queue changed ${when}.`;
  }
  return `No: ${past.known} earlier days are known, with role, team and queue as they are.`;
}
