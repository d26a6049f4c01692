// The settings of the program itself: kind, default, bounds and one sentence each. config.ts gives
// each its names, reads it and hands out the result; detectors declare theirs in their own files.
// A new setting is a new entry here, and a rule in setting-checks.ts where it needs another one.

import { dayMs, hourMs, minuteMs, secondMs } from './core/time.ts';
import {
  addresses,
  choice,
  count,
  type Definition,
  duration,
  identifier,
  number,
  secret,
  text,
  url,
  urlOrFolder,
} from './setting-kinds.ts';

/** The settings of the program itself, in the order in which the reference shows them. */
export const settingsTable = {
  data: text('.molecatcher', 'Folder of the local log and the embedded ClickHouse.'),
  brokers: addresses(
    'Kafka brokers, host:port with commas between them; empty: the local log in `data`.',
  ),
  registry: url(
    '',
    'Address of the schema registry, of the kind of Confluent; needed on Kafka.',
    'http://127.0.0.1:8081, or of Apicurio http://127.0.0.1:8081/apis/ccompat/v7',
  ),
  registryUser: text('', 'User of the registry, where it asks for one.'),
  registryPassword: secret('Its password.'),
  kafkaTls: choice('off', ['off', 'on'], 'Whether to talk to the brokers through TLS.'),
  kafkaCa: text(
    '',
    'PEM file of who signed the certificates of the brokers; empty: those of Node.',
  ),
  kafkaCertificate: text('', 'PEM file of our own certificate, where brokers ask for one.'),
  kafkaKey: text('', 'PEM file of its private key.'),
  kafkaSasl: choice(
    'none',
    ['none', 'plain', 'scram-sha-256', 'scram-sha-512'],
    'How to log in to the brokers.',
  ),
  kafkaUser: text('', 'User of the brokers.'),
  kafkaPassword: secret('Its password.'),
  kafkaCompression: choice(
    'zstd',
    ['none', 'gzip', 'snappy', 'lz4', 'zstd'],
    'How records are compressed that stages write for stages; what others read is not.',
  ),
  replication: count(
    0,
    { min: 0, max: 32 },
    'Copies of each partition that `topics` makes; 0: as many as there are brokers, up to 3.',
  ),
  instance: text(
    '',
    'Stable name of this process, by which it keeps its partitions; empty: host and data folder.',
  ),
  sources: count(1, { min: 1, max: 1_024 }, 'Partitions of db-access. Fixed once they exist.'),
  users: count(
    1,
    { min: 1, max: 1_024 },
    'Partitions of access. One process gains nothing from more; `access repartition` changes it.',
  ),
  clickhouse: urlOrFolder(
    'Address of a ClickHouse server, or data folder of the process whose embedded one to use; ' +
      'empty: an embedded one of its own.',
  ),
  clickhouseUser: text('default', 'User of that server that may create and write tables.'),
  clickhousePassword: secret('Its password.'),
  hunterUser: text('', 'User of that server that only reads; empty: the writing user, read-only.'),
  hunterPassword: secret('Its password.'),
  scribeUser: text(
    '',
    'User of that server that adds each question to hunt_log; empty: the writing user does.',
  ),
  scribePassword: secret('Its password; empty: that of the hunter.'),
  unkeptQuestions: choice(
    'refuse',
    ['refuse', 'answer'],
    'What becomes of a question that cannot be kept in hunt_log.',
  ),
  database: identifier('molecatcher', 'Database in ClickHouse that holds the tables.'),
  host: text('127.0.0.1', 'Address to listen on for HTTP; 0.0.0.0: all of the machine.'),
  port: count(8_686, { min: 0, max: 65_535 }, 'HTTP port there; 0: any free one.'),
  logLevel: choice(
    'info',
    ['debug', 'info', 'warn', 'error', 'silent'],
    'Least level that is logged.',
  ),
  allowedLateness: duration(
    10 * minuteMs,
    { min: 0, max: dayMs },
    'How far behind its source an event may be before it is marked late.',
  ),
  pending: duration(
    hourMs,
    { min: 0, max: 7 * dayMs },
    'How long a touch without a reason waits for a ticket to explain it.',
  ),
  grace: duration(
    hourMs,
    { min: 0, max: dayMs },
    'How long a window waits after its end for late events and late reasons.',
  ),
  questionBudget: number('ratio', 1, {
    min: 0,
    max: 1_000,
    doc: 'Questions ("what was this for?") that honest people may give, per 1,000 users and day.',
  }),
  incidentBudget: number('ratio', 0.05, {
    min: 0,
    max: 1_000,
    doc: 'Incidents, for which somebody is paged, that they may give, per 1,000 users and day.',
  }),
  stateInterval: duration(
    minuteMs,
    { min: 0, max: dayMs },
    'How often detect writes the users that changed into detect-state: so much a takeover repeats.',
  ),
  detectThread: choice(
    'auto',
    ['auto', 'on', 'off'],
    'Whether detect has a thread of its own; auto: where there are two cores and other stages.',
  ),
  batchBytes: count(
    1_000_000,
    { min: 10_000, max: 4_000_000 },
    'Bytes of one batch that enrich and detect read and commit at a time.',
  ),
  archiveBytes: count(
    4_000_000,
    { min: 100_000, max: 32_000_000 },
    'Bytes of one batch that archive reads at a time.',
  ),
  insertRows: count(
    100_000,
    { min: 1, max: 1_000_000 },
    'Rows after which archive inserts into ClickHouse without waiting for more.',
  ),
  insertDelay: duration(
    2 * secondMs,
    { min: 0, max: 10 * minuteMs },
    'How long a row may wait for others before it is inserted.',
  ),
  retentionDays: count(
    400,
    { min: 1, max: 36_500 },
    'Days for which the log keeps accesses and findings; less where the topic plans less.',
  ),
} as const satisfies Readonly<Record<string, Definition>>;
