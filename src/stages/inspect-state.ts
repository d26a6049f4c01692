// What detect has saved of its state: one person's row, or how far a partition is; and how to have
// all of it made anew. For the command `state`.

import { OutputBuffer } from '../core/batch.ts';
import { type DescribedRow, describeRow } from '../core/describe-row.ts';
import { partitionOf } from '../core/hash.ts';
import { OutsideError } from '../errors.ts';
import type { Position, StateMark, StateRow } from '../generated/records.ts';
import type { DetectSettings } from './detect-settings.ts';
import { buildOf, markKey, rowKey } from './detect-state.ts';
import { existingTopic } from './existing-topic.ts';
import { positionKey } from './position.ts';
import { readState } from './read-state.ts';
import type { ReadingPorts } from './stage-ports.ts';

const topic = 'detect-state';

type Chosen = Pick<DetectSettings, 'detectors' | 'graceMs' | 'budgets'>;

export type InspectedUser = DescribedRow & {
  readonly user: string;
  readonly partition: number;
  /** Offset of access before which everything of the user is in the row. */
  readonly validAt: number;
  readonly rowBytes: number;
  readonly blockBytes: number;
};

/** Fails with `bad-usage` where nothing is saved of the user, or under other settings. */
export async function inspectUser(
  ports: ReadingPorts,
  chosen: Chosen,
  user: string,
): Promise<InspectedUser> {
  const { partitions } = await existingTopic(ports.log, 'access');
  const partition = partitionOf(user, partitions);
  const key = rowKey(user);
  const isOurs = (record: { readonly name: string; readonly record: object }) =>
    record.name === 'StateRow' && (record.record as StateRow).user === user;
  const state = await readState(ports, { topic, partition }, isOurs);
  const found = state.get(key)?.record as StateRow | undefined;
  if (found === undefined) {
    const message = `Nothing is saved of ${user} in ${topic}/${partition}.`;
    throw new OutsideError('bad-usage', message);
  }
  const { valid_at: validAt, layout, row, blocks } = found;
  if (layout !== buildOf(chosen).layout) {
    const message = `The row of ${user} was saved under other settings, or by another version.`;
    throw new OutsideError('bad-usage', message);
  }
  const described = describeRow(chosen.detectors, user, { row, blocks });
  const sizes = { rowBytes: row.length, blockBytes: blocks.length };
  return { user, partition, validAt, ...sizes, ...described };
}

export type InspectedPartition = {
  readonly partition: number;
  /** Offset up to which detect has come; undefined: it has not begun. */
  readonly position: number | undefined;
  /** Offset of the newest mark: a takeover goes through access again from there. */
  readonly mark: number | undefined;
  readonly rows: number;
  readonly bytes: number;
  /** Whether these settings can take it up. */
  readonly isFit: boolean;
  /** First offset of access that is kept. */
  readonly start: number;
};

export async function inspectPartitions(
  ports: ReadingPorts,
  chosen: Chosen,
): Promise<readonly InspectedPartition[]> {
  const { partitions } = await existingTopic(ports.log, 'access');
  const { layout } = buildOf(chosen);
  const found: InspectedPartition[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    let rows = 0;
    let bytes = 0;
    let isFit = true;
    const state = await readState(ports, { topic, partition });
    for (const { name, record } of state.values()) {
      if (name !== 'StateRow') continue;
      const row = record as StateRow;
      rows += 1;
      bytes += row.row.length + row.blocks.length;
      isFit &&= row.layout === layout;
    }
    const position = (state.get(positionKey)?.record as Position | undefined)?.next_offset;
    const mark = (state.get(markKey)?.record as StateMark | undefined)?.valid_at;
    const { start } = await ports.log.range('access', partition);
    found.push({ partition, position, mark, rows, bytes, isFit, start });
  }
  return found;
}

/**
 * Takes the marks away, so that whoever has a partition goes through all of its access again. A
 * task that runs is fenced by it, takes its partition again, and does so at once; what it has
 * written stays written. Refused where the beginning of access is gone: the state knows it still.
 */
export async function forgetMarks(
  ports: ReadingPorts,
  partitions: readonly InspectedPartition[],
): Promise<void> {
  const cut = partitions.find(({ start }) => start > 0);
  if (cut !== undefined) {
    const said = `access/${cut.partition} begins at ${cut.start}`;
    throw new OutsideError('bad-usage', `${said}: state made anew would not know what was before.`);
  }
  for (const { partition } of partitions) {
    const writer = await ports.log.writer(`detect-${partition}`);
    const output = new OutputBuffer(topic, partition);
    output.append(markKey, null);
    await writer.commit([output]);
    await writer.close();
  }
}
