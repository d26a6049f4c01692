// The writers of a process over a few shared connections. Used by kafka-log.ts.

import type { LogWriter } from '../../ports.ts';
import { KafkaWriter, type WriterOptions } from './kafka-writer.ts';
import { type LinkOptions, Links } from './links.ts';

/** A connection answers one request after another: with a few of them no writer waits long. */
const linksMax = 4;

export class KafkaWriters {
  readonly #linkOptions: LinkOptions;
  readonly #options: Omit<WriterOptions, 'links'>;
  readonly #links: Links[] = [];
  #opened = 0;

  constructor(linkOptions: LinkOptions, options: Omit<WriterOptions, 'links'>) {
    this.#linkOptions = linkOptions;
    this.#options = options;
  }

  async open(transactionalId: string): Promise<LogWriter> {
    const index = this.#opened % linksMax;
    this.#opened += 1;
    this.#links[index] ??= new Links(this.#linkOptions);
    return KafkaWriter.open({ ...this.#options, links: this.#links[index] }, transactionalId);
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map((links) => links.close()));
  }
}
