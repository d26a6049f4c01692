// All partitions of `access` as one stream, from which they are dealt out anew.
//
// What a verdict rests on is the order of a user's own records and of the Ticks between them. Every
// Tick was written into all partitions at once, so the Ticks are what the partitions have in
// common, and the merge goes from Tick to Tick:
//
//   0  ── a a a ──┬ T1 ┬── a ────┬ T2 ┬── a a ──▶      a a a  b  T1  a  b b  T2  a a …
//   1  ── b ──────┴ T1 ┴── b b ──┴ T2 ┴─────────▶
//
// So each user has the same records between the same Ticks as before, whichever partition is read
// first. Between two Ticks the order of partitions decides nothing: no record of one user has any
// influence on another one. The times of the log would not do: partitions of Kafka are stamped
// each by its own broker, and all of a topic that was written anew is as old as its writing.
//
// Several sources commit side by side, so on Kafka two of their Ticks may stand in one order here
// and in another there. Then a partition goes past a Tick alone, those first that are behind; and
// what is said on is the minimum: the clock that every partition has said by then. It may be said
// late, by what the sources differed, and never early. Used by access-copy.ts.

import type { RecordBatch } from '../core/batch.ts';
import type { Tick } from '../generated/records.ts';
import { AccessCursor, type Shared } from './access-cursor.ts';
import type { ReadingPorts } from './stage-ports.ts';

/** Of the batches that are held at once, one of each partition. */
const heldBytesMax = 64_000_000;
const batchBytesMax = 4_000_000;

/** Records of one partition that are somebody's, or one that is for everybody. */
export type Piece =
  | { readonly kind: 'records'; readonly run: Run }
  | { readonly kind: 'tick'; readonly tick: Tick }
  | { readonly kind: 'norms'; readonly batch: RecordBatch; readonly index: number };

export type Run = {
  readonly batch: RecordBatch;
  /** Kind of each record of the batch, by its place in `accessKinds`. */
  readonly kinds: Uint8Array;
  readonly from: number;
  readonly to: number;
};

/** Of one partition: offsets from `start` up to `end`, which is not among them. */
export type MergedRange = {
  readonly partition: number;
  readonly start: number;
  readonly end: number;
};

export class AccessMerge {
  readonly #cursors: readonly AccessCursor[];
  /** The Tick of each source that was said on last. */
  readonly #told = new Map<number, Tick>();
  /** Norms that were said on and which some partition may say again, with how often that was. */
  readonly #norms = new Map<string, number>();

  constructor(ports: ReadingPorts, ranges: readonly MergedRange[]) {
    const maxBytes = Math.min(batchBytesMax, Math.floor(heldBytesMax / ranges.length));
    this.#cursors = ranges.map((range) => new AccessCursor(ports, range, maxBytes));
  }

  /** Offsets that are behind it, of all partitions together: for progress. */
  get passed(): number {
    return this.#cursors.reduce((sum, { passed }) => sum + passed, 0);
  }

  /** Undefined at the end. What was handed out before is not valid any more. */
  async next(): Promise<Piece | undefined> {
    for (;;) {
      for (const cursor of this.#cursors) {
        const run = await cursor.takeRun();
        if (run !== undefined) return { kind: 'records', run };
      }
      const heads = this.#cursors.filter(({ head }) => head !== undefined);
      if (heads.length === 0) return undefined;
      const piece = this.#takeShared(heads);
      if (piece !== undefined) return piece;
    }
  }

  /** The lowest Tick of each source: what all partitions have said of it at the end. */
  lastTicks(): ReadonlyMap<number, Tick> {
    const sources = new Set(this.#cursors.flatMap(({ said }) => [...said.keys()]));
    const last = new Map<number, Tick>();
    for (const source of sources) {
      const tick = this.#lowest(source);
      if (tick !== undefined) last.set(source, tick);
    }
    return last;
  }

  /** All records of somebody are out: the partitions stand before what is for everybody. */
  #takeShared(heads: readonly AccessCursor[]): Piece | undefined {
    const chosen = this.#choose(heads);
    const { head } = chosen;
    const same = heads.filter((one) => one.head?.identity === head!.identity);
    const isByAll = same.length === this.#cursors.length;
    if (head!.tick === undefined) {
      const { batch, at: index } = chosen;
      for (const cursor of same) cursor.pass();
      return this.#isNews(head!.identity, same.length)
        ? { kind: 'norms', batch, index }
        : undefined;
    }
    for (const cursor of same) cursor.pass();
    return this.#tell(head!.tick.source_partition, isByAll);
  }

  #choose(heads: readonly AccessCursor[]): AccessCursor {
    const [first, ...others] = heads;
    if (others.every(({ head }) => head!.identity === first!.head!.identity)) return first!;
    const behind = heads.find((one) => this.#isBehind(one));
    if (behind !== undefined) return behind;
    const clockOf = ({ head }: AccessCursor) => head!.tick?.clock ?? 0;
    return heads.reduce((low, one) => (clockOf(one) < clockOf(low) ? one : low));
  }

  /** Whether all others have said already what it is about to say. */
  #isBehind(cursor: AccessCursor): boolean {
    const { tick, identity } = cursor.head as Shared;
    if (tick === undefined) return this.#norms.has(identity);
    return this.#cursors.every((other) => {
      if (other === cursor || other.isDone) return true;
      const said = other.said.get(tick.source_partition);
      return said !== undefined && said.clock >= tick.clock;
    });
  }

  /** A Tick that all of them say at once is said on even where it says nothing new. */
  #tell(source: number, isByAll: boolean): Piece | undefined {
    const tick = this.#lowest(source);
    if (tick === undefined) return undefined;
    const before = this.#told.get(source);
    if (!isByAll && before !== undefined && isSame(before, tick)) return undefined;
    this.#told.set(source, tick);
    return { kind: 'tick', tick };
  }

  /** Undefined while a partition has not been heard of it that may say something yet. */
  #lowest(source: number): Tick | undefined {
    const told = this.#told.get(source);
    let lowest: Tick | undefined;
    for (const { said, isDone } of this.#cursors) {
      const tick = said.get(source);
      if (tick === undefined && !isDone) return undefined;
      if (tick === undefined) continue;
      if (lowest === undefined || tick.clock < lowest.clock) lowest = tick;
      // One has said that the source ended, or that it goes on, and another one not yet.
      else if (tick.clock === lowest.clock && told !== undefined && isSame(tick, told)) {
        lowest = tick;
      }
    }
    return lowest;
  }

  #isNews(identity: string, saidBy: number): boolean {
    const before = this.#norms.get(identity);
    const by = (before ?? 0) + saidBy;
    if (by >= this.#cursors.length) this.#norms.delete(identity);
    else this.#norms.set(identity, by);
    return before === undefined;
  }
}

function isSame(a: Tick, b: Tick): boolean {
  return a.clock === b.clock && a.state === b.state && a.sources === b.sources;
}
