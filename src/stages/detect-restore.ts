// How a detect task gets its state back: users, norms and mark from its state topic, and the
// records of `access` since the mark gone through again, silently. Where there is no mark that
// fits, all of the partition is. Restoring is replay with the sound off; the state only shortens
// it. Used by detect-start.ts, once its writer is open.

import { keyOf } from '../core/batch.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { OutsideError } from '../errors.ts';
import type { Norms, Position, StateMark, StateRow } from '../generated/records.ts';
import {
  type Build,
  clockOf,
  type KeptUpTo,
  keptUpToOf,
  markKey,
  type NormsSlot,
  normsSlotIn,
  normsSlotOf,
  rowKey,
  userOf,
} from './detect-state.ts';
import { existingTopic } from './existing-topic.ts';
import { resumePosition } from './position.ts';
import { readRange } from './read-range.ts';
import type { ReadingPorts } from './stage-ports.ts';

export type Restored = {
  readonly position: Position;
  readonly pipeline: Pipeline;
  /** Whether findings so far were made under other settings, or there are none yet. */
  readonly change: 'none' | 'first' | 'changed';
  /** Offset of `access` from which records are to be gone through again. */
  readonly from: number;
  /** Whether users and mark were found that fit; else nobody is known yet. */
  readonly isTakenUp: boolean;
  /** How far state was kept once a day, where the mark says. */
  readonly keptUpTo: KeptUpTo | undefined;
  /** Under which of their names the norms stand that the mark speaks of. */
  readonly normsSlot: NormsSlot;
  /** Keys of a state that could not be taken up: they are in the way. */
  readonly outdated: readonly string[];
};

export type RestoreOptions = Build & {
  readonly partition: number;
  /** A pipeline that knows nobody. */
  readonly open: () => Pipeline;
};

export async function restoreDetect(
  ports: ReadingPorts,
  { partition, open, ...build }: RestoreOptions,
): Promise<Restored> {
  const pipeline = open();
  const users = new Set<string>();
  const foreign = new Set<string>();
  const take = (user: string, saved: StateRow | undefined): void => {
    foreign.delete(user);
    if (saved === undefined) {
      users.delete(user);
      pipeline.user.unload(user);
      return;
    }
    users.add(user);
    const { valid_at, layout, row, blocks } = saved;
    if (layout === build.layout) pipeline.load(user, { row, blocks }, valid_at);
    else foreign.add(user);
  };
  const { position: written, mark, norms } = await readDetectState(ports, partition, take);
  const { id: logId } = await existingTopic(ports.log, 'access');
  const input = { topic: 'access', partition, logId };
  const resumed = await resumePosition(ports.log, input, written);
  const { start } = await ports.log.range('access', partition);
  const clock = mark && clockOf(mark, build);
  // A Position that an older version wrote does not say: then the mark does.
  const isForeign = written?.settings === null && mark !== undefined && clock === undefined;
  const isOther = isForeign || (written?.settings ?? build.layout) !== build.layout;
  const change = written === undefined ? 'first' : isOther ? 'changed' : 'none';
  const position: Position = {
    ...resumed,
    settings: build.layout,
    generation: resumed.generation + (isOther ? 1 : 0),
    // The place of an output within its record is that of the settings it was written under.
    outputs_done: isOther ? 0 : resumed.outputs_done,
  };
  // A mark before what is kept does not know the records that are gone. And one of settings that
  // were left and have come back does not say which incidents are open.
  const isFit = mark !== undefined && mark.valid_at >= start && foreign.size === 0 && !isOther;
  if (!isFit || clock === undefined) {
    const outdated = [...[...users].map(rowKey), ...norms.keys()];
    const nothing = { isTakenUp: false, outdated, keptUpTo: undefined, normsSlot: 0 } as const;
    return { position, change, pipeline: open(), from: start, ...nothing };
  }
  const normsSlot = normsSlotIn(mark);
  for (const [key, one] of norms) {
    if (normsSlotOf(key) === normsSlot) pipeline.normsInForce.load(one);
  }
  pipeline.resumeAt(clock);
  const taken = { isTakenUp: true, outdated: [], keptUpTo: keptUpToOf(mark), normsSlot };
  return { position, change, pipeline, from: mark.valid_at, ...taken };
}

type Found = {
  readonly position: Position | undefined;
  readonly mark: StateMark | undefined;
  /** By their keys in the state. */
  readonly norms: ReadonlyMap<string, Norms>;
};

/** Row after row, since all of them may be more than memory holds twice; the newest comes last. */
async function readDetectState(
  { log, codec }: ReadingPorts,
  partition: number,
  take: (user: string, row: StateRow | undefined) => void,
): Promise<Found> {
  const place = { topic: 'detect-state', partition };
  const { start, end } = await log.range(place.topic, partition);
  let position: Position | undefined;
  let mark: StateMark | undefined;
  const norms = new Map<string, Norms>();
  for await (const batch of readRange(log, place, { from: start, to: end })) {
    await codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      const decoded = codec.decode(batch, i);
      // Going on without a part of the state would give other findings than before: stop instead.
      if (decoded.kind === 'rejected') {
        const message = `${place.topic}/${partition} cannot be read: ${decoded.detail}`;
        throw new OutsideError('log-damaged', message);
      }
      const key = keyOf(batch, i);
      const user = userOf(key);
      if (decoded.kind === 'tombstone') {
        if (key === markKey) mark = undefined;
        if (user !== undefined) take(user, undefined);
        norms.delete(key ?? '');
      } else if (decoded.name === 'Position') position = decoded.record;
      else if (decoded.name === 'StateMark') mark = decoded.record;
      else if (decoded.name === 'StateRow') take(decoded.record.user, decoded.record);
      else if (decoded.name === 'Norms' && key !== null) norms.set(key, decoded.record);
    }
  }
  return { position, mark, norms };
}
