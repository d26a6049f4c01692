// The batches used last, up to a number of bytes: a stage that reads what another has just
// committed finds it here, and reading a large batch in small steps loads it once.
// Least recently used goes first: a Map keeps its keys in order of insertion.

export class BlobCache {
  readonly #limitBytes: number;
  readonly #blobs = new Map<number, Uint8Array>();
  #sizeBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get(position: number): Uint8Array | undefined {
    const blob = this.#blobs.get(position);
    if (blob === undefined) return undefined;
    this.#blobs.delete(position);
    this.#blobs.set(position, blob);
    return blob;
  }

  set(position: number, blob: Uint8Array): void {
    this.delete(position);
    this.#blobs.set(position, blob);
    this.#sizeBytes += blob.length;
    for (const oldest of this.#blobs.keys()) {
      if (this.#sizeBytes <= this.#limitBytes) break;
      this.delete(oldest);
    }
  }

  delete(position: number): void {
    const blob = this.#blobs.get(position);
    if (blob === undefined) return;
    this.#blobs.delete(position);
    this.#sizeBytes -= blob.length;
  }
}
