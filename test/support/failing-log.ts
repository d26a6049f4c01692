// Logs that fail: one whose process dies, so that after some changes nothing goes through any more,
// as at a kill between two calls, and what was done before stays done; and one that confirms what
// it did not write as it was told. For tests of work that is to be gone on with.

import type { OutputBuffer } from '../../src/core/batch.ts';
import type { Log } from '../../src/ports.ts';

export class Killed extends Error {}

/** `changes`: how many are made; the one after them, and all that follow, fail. */
export function dyingLog(log: Log, changes: number): Log {
  let left = changes;
  async function change<T>(make: () => Promise<T>): Promise<T> {
    if (left <= 0) throw new Killed('the process was killed');
    left -= 1;
    return make();
  }
  return {
    ...log,
    createTopic: (spec) => change(() => log.createTopic(spec)),
    deleteTopic: (name) => change(() => log.deleteTopic(name)),
    growTopic: (name, partitions) => change(() => log.growTopic(name, partitions)),
    async writer(id) {
      const writer = await change(() => log.writer(id));
      return { ...writer, commit: (outputs) => change(() => writer.commit(outputs)) };
    },
  };
}

/** `spoil` may change what is written into the topic before it is. */
export function spoilingLog(
  log: Log,
  topic: string,
  spoil: (outputs: OutputBuffer[]) => void,
): Log {
  return {
    ...log,
    async writer(id) {
      const writer = await log.writer(id);
      const commit = (outputs: readonly OutputBuffer[]) => {
        const own = [...outputs];
        if (own.some((output) => output.topic === topic && output.count > 3)) spoil(own);
        return writer.commit(own);
      };
      return { ...writer, commit };
    },
  };
}
