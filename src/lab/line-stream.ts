// The events of a world as lines of JSON, in the order of arrival: the bytes of events(). For
// `simulate`, which writes them to a file.
//
// An event becomes bytes as soon as it is made, and what waits for its turn (the events of about a
// day and a half) lies in one array of bytes, sorted by instants. As objects they would live just
// long enough to be moved about by the garbage collector.

import { assert } from '../core/assert.ts';
import type { Millis } from '../core/time.ts';
import { AccessLines } from './access-line.ts';
import { eventsOf, hasFaults, openWalk, type Walk } from './event-stream.ts';
import type { EventDraft } from './render.ts';
import { renderDay } from './render-day.ts';
import { type Parts, recordVisit } from './truth.ts';
import type { Visit } from './visit.ts';

/** Small enough for the allocator to hand out the same memory again and again. */
const chunkBytes = 1 << 16;

/** Whole lines in each. */
export function* linesOf(parts: Parts, walk: Walk): Generator<Uint8Array> {
  const chunk = new Chunk();
  if (hasFaults(parts.settings)) {
    const lines = new AccessLines();
    const encoder = new TextEncoder();
    for (const event of eventsOf(parts, walk)) {
      const line = encoder.encode(lines.lineOf(event));
      if (!chunk.hasRoom(line.length)) yield chunk.take();
      chunk.add(line);
    }
  } else yield* linesInTime(parts, walk, chunk);
  if (chunk.length > 0) yield chunk.take();
}

function* linesInTime(parts: Parts, walk: Walk, chunk: Chunk): Generator<Uint8Array> {
  const { record, wanted } = walk;
  const sheet = new Sheet();
  for (const { plan, from, until } of openWalk(parts, walk)) {
    renderDay(parts, plan, { wanted, take: (event, visit) => sheet.add(event, visit) });
    for (const line of sheet.sorted()) {
      const at = sheet.atOf(line);
      if (at >= until) break;
      if (at < from) continue;
      record.events += 1;
      const noted = sheet.noted.get(line);
      if (noted !== undefined) recordVisit(record, noted, parts.customers);
      const bytes = sheet.bytesOf(line);
      if (!chunk.hasRoom(bytes.length)) yield chunk.take();
      chunk.add(bytes);
    }
    sheet.keepFrom(until);
  }
}

type Noted = { readonly event: EventDraft; readonly visit: Visit };

/** Lines are encoded together, as many as make about so much. */
const textMax = 1 << 12;
/** An instant and the number of a line as one number: sorted at once, without comparing objects. */
const linesMax = 2 ** 24;

/** Lines that wait, numbered in the order in which they were made. */
class Sheet {
  /** Of lines that belong to the truth: what they are of. */
  noted = new Map<number, Noted>();
  readonly #lines = new AccessLines();
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(chunkBytes);
  #spare = new Uint8Array(0);
  #text = '';
  #ats: Millis[] = [];
  /** One more than there are lines: each ends where the next one starts. */
  #starts: number[] = [0];
  #end = 0;

  add(event: EventDraft, visit: Visit | undefined): void {
    const line = this.#lines.lineOf(event);
    if (visit !== undefined) this.noted.set(this.#ats.length, { event, visit });
    this.#ats.push(event.at);
    this.#end += line.length;
    this.#starts.push(this.#end);
    this.#text += line;
    if (this.#text.length > textMax) this.#encode();
  }

  atOf(line: number): Millis {
    return this.#ats[line]!;
  }

  bytesOf(line: number): Uint8Array {
    return this.#bytes.subarray(this.#starts[line], this.#starts[line + 1]);
  }

  /** In the order of time; lines of one instant as they were made. */
  *sorted(): Generator<number> {
    this.#encode();
    const ats = this.#ats;
    const first = ats.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
    const keys = Float64Array.from(ats, (at, line) => (at - first) * linesMax + line);
    assert(keys.length <= linesMax, 'fewer lines wait than numbers are kept for them');
    keys.sort();
    for (const key of keys) yield key % linesMax;
  }

  /** What is before an instant has gone; what stays moves to the front. */
  keepFrom(until: Millis): void {
    const [ats, starts, bytes, noted] = [this.#ats, this.#starts, this.#bytes, this.noted];
    // By turns: fresh memory of that size costs more than all that is copied into it.
    this.#bytes = this.#spare.length < bytes.length ? new Uint8Array(bytes.length) : this.#spare;
    this.#spare = bytes;
    this.#ats = [];
    this.#starts = [0];
    this.#end = 0;
    this.noted = new Map();
    for (const [line, at] of ats.entries()) {
      if (at < until) continue;
      const known = noted.get(line);
      if (known !== undefined) this.noted.set(this.#ats.length, known);
      this.#bytes.set(bytes.subarray(starts[line], starts[line + 1]), this.#end);
      this.#end += starts[line + 1]! - starts[line]!;
      this.#ats.push(at);
      this.#starts.push(this.#end);
    }
  }

  #encode(): void {
    const start = this.#end - this.#text.length;
    if (this.#end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#end));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    const { written } = this.#encoder.encodeInto(this.#text, this.#bytes.subarray(start));
    assert(written === this.#text.length, 'each character of a line is one byte');
    this.#text = '';
  }
}

/** Lines that go out together. */
class Chunk {
  #bytes = new Uint8Array(chunkBytes);
  length = 0;

  hasRoom(size: number): boolean {
    return this.length === 0 || this.length + size <= this.#bytes.length;
  }

  add(line: Uint8Array): void {
    if (line.length > this.#bytes.length) this.#bytes = new Uint8Array(line.length);
    this.#bytes.set(line, this.length);
    this.length += line.length;
  }

  /** The receiver keeps the bytes: the next lines go into others. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.length);
    this.#bytes = new Uint8Array(chunkBytes);
    this.length = 0;
    return taken;
  }
}
