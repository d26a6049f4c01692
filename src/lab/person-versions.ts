// What the personnel system says of somebody, and from when on: another version where clocks
// change, work changes, a leave begins or ends, notice is given or somebody has left. For staff.

import { dayMs, hourMs, type Millis } from '../core/time.ts';
import type { Person } from '../generated/records.ts';
import { clockChanges, instantOf, offsetMinutes } from './calendar.ts';
import type { SimulateSettings } from './simulate-settings.ts';
import type { Member } from './teams.ts';

type Span = Pick<SimulateSettings, 'start' | 'days'>;

/** Of one person, in the order in which they hold. */
export function versionsOf(stretches: readonly Member[], span: Span): Person[] {
  const versions = stretches.flatMap((member) => ofStretch(member, span));
  // Who has only moved to another office is who they were.
  return versions.filter((one, i) => i === 0 || !isSame(one, versions[i - 1]!));
}

function ofStretch(member: Member, { start, days }: Span): Person[] {
  const { from, until, noticeFrom, isLeaving, team, leave } = member;
  const { site } = team;
  const midnight = (day: number) => instantOf(site, start + day * dayMs);
  const begins = Number.isFinite(from) ? midnight(from) : null;
  const ends = Number.isFinite(until) ? midnight(until) : Number.POSITIVE_INFINITY;
  const notice = noticeFrom === null ? ends : midnight(noticeFrom);
  const last = Math.min(start + days * dayMs, ends);
  // Who is on at night goes in the morning.
  const morning = Math.max(0, team.shiftHour + 8 - 24) * hourMs;
  const isAwayAtAll = leave[1] >= 0;
  const [away, back] = isAwayAtAll
    ? [midnight(leave[0]) + morning, midnight(leave[1] + 1)]
    : [0, 0];
  const changes = [notice < ends ? notice : 0, away, back];
  const times: (Millis | null)[] = [
    ...[begins, ...clockChanges(site, begins ?? start, last)],
    ...changes.filter((time) => time > (begins ?? start) && time < last),
  ];
  times.sort((a, b) => (a ?? 0) - (b ?? 0));
  const versions = times.map((from) => {
    const at = from ?? start;
    const isAway = at >= away && at < back;
    const employment = at >= notice ? 'notice' : isAway ? 'leave' : 'active';
    return personOf(member, { from, at, employment });
  });
  const left = ends + morning;
  if (isLeaving) versions.push(personOf(member, { from: left, at: left, employment: 'ended' }));
  return versions;
}

type Version = {
  /** From which it holds; null: always. */
  readonly from: Millis | null;
  readonly at: Millis;
  readonly employment: string;
};

function personOf(member: Member, { from, at, employment }: Version): Person {
  const { id, account, formerAccounts, team, role, queues } = member;
  return {
    id,
    accounts: [account, ...formerAccounts],
    kind: 'human',
    team: team.name,
    role,
    queues,
    site: team.site,
    utc_offset_minutes: offsetMinutes(team.site, at),
    shift: `${clock(team.shiftHour)}-${clock((team.shiftHour + 8) % 24)}`,
    employment,
    valid_from: from,
  };
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

function isSame(one: Person, other: Person): boolean {
  const text = (person: Person) => JSON.stringify({ ...person, valid_from: null });
  return text(one) === text(other);
}
