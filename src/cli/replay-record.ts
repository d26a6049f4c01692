// What is remembered of a replay while it runs: every few seconds how far it is, at last how it
// ended. So others see that it lives, and one that was killed is soon known to be dead. For
// replay-run.ts.

import { OutsideError } from '../errors.ts';
import { patiently, type ReplayReach } from '../investigate/replay.ts';
import { findReplay, type ReplayRow, saveReplay } from '../investigate/replay-store.ts';
import type { Clock, Warehouse } from '../ports.ts';
import { requireUndamaged } from '../stages/outages.ts';
import { requireWritten } from './replay-checks.ts';

/** A fraction of what one that was killed is given (replay-checks.ts). */
const pulseMs = 5_000;

type Ending = Pick<ReplayRow, 'state' | 'inputDigest' | 'reachedAt'>;

export class ReplayRecord {
  readonly #warehouse: Warehouse;
  readonly #clock: Clock;
  #row: ReplayRow;
  #reach: ReplayReach = { records: 0, unreadable: 0, findings: 0, share: 0, at: 0 };
  readonly #ended = new AbortController();
  readonly #overtaken = new AbortController();
  #pulses: Promise<void> = Promise.resolve();

  constructor(warehouse: Warehouse, clock: Clock, row: ReplayRow) {
    this.#warehouse = warehouse;
    this.#clock = clock;
    this.#row = row;
  }

  /** Aborted once somebody else goes on with the replay, or has deleted it. */
  get overtaken(): AbortSignal {
    return this.#overtaken.signal;
  }

  async begin(): Promise<void> {
    await requireUndamaged(this.#warehouse);
    await saveReplay(this.#warehouse, this.#row);
    this.#pulses = this.#pulse();
  }

  reached(reach: ReplayReach): void {
    this.#reach = reach;
  }

  /** Fails where the replay is somebody else's by now, or its findings may be lost. */
  async end(how: Ending, stop: AbortSignal): Promise<void> {
    this.#ended.abort();
    await this.#pulses;
    await patiently({ clock: this.#clock, stop }, async () => {
      await this.#requireOwn();
      const { findings } = this.#reach;
      if (how.state === 'done') await requireWritten(this.#warehouse, this.#row.id, findings);
      if (how.state !== 'failed') await requireUndamaged(this.#warehouse);
      await this.#save(how);
    });
  }

  async #pulse(): Promise<void> {
    const { signal } = this.#ended;
    for (;;) {
      await this.#clock.sleep(pulseMs, signal);
      if (signal.aborted) return;
      try {
        await this.#requireOwn();
        await this.#save({});
      } catch (error) {
        // A ClickHouse that is away is the concern of whoever writes findings.
        if (error instanceof OutsideError && error.code === 'bad-usage') this.#overtaken.abort();
      }
    }
  }

  async #requireOwn(): Promise<void> {
    const { id, revision } = await findReplay(this.#warehouse, this.#row.id);
    // What was told may not have arrived.
    if (revision <= this.#row.revision) return;
    this.#overtaken.abort();
    const message = `Somebody else goes on with the replay ${id}: delete it, and start anew.`;
    throw new OutsideError('bad-usage', message);
  }

  async #save(how: Partial<ReplayRow>): Promise<void> {
    const { records, unreadable, findings } = this.#reach;
    const now = { records, unreadable, findings };
    this.#row = { ...this.#row, ...now, ...how, revision: this.#row.revision + 1 };
    await saveReplay(this.#warehouse, this.#row);
  }
}
