// A thread with a log in memory, which it serves until the other side is done; told so, it lets two
// days pass there. For thread-log.test.ts.

import { parentPort, workerData } from 'node:worker_threads';
import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import { serveLog } from '../../../src/adapters/thread/serve-log.ts';
import { dayMs } from '../../../src/core/time.ts';
import { testClock } from '../local-log/test-clock.ts';

const clock = testClock();
const log = openLocalLog({ clock });
parentPort!.on('message', async () => {
  clock.forward(2 * dayMs);
  await log.clean();
  parentPort!.postMessage('aged');
});
await serveLog(log, workerData.port);
await log.close();
parentPort!.close();
