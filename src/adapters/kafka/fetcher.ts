// Fetches for all tasks of the process over two lanes.
//
//   who wants records ──▶ express lane: answers at once ──▶ something there ──▶ done
//                                                     └──▶ nothing: the waiting lane, a long poll
//                                                          for all who wait, until a record comes
//
// On each lane one request at a time is out to each broker, for everybody who wanted something
// meanwhile. A busy partition never waits for the long poll of the idle ones, which is what a
// single lane would make it do. Used by kafka-log.ts and task-inputs.ts.

import type { Clock } from '../../ports.ts';
import { kafkaCodes, staleLeaderCodes } from './failures.ts';
import { type FetchedPartition, fetchRequest } from './fetch-request.ts';
import type { Links } from './links.ts';
import type { TopicMap } from './topic-map.ts';

export type Part = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly maxBytes: number;
};

/**
 * A new waiter waits for the long poll that is out, so it is short while records come; where none
 * come it grows, because each costs a request to each broker.
 */
const pollMs = 100;
const pollMsMax = 400;
const responseBytesMax = 50_000_000;

type Waiter = {
  readonly part: Part;
  readonly resolve: (fetched: FetchedPartition) => void;
  readonly reject: (error: unknown) => void;
};

export class Fetcher {
  readonly #express: Lane;
  readonly #waiting: Lane;
  readonly #topics: TopicMap;
  readonly #clock: Clock;

  constructor(
    links: { readonly express: Links; readonly waiting: Links },
    topics: TopicMap,
    clock: Clock,
  ) {
    this.#express = new Lane(links.express, 0);
    this.#waiting = new Lane(links.waiting, pollMs);
    this.#topics = topics;
    this.#clock = clock;
  }

  /**
   * What is there for each of the parts: at once if anything is, else as soon as something comes,
   * `waitMs` have passed or `stop` is aborted. A stale leader counts as nothing there.
   */
  async fetch(
    parts: readonly Part[],
    waitMs: number,
    stop?: AbortSignal,
  ): Promise<readonly FetchedPartition[]> {
    const found = await Promise.all(
      parts.map(async (part) => {
        const leader = await this.#topics.leaderOf(part.topic, part.partition);
        return this.#checked(await this.#express.fetch(leader, part));
      }),
    );
    if (waitMs <= 0 || stop?.aborted || found.some(isSomething)) return found;
    const first = await this.#firstOf(parts, { waitMs, stop });
    return first === undefined ? found : [first];
  }

  /** The first part of which something arrives; undefined where nothing does in time. */
  async #firstOf(
    parts: readonly Part[],
    { waitMs, stop }: { readonly waitMs: number; readonly stop: AbortSignal | undefined },
  ): Promise<FetchedPartition | undefined> {
    const over = new AbortController();
    const end = (): void => over.abort();
    stop?.addEventListener('abort', end, { once: true });
    try {
      const first = Promise.race(
        parts.map(async (part) => {
          const leader = await this.#topics.leaderOf(part.topic, part.partition);
          return this.#checked(await this.#waiting.wait(leader, part, over.signal));
        }),
      );
      return await Promise.race([
        first,
        this.#clock.sleep(waitMs, over.signal).then(() => undefined),
      ]);
    } finally {
      stop?.removeEventListener('abort', end);
      over.abort();
    }
  }

  #checked(fetched: FetchedPartition): FetchedPartition {
    if (staleLeaderCodes.has(fetched.errorCode)) this.#topics.forget(fetched.topic);
    return fetched;
  }
}

function isSomething({ errorCode, records }: FetchedPartition): boolean {
  return errorCode !== kafkaCodes.none || records.length > 0;
}

/** Requests to all brokers, one at a time to each. */
class Lane {
  readonly #links: Links;
  readonly #maxWaitMs: number;
  /** By broker. */
  readonly #waiters = new Map<number, Set<Waiter>>();
  readonly #busy = new Set<number>();
  /** How long the next request to a broker waits there. */
  readonly #waitMs = new Map<number, number>();

  constructor(links: Links, maxWaitMs: number) {
    this.#links = links;
    this.#maxWaitMs = maxWaitMs;
  }

  /** Takes part in the next request. */
  fetch(leader: number, part: Part): Promise<FetchedPartition> {
    return new Promise((resolve, reject) => this.#add(leader, { part, resolve, reject }));
  }

  /** Takes part in every request until something is there. Never resolves after `over`. */
  wait(leader: number, part: Part, over: AbortSignal): Promise<FetchedPartition> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        part,
        reject,
        resolve: (fetched) => {
          if (over.aborted) return;
          if (isSomething(fetched)) resolve(fetched);
          else this.#add(leader, waiter);
        },
      };
      over.addEventListener('abort', () => this.#waiters.get(leader)?.delete(waiter), {
        once: true,
      });
      this.#add(leader, waiter);
    });
  }

  #add(leader: number, waiter: Waiter): void {
    const waiters = this.#waiters.get(leader) ?? new Set();
    this.#waiters.set(leader, waiters.add(waiter));
    if (this.#busy.has(leader)) return;
    this.#busy.add(leader);
    // Whoever else wants something in this turn of the event loop joins the request.
    queueMicrotask(() => this.#work(leader, waiters));
  }

  async #work(leader: number, waiters: Set<Waiter>): Promise<void> {
    while (waiters.size > 0) {
      const asked = compatible(waiters);
      for (const waiter of [...asked.values()].flat()) waiters.delete(waiter);
      await this.#ask(leader, asked);
    }
    this.#busy.delete(leader);
  }

  async #ask(leader: number, asked: ReadonlyMap<string, readonly Waiter[]>): Promise<void> {
    const parts = [...asked.values()].map(([first]) => first!.part);
    const bytes = parts.reduce((total, { maxBytes }) => total + maxBytes, 0);
    const maxWaitMs = this.#waitMs.get(leader) ?? this.#maxWaitMs;
    const request = fetchRequest({
      maxWaitMs,
      minBytes: maxWaitMs > 0 ? 1 : 0,
      maxBytes: Math.min(bytes, responseBytesMax),
      partitions: parts,
    });
    try {
      const answer = await this.#links.send(leader, request);
      const isQuiet = !answer.some(isSomething);
      this.#waitMs.set(leader, isQuiet ? Math.min(maxWaitMs * 2, pollMsMax) : this.#maxWaitMs);
      for (const fetched of answer) {
        for (const { resolve } of asked.get(keyOf(fetched)) ?? []) resolve(fetched);
      }
    } catch (error) {
      for (const { reject } of [...asked.values()].flat()) reject(error);
    }
  }
}

/** A request names a partition once: who wants it from another offset is in the next one. */
function compatible(waiters: ReadonlySet<Waiter>): ReadonlyMap<string, readonly Waiter[]> {
  const asked = new Map<string, Waiter[]>();
  for (const waiter of waiters) {
    const key = keyOf(waiter.part);
    const same = asked.get(key);
    if (same === undefined) asked.set(key, [waiter]);
    else if (same[0]?.part.offset === waiter.part.offset) same.push(waiter);
  }
  return asked;
}

function keyOf({
  topic,
  partition,
}: {
  readonly topic: string;
  readonly partition: number;
}): string {
  return `${topic}/${partition}`;
}
