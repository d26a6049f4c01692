// What the tasks of a stage say of an outage that all of them run into: one line per pause, not one
// for each of them. Each still tries for itself. For archive.ts and its tasks.

import { type OutsideCode, OutsideError } from '../errors.ts';
import type { Clock, Telemetry, Warehouse } from '../ports.ts';

type Culprit = 'kafka' | 'registry' | 'clickhouse';

/** Who is away, of those that can be waited for. */
export function culpritOf(code: OutsideCode): Culprit {
  if (code.startsWith('clickhouse-')) return 'clickhouse';
  return code.startsWith('registry-') ? 'registry' : 'kafka';
}

/** Timers are not exact: who comes back a little early is still the one who spoke last. */
const punctuality = 0.9;

export class Outages {
  readonly #ports: { readonly clock: Clock; readonly telemetry: Telemetry };
  /** Until when nothing is said of who is away, since somebody said it with the pause he makes. */
  readonly #quietUntil = new Map<Culprit, number>();

  constructor(ports: { readonly clock: Clock; readonly telemetry: Telemetry }) {
    this.#ports = ports;
  }

  /** Somebody failed who makes a pause, and tries again after it where `isLast` is not said. */
  failed({ code, message }: OutsideError, pauseMs: number, isLast: boolean): void {
    const { clock, telemetry } = this.#ports;
    const what = culpritOf(code);
    const now = clock.now();
    if (now < (this.#quietUntil.get(what) ?? Number.NEGATIVE_INFINITY)) return;
    this.#quietUntil.set(what, now + pauseMs * punctuality);
    const retryInMs = isLast ? undefined : pauseMs;
    telemetry.emit({ kind: 'outside-failed', what, code, message, retryInMs });
  }

  /** Somebody succeeded, for which all of them are needed. */
  recovered(): void {
    for (const what of this.#quietUntil.keys()) {
      this.#ports.telemetry.emit({ kind: 'outside-recovered', what });
    }
    this.#quietUntil.clear();
  }
}

/**
 * An engine that could not write all of its files knows tokens of rows that its next start has
 * lost. So what was inserted is not relied on until it is another; then its rows are counted.
 * Fails with `clickhouse-damaged`.
 */
export async function requireUndamaged(warehouse: Warehouse): Promise<void> {
  if (!(await warehouse.isDamaged())) return;
  throw new OutsideError('clickhouse-damaged', 'ClickHouse could not write all of its files.');
}
