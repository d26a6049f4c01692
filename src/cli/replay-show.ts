// `replay list` and `replay show`: what was run again, by whom, why, and how far it is.

import { timeText } from '../investigate/diff-words.ts';
import { digestOf, type FindingTable, rowsOf, type Side } from '../investigate/replay-sides.ts';
import { listReplays, type ReplayRow, rangeText } from '../investigate/replay-store.ts';
import type { Warehouse } from '../ports.ts';
import type { Context } from './command.ts';
import { grouped } from './progress.ts';

export async function list({ flags, print, say }: Context, warehouse: Warehouse): Promise<void> {
  const rows = await listReplays(warehouse);
  if (rows.length === 0) say('No replays yet.');
  const width = Math.max(0, ...rows.map(({ id }) => id.length));
  for (const row of rows) {
    const { id, state, startedAt, records, findings, who, reason } = row;
    const counts = `${grouped(records)} records, ${grouped(findings)} findings`;
    const line = `${id.padEnd(width)}  ${state.padEnd(7)}  ${timeText(startedAt)}  ${counts}`;
    await print(flags.has('json') ? JSON.stringify(row) : `${line}  ${who}  ${reason}`.trimEnd());
  }
}

export async function show(context: Context, warehouse: Warehouse, row: ReplayRow): Promise<void> {
  const digests: Record<string, unknown> = {};
  const side: Side = { name: row.id, replay: row };
  const { detectors } = JSON.parse(row.settings) as { readonly detectors: object };
  const ids = Object.keys(detectors);
  const all = { from: undefined, to: undefined, users: [], detectors: ids, isSameDetectors: true };
  for (const table of ['windows', 'anomalies', 'incidents'] as const satisfies FindingTable[]) {
    digests[table] = await digestOf(warehouse, table, rowsOf(side, table, all, 'a'));
  }
  if (context.flags.has('json')) return context.print(JSON.stringify({ ...row, digests }));
  const told = (at: number | undefined, otherwise: string) =>
    at === undefined ? otherwise : timeText(at);
  const lines = {
    state: row.state,
    started: `${timeText(row.startedAt)} by ${row.who}`,
    reason: row.reason,
    'program, settings': `${row.version}, ${row.settingsHash}`,
    source: `${sourceText(row)}, log ${row.logId}`,
    'event time': `${told(row.from, 'the beginning')} to ${told(row.to, 'the end')}`,
    users: row.users.length === 0 ? 'all' : row.users.join(', '),
    ranges: row.ranges.map(rangeText).join(', '),
    input: `${grouped(row.records)} records, sha256 ${row.inputDigest}`,
    settings: row.settings,
  };
  for (const [name, text] of Object.entries(lines)) await context.print(`${name}: ${text}`);
  for (const [table, found] of Object.entries(digests)) {
    const { rows, sha256 } = found as { rows: number; sha256: string };
    await context.print(`${table}: ${grouped(rows)}, sha256 ${sha256}`);
  }
}

function sourceText({ source, reference }: ReplayRow): string {
  return reference === '' ? source : `${source}, with the reference data of ${reference}`;
}
