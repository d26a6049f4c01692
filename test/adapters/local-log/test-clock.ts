// A clock for the log's own tests: real time, which a test may set forward by days at once.

import type { Clock } from '../../../src/ports.ts';

export type TestClock = Clock & { forward(ms: number): void };

export function testClock(): TestClock {
  let aheadMs = 0;
  return {
    now: () => Date.now() + aheadMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        // As the clock of the machine: whoever waits for the thread has his turn.
        if (ms === 0) return setImmediate(resolve);
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      }),
    forward: (ms) => {
      aheadMs += ms;
    },
  };
}
