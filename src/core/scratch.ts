// Bytes that are used again and again, or given back at once. Fresh memory is cheap by itself, but
// every few megabytes of it make the collector walk the whole heap: at ten thousand events a second
// that took a third of the processor. For what adapters read and write: batches, bodies of inserts.

export class Scratch {
  readonly #keptBytesMax: number;
  #bytes = new Uint8Array(0);

  /** What is larger than `keptBytesMax` comes once in a while: it is made anew and not kept. */
  constructor(keptBytesMax: number) {
    this.#keptBytesMax = keptBytesMax;
  }

  /** So many bytes with anything in them, valid until the next call. */
  take(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.#keptBytesMax) return new Uint8Array(length);
    // Doubled, so that sizes that creep up do not cost fresh memory each time.
    if (length > this.#bytes.length) {
      const doubled = Math.max(length, 2 * this.#bytes.length);
      this.#bytes = new Uint8Array(Math.min(doubled, this.#keptBytesMax));
    }
    return this.#bytes.subarray(0, length);
  }
}

/** Buffers up to half of Node's pool may share their memory with others. */
const pooledBytesMax = 32_768;

/** Gives memory back that nobody else looks at; small pieces are left to the collector. */
export function release({ buffer, length }: Uint8Array): void {
  if (length > pooledBytesMax && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
