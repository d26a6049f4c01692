// Rows for tests of hunts: what a case does not say is as of one plain read in the archive. And the
// asking, which holds a hunt to the columns that it names.

import { expect } from 'vitest';
import { findHunt, type GivenValues, runHunt } from '../../src/investigate/hunt.ts';
import type { Embedded } from './embedded.ts';

type Row = Readonly<Record<string, unknown>>;

/** An access; `whom` are its customers, `why` the reason of all of them. */
export type Read = Row & {
  readonly at: string;
  readonly user: string;
  readonly whom?: readonly string[];
  readonly why?: string;
};

export type HuntWorld = {
  /** Rows as they are; places in the log go on from one row to the next. */
  plant(table: string, rows: readonly Row[]): Promise<void>;
  reads(rows: readonly Read[]): Promise<void>;
  ask(id: string, given?: GivenValues): Promise<readonly Row[]>;
};

export function huntWorld(world: Embedded): HuntWorld {
  let offset = 0;
  const place = () => {
    offset += 1;
    return { _log: 'log', _partition: 0, _offset: offset };
  };
  async function plant(table: string, rows: readonly Row[]): Promise<void> {
    const lines = rows.map((row) => JSON.stringify({ ...place(), ...row }));
    await world.warehouse.execute(`INSERT INTO ${table} FORMAT JSONEachRow ${lines.join('\n')}`);
  }
  return {
    plant,
    reads: (rows) => plant('access', rows.map(readRow)),
    async ask(id, given = {}) {
      const { hunt, rows } = await runHunt(world.warehouse, findHunt(id), { given });
      for (const row of rows) expect(Object.keys(row)).toEqual(hunt.columns);
      return rows;
    },
  };
}

function readRow({ whom = [], why = 'ticket-named', ...row }: Read, index: number): Row {
  const each = <T>(value: T) => whom.map(() => value);
  return {
    event_id: `${row.user} ${row.at} ${index}`,
    ...{ part: 0, parts: 1, seen_at: row.at, account: row.user, user_kind: 'human' },
    ...{ team: 'support', source: 'crm', database: 'main', operation: 'select' },
    ...{ tables: ['customers'], rows: whom.length, touch: 'opened', status: 'ok' },
    ...{ subjects: whom, subject_count: whom.length, reasons: each(why), tickets: each('') },
    ...{ segments: each('home'), flags: each(0), ticket_marks: each(0) },
    subject_sources: each('explicit'),
    ...row,
  };
}

/** Only these columns, as a list for each row. */
export function only(rows: readonly Row[], ...columns: readonly string[]): readonly unknown[][] {
  return rows.map((row) => columns.map((column) => row[column]));
}
