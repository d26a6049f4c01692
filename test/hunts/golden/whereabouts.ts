// Where in the golden world somebody or something is met, whatever a hunt makes of it, by the
// column that has its name in answers. An innocent who is nowhere proves nothing. For the test.

const met = (name: string, table: string) => `SELECT toString(${name}) AS name FROM ${table}`;

export const whereabouts: Readonly<Record<string, string>> = {
  user: [
    met('user', 'access'),
    met('user', 'incidents'),
    met('user', 'dispositions'),
    met('user', 'anomalies'),
  ].join(' UNION ALL '),
  highest_user: met('user', 'windows'),
  account: met('account', 'access'),
  host: met('host', 'access'),
  // Of what-victims-share and what-is-new.
  name: met('program', 'access'),
  source: met('source', 'access'),
  log: met('_log', 'access'),
  table: met('arrayJoin(tables)', 'access'),
  // Of victims nobody read under that id, the records of customers.
  subject: `${met('arrayJoin(subjects)', 'access')} UNION ALL ${met('_key', 'subjects')}`,
  segment: met('arrayJoin(segments)', 'access'),
  ticket: met('ticket', 'access'),
  team: met('user', 'team_anomalies'),
  topic: met('topic', 'dead_letters'),
  detector: met('arrayJoin(mapKeys(anomalies_by_detector))', 'incidents'),
  detail: `${met('because', 'anomalies')} UNION ALL ${met('headline', 'incidents')}`,
  hour: met('toStartOfHour(at)', 'access'),
  day: met('toDate(at)', 'access'),
  week: met('toMonday(at)', 'access'),
};
