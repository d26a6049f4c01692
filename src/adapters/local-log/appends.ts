// Who waits for records to arrive, and is woken when a commit appended some.
// Used by local-log: by reads that wait and by tasks that are idle.

import type { Clock } from '../../ports.ts';

type Wake = () => void;

/** Without a reason each abort would make an error with its stack: half of what waking costs. */
const appended = 'appended';

export class Appends {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Set<Wake>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Wakes all who wait for this partition. */
  appended(partitionId: number): void {
    for (const wake of this.#waiting.get(partitionId) ?? []) wake();
  }

  /** Wakes everybody: the log is being closed. */
  wakeAll(): void {
    for (const wakes of this.#waiting.values()) for (const wake of wakes) wake();
  }

  /** Resolves when one of the partitions got records, after `ms`, or when `stop` is aborted. */
  async wait(partitionIds: readonly number[], ms: number, stop?: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = (): void => woken.abort(appended);
    for (const id of partitionIds) this.#wakesOf(id).add(wake);
    stop?.addEventListener('abort', wake);
    try {
      if (!stop?.aborted) await this.#clock.sleep(ms, woken.signal);
    } finally {
      stop?.removeEventListener('abort', wake);
      for (const id of partitionIds) this.#wakesOf(id).delete(wake);
    }
  }

  #wakesOf(partitionId: number): Set<Wake> {
    const wakes = this.#waiting.get(partitionId) ?? new Set();
    this.#waiting.set(partitionId, wakes);
    return wakes;
  }
}
