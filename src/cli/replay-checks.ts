// What must hold before a replay begins, goes on, is called done or is deleted. For replay-run.ts
// and replay.ts.

import { OutsideError } from '../errors.ts';
import type { AccessSource } from '../investigate/replay-source.ts';
import {
  deleteReplay,
  findReplay,
  listReplays,
  type ReplayRow,
  writtenBy,
} from '../investigate/replay-store.ts';
import type { Warehouse } from '../ports.ts';
import type { Context } from './command.ts';
import { requireNoRequest } from './replay-request.ts';

/** While it runs it says every few seconds how far it is: one so long silent was killed. */
const silentMsMax = 60_000;

/** The one that is to be gone on with, if any. */
export async function stopped(
  context: Context,
  warehouse: Warehouse,
): Promise<ReplayRow | undefined> {
  const id = context.flags.text('resume');
  if (id === undefined) return undefined;
  requireNoRequest(context);
  const row = await findReplay(warehouse, id);
  if (row.state === 'done') {
    throw new OutsideError(
      'bad-usage',
      `The replay ${id} is done: replay diff ${id} live shows it.`,
    );
  }
  if (row.source === 'raw') {
    throw new OutsideError('bad-usage', `The replay ${id} is of raw events: start it anew.`);
  }
  requireAtRest(row, context);
  return { ...row, revision: row.revision + 1, state: 'running' };
}

export async function requireNew(warehouse: Warehouse, { id }: ReplayRow): Promise<void> {
  // What one of this name has written while it was being deleted is nobody's.
  if ((await listReplays(warehouse)).every((one) => one.id !== id)) {
    return deleteReplay(warehouse, id);
  }
  throw new OutsideError(
    'bad-usage',
    `There is a replay ${id} already: take another --id, or delete it.`,
  );
}

/** The source has all that the replay was begun with. */
export function requireWhole({ id, logId, ranges }: ReplayRow, source: AccessSource): void {
  if (logId !== source.logId) {
    throw new OutsideError('bad-usage', `The replay ${id} was of another log than this.`);
  }
  const isWhole = ranges.every(({ partition, first, next }) =>
    source.ranges.some(
      (range) => range.partition === partition && range.first <= first && range.next >= next,
    ),
  );
  if (ranges.some(({ isKept }) => isKept === true) && source.kept === undefined) {
    const said = `The replay ${id} began with kept state, which ${source.name} has not`;
    throw new OutsideError('bad-usage', `${said}: go on with it from the log.`);
  }
  if (isWhole) return;
  throw new OutsideError('bad-usage', `${source.name} has not all records of the replay ${id}.`);
}

/** Two that write the findings of one replay would write them twice. */
export function requireAtRest({ id, state, silentMs }: ReplayRow, { flags }: Context): void {
  if (state !== 'running' || flags.has('force') || silentMs > silentMsMax) return;
  throw new OutsideError(
    'bad-usage',
    `The replay ${id} is running. Stop it first; one that was killed goes with --force, ` +
      'or without it a minute later.',
  );
}

/** Each finding once: ClickHouse may have been killed in the middle. */
export async function requireWritten(
  warehouse: Warehouse,
  id: string,
  findings: number,
): Promise<void> {
  const tables = [...(await writtenBy(warehouse, id)).values()];
  const written = tables.flatMap((one) => [...one.values()]).reduce((sum, rows) => sum + rows, 0);
  if (written === findings) return;
  const message = `${written} of ${findings} findings of ${id} are in ClickHouse: start it anew.`;
  throw new OutsideError('clickhouse-query', message);
}
