// What a row of each table in ClickHouse is, for docs/hunting/tables.md. What a column means is the
// doc of the record's field wherever there is one; only columns of which no record knows are
// explained here. A table or a column without a meaning is an error of `npm run gen`.

export type TableMeaning = {
  readonly row: string;
  /** Records whose fields the columns are; the first that has a field explains it. */
  readonly records?: readonly string[];
  /** Another table with the same columns, which are told there. */
  readonly like?: string;
  readonly columns?: Readonly<Record<string, string>>;
};

/** In the order in which an analyst needs them. */
export const tableMeanings: Readonly<Record<string, TableMeaning>> = {
  access: {
    row:
      'One access, with person, customers and reasons; one part of it where it has more than ' +
      '5,000 customers. The log of truth.',
    records: ['EnrichedAccess'],
  },
  access_by_subject: {
    row: 'One customer of one access. The fastest way from customers to people.',
    records: ['EnrichedAccess'],
    columns: {
      subject: 'Id of the customer.',
      segment: 'Segment of the customer; empty where unknown.',
      flag: 'Of the customer: 1 canary, 2 prominent, 3 both, 0 neither.',
      subject_source:
        'How the id was obtained: explicit, literal, bind, key, url, joined or predicate.',
      reason:
        'Reason to open the record; none where none was found, unknown where no ticket feed ' +
        'was seen.',
      ticket: 'Ticket behind the reason; empty where there is none.',
      routed:
        'Whether somebody else had asked for it: there was a reason, other than a ticket that ' +
        'the reader wrote for a customer who had not called.',
      shift: 'Start of the eight hours (UTC) that it lies in.',
      customer_hash: 'Hash of the customer, to count different ones by and to draw some.',
    },
  },
  windows_latest: { row: 'One hour or day of one user, in its newest revision.', like: 'windows' },
  windows: {
    row: 'One revision of one hour or day of one user, once it was closed. Read `windows_latest`.',
    records: ['UserWindow'],
  },
  incidents_latest: { row: 'One question or incident, as it is now.', like: 'incidents' },
  incidents: {
    row: 'One change of one question or incident. Read `incidents_latest`.',
    records: ['Incident'],
  },
  anomalies: {
    row: 'One verdict of one detector. Where several logs are archived count different ids.',
    records: ['Anomaly'],
  },
  team_anomalies: {
    row: 'One verdict about a team, or the company; `user` is the team.',
    like: 'anomalies',
  },
  dispositions: {
    row: 'What somebody found an incident to be, and what they excused.',
    records: ['Disposition'],
  },
  user_day: {
    row: 'One day of one user in one partition: add up, and merge the sketches.',
    columns: {
      day: 'The day, UTC.',
      user: 'The user.',
      events: 'Accesses: `sum(events)`.',
      rows: 'Rows returned: `sum(rows)`.',
      touches: 'Customers summed over accesses: `sum(touches)`.',
      subjects: 'Different customers, as a sketch: `uniqCombined64Merge(12)(subjects)`.',
    },
  },
  user_scores: {
    row:
      'How unusual one day of one user was. Of a day that late events changed read the highest ' +
      '`_offset`.',
    records: ['UserScore'],
  },
  people_now: { row: 'One person or service, as it is now.', like: 'people' },
  tickets_now: {
    row: 'One ticket, contact, campaign or escalation, as it is now.',
    like: 'tickets',
  },
  subjects_now: { row: 'One customer, as it is now.', like: 'subjects' },
  assets_now: { row: 'One table of a source, as it is now.', like: 'assets' },
  people: { row: 'One person or service. Read `people_now`.', records: ['Person'] },
  tickets: { row: 'One ticket. Read `tickets_now`.', records: ['Ticket'] },
  subjects: { row: 'One customer. Read `subjects_now`.', records: ['Subject'] },
  assets: { row: 'One table of a source. Read `assets_now`.', records: ['Asset'] },
  people_versions: { row: 'Each version of a person: what was known when.', like: 'people' },
  tickets_versions: { row: 'Each version of a ticket.', like: 'tickets' },
  subjects_versions: { row: 'Each version of a customer.', like: 'subjects' },
  assets_versions: { row: 'Each version of a table of a source.', like: 'assets' },
  dead_letters: {
    row: 'One record that could not be processed, with its bytes.',
    records: ['DeadLetter'],
  },
  hunt_log: {
    row: 'One question that somebody asked of these tables.',
    columns: {
      at: 'When it was asked.',
      author: 'Who asked: login and machine.',
      command: 'hunt, sql, attribute, user, subject or incident.',
      question: 'Id of the hunt, the statement, how many victims, whose card, which incident.',
      parameters:
        'What was given with it; of a list the customers. Cut after a million characters.',
    },
  },
  access_control: {
    row: 'One record of the topic access that is no access. Columns that its kind lacks are empty.',
    records: ['Explained', 'Tick', 'Norms', 'Disposition'],
    columns: { _record: 'Which kind: Explained, Tick, Norms or Disposition.' },
  },
  closings: { row: 'One hour or day that one partition has closed.', records: ['Closed'] },
  settings_changes: {
    row: 'The settings of detect, whenever they changed.',
    records: ['Settings'],
  },
  replays_now: { row: 'One replay, as far as it is.', like: 'replays' },
  replays: {
    row: 'One step of one replay. Read `replays_now`.',
    columns: {
      id: 'Name of the replay.',
      revision: 'Grows with each step; the highest counts.',
      state: 'How far it is, such as done.',
      started_at: 'When it began.',
      told_at: 'When this row was written.',
      who: 'Who started it: login and machine.',
      reason: 'Why, in their words.',
      version: 'Version of molecatcher.',
      source: 'What was gone through: log, archive, file or raw.',
      from: 'From when; null: the beginning.',
      to: 'Until when; null: the end.',
      users: 'Only these users; empty: all.',
      settings: 'All settings of the detectors, as JSON.',
      settings_hash: 'Their hash.',
      ranges: 'Which records of each partition.',
      records: 'How many records were gone through.',
      unreadable: 'How many could not be read.',
      input_digest: 'Digest of what was gone through: the same where the input was.',
      reached_at: 'Event time reached.',
      findings: 'How many records came out.',
      reference: 'Of raw events: with which reference data, now or then; else empty.',
      is_part: 'Whether it went through some of the records alone.',
      _log: 'The log that was gone through.',
    },
  },
  replay_windows: { row: 'As `windows`, of a replay; `_log` is its id.', like: 'windows' },
  replay_anomalies: { row: 'As `anomalies`, of a replay; `_log` is its id.', like: 'anomalies' },
  replay_incidents: { row: 'As `incidents`, of a replay; `_log` is its id.', like: 'incidents' },
  repair_claims: {
    row: 'Who may put right the tables that are derived from access.',
    columns: {
      claim: 'Grows; the newest holds.',
      owner: 'The process that claims.',
      claimed_at: 'When.',
    },
  },
  migrations: {
    row: 'One change of these tables that was applied.',
    columns: {
      name: 'The file.',
      sha256: 'Hash of its text: a migration that was applied never changes.',
      applied_at: 'When it was applied.',
    },
  },
};

/** Columns that archive adds to what a record has. */
export const addedColumns: Readonly<Record<string, string>> = {
  _log: 'Id of the log that the record came from.',
  _partition: 'Partition of its topic.',
  _offset: 'Offset in that partition.',
  _seen_at: 'When the record arrived at the broker.',
  _index: 'Which customer of the access, from 1.',
  _key: 'Key of the record.',
  _deleted: '1: the key was deleted.',
  _copied_at: '1970: it came with the log; else when it was found as the newest of its key.',
};

/**
 * Examples of columns of which the desk has no value, or another one in each run: by table and
 * column, or by column alone. A test holds each to the type of its column.
 */
export const writtenExamples: Readonly<Record<string, string>> = {
  _partition: '0',
  _offset: '41',
  _log: 'f18c6cac-cd60-4744-ae60-67749e5cc7f3',
  _seen_at: '2026-03-05 09:14:02.317',
  seen_at: '2026-03-05 09:14:02.317',
  reported_at: '2031-01-01 00:00:00.000',
  end_user: 'kim.lee',
  'people_versions._copied_at': '1970-01-01 00:00:00.000',
  'tickets_versions._copied_at': '1970-01-01 00:00:00.000',
  'subjects_versions._copied_at': '1970-01-01 00:00:00.000',
  'assets_versions._copied_at': '1970-01-01 00:00:00.000',
  'hunt_log.at': '2026-03-05 09:20:41.008',
  'hunt_log.author': 'kim@soc-3',
  'hunt_log.command': 'hunt',
  'hunt_log.question': 'who-read-this-customer',
  'hunt_log.parameters': "{'subject':'c1011982'}",
  'migrations.applied_at': '2026-01-05 08:00:00.000',
  'dispositions.id': '9c1f0e6a57d24b3386f0c2b1d4a7e905',
  'dispositions.incident': 'b228da820d0ed026a7dd27b2d6472e27',
  'dispositions.user': 'senior-0026',
  'dispositions.verdict': 'benign',
  'dispositions.excused': "{'rows-burst':220}",
  'dispositions.since': '2026-02-19 00:00:00.000',
  'dispositions.until': '2026-03-12 08:00:00.000',
  'dispositions.author': 'kim@soc-3',
  'dispositions.reason': 'Called in for a wrong bill, seen the list',
  'dispositions.at': '2026-03-05 08:00:00.000',
  'dead_letters.reason': 'truncated',
  'dead_letters.detail': 'The value ends before its schema says so.',
  'dead_letters.stage': 'enrich',
  'dead_letters.topic': 'db-access',
  'dead_letters.partition': '0',
  'dead_letters.offset': '2226',
  'dead_letters.key': 'u0001',
  'dead_letters.size_bytes': '612',
  'replays.id': 'milder',
  'replays.state': 'done',
  'replays.started_at': '2026-03-05 10:00:00.000',
  'replays.reason': 'sooner?',
  'replays.who': 'kim@soc-3',
  'replays.revision': '3',
  'replays.told_at': '2026-03-05 10:02:11.480',
  'replays.version': '0.1.0',
  'replays.source': 'log',
  'replays.from': '2026-01-05 00:00:00.000',
  'replays.to': '2026-03-01 00:00:00.000',
  'replays.users': "['agent-0055']",
  'replays.records': '654201',
  'replays.unreadable': '0',
  'replays.reached_at': '2026-03-05 23:57:48.478',
  'replays.findings': '1592',
  'replays.reference': 'then',
  'replays.is_part': 'false',
};
