// How a partition of what is copied into `access` is taken over: fences the owner before, and finds
// how far that one had copied each topic. Made here for inband-task.ts.

import type { Position } from '../generated/records.ts';
import type { LogWriter } from '../ports.ts';
import { verifyTopics } from './enrich-topics.ts';
import { existingTopic } from './existing-topic.ts';
import type { InbandSettings } from './inband-settings.ts';
import { inbandTopics } from './inband-topics.ts';
import { positionIn, positionKey, resumePosition } from './position.ts';
import { readState } from './read-state.ts';
import type { StagePorts } from './stage-ports.ts';

export const inbandState = 'inband-state';
export const inbandKey = (topic: string): string => `${positionKey}/${topic}`;

export type InbandStart = {
  readonly ports: StagePorts;
  readonly settings: InbandSettings;
  readonly partition: number;
  readonly writer: LogWriter;
  readonly positions: readonly Position[];
};

export async function startInband(
  ports: StagePorts,
  settings: InbandSettings,
  partition: number,
): Promise<InbandStart> {
  const { log, telemetry } = ports;
  const writer = await log.writer(`inband-${partition}`, { isOneAhead: true });
  // Whoever was held up while `access` was written anew would copy into the old number of it.
  await verifyTopics(log, settings);
  const state = await readState(ports, { topic: inbandState, partition });
  const positions: Position[] = [];
  for (const topic of Object.keys(inbandTopics)) {
    const { id: logId, partitions } = await existingTopic(log, topic);
    if (partition >= partitions) continue;
    const written = positionIn(state, inbandKey(topic));
    positions.push(await resumePosition(log, { topic, partition, logId }, written));
  }
  for (const { next_offset: position } of positions) {
    telemetry.emit({ kind: 'partition-taken', stage: 'inband', partition, position });
  }
  return { ports, settings, partition, writer, positions };
}
