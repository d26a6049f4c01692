// The Warehouse port over any ClickHouse server, with the stock client. The embedded engine is an
// address like any other here. Three users: the writing one for the archive and migrations, the
// hunter for everything an analyst asks, the scribe for keeping that it was. main.ts opens it;
// nobody else imports the client.

import { Readable } from 'node:stream';
import {
  type ClickHouseClient,
  ClickHouseError,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  type CommandParams,
  createClient,
} from '@clickhouse/client';
import { OutsideError } from '../../errors.ts';
import type { Coordinates, QueryOptions, Warehouse, WarehouseRow } from '../../ports.ts';
import { outsideError, type Purpose, stoppedAsking } from './clickhouse-errors.ts';
import { openDamage } from './damage.ts';
import { openInserts, quoted } from './inserts.ts';
import { typedRows } from './typed-rows.ts';

type Login = { readonly user: string; readonly password: string };

export type WarehouseSettings = {
  readonly url: string;
  readonly database: string;
  /** The very hunter, for those who only ask: another login of the same name may write. */
  readonly writer: Login;
  /** Where there is none, hunts run as the writer with limits and `readonly`. */
  readonly hunter?: Login | undefined;
  /** Where there is none, the writer adds to hunt_log. */
  readonly scribe?: Login | undefined;
};

/** Deduplication of views by token is as we need it from here on. */
const oldestVersion = [24, 8] as const;
/** Longer than any insert or hunt may run, so that an answer is rarely lost. */
const requestMsMax = 120_000;

/** A migration may take longer than a socket may be silent: it says each minute that it lives. */
const long: ClickHouseSettings = {
  wait_end_of_query: 1,
  send_progress_in_http_headers: 1,
  http_headers_progress_interval_ms: '60000',
};

/** For hunts without a user of their own; 2, because 1 would refuse the settings beside it. */
const guestSettings: ClickHouseSettings = {
  readonly: '2',
  max_execution_time: 60,
  max_memory_usage: '2000000000',
  max_bytes_before_external_group_by: '600000000',
  max_bytes_before_external_sort: '600000000',
  max_temporary_data_on_disk_size_for_query: '10000000000',
  max_result_rows: '1000000',
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 1,
  wait_end_of_query: 1,
};

export async function openWarehouse(settings: WarehouseSettings): Promise<Warehouse> {
  await prepareDatabase(settings);
  const writer = connect(settings, settings.writer);
  const hunter = connect(settings, settings.hunter ?? settings.writer);
  const scribe = connect(settings, settings.scribe ?? settings.writer);

  const query: Warehouse['query'] = async (sql, options = {}) => {
    const ask = async () => {
      const format = 'JSONCompactEachRowWithNamesAndTypes';
      const result = await chosen(options).query({ query: sql, format, ...extras(options) });
      return result.text();
    };
    return typedRows(await unstopped(options, () => asked(sql, ask)));
  };
  const chosen = (options: QueryOptions) => (options.as === 'hunter' ? hunter : writer);
  const extras = (options: QueryOptions) => {
    const isGuest = options.as === 'hunter' && settings.hunter === undefined;
    const wide = {
      output_format_json_quote_64bit_integers: 1,
      // JSON has no infinities: without this they are read as null.
      output_format_json_quote_denormals: 1,
    } as const;
    const isReader = options.as === 'hunter' || isAsking(settings);
    const own = isReader ? {} : { clickhouse_settings: wide };
    return {
      ...(isGuest ? { clickhouse_settings: guestSettings } : own),
      ...(options.parameters === undefined ? {} : { query_params: { ...options.parameters } }),
      ...(options.signal === undefined ? {} : { abort_signal: options.signal }),
    };
  };

  async function* streamBytes(sql: string, format: string, options: QueryOptions = {}) {
    const query = formatted(sql, format);
    const ask = () => chosen(options).exec({ query, ...extras(options) });
    const result = await unstopped(options, () => asked(sql, ask));
    try {
      for await (const chunk of result.stream) yield chunk as Uint8Array;
    } catch (cause) {
      if (isStopped(options)) throw stoppedAsking(cause);
      throw outsideError(cause, 'query', 'ClickHouse stopped answering');
    }
  }

  const engine = () => engineOf(query);
  return {
    query,
    engine,
    isDamaged: openDamage(query),
    insert: openInserts(writer, query, settings.database),
    ...countsOf(query),
    async *stream(sql, format, options = {}) {
      const decoder = new TextDecoder();
      for await (const chunk of streamBytes(sql, format, options)) {
        yield decoder.decode(chunk, { stream: true });
      }
    },
    streamBytes,
    execute: executeBy(settings, { writer, scribe }),
    async close() {
      await Promise.all([writer.close(), hunter.close(), scribe.close()]);
    },
  };
}

type Writers = { readonly writer: ClickHouseClient; readonly scribe: ClickHouseClient };

function executeBy(settings: WarehouseSettings, clients: Writers): Warehouse['execute'] {
  return async (sql, parameters, { as = 'writer', id, rows } = {}) => {
    const command = {
      query: sql,
      ...(as === 'writer' ? { clickhouse_settings: long } : {}),
      ...(parameters === undefined ? {} : { query_params: { ...parameters } }),
      ...(id === undefined ? {} : { query_id: id }),
    };
    const send = () => sent(clients[as], command, rows);
    try {
      await asked(sql, send, id === undefined ? 'query' : 'insert');
    } catch (cause) {
      // Whoever asked knows nothing of this statement: what can be mended is the user.
      const { url, writer, scribe = writer } = settings;
      throw as === 'scribe' ? loginRefused(cause, url, scribe) : cause;
    }
  };
}

async function sent(
  client: ClickHouseClient,
  command: CommandParams,
  rows: readonly WarehouseRow[] | undefined,
): Promise<void> {
  if (rows === undefined) {
    await client.command(command);
    return;
  }
  const body = Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));
  const values = Readable.from([body], { objectMode: false });
  const result = await client.exec({ ...command, values });
  for await (const _ of result.stream) void _;
}

async function engineOf(query: Warehouse['query']): ReturnType<Warehouse['engine']> {
  const [row] = await query(
    'SELECT version() AS version, ' +
      'toUnixTimestamp64Milli(now64(3)) - 1000 * toInt64(uptime()) AS started_at',
  );
  return { version: String(row?.['version']), startedAt: Number(row?.['started_at']) };
}

const inRange =
  '_log = {log:String} AND _partition = {partition:Int32} ' +
  'AND _offset >= {first:Int64} AND _offset < {next:Int64}';

function countsOf(query: Warehouse['query']): Pick<Warehouse, 'count' | 'offsets'> {
  return {
    async count(table, range) {
      const sql = `SELECT count() AS rows FROM ${quoted(table)} WHERE ${inRange}`;
      const [row] = await query(sql, { parameters: rangeParameters(range) });
      return Number(row?.['rows'] ?? 0);
    },
    async offsets(table, range) {
      const sql = `SELECT DISTINCT _offset FROM ${quoted(table)} WHERE ${inRange} ORDER BY _offset`;
      const rows = await query(sql, { parameters: rangeParameters(range) });
      return rows.map((row) => Number(row['_offset']));
    },
  };
}

function rangeParameters(range: Coordinates): Record<string, unknown> {
  const { logId, partition, first, next } = range;
  return { log: logId, partition, first, next };
}

/** Own database of the engine Atomic: `default` of the embedded engine is another kind. */
async function prepareDatabase(settings: WarehouseSettings): Promise<void> {
  const client = connect({ ...settings, database: 'system' }, settings.writer);
  const { database } = settings;
  try {
    const [row] = typedRows(
      await asked('SELECT version()', async () => {
        const result = await client.query({
          query:
            'SELECT version() AS version, (SELECT count() FROM system.databases ' +
            'WHERE name = {database:String}) AS databases',
          query_params: { database },
          format: 'JSONCompactEachRowWithNamesAndTypes',
        });
        return result.text();
      }),
    );
    checkVersion(String(row?.['version']));
    if (Number(row?.['databases']) > 0) return;
    if (isAsking(settings)) throw noDatabase(settings);
    const create = `CREATE DATABASE IF NOT EXISTS ${quoted(database)} ENGINE = Atomic`;
    await asked(create, () => client.command({ query: create }));
  } catch (cause) {
    throw loginRefused(cause, settings.url, settings.writer);
  } finally {
    await client.close();
  }
}

/** Then nothing may be set, and nothing made. */
function isAsking({ writer, hunter }: WarehouseSettings): boolean {
  return writer === hunter;
}

/** Whoever only asks cannot make it, and need not be told of a statement that was refused. */
function noDatabase({ url, database, writer }: WarehouseSettings): OutsideError {
  const said = `ClickHouse at ${new URL(url).host} shows ${writer.user} no database ${database}.`;
  return new OutsideError('migrations-missing', said);
}

/** Whoever mistyped a password needs to know where and for whom, and nothing of our statements. */
function loginRefused(cause: unknown, url: string, { user }: Login): unknown {
  if (!(cause instanceof OutsideError) || cause.code !== 'clickhouse-refused') return cause;
  const { host } = new URL(url);
  const said = `ClickHouse at ${host} refused the user ${user} or the password.`;
  return new OutsideError('clickhouse-refused', said, { cause });
}

export function checkVersion(version: string): void {
  const [year = 0, month = 0] = version.split('.').map(Number);
  const isOldEnough =
    year > oldestVersion[0] || (year === oldestVersion[0] && month >= oldestVersion[1]);
  if (isOldEnough) return;
  throw new OutsideError(
    'clickhouse-version',
    `ClickHouse ${version} is too old: ${oldestVersion.join('.')} or newer is needed.`,
  );
}

function connect(settings: WarehouseSettings, login: Login): ClickHouseClient {
  return createClient({
    url: settings.url,
    database: settings.database,
    username: login.user,
    password: login.password,
    request_timeout: requestMsMax,
    // On loopback it costs more than it saves.
    compression: { request: false, response: false },
    // Lists of hundreds of customer ids do not fit into an address line.
    use_multipart_params_auto: true,
    application: 'molecatcher',
    log: { level: ClickHouseLogLevel.OFF },
  });
}

async function asked<T>(
  sql: string,
  ask: () => Promise<T>,
  purpose: Purpose = 'query',
): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const start = sql.trim().replace(/\s+/g, ' ').slice(0, 80);
    const isAnswer = cause instanceof ClickHouseError || /Code: \d+/.test(String(cause));
    const verb = isAnswer ? 'refused' : 'did not answer';
    throw outsideError(cause, purpose, `ClickHouse ${verb} "${start}"`);
  }
}

/** The client hears a signal only while it asks: one that was given before would be missed. */
async function unstopped<T>(options: QueryOptions, ask: () => Promise<T>): Promise<T> {
  if (isStopped(options)) throw stoppedAsking();
  try {
    return await ask();
  } catch (cause) {
    throw isStopped(options) ? stoppedAsking(cause) : cause;
  }
}

function isStopped({ signal }: QueryOptions): boolean {
  return signal?.aborted === true;
}

function formatted(sql: string, format: string): string {
  if (!/^\w+$/.test(format)) throw new OutsideError('bad-usage', `No format: ${format}`);
  return `${sql.replace(/;\s*$/, '')}\nFORMAT ${format}`;
}
