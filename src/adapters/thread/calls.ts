// Calls between two threads over a MessagePort, in both directions: each side answers what the
// other may ask, and what fails is thrown where it was asked.
//
//   ask   { id, name, asked } ──▶   answered by  { id, answer } or { id, error }
//   tell  { name, asked }     ──▶   not answered: facts, signals
//
// Messages arrive in the order in which they were sent. A port that closes, or a thread that dies,
// fails all that is asked at that moment and from then on: nobody waits for an answer that cannot
// come. Nothing is kept but what is being asked. Used by the other files of this folder.

import type { MessagePort } from 'node:worker_threads';
import { OutsideError } from '../../errors.ts';
import { openError, type PackedError, packError } from './packed-error.ts';

/** What one side may ask, by name: one value in, one out. */
export type Asks = Readonly<Record<string, (asked: never) => unknown>>;

type AskedOf<A extends Asks, N extends keyof A> = Parameters<A[N]>[0];
type Answers<A extends Asks> = {
  readonly [N in keyof A]: (
    asked: AskedOf<A, N>,
  ) =>
    | Moving<ReturnType<A[N]>>
    | ReturnType<A[N]>
    | Promise<Moving<ReturnType<A[N]>> | ReturnType<A[N]>>;
};

/** A value whose buffers move to the other thread, instead of being copied. */
export class Moving<T> {
  readonly value: T;
  readonly buffers: readonly ArrayBuffer[];

  constructor(value: T, buffers: readonly ArrayBuffer[]) {
    this.value = value;
    this.buffers = buffers;
  }
}

type Message =
  | { readonly kind: 'ask'; readonly id: number; readonly name: string; readonly asked: unknown }
  | { readonly kind: 'tell'; readonly name: string; readonly asked: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: PackedError };

type Waiting = {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
};

/** `Mine` is what this side answers, `Theirs` what it may ask. */
export class Calls<Mine extends Asks, Theirs extends Asks> {
  readonly #port: MessagePort;
  readonly #mine: Answers<Mine>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #over = new AbortController();
  #asked = 0;

  constructor(port: MessagePort, mine: Answers<Mine>) {
    this.#port = port;
    this.#mine = mine;
    port.on('message', (message: Message) => this.#heard(message));
    port.on('messageerror', (error) => this.#end(error));
    port.on('close', () => this.#end(undefined));
  }

  /** Aborted once nothing goes through any more; the reason is what every call fails with. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  async ask<N extends keyof Theirs & string>(
    name: N,
    asked: AskedOf<Theirs, N> | Moving<AskedOf<Theirs, N>>,
  ): Promise<Awaited<ReturnType<Theirs[N]>>> {
    this.#over.signal.throwIfAborted();
    this.#asked += 1;
    const id = this.#asked;
    this.#post(asked, (sent) => ({ kind: 'ask', id, name, asked: sent }));
    return new Promise<never>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
  }

  /** What is told to somebody who is gone is not missed: whoever asked anything is told that. */
  tell<N extends keyof Theirs & string>(name: N, asked: AskedOf<Theirs, N>): void {
    this.#post(asked, (sent) => ({ kind: 'tell', name, asked: sent }));
  }

  close(): void {
    this.#port.close();
    this.#end(undefined);
  }

  #post(content: unknown, messageOf: (sent: unknown) => Message): void {
    const isMoving = content instanceof Moving;
    const message = messageOf(isMoving ? content.value : content);
    this.#port.postMessage(message, isMoving ? [...content.buffers] : []);
  }

  #heard(message: Message): void {
    switch (message.kind) {
      case 'ask':
        void this.#answer(message);
        return;
      case 'tell':
        this.#answered(message).catch((error: unknown) => {
          // Nobody waits for an answer who could be told.
          this.#port.close();
          this.#end(error);
        });
        return;
      case 'answer':
        this.#settled(message.id)?.resolve(message.answer as never);
        return;
      case 'failed':
        this.#settled(message.id)?.reject(openError(message.error));
    }
  }

  async #answer({ id, ...question }: Extract<Message, { readonly kind: 'ask' }>): Promise<void> {
    try {
      const answer = await this.#answered(question);
      this.#post(answer, (sent) => ({ kind: 'answer', id, answer: sent }));
    } catch (error) {
      this.#port.postMessage({ kind: 'failed', id, error: packError(error) });
    }
  }

  async #answered({ name, asked }: { readonly name: string; readonly asked: unknown }) {
    return this.#mine[name]!(asked as never);
  }

  #settled(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #end(cause: unknown): void {
    if (this.#over.signal.aborted) return;
    const because = cause === undefined ? {} : { cause };
    const error = new OutsideError('thread-ended', 'The thread of a stage has ended.', because);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#over.abort(error);
  }
}
