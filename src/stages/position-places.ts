// Which state topic says how far which topic was read: what has to go, or to stay, together. An
// input without its state would be read again from its start, and all that came of it be written
// twice; a state without its input speaks of records that are gone (position.ts refuses that).

import type { Stage } from '../telemetry.ts';
import { archivedTopics } from './archive-tables.ts';
import { inbandTopics } from './inband-topics.ts';

export type PositionPlace = {
  readonly stage: Stage;
  readonly stateTopic: string;
  readonly inputs: readonly string[];
  /** All Positions stand in partition 0 of the state, whatever partition they speak of. */
  readonly isInOne?: boolean;
};

export const positionPlaces: readonly PositionPlace[] = [
  { stage: 'enrich', stateTopic: 'enrich-state', inputs: ['db-access'] },
  { stage: 'detect', stateTopic: 'detect-state', inputs: ['access'] },
  { stage: 'inband', stateTopic: 'inband-state', inputs: Object.keys(inbandTopics) },
  { stage: 'population', stateTopic: 'population-state', inputs: ['windows'], isInOne: true },
  { stage: 'archive', stateTopic: 'archive-state', inputs: Object.keys(archivedTopics) },
];

/** The state topics that speak of the topic. */
export function stateTopicsOf(topic: string): readonly string[] {
  return positionPlaces
    .filter(({ inputs }) => inputs.includes(topic))
    .map(({ stateTopic }) => stateTopic);
}
