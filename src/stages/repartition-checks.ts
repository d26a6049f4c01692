// Whether `access` may be written anew now: nobody works, and whoever has begun to read it has read
// all of it. Then all that detect would say of the old generation is said, and all that archive
// would write of it is written: both may go on at the end of the new one. Used by repartition.ts.

import { OutsideError } from '../errors.ts';
import type { Position } from '../generated/records.ts';
import type { Log, TopicState } from '../ports.ts';
import { positionKeyOf } from './archive-task.ts';
import { isAtEnd, positionIn, positionKey, resumePosition } from './position.ts';
import { readState } from './read-state.ts';
import type { ReadingPorts } from './stage-ports.ts';

const stages = ['enrich', 'inband', 'detect', 'population', 'archive'] as const;

/** Fails with `stages-running` where anybody is in the group of a stage. */
export async function requireNobody(log: Pick<Log, 'countMembers'>): Promise<void> {
  for (const stage of stages) {
    const members = await log.countMembers(stage);
    if (members === 0) continue;
    const who = members === 1 ? 'A process runs' : `${members} processes run`;
    throw new OutsideError('stages-running', `${who} the stage ${stage}.`);
  }
}

/**
 * Fences all who have ever had a task: what they had open is aborted, and whoever was only held up
 * finds on waking that it has nothing any more.
 */
export async function fenceAll(log: Log): Promise<void> {
  for (const stage of stages) {
    const tasks = (await log.topic(`${stage}-state`))?.partitions ?? 0;
    for (let task = 0; task < tasks; task += 1) {
      const writer = await log.writer(`${stage}-${task}`);
      await writer.close();
    }
  }
}

/** How far a stage is in `access`, by partition; undefined where it has never begun. */
export type Reached = readonly Position[] | undefined;

export type ReachedBy = { readonly detect: Reached; readonly archive: Reached };

/** Fails with `stages-behind` where a stage that has begun has not read all of `access`. */
export async function requireAllRead(ports: ReadingPorts, access: TopicState): Promise<void> {
  const { detect, archive } = await reachedBy(ports, access);
  for (const [stage, reached] of [['detect', detect] as const, ['archive', archive] as const]) {
    const behind: number[] = [];
    for (const position of reached ?? []) {
      const { next_offset, outputs_done, declared_next } = position;
      const isInTheMiddle = outputs_done > 0 || declared_next !== null;
      if (isInTheMiddle || !(await isAtEnd(ports.log, position, next_offset))) {
        behind.push(position.partition);
      }
    }
    if (behind.length === 0) continue;
    const places = behind.map((partition) => `access/${partition}`).join(', ');
    const message = `The stage ${stage} has not read all of ${places}.`;
    throw new OutsideError('stages-behind', message);
  }
  const layouts = new Set((detect ?? []).map(({ settings }) => settings));
  if (layouts.size <= 1) return;
  // Some partitions have said what other settings change, and some have not.
  const message = 'Under its present settings detect has not gone on in every partition yet.';
  throw new OutsideError('stages-behind', message);
}

async function reachedBy(ports: ReadingPorts, access: TopicState): Promise<ReachedBy> {
  return {
    detect: await reachedIn(ports, access, { stateTopic: 'detect-state', key: positionKey }),
    archive: await reachedIn(ports, access, archivePlace),
  };
}

const archivePlace = { stateTopic: 'archive-state', key: positionKeyOf('access') };

async function reachedIn(
  ports: ReadingPorts,
  { id: logId, partitions }: TopicState,
  { stateTopic, key }: { readonly stateTopic: string; readonly key: string },
): Promise<Reached> {
  const reached: Position[] = [];
  let hasBegun = false;
  for (let partition = 0; partition < partitions; partition += 1) {
    const place = { topic: stateTopic, partition };
    const state = await readState(ports, place, ({ name }) => name === 'Position');
    const written = positionIn(state, key);
    hasBegun ||= written !== undefined;
    reached.push(await resumePosition(ports.log, { topic: 'access', partition, logId }, written));
  }
  return hasBegun ? reached : undefined;
}
