// The log on disk passes the contract of every Log.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import { dayMs } from '../../../src/core/time.ts';
import { describeLogContract } from '../../contract/log-contract.ts';
import { testClock } from './test-clock.ts';

describeLogContract('SQLite', async () => {
  const clock = testClock();
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-log-'));
  const log = openLocalLog({ folder, clock });
  const age = async (): Promise<void> => {
    clock.forward(2 * dayMs);
    await log.clean();
  };
  return {
    log,
    compact: age,
    expire: age,
    async close() {
      await log.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
