// Failures of the outside world: a code, whether trying again can help, and what to do next.
// A bad record is not an error but a value (dead letter); a bug is an assertion.

type ErrorKind = { readonly retriable: boolean; readonly next: string };

export const outsideErrors = {
  'bad-settings': { retriable: false, next: 'Correct the settings named above.' },
  'bad-usage': { retriable: false, next: 'Run the command with --help.' },
  'bad-input': { retriable: false, next: 'Correct the file, or its mapping, and run it again.' },
  'data-folder-in-use': {
    retriable: false,
    next:
      'Stop the other molecatcher, or choose another folder with --data: ' +
      'each process has its own.',
  },
  'data-folder-asked': {
    retriable: true,
    next:
      'Ask again when that has ended; many are answered at once where `molecatcher serve` runs ' +
      'in the folder.',
  },
  'data-folder-unusable': {
    retriable: false,
    next: 'Check that it is a folder and writable, or choose another with --data.',
  },
  'data-folder-foreign': {
    retriable: false,
    next: 'Choose another with --data: an empty folder, or one that is not there yet.',
  },
  'no-data': {
    retriable: false,
    next: 'Fill it with `demo`, or with `ingest` and then `run --drain`.',
  },
  'unknown-name': {
    retriable: false,
    next: 'Write it as the accesses have it: letter by letter, and without spaces around it.',
  },
  'shared-name': {
    retriable: false,
    next: 'Ask for one of those people by their own name.',
  },
  stopped: { retriable: false, next: 'Start it anew: it has left nothing behind.' },
  'thread-ended': {
    retriable: false,
    next:
      'Start it again: it goes on after what was committed last. Where that recurs, do without ' +
      'the thread: --detect-thread off.',
  },
  'disk-full': { retriable: false, next: 'Free disk space, then start again: nothing was lost.' },
  'disk-failed': {
    retriable: false,
    next: 'Check the disk, then start again: it goes on after what the disk has.',
  },
  'file-size-limit': {
    retriable: false,
    next: 'Lift it with `ulimit -f unlimited`, or name a server with --clickhouse URL.',
  },
  'port-in-use': { retriable: false, next: 'Choose another port with --port, or stop its owner.' },
  'topic-missing': {
    retriable: false,
    next: 'Run `molecatcher topics`: it makes those that are missing.',
  },
  'topic-exists': { retriable: false, next: 'Use the topic, or delete it first.' },
  'topic-changed': {
    retriable: false,
    next:
      'On Kafka delete what belongs to the topic too, then run `molecatcher topics`; on the ' +
      'local log restore the whole data folder: see docs/running-on-kafka.md.',
  },
  'stages-running': {
    retriable: false,
    next:
      'End every process that runs stages, best with `run --drain`, and do it again: one that ' +
      'was killed counts for up to 15 seconds more.',
  },
  'stages-behind': {
    retriable: false,
    next: 'Run `molecatcher run --drain` with all stages and the present `users`, and do it again.',
  },
  'repartition-unfinished': {
    retriable: false,
    next:
      'Run `molecatcher access repartition --users N` with the number it was begun with: it goes ' +
      'on where it was stopped.',
  },
  'repartition-overtaken': {
    retriable: false,
    next:
      'Let the other process come to its end. Where there is none, Kafka took this one for dead: ' +
      'run it again, and it goes on.',
  },
  'repartition-differs': {
    retriable: false,
    next:
      'Nothing was removed that is not there once more. Run it again; where that ends the same ' +
      'way, it is a bug.',
  },
  'offset-out-of-range': {
    retriable: false,
    next:
      'Records were removed before they were read: raise the retention, and go on with what is ' +
      'left as docs/running-on-kafka.md says.',
  },
  'log-damaged': { retriable: false, next: 'Restore the data folder from a backup.' },
  'record-too-large': { retriable: false, next: 'Make the record smaller than the limit.' },
  fenced: { retriable: false, next: 'Nothing: another worker has taken the partition over.' },
  'kafka-unreachable': {
    retriable: true,
    next: 'Check the addresses in `brokers`, and that Kafka runs there.',
  },
  'kafka-refused': {
    retriable: false,
    next: 'Check user, password and certificates, and what the user may do.',
  },
  'kafka-failed': { retriable: true, next: 'Look into the logs of the broker.' },
  'kafka-unsupported': { retriable: false, next: 'Use Apache Kafka 3.0 or newer.' },
  'replicas-missing': {
    retriable: true,
    next: 'Start the brokers that are missing, or lower `replication` for new topics.',
  },
  'registry-unreachable': {
    retriable: true,
    next: 'Check the address in `registry`, and that it runs.',
  },
  'registry-refused': { retriable: false, next: 'Check user and password of the registry.' },
  'schema-incompatible': {
    retriable: false,
    next: 'Another version of molecatcher, or somebody else, registered it: see docs/consuming.md.',
  },
  'schema-missing': { retriable: false, next: 'Run `molecatcher topics`: it registers them.' },
  'clickhouse-missing': {
    retriable: false,
    next: 'Name a server with --clickhouse URL, or run on Linux x64 with glibc.',
  },
  'clickhouse-unreachable': { retriable: true, next: 'Check the address and that it runs.' },
  'clickhouse-starting': { retriable: true, next: 'Try again in a moment.' },
  'clickhouse-damaged': {
    retriable: true,
    next:
      'Free disk space. The embedded one is started again by itself; restart a server: ' +
      'what it has lost is seen then, and written again.',
  },
  'clickhouse-refused': { retriable: false, next: 'Check user and password.' },
  'clickhouse-version': { retriable: false, next: 'Use a supported version of ClickHouse.' },
  'clickhouse-busy': { retriable: true, next: 'Nothing: it is tried again with growing pauses.' },
  'clickhouse-data': { retriable: false, next: 'The record is dead-lettered; see dead_letters.' },
  'question-not-kept': {
    retriable: false,
    next:
      'Name a user that may add to hunt_log, as `scribe_user`, or have it answered all the same ' +
      'with `unkept_questions: answer`: see docs/hunting/ad-hoc-sql.md.',
  },
  'clickhouse-query': { retriable: false, next: 'Correct the statement.' },
  'migration-changed': {
    retriable: false,
    next: 'Put the migration back as it was released, and make the change in a new one.',
  },
  'migrations-missing': { retriable: false, next: 'Run `molecatcher migrate`.' },
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type OutsideCode = keyof typeof outsideErrors;

export class OutsideError extends Error {
  override readonly name = 'OutsideError';
  readonly code: OutsideCode;
  readonly retriable: boolean;
  /** What to do about it, as a sentence. */
  readonly next: string;

  constructor(code: OutsideCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.retriable = outsideErrors[code].retriable;
    this.next = outsideErrors[code].next;
  }
}

/** What a failed write comes to: a file-size limit or a quota is as good as a full disk. */
export function failedWrite(cause: unknown): OutsideCode {
  const { code = '' } = cause as NodeJS.ErrnoException;
  if (code === 'EIO') return 'disk-failed';
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code) ? 'disk-full' : 'data-folder-unusable';
}
