// What population writes of one round, in as many commits as it takes. Each but the last says how
// many records of the round are out; the last one moves the Positions on and ends the round:
//
//   Norms … Norms │ mark: 812 out      Norms … groups … NormsRound │ Positions, mark: complete
//
// Used by population-task.ts.

import { OutputBuffer } from '../core/batch.ts';
import type { Reached, Round } from '../core/rounds.ts';
import type { RecordName, Records } from '../generated/records.ts';
import type { Codec, LogWriter } from '../ports.ts';
import { commitBytesMax, partitionBytesMax } from './commit-limits.ts';
import { markKey, markRecord, populationState } from './population-state.ts';

const topics = ['norms', 'team-anomalies', 'dead-letter', populationState] as const;

/** A record on its way out. */
export type Piece = {
  readonly [N in RecordName]: {
    readonly topic: (typeof topics)[number];
    readonly partition: number;
    readonly key: string | null;
    readonly name: N;
    readonly record: Records[N];
  };
}[RecordName];

/** Where the stage is before a round is complete. */
export type Standing = {
  readonly done: Readonly<Record<'hour' | 'day', number>>;
  readonly reached: readonly Reached[];
};

export class PopulationOutput {
  readonly #codec: Codec;
  readonly #writer: LogWriter;
  readonly #commitBytes: number;
  readonly #buffers = new Map<string, OutputBuffer>();
  /** Records of the round at hand that are on their way out or out. */
  #count = 0;

  constructor(codec: Codec, writer: LogWriter, commitBytes = commitBytesMax) {
    this.#codec = codec;
    this.#writer = writer;
    this.#commitBytes = commitBytes;
  }

  /** The first `done` pieces are out already. Returns how many there were. */
  async write(
    round: Pick<Round<unknown>, 'kind' | 'start'>,
    pieces: Iterable<Piece>,
    { done, standing }: { readonly done: number; readonly standing: Standing },
  ): Promise<number> {
    this.#count = 0;
    for (const piece of pieces) {
      this.#count += 1;
      if (this.#count <= done) continue;
      this.#add(piece);
      if (!this.#isFull) continue;
      const open = { kind: round.kind, start: round.start, outputsDone: this.#count };
      await this.#commit(standing, open);
    }
    return this.#count;
  }

  /** Ends the round, in one commit with what is left of it. */
  async finish(last: readonly Piece[], standing: Standing): Promise<void> {
    for (const piece of last) this.#add(piece);
    await this.#commit(standing, undefined);
  }

  get #isFull(): boolean {
    let bytes = 0;
    for (const { length } of this.#buffers.values()) {
      if (length > partitionBytesMax) return true;
      bytes += length;
    }
    return bytes > this.#commitBytes;
  }

  #add({ topic, partition, key, name, record }: Piece): void {
    this.#codec.encode(this.#bufferOf(topic, partition), key, name, record);
  }

  #bufferOf(topic: string, partition: number): OutputBuffer {
    const place = `${topic}/${partition}`;
    const buffer = this.#buffers.get(place) ?? new OutputBuffer(topic, partition);
    this.#buffers.set(place, buffer);
    return buffer;
  }

  async #commit(
    { done, reached }: Standing,
    open: Parameters<typeof markRecord>[2],
  ): Promise<void> {
    const mark = markRecord(done, reached, open);
    this.#codec.encode(this.#bufferOf(populationState, 0), markKey, 'PopulationMark', mark);
    await this.#writer.commit([...this.#buffers.values()].filter(({ count }) => count > 0));
    for (const buffer of this.#buffers.values()) buffer.clear();
  }
}
