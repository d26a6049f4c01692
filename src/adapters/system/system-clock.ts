// The clock of the machine. main.ts hands it to the stages; tests use one they turn by hand.

import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    if (signal?.aborted === true) return;
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // Being woken early is an answer, not a failure.
      if ((error as Error).name !== 'AbortError') throw error;
    }
  },
};
