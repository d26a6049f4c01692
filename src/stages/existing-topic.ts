// A topic that a stage cannot work without. Stages never make one: its number of partitions is a
// decision of whoever sets molecatcher up (create-topics.ts).

import { OutsideError } from '../errors.ts';
import type { Log, TopicState } from '../ports.ts';

export async function existingTopic(log: Log, name: string): Promise<TopicState> {
  const topic = await log.topic(name);
  if (topic !== undefined) return topic;
  throw new OutsideError('topic-missing', `There is no topic ${name}.`);
}
