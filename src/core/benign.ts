// What the person's advocate would say, and how far it was looked into already: the three harmless
// explanations that analysts meet most. From what the row knows and what the finding brought; what
// nobody has told is said to be unknown. For incident-record.ts.

import type { Incident } from '../generated/records.ts';
import type { ContextRow } from './context.ts';
import type { Evidence } from './detector.ts';
import { daysKept } from './limits.ts';
import type { Past } from './past.ts';
import type { Profile } from './profile.ts';
import { dayMs, type Millis } from './time.ts';

/** Evidence by this name says how the team did at the time, as a factor of its usual. */
export const teamEvidence = 'team factor';

/** Fewer days with events, and what is usual is more the company's than the person's. */
const daysEnough = 10;

export type Defence = {
  readonly profile: Profile;
  readonly context: ContextRow;
  readonly past: Past;
  readonly since: Millis;
  readonly evidence: readonly Evidence[];
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

function busy({ evidence }: Defence): string {
  const team = evidence.find(({ name }) => name === teamEvidence);
  if (team === undefined) return 'Not known: what the team did at that time was not at hand.';
  return `The team was at ${team.value} times its usual; that is allowed for already.`;
}

function registered({ profile, context, since }: Defence): string {
  if (context.tickets === 0) return 'Not known: no tickets were seen.';
  let [customers, unexplained] = [0, 0];
  profile.eachDay(Math.floor(since / dayMs), (day) => {
    customers += day.subjects;
    unexplained += day.unexplainedSubjects;
  });
  if (unexplained === 0) {
    return `Perhaps: all ${customers} customers since then have a ticket or campaign behind them.`;
  }
  return (
    `Does not explain ${unexplained} of ${customers} customers since then: ` +
    'whom a campaign covers has a reason.'
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
