// The clock of the machine. main.ts hands it to the stages; tests use one they turn by hand.

import { setImmediate as pass, setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    if (signal?.aborted === true) return;
    // A timer of 0 takes at least a millisecond, in which a single thread would do nothing.
    if (ms === 0) return pass();
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // Being woken early is an answer, not a failure.
      if ((error as Error).name !== 'AbortError') throw error;
    }
  },
};
