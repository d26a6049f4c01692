// Brings what was written to a file onto the disk, beside the work: whoever asks while a sync is
// under way shares the next one with all others who do.
//
//   written  1   2   3        4
//   sync     ├── 1 ──┤├── 2, 3 ──┤├── 4 ──┤
//
// A sync that failed is never tried again: the system may have forgotten what it did not write, and
// would call the next one done. Used by sqlite-store.ts for the log that SQLite writes ahead.

export class SharedSync {
  readonly #sync: () => Promise<void>;
  #written = 0;
  #synced = 0;
  #running: Promise<void> | undefined;
  /** Of the sync that failed, once one has. */
  failure: { readonly cause: unknown } | undefined;

  /** `sync` waits until all that was written before it was called is on the disk. */
  constructor(sync: () => Promise<void>) {
    this.#sync = sync;
  }

  noteWrite(): void {
    this.#written += 1;
  }

  /** Resolves when all that was noted until now is on the disk; rejects once a sync has failed. */
  async done(): Promise<void> {
    const wanted = this.#written;
    while (this.#synced < wanted) {
      this.#running ??= this.#run();
      await this.#running;
    }
  }

  async #run(): Promise<void> {
    const upTo = this.#written;
    try {
      await this.#sync();
    } catch (cause) {
      // The failed one stays under way, so that whoever asks later hears of it too.
      this.failure = { cause };
      throw cause;
    }
    this.#synced = upTo;
    this.#running = undefined;
  }
}
