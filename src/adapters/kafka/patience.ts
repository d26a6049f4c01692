// Waiting for a Kafka that is away: growing pauses, said once each, until it is back or the log is
// closed. Used by the other files of this folder.

import { OutsideError } from '../../errors.ts';
import type { Clock, Telemetry } from '../../ports.ts';
import { withinGrace } from './stop-grace.ts';

const firstPauseMs = 100;
const pauseMsMax = 10_000;
/** Who does not wait at all, as a command that a person watches, tries so often. */
const impatientTries = 3;
/** And not again after so long: a broker may take its time to say nothing. */
const impatientMsMax = 4_000;

export type PatienceOptions = {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Whether to wait for as long as it takes. */
  readonly isPatient: boolean;
  readonly closed: AbortSignal;
};

export class Patience {
  readonly #options: PatienceOptions;
  #isTroubled = false;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** Repeats what fails in a way that may pass. */
  async until<T>(attempt: () => Promise<T>): Promise<T> {
    const { clock, isPatient } = this.#options;
    const until = clock.now() + impatientMsMax;
    for (let tries = 1; ; tries += 1) {
      try {
        const result = await attempt();
        this.recovered();
        return result;
      } catch (error) {
        if (!isPatient && clock.now() > until) throw error;
        await this.pause(error, tries);
      }
    }
  }

  /**
   * Waits after the failure number `tries` in a row, or until `stop` is aborted; rethrows what no
   * waiting helps.
   */
  async pause(error: unknown, tries: number, stop?: AbortSignal): Promise<void> {
    const { clock, telemetry, isPatient, closed } = this.#options;
    if (!(error instanceof OutsideError) || !error.retriable || closed.aborted) throw error;
    if (!isPatient && tries >= impatientTries) throw error;
    const retryInMs = Math.min(firstPauseMs * 2 ** (tries - 1), pauseMsMax);
    // A leader that moves is found again at once: not worth a word.
    if (tries > 1) {
      const { code, message } = error;
      this.#isTroubled = true;
      telemetry.emit({ kind: 'outside-failed', what: 'kafka', code, message, retryInMs });
    }
    await clock.sleep(retryInMs, stop === undefined ? closed : AbortSignal.any([closed, stop]));
    if (closed.aborted) throw error;
  }

  /** What takes long and nobody needs once the log is closed. */
  withinGrace<T>(attempt: Promise<T>): Promise<T> {
    const { clock, closed } = this.#options;
    return withinGrace(attempt, { clock, stop: closed });
  }

  /** Says a failure that is not waited for. */
  gaveUp(error: Error): void {
    const code = error instanceof OutsideError ? error.code : 'kafka-failed';
    const { message } = error;
    this.#options.telemetry.emit({ kind: 'outside-failed', what: 'kafka', code, message });
  }

  recovered(): void {
    if (!this.#isTroubled) return;
    this.#isTroubled = false;
    this.#options.telemetry.emit({ kind: 'outside-recovered', what: 'kafka' });
  }
}
