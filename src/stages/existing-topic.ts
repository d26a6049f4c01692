// A topic that a stage cannot work without. Stages never make one: its number of partitions is a
// decision of whoever sets molecatcher up (create-topics.ts). Nobody is given `access` while it is
// written anew: what is there of it looks like all of it.

import { OutsideError } from '../errors.ts';
import type { Log, TopicState } from '../ports.ts';
import { requireSettled } from './settled-access.ts';

export async function existingTopic(log: Log, name: string): Promise<TopicState> {
  if (name === 'access') await requireSettled(log);
  const topic = await log.topic(name);
  if (topic !== undefined) return topic;
  throw new OutsideError('topic-missing', `There is no topic ${name}.`);
}
