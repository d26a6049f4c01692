// How long accesses wait while one Tick closes an hour for very many people:
// npm run bench -- --closings [--people N] [--rate N]
//
// A log in a temporary folder: everybody has read something within the hour. Then detect runs as
// shipped, state writing included, while accesses come in; in the middle comes the Tick. An access
// has waited from when it should have been appended, so that a busy thread hides nothing, until
// detect has committed past it. In this process: appending costs the same thread.

import { parseArgs } from 'node:util';
import { systemClock as clock } from '../../src/adapters/system/system-clock.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { hourMs, minuteMs, secondMs } from '../../src/core/time.ts';
import type { Codec, LogWriter } from '../../src/ports.ts';
import { prepareTopics } from '../../src/stages/create-topics.ts';
import { runDetect } from '../../src/stages/detect.ts';
import type { Fact } from '../../src/telemetry.ts';
import { enrichedAccess } from '../support/enriched-access.ts';
import { detectSettings, inFolder, openLog } from './state-bench.ts';

const start = Date.UTC(2026, 0, 5, 9);
const commitBytes = 3_000_000;
const sendMs = 50;
const warmUpMs = 10 * secondMs;
/** The Tick comes in the middle of it. */
const measuredMs = minuteMs;

export async function runClosingBench(words: string[]): Promise<void> {
  const options = {
    people: { type: 'string', default: '200000' },
    rate: { type: 'string', default: '5000' },
  } as const;
  const { values } = parseArgs({ args: words, options });
  const [people, rate] = [Number(values.people), Number(values.rate)];
  await inFolder(async (folder) => {
    const { log, codec } = await openLog(folder);
    await prepareTopics(log, { sources: 1, users: 1, retentionDays: 36_500 });
    const feed = new Feed(codec, await log.writer('feed'));
    await feed.everybodyOnce(people);
    const stop = new AbortController();
    const taken = Promise.withResolvers<void>();
    const emit = (fact: Fact): void => {
      if (fact.kind === 'batch-committed') feed.committed(fact.position);
      if (fact.kind === 'batch-committed' && fact.position === fact.end) taken.resolve();
    };
    const settings = { ...detectSettings, stateEveryMs: minuteMs };
    const running = runDetect({ log, codec, clock, telemetry: { emit } }, settings, stop.signal);
    await taken.promise;
    await feed.stream({ people, rate });
    stop.abort();
    await running;
    await log.close();
    const waits = feed.waits.sort((a, b) => a - b);
    const at = (share: number) => waits[Math.floor(share * (waits.length - 1))]!.toFixed(0);
    console.log(
      `one Tick closes an hour for ${people} people, ${rate} accesses a second beside it`,
    );
    console.log(`waited ms: p50 ${at(0.5)}, p99 ${at(0.99)}, worst ${at(1)}, in ${waits.length}`);
  });
}

class Feed {
  readonly waits: number[] = [];
  readonly #codec: Codec;
  readonly #writer: LogWriter;
  readonly #output = new OutputBuffer('access', 0, commitBytes * 2);
  /** End of what was appended, and when each record of it should have been. */
  readonly #sent: { readonly end: number; readonly due: readonly number[] }[] = [];
  #end = 0;
  #made = 0;

  constructor(codec: Codec, writer: LogWriter) {
    this.#codec = codec;
    this.#writer = writer;
  }

  committed(position: number): void {
    while (this.#sent[0] !== undefined && this.#sent[0].end <= position) {
      const now = performance.now();
      for (const due of this.#sent.shift()!.due) this.waits.push(now - due);
    }
  }

  async everybodyOnce(people: number): Promise<void> {
    this.#tick(start);
    for (let i = 0; i < people; i += 1) {
      this.#access(i, start + Math.floor((i * hourMs) / people));
      if (this.#output.length > commitBytes) await this.#append();
    }
    await this.#append();
  }

  /** In the next hour, as if it were the wall clock's. */
  async stream({ people, rate }: { people: number; rate: number }): Promise<void> {
    const startedAt = performance.now();
    let hasTicked = false;
    const total = ((warmUpMs + measuredMs) / secondMs) * rate;
    for (let sent = 0; sent < total; ) {
      const until = Math.min(total, ((performance.now() - startedAt) / secondMs) * rate);
      const due: number[] = [];
      const closesAt = start + 2 * hourMs;
      for (; sent < until; sent += 1) {
        const sinceMs = (sent / rate) * secondMs;
        if (!hasTicked && sinceMs >= warmUpMs + measuredMs / 2) {
          hasTicked = true;
          this.#tick(closesAt);
        }
        this.#access((sent * 7919) % people, closesAt - measuredMs / 2 - warmUpMs + sinceMs);
        if (sinceMs >= warmUpMs) due.push(startedAt + sinceMs);
      }
      await this.#append(due);
      await clock.sleep(sendMs);
    }
    while (this.#sent.length > 0) await clock.sleep(sendMs);
  }

  #tick(at: number): void {
    const tick = { source_partition: 0, clock: at, sources: 1, state: 'live' };
    this.#codec.encode(this.#output, null, 'Tick', tick);
  }

  #access(person: number, at: number): void {
    const user = `person-${String(person).padStart(8, '0')}`;
    const subjects = [`customer-${this.#made}`];
    const event_id = `e${this.#made}`;
    this.#made += 1;
    const access = {
      ...enrichedAccess,
      event_id,
      at: Math.floor(at),
      user,
      account: user,
      subjects,
    };
    this.#codec.encode(this.#output, user, 'EnrichedAccess', access);
  }

  async #append(due: readonly number[] = []): Promise<void> {
    this.#end += this.#output.count;
    await this.#writer.commit([this.#output]);
    this.#output.clear();
    if (due.length > 0) this.#sent.push({ end: this.#end, due });
  }
}
