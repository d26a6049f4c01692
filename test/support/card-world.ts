// A small archive for the cards of people and customers: mole serves two customers a day by
// tickets, and in the last week of March takes four more each evening from another computer; ann
// and bob do not. One of the names is hostile, and so is a customer. Two logs hold every access.

import type { Warehouse } from '../../src/ports.ts';
import {
  days,
  explainedLater,
  march,
  plant,
  plantOnly,
  type Row,
  read,
  served,
} from './planted-rows.ts';

/** Whatever ends a text, a line, a tag or a statement; and turns the rest of a line around. */
export const hostile = '"><script>alert(1)</script>\n\u001b[31m\u202e\' OR 1=1 --\u009b\u2066';
const place = (position: number) => ({ _log: 'log', _partition: 0, _offset: position });

function person(id: string, more: Row = {}): Row {
  const usual = { kind: 'human', team: 'support', role: 'agent', queues: ['post'] };
  return { _key: id, id, accounts: [`${id}-account`], ...usual, employment: 'active', ...more };
}

/** Two customers by ticket, every day of the month, at the own desk and on shift. */
function work(user: string): Row[] {
  const desk = { host: `pc-${user}`, on_shift: true };
  return days(1, 28).map((day) => served(user, march(day), [`c${day}`, `d${day}`], desk));
}

const evenings = days(25, 28).map((day) =>
  read(
    'mole',
    march(day, '20:00:00'),
    [1, 2, 3, 4].map((one) => `v${day}${one}`),
    {
      ...{ host: 'laptop', program: 'psql', on_shift: false, predicate: 'id = ?', segment: 'rich' },
    },
  ),
);
/** cleo has a reason for everything: of her own making, nobody called but about the third. */
const excuses = [
  served('cleo', march(28, '15:00:00'), 'w1', { team: 'sales', mark: 3, behind: 't8' }),
  read('cleo', march(28, '15:10:00'), ['w2', 'w4'], { team: 'sales' }),
  served('cleo', march(28, '15:20:00'), 'w3', { team: 'sales', mark: 1, behind: 't9' }),
];

const accesses = [
  ...evenings,
  ...excuses,
  ...['ann', 'bob', 'mole'].flatMap(work),
  read('mole', march(28, '20:10:00'), ['l1', 'l2'], { touch: 'listed', operation: 'search' }),
  read('mole', march(28, '20:20:00'), [], { status: 'denied', tables: ['payments'] }),
  served('ann', march(29, '09:00:00'), 'v281', { on_shift: true, segment: 'rich', behind: 't1' }),
  read('robot', march(29, '09:30:00'), ['v281', 'c1'], { user_kind: 'service', team: null }),
  read(hostile, march(29, '10:00:00'), hostile, {
    ...everywhere(['host', 'app', 'program', 'account', 'operation', 'predicate', 'team', 'role']),
    ...everywhere(['queue', 'site', 'employment', 'touch', 'status', 'user_kind', 'segment']),
    ...{ tables: [hostile], reason: hostile, behind: hostile },
  }),
];

function everywhere(columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, hostile]));
}

const hostilePerson = {
  ...everywhere(['_key', 'id', 'kind', 'team', 'role', 'site', 'shift', 'employment']),
  ...{ accounts: [hostile], queues: [hostile] },
};

export async function plantCards(warehouse: Warehouse): Promise<void> {
  // Of the evening of the 28th one customer turned out to be theirs.
  const late = explainedLater(3, evenings[3]!, 'v283', { reason: 'assignee', subject_index: 2 });
  const event = evenings.length + 1;
  const excuse = explainedLater(event, excuses[1]!, 'w2', { ticket: 't7', ticket_marks: 3 });
  await plantOnly(warehouse, accesses, [late, excuse]);
  await plant(warehouse, 'people', [
    ...['ann', 'bob', 'mole'].map((id, i) => ({ ...place(i), ...person(id) })),
    { ...place(3), ...person('boss', { role: 'supervisor' }) },
    { ...place(7), ...hostilePerson, valid_from: march(1), site: 'x' },
    { ...place(8), ...hostilePerson, valid_from: march(2) },
  ]);
  const moved = { role: 'senior', shift: '09:00-17:00', site: 'cork', valid_from: march(2) };
  await plant(warehouse, 'people', [{ ...place(4), ...person('mole', moved) }]);
  await plant(
    warehouse,
    'people',
    ['ann', 'bob'].map((id, i) => ({ ...place(5 + i), ...person(id, { role: 'senior' }) })),
  );
  await plant(warehouse, 'tickets', [
    ticket('t1', { assignee: 'ann', opened_at: march(29, '08:00:00'), inbound: true }),
    ticket('t2', { created_by: 'mole', opened_at: march(28, '19:00:00') }),
    ticket('t3', {
      ...{ created_by: 'mole', opened_at: march(28, '19:00:00'), inbound: true },
      closed_at: march(28, '19:01:00'),
    }),
    // Before the days that are shown, and of another month.
    ticket('t5', { created_by: 'mole', opened_at: march(20), subject: 'c20' }),
    ticket('t4', { created_by: 'mole', opened_at: '2024-02-01 10:00:00' }),
    {
      ...{ ...place(9), opened_at: march(29) },
      ...everywhere(['_key', 'id', 'kind', 'subject', 'queue', 'assignee', 'created_by']),
    },
  ]);
  await plant(warehouse, 'subjects', [
    { ...place(0), _key: 'v281', id: 'v281', segment: 'rich', vip: true, canary: true },
    { ...place(1), _key: 'old', id: 'old', segment: 'rich', merged_into: 'v281' },
    { ...place(2), _key: 'quiet', id: 'quiet', segment: 'home' },
    { ...place(3), ...everywhere(['_key', 'id', 'segment', 'merged_into']) },
  ]);
  await plant(warehouse, 'anomalies', [
    ...Array.from({ length: 12 }, (_, i) => anomaly(i)),
    ...ofAnn,
    ofHostile,
  ]);
  await plant(warehouse, 'incidents', [
    incident,
    { ...incident, id: 'bbbb0000', ...everywhere(['user', 'team', 'tier', 'state', 'headline']) },
  ]);
  await plant(warehouse, 'dispositions', [
    disposition,
    {
      ...{ ...disposition, id: 'd1', incident: 'bbbb0000' },
      ...everywhere(['user', 'verdict', 'author', 'reason']),
    },
  ]);
}

function ticket(id: string, more: Row): Row {
  const usual = { kind: 'ticket', subject: 'v281', inbound: false, queue: 'post' };
  return { ...place(Number(id.slice(1))), _key: id, id, ...usual, ...more };
}

function anomaly(i: number): Row {
  const at = march(28, `20:${i + 10}:00`);
  return {
    ...{ ...place(i), id: `a${i}`, user: 'mole', at, detector: i === 0 ? 'off-hours' : 'drip' },
    ...{ score: 2.5, because: `${i} of 12`, subjects: i === 11 ? ['v281'] : [] },
    ...{ window_start: march(28, '00:00:00'), window_end: march(29, '00:00:00') },
  };
}

/** Said of a day once it has closed, which is an hour after its end. */
const ofAnn = [22, ...days(1, 11).map(() => 29)].map((day, i) => ({
  ...anomaly(20 + i),
  ...{ user: 'ann', at: march(day + 1, '01:00:00'), because: `on the ${day}`, subjects: [] },
  ...{ window_start: march(day, '00:00:00'), window_end: march(day + 1, '00:00:00') },
}));

const ofHostile = {
  ...{ ...anomaly(40), subjects: [hostile] },
  ...everywhere(['user', 'detector', 'because']),
};

const incident = {
  ...{ ...place(0), id: 'aabbccdd00', user: 'mole', team: 'support', tier: 'incident' },
  ...{ state: 'updated', at: march(28), opened_at: march(28), last_at: march(28, '21:00:00') },
  ...{ risk: 4.4, peers_per_thousand: 0.5, headline: '16 customers without a reason' },
};
const disposition = {
  ...{ ...place(0), id: 'd0', incident: 'aabbccdd00', user: 'mole', verdict: 'unclear' },
  ...{ author: 'kim@desk', reason: 'Asked the lead', at: march(29, '08:00:00') },
};
