// What goes between the main thread and the thread of a stage, beside the log. Used by
// run-in-thread.ts and served-thread.ts.

import type { MessagePort } from 'node:worker_threads';
import type { Fact } from '../../telemetry.ts';
import type { PackedError } from './packed-error.ts';

/**
 * `interrupt`: the process is told to end. `stop`: the stage is, for that or because another one
 * failed. `drain`: what is before it has finished.
 */
export type SignalName = 'interrupt' | 'stop' | 'drain';

/** Given to the thread at its start. */
export type ThreadPorts = {
  readonly control: MessagePort;
  /** Undefined where the thread opens a log of its own. */
  readonly log: MessagePort | undefined;
};

/** Asked of the thread. */
export type ThreadAsks = {
  /** Answered when the work is over. */
  run(order: unknown): void;
  /** Told. */
  abort(signal: SignalName): void;
};

/** Told to the main thread. */
export type MainAsks = {
  emit(fact: Fact): void;
  /** Nobody caught it there: the thread ends. */
  uncaught(error: PackedError): void;
};
