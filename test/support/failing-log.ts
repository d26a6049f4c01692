// A log whose process dies: after so many changes nothing goes through any more, as at a kill
// between two calls. What was done before stays done. For tests of work that is to be gone on with.

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
