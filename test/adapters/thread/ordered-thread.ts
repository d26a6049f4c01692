// A thread that does what its order says, and what a broken one would do. For the tests of
// run-in-thread.ts.

import { serveThread } from '../../../src/adapters/thread/served-thread.ts';
import { OutsideError } from '../../../src/errors.ts';

export type Order =
  | 'tell three facts'
  | 'wait for the signals'
  | 'use the log'
  | 'fail outside'
  | 'fail by a bug'
  | 'throw beside its work'
  | 'exit';

serveThread(async ({ order, log, telemetry, signals }) => {
  const tell = (reason: string) =>
    telemetry.emit({ kind: 'records-rejected', stage: 'detect', reason, records: 1 });
  switch (order as Order) {
    case 'tell three facts':
      for (const reason of ['one', 'two', 'three']) tell(reason);
      return;
    case 'wait for the signals':
      for (const name of ['drain', 'stop', 'interrupt'] as const) {
        tell(name);
        if (signals[name].aborted) continue;
        await new Promise((go) => signals[name].addEventListener('abort', go));
      }
      return;
    case 'use the log':
      await log!.createTopic({ name: 'made', partitions: 2, cleanup: 'delete' });
      return log!.close();
    case 'fail outside':
      throw new OutsideError('topic-missing', 'no topic access');
    case 'fail by a bug':
      throw new TypeError('no function');
    case 'throw beside its work':
      setTimeout(() => {
        throw new OutsideError('disk-full', 'no room');
      });
      return new Promise(() => undefined);
    case 'exit':
      tell('last words');
      process.exit(0);
  }
});
