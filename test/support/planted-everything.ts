// A small world in which every hunt has something to show of each of some names: somebody of that
// name has tried everything, and a team, a host, a segment, a customer and what was found of them
// have the same name. For tests of what hunts make of names.

import type { Warehouse } from '../../src/ports.ts';
import { explainedLater, march, plant, plantOnly, type Row, read, served } from './planted-rows.ts';

export async function plantEverything(warehouse: Warehouse, names: readonly string[]) {
  await plantOnly(
    warehouse,
    names.flatMap((name, i) => [
      ...[...lately(name, i), ...through(name, i), told(name, i)],
      ...withFirst(names[0]!, name, i),
    ]),
    names.map((name, i) => {
      const late = { event_id: `told-${i}`, ticket: `t${i}`, ticket_marks: 5 };
      return explainedLater(0, told(name, i), `told-${i}`, late);
    }),
  );
  await plant(warehouse, 'tickets_versions', names.flatMap(reopened));
  await plant(warehouse, 'dispositions', names.map(disposition));
  await plant(warehouse, 'incidents', names.map(incident));
  await plant(warehouse, 'team_anomalies', names.map(drift));
  await plant(warehouse, 'windows', names.map(window));
  await plant(warehouse, 'dead_letters', names.map(deadLetter));
}

/** Whom, and when: on days of two weeks, in order, found, again, with another, and off shift. */
function lately(name: string, i: number): Row[] {
  const own = { team: name, segment: name, host: `desk-${i}` };
  const searched = { ...own, operation: 'search', touch: 'listed' };
  return [
    served(name, march(1), `served-${i}`, own),
    ...[15, 16, 17, 22, 23, 24].map((day) =>
      read(name, march(day), [`again-${i}`, `on-${i}-${day}`], { ...own, on_shift: day < 20 }),
    ),
    read(name, march(25, '10:00:00'), `walk-${i}-1`, { ...own, order_key: 1 }),
    read(name, march(25, '10:01:00'), `walk-${i}-2`, { ...own, order_key: 2 }),
    read(name, march(25, '11:00:00'), `found-${i}`, { ...searched, order_key: -12 }),
    read(name, march(25, '11:01:00'), `found-${i}`, { ...searched, order_key: -13 }),
    read(name, march(25, '11:02:00'), `found-${i}`, own),
    read(name, march(26), [`rare-${i}`, name.trim()], own),
    read('twin', march(26), `rare-${i}`),
  ];
}

/** By which way: exports, copies, rights, tools, hosts, tickets, by a service, before leaving. */
function through(name: string, i: number): Row[] {
  const own = { team: name, host: `desk-${i}` };
  const [payments, copy] = [{ ...own, tables: ['payments'] }, `tmp_${i}`];
  const many = { operation: 'export', touch: 'exported', rows: 700 };
  const exported = { ...many, segment: name, tables: [name] };
  return [
    read(name, march(25, '11:10:00'), `bulk-${i}`, { ...own, ...exported }),
    read(name, march(25, '12:00:00'), [], { ...payments, status: 'denied' }),
    read(name, march(25, '13:00:00'), `paid-${i}`, payments),
    read(name, march(25, '14:00:00'), [], { ...own, operation: 'insert', tables: ['c', copy] }),
    read(name, march(26, '09:00:00'), `tool-${i}`, { ...own, program: `tool-${i}` }),
    read(name, march(26, '09:01:00'), `host-${i}`, { ...own, host: name }),
    read('twin', march(26, '09:02:00'), `host-${i}`, { host: name }),
    read(name, march(26, '11:00:00'), [`x${i}`, `y${i}`], { ...own, ticket: `t${i}`, mark: 16 }),
    served(name, march(26, '12:00:00'), `soon-${i}`, { ...own, mark: 5, behind: `t${i}` }),
    served(name, march(26, '13:00:00'), `back-${i}`, { ...own, mark: 1, behind: `back-${i}` }),
    read(name, march(26, '14:00:00'), [], { ...own, user_kind: 'service', program: 'psql' }),
    read(name, march(26, '15:00:00'), `canary-${i}`, { ...own, flags: [1] }),
    read(name, march(27), `kept-${i}`, { ...own, employment: 'notice' }),
    read(name, march(27, '11:00:00'), [], { ...own, source: name, tables: [name] }),
    read('nobody', march(27, '12:00:00'), `by-${i}`, { user_kind: 'unknown', account: name }),
  ];
}

/** What the first of the names did for a reason of this name, and who else met its segment. */
function withFirst(first: string, name: string, i: number): Row[] {
  return [
    read(first, march(27, '09:00:00'), `because-${i}`, { team: first, reason: name }),
    read(name, march(27, '09:30:00'), `met-${i}`, { team: name, segment: first }),
  ];
}

/** Far behind all others of the log: what would be between them is missing. */
function told(name: string, i: number): Row {
  const place = { event_id: `told-${i}`, _offset: 1000 + 10 * i };
  return read(name, march(24, '17:00:00'), `told-${i}`, { team: name, ...place });
}

function reopened(_: string, i: number): Row[] {
  const about = { _log: 'log', _key: `back-${i}`, id: `back-${i}`, kind: 'ticket' };
  return [
    { ...about, _offset: 2 * i, _seen_at: march(2), closed_at: march(2) },
    { ...about, _offset: 2 * i + 1, _seen_at: march(26, '12:30:00') },
  ];
}

function disposition(name: string, i: number): Row {
  const said = { author: name, verdict: name, reason: name, incident: `i${i}`, at: march(20) };
  return { _offset: i, id: `d${i}`, user: name, ...said };
}

function incident(name: string, i: number): Row {
  const times = { at: march(20), opened_at: march(20), last_at: march(20) };
  const found = { anomalies_by_detector: { 'off-hours': 1 }, ...times };
  return { _offset: i, id: `i${i}`, user: name, team: name, state: name, tier: name, ...found };
}

function drift(name: string, i: number): Row {
  return { _offset: i, id: `t${i}`, user: name, team: name, at: march(20), because: name };
}

function window(name: string, i: number): Row {
  const what = { kind: 'day', class: 'agent', start: march(27, '00:00:00') };
  return { _offset: i, user: name, team: name, subjects: 5, unexplained_subjects: 3, ...what };
}

function deadLetter(name: string, i: number): Row {
  return { _offset: i, offset: i, reason: name, topic: name, seen_at: march(27) };
}
