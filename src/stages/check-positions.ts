// Whether every stage could go on where it stopped, asked without running it: for `doctor`. Reads
// beside stages that run: an older Position than theirs is as good for it.

import { OutsideError } from '../errors.ts';
import type { Stage } from '../telemetry.ts';
import { archiveStateTopic, generationKey, positionKeyOf } from './archive-task.ts';
import { existingTopic } from './existing-topic.ts';
import { inbandKey } from './inband-take.ts';
import { windowsKey } from './population-state.ts';
import { positionIn, positionKey, resumePosition } from './position.ts';
import { type PositionPlace, positionPlaces } from './position-places.ts';
import { readState, type StateRecord } from './read-state.ts';
import type { ReadingPorts } from './stage-ports.ts';

export type PositionProblem = { readonly stage: string; readonly error: OutsideError };

/** Why a stage would not start, the first reason for each of its inputs. */
export async function positionProblems(ports: ReadingPorts): Promise<readonly PositionProblem[]> {
  const problems: PositionProblem[] = [];
  for (const place of positionPlaces) {
    const [input = ''] = place.inputs;
    const counted = place.isInOne === true ? input : place.stateTopic;
    const { partitions } = await existingTopic(ports.log, counted);
    const wrong = new Map<string, OutsideError>();
    for (let partition = 0; partition < partitions; partition += 1) {
      const stateOf = {
        topic: place.stateTopic,
        partition: place.isInOne === true ? 0 : partition,
      };
      // Beside it stand rows of all users.
      const state = await readState(ports, stateOf, ({ name }) => name === 'Position');
      for (const topic of place.inputs) {
        if (wrong.has(topic)) continue;
        const error = await problemOf(ports, { ...place, topic, partition }, state);
        if (error !== undefined) wrong.set(topic, error);
      }
    }
    for (const error of wrong.values()) problems.push({ stage: place.stage, error });
  }
  return problems;
}

/**
 * Ids of `access` before it was written anew (repartition.ts): archive goes on with the new one,
 * and what it has of those is no other log's.
 */
export async function olderGenerations(ports: ReadingPorts): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const partitions = (await ports.log.topic(archiveStateTopic))?.partitions ?? 0;
  for (let partition = 0; partition < partitions; partition += 1) {
    const place = { topic: archiveStateTopic, partition };
    const state = await readState(ports, place, ({ name }) => name === 'Position');
    for (const [key, { name, record }] of state) {
      if (name === 'Position' && key === generationKey(record.log_id)) ids.add(record.log_id);
    }
  }
  return ids;
}

/** Of a stage with one input and a state beside it, or with several of either. */
function keyOf(stage: Stage, topic: string, partition: number): string {
  if (stage === 'archive') return positionKeyOf(topic);
  if (stage === 'inband') return inbandKey(topic);
  return stage === 'population' ? windowsKey(partition) : positionKey;
}

type Input = Pick<PositionPlace, 'stage'> & { readonly topic: string; readonly partition: number };

async function problemOf(
  { log }: ReadingPorts,
  { stage, topic, partition }: Input,
  state: ReadonlyMap<string, StateRecord>,
): Promise<OutsideError | undefined> {
  const position = positionIn(state, keyOf(stage, topic, partition));
  if (position === undefined) return undefined;
  const { id: logId, partitions } = await existingTopic(log, topic);
  if (partition >= partitions) return undefined;
  try {
    await resumePosition(log, { topic, partition, logId }, position);
    return undefined;
  } catch (error) {
    if (error instanceof OutsideError && error.code === 'topic-changed') return error;
    throw error;
  }
}
