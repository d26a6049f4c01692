// Logs that fail: one whose process dies, so that after some changes nothing goes through any more,
// as at a kill between two calls, and what was done before stays done; one whose process is held
// up, as by a laptop that sleeps; and one that confirms what it did not write as it was told. For
// tests of work that is to be gone on with.

import type { OutputBuffer } from '../../src/core/batch.ts';
import type { Log } from '../../src/ports.ts';

export class Killed extends Error {}

/** `changes`: how many are made; the one after them, and all that follow, fail. */
export function dyingLog(log: Log, changes: number): Log {
  let left = changes;
  return beforeChanges(log, async () => {
    if (left <= 0) throw new Killed('the process was killed');
    left -= 1;
  });
}

export type HeldLog = Log & {
  /** Resolves once it is held up; never, where it comes to its end before. */
  readonly held: Promise<void>;
  wake(): void;
};

/**
 * Held up until somebody wakes it: before the n-th time that it changes something or looks which
 * topic is there, or before the first such call of that name.
 */
export function heldLog(log: Log, at: number | string): HeldLog {
  const [held, woken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let calls = 0;
  let isHeld = false;
  const before = async (call: string): Promise<void> => {
    calls += 1;
    isHeld ||= at === call || at === calls;
    if (!isHeld) return;
    held.resolve();
    await woken.promise;
  };
  const topic: Log['topic'] = async (name) => {
    await before(`ask ${name}`);
    return log.topic(name);
  };
  const slow = { ...beforeChanges(log, before), topic };
  return { ...slow, held: held.promise, wake: () => woken.resolve() };
}

function beforeChanges(log: Log, before: (change: string) => Promise<void>): Log {
  return {
    ...log,
    async createTopic(spec) {
      await before(`create ${spec.name}`);
      return log.createTopic(spec);
    },
    async deleteTopic(topic) {
      await before(`delete ${topic.name}`);
      return log.deleteTopic(topic);
    },
    async growTopic(name, partitions) {
      await before(`grow ${name}`);
      return log.growTopic(name, partitions);
    },
    async writer(id) {
      await before(`open ${id}`);
      const writer = await log.writer(id);
      const commit: typeof writer.commit = async (outputs) => {
        await before(`commit ${id}`);
        return writer.commit(outputs);
      };
      return { commit, close: () => writer.close() };
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
