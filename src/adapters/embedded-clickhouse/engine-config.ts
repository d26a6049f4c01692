// The two files the embedded engine reads at its start. Users come only from users.xml there:
// CREATE USER is refused, so the passwords are made by us and live in engine.json alone.
//
// The user `default` must stay without a password, because the engine starts its own listener as
// that user. So that nobody else on this machine is let in as `default` (which could read files
// with the function file()), the HTTP handler answers only requests whose Authorization header is
// one of the three that we have made. Anything else is 404, apart from /ping.

import { createHash } from 'node:crypto';

export type Login = { readonly user: string; readonly password: string };

/** The three users: who writes the tables, who reads them, and who adds to hunt_log. */
export type Logins = {
  readonly writer: Login;
  readonly hunter: Login;
  readonly scribe: Login;
};

export type EngineSettings = Logins & {
  readonly usersFile: string;
  readonly httpPort: number;
  readonly logFile: string;
};

type Limits = Readonly<Record<string, string | number>>;

/** What a hunter may cost; also the promise of docs/reference to whoever types SQL. */
const hunterLimits: Limits = {
  // 1, not 2: a setting that a client sends is refused, so these limits cannot be lifted.
  readonly: 1,
  max_execution_time: 60,
  max_memory_usage: 2_000_000_000,
  // What groups or sorts more goes on by way of the disk, slower; a join has to fit.
  max_bytes_before_external_group_by: 600_000_000,
  max_bytes_before_external_sort: 600_000_000,
  max_temporary_data_on_disk_size_for_query: 10_000_000_000,
  max_result_rows: 1_000_000,
  result_overflow_mode: 'throw',
  max_concurrent_queries_for_user: 8,
  cancel_http_readonly_queries_on_client_close: 1,
  // The whole answer is made before its first byte leaves: an error then has its code.
  http_wait_end_of_query: 1,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 1,
};

/** A question is one row. */
const scribeLimits: Limits = {
  max_execution_time: 10,
  max_memory_usage: 200_000_000,
  max_concurrent_queries_for_user: 32,
};

/** In an hour, of all who ask: no limit above stops an insert that selects from filling a disk. */
const scribeBytesMax = 1_000_000_000;

/**
 * Of hunt_log no more than this, so that who asked can write neither another time nor anything
 * over what is there: the time is the engine's own, by the default of its column.
 */
const scribeGrant = 'INSERT(author, command, question, parameters)';

export function usersXml(database: string, { writer, hunter, scribe }: Logins): string {
  // A list of thousands of customer ids is one field of a form, and so is a long statement.
  const forms = '<http_max_field_value_size>16777216</http_max_field_value_size>';
  return `<clickhouse>
  <profiles><default>${forms}</default><writer/>
    <hunter>${forms}${limitsXml(hunterLimits)}</hunter>
    <scribe>${forms}${limitsXml(scribeLimits)}${fixedXml(scribeLimits)}</scribe></profiles>
  <quotas><default/><scribe><interval><duration>3600</duration>
    <written_bytes>${scribeBytesMax}</written_bytes></interval></scribe></quotas>
  <users>
    <default><no_password/>${rest('default', [
      'GRANT SYSTEM LISTEN ON *.*',
      'GRANT CREATE TEMPORARY TABLE ON *.*',
    ])}</default>
    ${userXml(writer, 'writer', ['GRANT ALL ON *.*'])}
    ${userXml(hunter, 'hunter', [`GRANT SELECT ON ${database}.*`])}
    ${userXml(scribe, 'scribe', [`GRANT ${scribeGrant} ON ${database}.hunt_log`])}
  </users>
</clickhouse>
`;
}

function limitsXml(limits: Limits): string {
  return Object.entries(limits)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');
}

/** Whoever inserts cannot be `readonly`, so that each limit has to be told to stay as it is. */
function fixedXml(limits: Limits): string {
  const fixed = Object.keys(limits).map((name) => `<${name}><readonly/></${name}>`);
  return `<constraints>${fixed.join('')}</constraints>`;
}

function userXml(login: Login, profile: string, grants: readonly string[]): string {
  const hash = createHash('sha256').update(login.password).digest('hex');
  const password = `<password_sha256_hex>${hash}</password_sha256_hex>`;
  return `<${login.user}>${password}${rest(profile, grants)}</${login.user}>`;
}

function rest(profile: string, grants: readonly string[]): string {
  const quota = profile === 'scribe' ? 'scribe' : 'default';
  const queries = grants.map((grant) => `<query>${grant}</query>`).join('');
  return (
    `<networks><ip>127.0.0.1</ip></networks><profile>${profile}</profile><quota>${quota}</quota>` +
    `<grants>${queries}</grants>`
  );
}

/**
 * Statistics of every column of every part help plans that nobody here makes. Merges of twelve
 * parts and not of five: fewer rounds, for more parts to read. Together a third of the CPU of the
 * engine; a server of one's own may be told the same.
 */
const mergeTree =
  '<auto_statistics_types></auto_statistics_types><merge_selector_base>12</merge_selector_base>';

/**
 * Merges come after inserts and questions: they can wait, and a part more is read in no time.
 * ClickHouse slows inserts down itself once a month has 1,000 of them. The other one is 2 on two
 * cores, one for each kind of task: more than twenty tables then wait in turn to be looked at for
 * merges, with a warning each time.
 */
const background =
  '<os_threads_nice_value_merge_mutate>10</os_threads_nice_value_merge_mutate>' +
  '<background_schedule_pool_size>16</background_schedule_pool_size>';

/** By which whoever has only an address sees that this one is killed after failed writes. */
export const embeddedMacro = 'molecatcher_embedded';

export function configXml(settings: EngineSettings): string {
  const { writer, hunter, scribe } = settings;
  const logins = [writer, hunter, scribe].map(authorization).map(escapeRegex);
  const query = '<type>dynamic_query_handler</type><query_param_name>query</query_param_name>';
  return `<clickhouse>
  <users_config>${escapeXml(settings.usersFile)}</users_config>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${settings.httpPort}</http_port>
  <max_server_memory_usage_to_ram_ratio>0.5</max_server_memory_usage_to_ram_ratio>
  <log-level>warning</log-level>
  <logger><level>warning</level><log>${escapeXml(settings.logFile)}</log>
    <size>10M</size><count>2</count></logger>
  <macros><${embeddedMacro}>yes</${embeddedMacro}></macros>
  <merge_tree>${mergeTree}</merge_tree>
  ${background}
  <http_handlers>
    <rule><url>/ping</url><handler><type>ping</type></handler></rule>
    <rule>
      <headers><Authorization>regex:(${logins.join('|')})</Authorization></headers>
      <handler>${query}</handler>
    </rule>
  </http_handlers>
</clickhouse>
`;
}

export function authorization(login: Login): string {
  return `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
