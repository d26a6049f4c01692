// Where a stage with one input and one state topic goes on, once its writer is open. Archive, which
// has several inputs in one state, does the same step by step.

import type { Position } from '../generated/records.ts';
import { existingTopic } from './existing-topic.ts';
import { positionIn, resumePosition } from './position.ts';
import type { Place } from './read-range.ts';
import { readState, type StateRecord } from './read-state.ts';
import type { ReadingPorts } from './stage-ports.ts';

type Resumed = {
  readonly position: Position;
  /** All that the stage had written beside it. */
  readonly state: ReadonlyMap<string, StateRecord>;
};

/** The state has the partition of the input, and belongs to the same task. */
export async function resume(
  ports: ReadingPorts,
  stateTopic: string,
  input: Place,
): Promise<Resumed> {
  const state = await readState(ports, { topic: stateTopic, partition: input.partition });
  const { id: logId } = await existingTopic(ports.log, input.topic);
  const position = await resumePosition(ports.log, { ...input, logId }, positionIn(state));
  return { position, state };
}
