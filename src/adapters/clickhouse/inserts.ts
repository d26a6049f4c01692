// The insert half of the Warehouse: which columns a writer schema fills, the settings under which a
// token holds, and the sending. Used by open-warehouse.ts alone.

import { Readable } from 'node:stream';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { Scratch } from '../../core/scratch.ts';
import { OutsideError } from '../../errors.ts';
import type { AvroInsert, Warehouse } from '../../ports.ts';
import { avroBody, type BodyPlan, planBody, rowsMax } from './avro-body.ts';
import { outsideError } from './clickhouse-errors.ts';

/** All that a token needs; defaults differ between versions, so each is said. */
const insertSettings: ClickHouseSettings = {
  async_insert: 0,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  materialized_views_ignore_errors: 0,
  input_format_avro_allow_missing_fields: 1,
  input_format_avro_null_as_default: 1,
  // One block: a part per partition, each deduplicated by the token.
  input_format_parallel_parsing: 0,
  max_insert_block_size: String(rowsMax),
  min_insert_block_size_rows: String(rowsMax),
  min_insert_block_size_bytes: '0',
  // A forged date must not stop the archive: one insert may touch many months.
  max_partitions_per_insert_block: '0',
  wait_end_of_query: 1,
};

/** The body of an insert as large as archive makes it by default. */
const scratchBytesMax = 48_000_000;

export function openInserts(
  client: ClickHouseClient,
  query: Warehouse['query'],
  database: string,
): Warehouse['insert'] {
  const plans = new Map<string, Promise<InsertPlan>>();
  /** One for each insert that was under way at the same time. */
  const spares: Scratch[] = [];
  return async (insert) => {
    const id = `${insert.table}\n${insert.withKey === true}\n${insert.schemaText}`;
    let plan = plans.get(id);
    if (plan === undefined) {
      plan = planInsert(query, database, insert);
      plans.set(id, plan);
      // A failed look-up is asked again next time.
      plan.catch(() => plans.delete(id));
    }
    const scratch = spares.pop() ?? new Scratch(scratchBytesMax);
    await send(client, await plan, { insert, scratch });
    // Not after a failure: nobody knows how much of it is still on its way.
    spares.push(scratch);
  };
}

type InsertPlan = { readonly body: BodyPlan; readonly statement: string };

/** Only columns that the table has: a newer writer schema may know more than the table. */
async function planInsert(
  query: Warehouse['query'],
  database: string,
  insert: AvroInsert,
): Promise<InsertPlan> {
  const rows = await query(
    'SELECT name FROM system.columns WHERE database = {database:String} ' +
      "AND table = {table:String} AND default_kind NOT IN ('ALIAS', 'MATERIALIZED')",
    { parameters: { database, table: insert.table } },
  );
  if (rows.length === 0) {
    throw new OutsideError('migrations-missing', `ClickHouse has no table ${insert.table}.`);
  }
  const present = new Set(rows.map((row) => row['name']));
  const body = planBody(insert.schemaText, insert.withKey === true);
  const columns = body.columns.filter((column) => present.has(column)).map(quoted);
  const statement = `INSERT INTO ${quoted(insert.table)} (${columns.join(', ')}) FORMAT Avro`;
  return { body, statement };
}

type Sending = { readonly insert: AvroInsert; readonly scratch: Scratch };

async function send(
  client: ClickHouseClient,
  plan: InsertPlan,
  { insert, scratch }: Sending,
): Promise<void> {
  const body = avroBody(plan.body, insert, scratch);
  const isTokened = insert.token !== '';
  const token = isTokened ? { insert_deduplication_token: insert.token } : {};
  try {
    const result = await client.exec({
      query: plan.statement,
      values: Readable.from([body], { objectMode: false }),
      // The token is the query's id too: ClickHouse refuses a second one while the first still
      // runs, and a takeover can see whether an insert of its predecessor is still under way.
      ...(isTokened ? { query_id: insert.token } : {}),
      clickhouse_settings: { ...insertSettings, ...token, insert_deduplicate: isTokened ? 1 : 0 },
    });
    for await (const _ of result.stream) void _;
  } catch (cause) {
    throw outsideError(cause, 'insert', `Insert into ${insert.table}`);
  }
}

/** Names come from our own tables, but a name is quoted all the same. */
export function quoted(identifier: string): string {
  return `\`${identifier.replace(/[`\\]/g, '\\$&')}\``;
}
