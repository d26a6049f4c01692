// What detect and archive are told once `access` is another topic: that they have read it to its
// end. Detect keeps no mark, so it goes through all of it first, silently, and knows everybody by
// their new partition; archive goes on with what comes from now on. All of it is one transaction of
// the run's own writer: a run that was overtaken must not set back those that work again by now.
// May be done twice: it says the same again. Used by repartition.ts.

import { OutputBuffer } from '../core/batch.ts';
import type { Position } from '../generated/records.ts';
import type { CopyPorts } from './access-copy.ts';
import { archiveStateTopic, generationKey, positionKeyOf } from './archive-task.ts';
import { markKey } from './detect-state.ts';
import { positionIn, positionKey } from './position.ts';
import { readState } from './read-state.ts';
import { isBeginningLost } from './repartition-notes.ts';
import type { ReadingPorts } from './stage-ports.ts';

/**
 * In place of the hash of settings, and no hash: detect takes it for a change. So it says which
 * incidents are open over what is kept, and closes those that only the lost beginning knew.
 */
const lostBeginning = 'beginning-lost';

export type Generations = {
  /** Of the topic that was copied, by partition: its ends. */
  readonly before: readonly Position[];
  /** Of the topic that it has become. */
  readonly after: readonly Position[];
};

export async function tellStages(
  { log, codec, writer }: Pick<CopyPorts, 'log' | 'codec' | 'writer'>,
  both: Generations,
): Promise<void> {
  const ports = { log, codec };
  const ids = new Set([...both.before, ...both.after].map(({ log_id }) => log_id));
  const ofDetect = await forDetect(ports, both, ids);
  await writer.commit([...ofDetect, ...(await forArchive(ports, both, ids))]);
}

async function forDetect(
  ports: ReadingPorts,
  { before, after }: Generations,
  ids: ReadonlySet<string>,
): Promise<readonly OutputBuffer[]> {
  const topic = 'detect-state';
  const written: Position[] = [];
  const most = Math.max(before.length, after.length);
  for (let partition = 0; partition < most; partition += 1) {
    written.push(...(await positionAt(ports, { topic, partition }, positionKey)));
  }
  // One of an older generation may lie where there was no partition since.
  const own = written.filter(({ log_id }) => ids.has(log_id));
  const [first] = own;
  // It has never begun, and begins with the first record.
  if (first === undefined) return [];
  // Those findings were made under these settings: whoever goes on under others says so.
  const settings = isBeginningLost(before) ? lostBeginning : first.settings;
  const generation = Math.max(...own.map((one) => one.generation));
  return Array.from({ length: most }, (_, partition) => {
    const output = new OutputBuffer(topic, partition);
    const position = after[partition];
    output.append(markKey, null);
    // Where there is no such partition any more its Position has nothing left to speak of.
    if (position === undefined) output.append(positionKey, null);
    else {
      const carried = { ...position, settings, generation };
      ports.codec.encode(output, positionKey, 'Position', carried);
    }
    return output;
  });
}

async function forArchive(
  ports: ReadingPorts,
  { before, after }: Generations,
  ids: ReadonlySet<string>,
): Promise<readonly OutputBuffer[]> {
  const topic = archiveStateTopic;
  const key = positionKeyOf('access');
  const most = Math.max(before.length, after.length);
  let hasBegun = false;
  for (let partition = 0; partition < most; partition += 1) {
    const written = await positionAt(ports, { topic, partition }, key);
    hasBegun ||= written.some(({ log_id }) => ids.has(log_id));
  }
  if (!hasBegun) return [];
  return Array.from({ length: most }, (_, partition) => {
    const output = new OutputBuffer(topic, partition);
    const [old, fresh] = [before[partition], after[partition]];
    // Kept for good: it says whose the rows are that the archive has of the topic that is gone.
    if (old !== undefined) {
      ports.codec.encode(output, generationKey(old.log_id), 'Position', old);
    }
    if (fresh === undefined) output.append(key, null);
    else ports.codec.encode(output, key, 'Position', fresh);
    return output;
  });
}

/** None or one. */
async function positionAt(
  ports: ReadingPorts,
  place: { readonly topic: string; readonly partition: number },
  key: string,
): Promise<readonly Position[]> {
  const state = await readState(ports, place, ({ name }) => name === 'Position');
  const position = positionIn(state, key);
  return position === undefined ? [] : [position];
}
