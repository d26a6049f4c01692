// Planted into the golden world: what was found and said of people and teams, and what victims have
// in common. Each pair is for the hunt in its name.

import type { Row } from '../../support/planted-rows.ts';
import {
  explained,
  february,
  january,
  minute,
  names,
  opened,
  type Planted,
  served,
  together,
} from './rows.ts';
import { ringVictims, thief, thiefTeam, victims } from './victims.ts';

function disposition(id: string, user: string, more: Row): Row {
  const times = { since: february(1), until: february(28), at: february(3), _seen_at: february(3) };
  return { id, user, incident: `incident-${id}`, verdict: 'benign', ...times, ...more };
}
function incident(id: string, user: string, detector: string, more: Row = {}): Row {
  const times = { at: february(2), opened_at: february(2), last_at: february(2) };
  const found = { anomalies_by_detector: { [detector]: 1 }, anomalies_total: 1, risk: 2 };
  return {
    id: `incident-${id}`,
    user,
    team: 'planted',
    state: 'opened',
    ...times,
    ...found,
    ...more,
  };
}

/** A lead who excuses the same person twice; and once found somebody to be a thief. */
const lead = { author: 'mole-dispositions', reason: 'known to me', excused: { 'off-hours': 4 } };
const said: Planted = {
  dispositions: [
    ...['d1', 'd2'].map((id) => disposition(id, 'accomplice-dispositions', lead)),
    disposition('d3', 'ann-dispositions', { author: 'mole-dispositions', verdict: 'confirmed' }),
  ],
  incidents: [
    ...['d1', 'd2'].map((id) => incident(id, 'accomplice-dispositions', 'off-hours')),
    incident('d3', 'ann-dispositions', 'export-tooling'),
    // Nobody was suspected: it was only asked.
    incident('d4', 'ann-false-alarm-review', 'query-shape', { tier: 'question' }),
  ],
};

function drift(team: string, at: string): Row {
  const sizes = { observed: 60, expected: 12, score: 14.2, because: `${team} opens more` };
  const members = [{ name: 'mole-of-team on the last day', value: '9', usual: '1' }];
  const times = { at, window_start: at, _seen_at: at };
  return {
    id: `${team} ${at}`,
    user: team,
    team,
    detector: 'team-drift',
    ...sizes,
    ...times,
    evidence: members,
  };
}
const drifts: Planted = {
  // Of one team now, of the other three weeks before the time asked for.
  team_anomalies: [drift('team-mole', february(4)), drift('team-ann', january(12))],
};

const closedDay = (user: string, user_kind: string, unexplained: number) => ({
  ...{ user, user_kind, team: 'team-of-threshold', class: 'agent', kind: 'day', subjects: 900 },
  ...{ start: january(28, '00:00:00'), end: january(29, '00:00:00'), _seen_at: january(29) },
  unexplained_subjects: unexplained,
});
const closedDays: Planted = {
  // A service reads more without a reason than any person.
  windows: [
    closedDay('mole-what-a-threshold-would-do', 'human', 30),
    closedDay('svc-ann-what-a-threshold-would-do', 'service', 900),
    { ...closedDay('mole-what-a-threshold-would-do', 'human', 99), kind: 'hour' },
  ],
};

/** In the night in which the incident of the simulated thief was opened. */
const timeline: Planted = {
  anomalies: [
    {
      ...{ id: 'anomaly-ann-person-timeline', user: 'ann-person-timeline', detector: 'off-hours' },
      ...{ at: january(31, '01:00:00'), because: 'ann stayed an hour longer' },
    },
  ],
  incidents: [
    incident('d5', 'ann-person-timeline', 'off-hours', {
      ...{ at: january(31, '01:00:00'), headline: 'ann stayed longer again', tier: 'question' },
    }),
  ],
};

/** Of the simulated thief: one who was refused, and one for a reason that came later. */
const byThief = { team: thiefTeam };
const lateOfThief = opened(thief, january(29), 'late-of-thief', byThief);
const lateOfVictims = opened('late-who-read-these-customers', january(24), victims.slice(0, 3));
const refusedAll: Planted = {
  access: [
    opened(thief, january(29), 'refused-of-thief', { ...byThief, status: 'denied' }),
    lateOfThief,
    lateOfVictims,
    // Tried all victims of the simulated thief in his week, and saw nobody.
    opened('ann-refused', january(24), victims, { status: 'denied' }),
    opened('ann-who-read-this-segment', february(4), names('tried', 8), {
      ...{ segment: 'gold-card', status: 'denied' },
    }),
  ],
  access_control: explained([lateOfThief, lateOfVictims]),
};

/** Eight victims, whom each time another person opened, all by the same old program. */
const ring: Planted = {
  access: ringVictims.flatMap((customer, i) => [
    served(`mole-what-victims-share-${i + 1}`, january(22, minute(i)), customer, {
      program: 'legacy-client',
    }),
    served('ann-what-victims-share', january(23, minute(i)), customer),
    opened('refused-what-victims-share', january(23, minute(i)), customer, {
      ...{ program: 'refused-client', status: 'denied' },
    }),
  ]),
};

const neverRead: Planted = {
  access: [served('bob-victims-nobody-read', february(3), 'merged-kept')],
  subjects: [
    { _key: 'victim-never-read', id: 'victim-never-read', segment: 'en-consumer' },
    // Read under the id that the record has since it was merged.
    {
      _key: 'victim-merged',
      id: 'victim-merged',
      segment: 'en-consumer',
      merged_into: 'merged-kept',
    },
    { _key: 'merged-kept', id: 'merged-kept', segment: 'en-consumer' },
  ],
};

export const plantedFindings = together([
  ...[said, drifts, closedDays, timeline, refusedAll, ring, neverRead],
]);
