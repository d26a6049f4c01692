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

/** Of the days since then, the one on which the team was busiest, and the darkest. */
function busy({ profile, since }: Defence): string {
  let [busiest, darkest] = [
    { day: 0, times: 0 },
    { day: 0, times: 0 },
  ];
  profile.eachDay(Math.floor(since / dayMs), ({ index: day }) => {
    const team = profile.colleaguesOn(day);
    if (team === undefined) return;
    if (team.busy > busiest.times) busiest = { day, times: team.busy };
    if (team.outage > darkest.times) darkest = { day, times: team.outage };
  });
  if (busiest.times === 0) return 'Not known: what the team did at that time was not at hand.';
  const on = ({ day, times }: typeof busiest, what: string) =>
    `Perhaps: on ${isoOf(day * dayMs).slice(0, 10)} the team ${what} ${times.toFixed(1)} times ` +
    'its usual; that is allowed for already.';
  if (darkest.times >= darkFrom) return on(darkest, 'read without a reason');
  if (busiest.times >= busyFrom) return on(busiest, 'had customers');
  return (
    `No: on no day since then did the team have customers more than ${busiest.times.toFixed(1)} ` +
    `times its usual, or read without a reason more than ${darkest.times.toFixed(1)} times.`
  );
}

function registered({ profile, context, since }: Defence): string {
  if (context.tickets !== feeds.tickets) return 'Not known: no tickets were seen.';
  let [customers, unexplained] = [0, 0];
  profile.eachDay(Math.floor(since / dayMs), (day) => {
    customers += day.subjects;
    unexplained += day.unexplainedSubjects;
  });
  if (unexplained === 0) {
    return `Perhaps: all ${customers} customers since then have a ticket or campaign behind them.`;
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
