// The log of another thread passes the contract of every Log: over a channel within this thread,
// and across a real thread, in which the log lives.

import { once } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import { serveLog } from '../../../src/adapters/thread/serve-log.ts';
import { openThreadLog } from '../../../src/adapters/thread/thread-log.ts';
import { dayMs } from '../../../src/core/time.ts';
import { describeLogContract } from '../../contract/log-contract.ts';
import { testClock } from '../local-log/test-clock.ts';

describeLogContract('over a channel', async () => {
  const clock = testClock();
  const log = openLocalLog({ clock });
  const { port1, port2 } = new MessageChannel();
  const served = serveLog(log, port1);
  const far = openThreadLog(port2, 'local');
  const age = async (): Promise<void> => {
    clock.forward(2 * dayMs);
    await log.clean();
  };
  return {
    log: far,
    compact: age,
    expire: age,
    async close() {
      await far.close();
      await served;
      await log.close();
    },
  };
});

describeLogContract('across a thread', async () => {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('log-worker.ts', import.meta.url), {
    workerData: { port: port1 satisfies MessagePort },
    transferList: [port1],
  });
  const far = openThreadLog(port2, 'local');
  const age = async (): Promise<void> => {
    worker.postMessage('age');
    await once(worker, 'message');
  };
  return {
    log: far,
    compact: age,
    expire: age,
    async close() {
      await far.close();
      await once(worker, 'exit');
    },
  };
});
