// Runs work in a thread of its own, as if it ran here: its facts are told here, in their order, the
// signals reach it, its failure is thrown, and the log that it uses is the one that is open here.
// Opened by main.ts; the other end is served-thread.ts.

import { MessageChannel, Worker } from 'node:worker_threads';
import { OutsideError } from '../../errors.ts';
import type { Log, Telemetry } from '../../ports.ts';
import { Calls } from './calls.ts';
import { openError } from './packed-error.ts';
import { serveLog } from './serve-log.ts';
import type { MainAsks, SignalName, ThreadAsks, ThreadPorts } from './thread-asks.ts';

export type ThreadRun = {
  /** What the thread starts: a file that calls serveThread. */
  readonly entry: URL;
  /** What it is to do, as plain values. */
  readonly order: unknown;
  /** Undefined where it opens a log of its own. */
  readonly log: Log | undefined;
  readonly telemetry: Telemetry;
  readonly signals: Readonly<Record<SignalName, AbortSignal>>;
};

/** Resolves once the work is done and the thread is gone; rejects with whatever ended it before. */
export async function runInThread(run: ThreadRun): Promise<void> {
  const [control, logs] = [new MessageChannel(), new MessageChannel()];
  const ports = [control.port2, logs.port2];
  const given: ThreadPorts = {
    control: control.port2,
    log: run.log === undefined ? undefined : logs.port2,
  };
  const worker = new Worker(run.entry, { workerData: given, transferList: ports });
  let uncaught: { readonly error: unknown } | undefined;
  // Such as a file that cannot be loaded: what serveThread cannot tell itself.
  worker.on('error', (error) => {
    uncaught ??= { error };
  });
  const calls = new Calls<MainAsks, ThreadAsks>(control.port1, {
    emit: (fact) => run.telemetry.emit(fact),
    uncaught(error) {
      uncaught ??= { error: openError(error) };
    },
  });
  const served = run.log === undefined ? undefined : serveLog(run.log, logs.port1);
  const deaf = forwarded(run.signals, calls);
  try {
    await calls.ask('run', run.order);
  } catch (error) {
    // What was still on its way says why the thread has ended.
    await worker.terminate();
    const isEnd = error instanceof OutsideError && error.code === 'thread-ended';
    throw isEnd && uncaught !== undefined ? uncaught.error : error;
  } finally {
    deaf();
    await worker.terminate();
    calls.close();
    logs.port1.close();
    await served;
  }
}

/** Tells the thread of signals, until the function that is returned is called. */
function forwarded(signals: ThreadRun['signals'], calls: Calls<MainAsks, ThreadAsks>): () => void {
  const over = new AbortController();
  for (const [name, signal] of Object.entries(signals) as [SignalName, AbortSignal][]) {
    const tell = () => calls.tell('abort', name);
    if (signal.aborted) tell();
    else signal.addEventListener('abort', tell, { signal: over.signal });
  }
  return () => over.abort();
}
