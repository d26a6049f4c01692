// The side of a thread that was started by run-in-thread.ts: does what it is ordered, tells its
// facts, hears the signals. Used by the file that such a thread starts.

import { workerData } from 'node:worker_threads';
import type { Log, Telemetry } from '../../ports.ts';
import { Calls } from './calls.ts';
import { packError } from './packed-error.ts';
import type { MainAsks, SignalName, ThreadAsks, ThreadPorts } from './thread-asks.ts';
import { openThreadLog } from './thread-log.ts';

export type ThreadWork = {
  /** As it was given there. */
  readonly order: unknown;
  /** The log of the main thread; undefined where this one is to open its own. */
  readonly log: Log | undefined;
  readonly telemetry: Telemetry;
  readonly signals: Readonly<Record<SignalName, AbortSignal>>;
};

export function serveThread(work: (given: ThreadWork) => Promise<void>): void {
  const ports = workerData as ThreadPorts;
  const aborts: Readonly<Record<SignalName, AbortController>> = {
    interrupt: new AbortController(),
    stop: new AbortController(),
    drain: new AbortController(),
  };
  const calls = new Calls<ThreadAsks, MainAsks>(ports.control, {
    run: (order) => work({ ...given, order }),
    abort: (signal) => aborts[signal].abort(),
  });
  const given = {
    // Only the local log is lent: on Kafka every thread has connections of its own.
    log: ports.log === undefined ? undefined : openThreadLog(ports.log, 'local'),
    telemetry: { emit: (fact) => calls.tell('emit', fact) },
    signals: {
      interrupt: aborts.interrupt.signal,
      stop: aborts.stop.signal,
      drain: aborts.drain.signal,
    },
  } satisfies Omit<ThreadWork, 'order'>;
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      calls.tell('uncaught', packError(error));
      process.exit(1);
    });
  }
}
