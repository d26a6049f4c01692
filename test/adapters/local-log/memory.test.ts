// The log in memory passes the contract of every Log.

import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import { dayMs } from '../../../src/core/time.ts';
import { describeLogContract } from '../../contract/log-contract.ts';
import { testClock } from './test-clock.ts';

describeLogContract('in memory', async () => {
  const clock = testClock();
  const log = openLocalLog({ clock });
  const age = async (): Promise<void> => {
    clock.forward(2 * dayMs);
    await log.clean();
  };
  return { log, compact: age, expire: age, close: () => log.close() };
});
