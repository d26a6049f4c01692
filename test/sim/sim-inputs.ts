// What a simulated task reads: fetched from the broker, some at a time, each partition in its turn.

import type { InputPlace } from '../../src/adapters/kafka/task-inputs.ts';
import type { Inputs } from '../../src/adapters/kafka/task-runner.ts';
import type { RecordBatch } from '../../src/core/batch.ts';
import type { Broker } from './broker.ts';
import type { SimProcess } from './sim-process.ts';

const pollMs = 200;
const slowMsMax = 800;

export class SimInputs implements Inputs {
  readonly #who: SimProcess;
  readonly #broker: Broker;
  readonly #maxBytes: number;
  readonly #places: InputPlace[];
  #fetched: RecordBatch[] = [];
  isBehind = false;

  constructor(
    { who, broker }: { readonly who: SimProcess; readonly broker: Broker },
    places: readonly InputPlace[],
    maxBytes: number,
  ) {
    this.#who = who;
    this.#broker = broker;
    this.#maxBytes = maxBytes;
    this.#places = places.map((place) => ({ ...place }));
  }

  next(): RecordBatch | undefined {
    return this.#fetched.shift();
  }

  async fetch(waitMs: number, stop?: AbortSignal): Promise<boolean> {
    for (let waited = 0; ; waited += pollMs) {
      if (await this.#fetch()) return true;
      if (waited >= waitMs || stop?.aborted === true) return false;
      await this.#who.clock.sleep(pollMs, stop);
    }
  }

  async #fetch(): Promise<boolean> {
    const { log } = this.#broker;
    this.isBehind = false;
    let isMore = false;
    const slowMs = this.#who.random.isChance(0.2) ? this.#who.random.below(slowMsMax) : 0;
    const batches = await this.#broker.ask(this.#who, async () => {
      const limits = { maxBytes: this.#maxBytes, waitMs: 0 };
      return Promise.all(
        this.#places.map(({ topic, partition, position }) =>
          log.read(topic, partition, position, limits),
        ),
      );
    });
    // An answer may be old when it comes.
    if (slowMs > 0) await this.#who.clock.sleep(slowMs);
    for (const [i, batch] of batches.entries()) {
      const place = this.#places[i]!;
      if (batch.nextOffset <= place.position) continue;
      place.position = batch.nextOffset;
      this.#fetched.push(batch);
      this.isBehind ||= batch.nextOffset < batch.endOffset;
      isMore = true;
    }
    return isMore;
  }
}
