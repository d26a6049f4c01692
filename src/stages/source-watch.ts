// How far the sources are that other processes read, from the Positions these commit: so that all
// processes together keep one another's pace. For enrich.ts.
//
// Without it a source that one process reads could run days ahead of what another reads; the stream
// clock would follow it, and windows would close before their events had come. A source that does
// not move is as far as its next event, which is looked up: two processes at the same silence must
// not wait for each other.

import { keyOf, type RecordBatch } from '../core/batch.ts';
import { secondMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Position } from '../generated/records.ts';
import type { Pacer } from './enrich-pacer.ts';
import { positionKey } from './position.ts';
import type { StagePorts } from './stage-ports.ts';

const state = 'enrich-state';
const readBytesMax = 1_000_000;
/** How long a read waits for the next Position before the input itself is looked at. */
const quietMs = secondMs / 4;
/** The same where nobody is behind, and so nobody waits. */
const restfulMs = 2 * secondMs;
/** Enough for a first event, also where one cannot be read. */
const peekBytes = 50_000;

export class SourceWatch {
  readonly #ports: StagePorts;
  readonly #pacer: Pacer;
  readonly #over = new AbortController();
  readonly #stop: AbortSignal;

  constructor(ports: StagePorts, pacer: Pacer, stop: AbortSignal) {
    this.#ports = ports;
    this.#pacer = pacer;
    this.#stop = AbortSignal.any([stop, this.#over.signal]);
  }

  /**
   * Watches until it is ended or told to stop. Where that fails for good it says so: pace is then
   * kept by patience.
   */
  start(sources: number): void {
    if (sources === 1) return;
    for (let partition = 0; partition < sources; partition += 1) {
      this.#follow(partition).catch((error: unknown) => {
        if (this.#stop.aborted) return;
        const code = error instanceof OutsideError ? error.code : 'kafka-failed';
        const { message } = error as Error;
        this.#ports.telemetry.emit({ kind: 'outside-failed', what: state, code, message });
      });
    }
  }

  /**
   * The stage is over, also where a drain ends it, which stops nobody. A read under way is not
   * waited for: it may take as long as a broker is away, and what becomes of it is said no more.
   */
  end(): void {
    this.#over.abort();
  }

  async #follow(partition: number): Promise<void> {
    const { log, clock } = this.#ports;
    let offset = (await log.range(state, partition)).start;
    let newest: Position | undefined;
    while (!this.#stop.aborted) {
      if (this.#pacer.isOwn(partition)) {
        await clock.sleep(restfulMs, this.#stop);
        continue;
      }
      const waitMs = this.#pacer.isCatchingUp ? quietMs : restfulMs;
      const limits = { maxBytes: readBytesMax, waitMs };
      const batch = await log.read(state, partition, offset, limits);
      const found = await this.#newestIn(batch);
      newest = found ?? newest;
      const isQuiet = batch.count === 0 && batch.nextOffset >= batch.endOffset;
      offset = batch.nextOffset;
      if (found === undefined && !isQuiet) continue;
      if (found !== undefined) this.#pacer.observe(partition, found.clock, false);
      else if (this.#pacer.isWaiting) await this.#lookAhead(partition, newest);
    }
  }

  async #newestIn(batch: RecordBatch): Promise<Position | undefined> {
    const { codec } = this.#ports;
    await codec.prepare(batch);
    for (let i = batch.count - 1; i >= 0; i -= 1) {
      if (keyOf(batch, i) !== positionKey) continue;
      const decoded = codec.decode(batch, i);
      if (decoded.kind === 'record' && decoded.name === 'Position') return decoded.record;
    }
    return undefined;
  }

  /** The source is at its end, or as far as its next event. */
  async #lookAhead(partition: number, position: Position | undefined): Promise<void> {
    const { log, codec } = this.#ports;
    const topic = 'db-access';
    const next = position?.next_offset ?? (await log.range(topic, partition)).start;
    const batch = await log.read(topic, partition, next, { maxBytes: peekBytes, waitMs: 0 });
    await codec.prepare(batch);
    let clock = position?.clock ?? null;
    for (let i = 0; i < batch.count; i += 1) {
      const decoded = codec.decode(batch, i);
      if (decoded.kind !== 'record' || decoded.name !== 'AccessEvent') continue;
      clock = Math.max(clock ?? decoded.record.at, decoded.record.at);
      break;
    }
    this.#pacer.observe(partition, clock, batch.count === 0);
  }
}
