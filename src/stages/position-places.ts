// Which state topic says how far which topic was read: what has to go, or to stay, together. An
// input without its state would be read again from its start, and all that came of it be written
// twice; a state without its input speaks of records that are gone (position.ts refuses that).

import { archivedTopics } from './archive-tables.ts';

export type PositionPlace = {
  readonly stage: 'enrich' | 'detect' | 'archive';
  readonly stateTopic: string;
  readonly inputs: readonly string[];
};

export const positionPlaces: readonly PositionPlace[] = [
  { stage: 'enrich', stateTopic: 'enrich-state', inputs: ['db-access'] },
  { stage: 'detect', stateTopic: 'detect-state', inputs: ['access'] },
  { stage: 'archive', stateTopic: 'archive-state', inputs: Object.keys(archivedTopics) },
];

/** The state topics that speak of the topic. */
export function stateTopicsOf(topic: string): readonly string[] {
  return positionPlaces
    .filter(({ inputs }) => inputs.includes(topic))
    .map(({ stateTopic }) => stateTopic);
}
