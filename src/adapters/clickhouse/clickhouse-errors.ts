// What ClickHouse's error codes mean for us: is the data bad, is the server busy, is it out of
// reach, were we refused, or is the statement wrong? The codes are those of ClickHouse's
// ErrorCodes.cpp; the list for inserts was found by feeding it bad records.

import { ClickHouseError } from '@clickhouse/client';
import { type OutsideCode, OutsideError } from '../../errors.ts';

/** Parsing, conversion and size of values: some record in the insert cannot be taken. */
const dataCodes = new Set([6, 27, 32, 33, 44, 69, 70, 72, 117, 131, 691, 748]);
/** Memory, parts, time, concurrency, disk, read-only, starting: the same insert may pass later. */
const busyCodes = new Set([
  75, 159, 164, 202, 203, 209, 210, 216, 236, 241, 242, 243, 252, 319, 473,
]);
const refusedCodes = new Set([192, 193, 194, 516]);
const deniedCode = 497;
/** Database, table or column that a migration would have made. */
const migrationCodes = new Set([16, 60, 81]);

export type Purpose = 'insert' | 'query';

export function outsideError(cause: unknown, purpose: Purpose, what: string): OutsideError {
  if (cause instanceof OutsideError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  // The client says so of one that we ourselves gave up, by the signal that we gave it.
  if (message === 'The user aborted a request.') {
    return stoppedAsking(cause);
  }
  const code = codeOf(cause, message, purpose);
  // Where it lets nobody in, ClickHouse goes on with pages of advice that is not meant for us.
  const told = code === 'clickhouse-refused' ? message.trim().split('\n', 1)[0]! : message.trim();
  return new OutsideError(code, `${what}: ${told.slice(0, 2_000)}`, { cause });
}

export function stoppedAsking(cause?: unknown): OutsideError {
  return new OutsideError('stopped', 'Stopped before ClickHouse had answered.', { cause });
}

function codeOf(cause: unknown, message: string, purpose: Purpose): OutsideCode {
  // Some errors come without the shape that the client knows, but with their number.
  const number = cause instanceof ClickHouseError ? cause.code : /Code: (\d+)/.exec(message)?.[1];
  if (number !== undefined) {
    const code = Number(number);
    if (refusedCodes.has(code)) return 'clickhouse-refused';
    // In a statement it names what this user may not do; for the archive its user is wrong.
    if (code === deniedCode)
      return purpose === 'insert' ? 'clickhouse-refused' : 'clickhouse-query';
    if (migrationCodes.has(code))
      return purpose === 'insert' ? 'migrations-missing' : queryCode(code);
    if (purpose === 'query') return 'clickhouse-query';
    // Avro's own exceptions come as a std::exception, 1001.
    if (dataCodes.has(code) || message.includes('avro::Exception')) return 'clickhouse-data';
    return busyCodes.has(code) ? 'clickhouse-busy' : 'clickhouse-query';
  }
  // The embedded engine has no handler for whoever does not show one of its passwords.
  if (message.includes('There is no handle')) return 'clickhouse-refused';
  return 'clickhouse-unreachable';
}

/** An analyst's misspelt column is no missing migration. */
function queryCode(code: number): OutsideCode {
  return code === 81 ? 'migrations-missing' : 'clickhouse-query';
}
