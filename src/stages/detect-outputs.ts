// What one detect task has to write: a buffer per topic, the silence of a re-run, and how many
// outputs the record at hand has given (a commit may fall into the middle of a Tick).

import { OutputBuffer, type RecordBatch } from '../core/batch.ts';
import type { Sink } from '../core/pipeline.ts';
import type {
  Anomaly,
  Closed,
  Incident,
  Settings,
  UserScore,
  UserWindow,
} from '../generated/records.ts';
import type { Codec, Telemetry, Undecodable } from '../ports.ts';
import { commitBytesMax, partitionBytesMax } from './commit-limits.ts';
import { deadLetterRecord } from './dead-letter-record.ts';

export class DetectOutputs implements Sink {
  readonly buffers: readonly OutputBuffer[];
  readonly state: OutputBuffer;
  readonly kept: OutputBuffer;
  readonly #deadLetters: OutputBuffer;
  /** Whether a window has closed since the last commit: norms are made of it while we go on. */
  hasClosed = false;
  /** While re-running what was processed before, nothing is written. */
  isSilent = false;
  /** Incidents that changed in the silence and are open at its end, as they were last. */
  readonly unheard = new Map<string, Incident>();
  /** Outputs that the record at hand has given so far, written or not. */
  ofRecord = 0;
  /** Outputs of the record at hand that an earlier commit holds already. */
  doneBefore = 0;
  readonly #codec: Codec;
  readonly #telemetry: Telemetry;
  readonly #partition: number;
  readonly #anomalies: OutputBuffer;
  readonly #incidents: OutputBuffer;
  readonly #windows: OutputBuffer;

  constructor(codec: Codec, telemetry: Telemetry, partition: number) {
    this.#codec = codec;
    this.#telemetry = telemetry;
    this.#partition = partition;
    this.#anomalies = new OutputBuffer('anomalies', partition);
    this.#incidents = new OutputBuffer('incidents', partition);
    this.#windows = new OutputBuffer('windows', partition, 65_536);
    this.#deadLetters = new OutputBuffer('dead-letter', partition);
    this.state = new OutputBuffer('detect-state', partition);
    this.kept = new OutputBuffer('detect-kept', partition);
    const found = [this.#anomalies, this.#incidents, this.#windows, this.#deadLetters];
    this.buffers = [...found, this.state, this.kept];
  }

  /** A commit is due before the next record. */
  get isFull(): boolean {
    const bytes = this.buffers.reduce((sum, { length }) => sum + length, 0);
    if (bytes > commitBytesMax) return true;
    return this.buffers.some(({ length }) => length > partitionBytesMax);
  }

  get count(): number {
    return this.buffers.reduce((sum, { count }) => sum + count, 0);
  }

  beginRecord(): void {
    this.ofRecord = 0;
    this.doneBefore = 0;
  }

  deadLetter(batch: RecordBatch, index: number, rejected: Undecodable): void {
    // A re-run comes by records whose letters are written already.
    if (this.isSilent) return;
    const letter = deadLetterRecord(batch, index, { stage: 'detect', ...rejected });
    this.#codec.encode(this.#deadLetters, letter.key, 'DeadLetter', letter);
    const { reason } = rejected;
    this.#telemetry.emit({ kind: 'records-rejected', stage: 'detect', reason, records: 1 });
  }

  anomaly(anomaly: Anomaly): void {
    if (!this.#isDue()) return;
    this.#codec.encode(this.#anomalies, anomaly.user, 'Anomaly', anomaly);
    this.#telemetry.emit({
      kind: 'anomalies-found',
      partition: this.#partition,
      detector: anomaly.detector,
      anomalies: 1,
    });
  }

  incident(incident: Incident): void {
    if (this.isSilent && incident.state === 'closed') this.unheard.delete(incident.id);
    else if (this.isSilent) this.unheard.set(incident.id, incident);
    if (!this.#isDue()) return;
    this.#codec.encode(this.#incidents, incident.user, 'Incident', incident);
    const { user, state } = incident;
    this.#telemetry.emit({ kind: 'incident-changed', partition: this.#partition, user, state });
  }

  settings(settings: Settings): void {
    this.#codec.encode(this.#incidents, '#settings', 'Settings', settings);
  }

  window(window: UserWindow): void {
    if (!this.#isDue()) return;
    this.#codec.encode(this.#windows, window.user, 'UserWindow', window);
  }

  score(score: UserScore): void {
    if (!this.#isDue()) return;
    this.#codec.encode(this.#windows, score.user, 'UserScore', score);
  }

  closed(closed: Closed): void {
    if (!this.#isDue()) return;
    this.#codec.encode(this.#windows, `#closed/${this.#partition}`, 'Closed', closed);
    this.hasClosed = true;
    const { kind, users } = closed;
    const partition = this.#partition;
    const windowKind = kind === 'hour' ? 'hour' : 'day';
    this.#telemetry.emit({ kind: 'windows-closed', partition, windowKind, users });
  }

  clear(): void {
    this.hasClosed = false;
    for (const buffer of this.buffers) buffer.clear();
  }

  #isDue(): boolean {
    this.ofRecord += 1;
    // Counted also while silent: the number is the place of an output within its record.
    return !this.isSilent && this.ofRecord > this.doneBefore;
  }
}
