// A task of a stage, and where its log ends meanwhile. The end is told with each batch, not only
// with the commit of it: a stage that cannot commit would count no lag at all. And since it reads
// nothing as long as it is held up, the log is asked again now and then. For membership.ts.

import type { RecordBatch } from '../core/batch.ts';
import type { Millis } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { PartitionTask } from '../ports.ts';
import type { Stage } from '../telemetry.ts';
import type { StagePorts } from './stage-ports.ts';

export type WatchPorts = Pick<StagePorts, 'log' | 'clock' | 'telemetry'>;

export class WatchedTask implements PartitionTask {
  readonly positions: ReadonlyMap<string, number>;
  readonly #task: PartitionTask;
  readonly #ports: WatchPorts;
  readonly #place: { readonly stage: Stage; readonly partition: number };
  /** Since when it has been in one and the same call. */
  #busySince: Millis | undefined;

  constructor(
    task: PartitionTask,
    ports: WatchPorts,
    place: { readonly stage: Stage; readonly partition: number },
  ) {
    this.positions = task.positions;
    this.#task = task;
    this.#ports = ports;
    this.#place = place;
  }

  process(batch: RecordBatch): Promise<'more' | 'done'> {
    const position = batch.offsets[0] ?? batch.nextOffset;
    this.#tell(batch.topic, { position, end: batch.endOffset });
    return this.#timed(() => this.#task.process(batch));
  }

  idle(): Promise<'more' | 'done'> {
    return this.#timed(() => this.#task.idle());
  }

  release(): Promise<void> {
    return this.#task.release();
  }

  /** Where it has been in one call for `ms` already: asks the log how far that is by now. */
  async look(ms: number): Promise<void> {
    const { log, clock } = this.#ports;
    for (const [topic, position] of this.positions) {
      if (this.#busySince === undefined || clock.now() - this.#busySince < ms) return;
      const { end } = await log.range(topic, this.#place.partition);
      this.#tell(topic, { position, end });
    }
  }

  #tell(topic: string, reach: { readonly position: number; readonly end: number }): void {
    this.#ports.telemetry.emit({ kind: 'end-seen', ...this.#place, topic, ...reach });
  }

  async #timed(call: () => Promise<'more' | 'done'>): Promise<'more' | 'done'> {
    this.#busySince = this.#ports.clock.now();
    try {
      return await call();
    } catch (error) {
      // Another process has it, and nobody releases what is not ours any more.
      if (error instanceof OutsideError && error.code === 'fenced') {
        this.#ports.telemetry.emit({ kind: 'partition-released', ...this.#place });
      }
      throw error;
    } finally {
      this.#busySince = undefined;
    }
  }
}
