// Why a record could not be processed: one code, one sentence. Stages write the code into a
// DeadLetter; docs/reference/dead-letters.md is made from this table, so that the person who finds
// a dead letter finds the sentence too. Codes never change meaning.

export const deadLetterReasons = {
  'empty-value': 'The value has no bytes: not even the header of the wire format.',
  'wrong-magic': 'The value does not begin with the zero byte of the Confluent wire format.',
  'unknown-schema': 'No schema is registered under the id in the header.',
  'incompatible-schema': 'The schema in the header cannot be read as any record known here.',
  truncated: 'The value ends before its schema says so.',
  'trailing-bytes': 'Bytes are left over after the record that the schema describes.',
  'count-too-large': 'An array or map claims more items than there are bytes left.',
  'too-large': 'The value is larger than the limit for one record.',
  malformed: 'The value cannot be decoded for another reason.',
  'unexpected-record': 'The record is of a kind that does not belong into this topic.',
  tombstone: 'A record without a value: events are never deleted by key.',
  'user-missing': 'The event names no account, so that nobody can be held to it.',
  'event-in-future': 'The event lies more than a day after its arrival.',
  'event-before-2000': 'The event lies before the year 2000: its clock was not set.',
  'too-many-subjects': 'The event names more than 100,000 subjects: report it in pieces.',
  'key-missing': 'A reference record without a key: nothing could ever replace it.',
  'refused-by-clickhouse': 'ClickHouse cannot take the record, alone or with others.',
} as const satisfies Readonly<Record<string, string>>;

export type DeadLetterReason = keyof typeof deadLetterReasons;
