// The merge of all partitions of `access`: whoever reads what comes out finds the same records of a
// person between the same Ticks, or later ones, and is never told a time that a partition has not
// reached. For any number of sources, and in whatever order their Ticks stand in each partition.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { keyOf, OutputBuffer } from '../../src/core/batch.ts';
import type { Tick } from '../../src/generated/records.ts';
import type { Codec, Log } from '../../src/ports.ts';
import { AccessMerge, type MergedRange } from '../../src/stages/access-merge.ts';
import { enrichedAccess } from '../support/enriched-access.ts';

/** What a partition holds: a number is an access of its one user, in order. */
type Entry = { readonly access: number } | { readonly tick: Tick };
/** What comes out: whose access, or a Tick. */
type Heard = { readonly user: string; readonly access: number } | { readonly tick: Tick };

const tickOf = (source: number, step: number, sources: number): Tick => {
  // A source that ends and goes on says so at one and the same clock.
  const state = step % 3 === 1 ? 'end' : 'live';
  return {
    source_partition: source,
    clock: 1_000 * (step - (step % 3 === 2 ? 1 : 0)),
    sources,
    state,
  };
};

/** Ticks of each source in their order, the sources mixed as the numbers say, accesses between. */
function entriesOf(ticks: readonly Tick[][], order: readonly number[]): Entry[] {
  const left = ticks.map((own) => [...own]);
  const entries: Entry[] = [];
  let access = 0;
  for (const pick of order) {
    if (pick % 3 !== 0) entries.push({ access: access++ });
    const some = left.filter((own) => own.length > 0);
    const next = some[pick % Math.max(1, some.length)]?.shift();
    if (next !== undefined) entries.push({ tick: next });
  }
  for (const own of left) for (const tick of own) entries.push({ tick });
  entries.push({ access });
  return entries;
}

async function merged(partitions: readonly Entry[][]): Promise<Heard[]> {
  const log = openLocalLog({ clock: { now: () => 0, sleep: async () => undefined } });
  const codec = await openCodec({ registry: openLocalRegistry() });
  await log.createTopic({ name: 'access', partitions: partitions.length, cleanup: 'delete' });
  const writer = await log.writer('test');
  const ranges: MergedRange[] = [];
  for (const [partition, entries] of partitions.entries()) {
    // Some batches, so that a run goes over the end of one.
    for (let from = 0; from < entries.length; from += 5) {
      await writer.commit([bufferOf(codec, partition, entries.slice(from, from + 5))]);
    }
    ranges.push({ partition, ...(await log.range('access', partition)) });
  }
  const heard = await listen(log, codec, ranges);
  await log.close();
  return heard;
}

function bufferOf(codec: Codec, partition: number, entries: readonly Entry[]): OutputBuffer {
  const buffer = new OutputBuffer('access', partition);
  for (const entry of entries) {
    if ('tick' in entry) codec.encode(buffer, null, 'Tick', entry.tick);
    else {
      const record = { ...enrichedAccess, user: `u${partition}`, source_offset: entry.access };
      codec.encode(buffer, `u${partition}`, 'EnrichedAccess', record);
    }
  }
  return buffer;
}

async function listen(log: Log, codec: Codec, ranges: readonly MergedRange[]): Promise<Heard[]> {
  const heard: Heard[] = [];
  const merge = new AccessMerge({ log, codec }, ranges);
  for (let piece = await merge.next(); piece !== undefined; piece = await merge.next()) {
    if (piece.kind === 'tick') heard.push({ tick: piece.tick });
    if (piece.kind !== 'records') continue;
    const { batch, from, to } = piece.run;
    for (let i = from; i < to; i += 1) {
      const read = codec.decode(batch, i);
      if (read.kind !== 'record' || read.name !== 'EnrichedAccess') throw new Error('no access');
      heard.push({ user: keyOf(batch, i)!, access: read.record.source_offset });
    }
  }
  return heard;
}

/** What one person lives through: their own accesses, and the Ticks between. */
function lifeOf(user: string, heard: readonly Heard[]): string[] {
  return heard.flatMap((one) => {
    if ('tick' in one) return [textOf(one.tick)];
    return one.user === user ? [`access ${one.access}`] : [];
  });
}

function textOf({ source_partition, clock, state }: Tick): string {
  return `${source_partition} ${state} ${clock}`;
}

function writtenBy(entries: readonly Entry[]): string[] {
  return entries.map((one) => ('tick' in one ? textOf(one.tick) : `access ${one.access}`));
}

const orders = fc.array(fc.nat(30), { maxLength: 25 });
const sizes = { sources: fc.integer({ min: 1, max: 3 }), steps: fc.integer({ min: 0, max: 7 }) };

test('where Ticks stand in one order everybody lives through just the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.record(sizes), fc.array(orders, { minLength: 1, maxLength: 4 }), run),
    { numRuns: 60 },
  );
  async function run({ sources, steps }: { sources: number; steps: number }, some: number[][]) {
    // One order of Ticks for all, and accesses anywhere between.
    const all = Array.from({ length: steps * sources }, (_, i) =>
      tickOf(i % sources, Math.floor(i / sources), sources),
    );
    const partitions = some.map((order) => entriesOf([all], order));
    const heard = await merged(partitions);
    for (const [partition, entries] of partitions.entries()) {
      expect(lifeOf(`u${partition}`, heard)).toEqual(writtenBy(entries));
    }
  }
});

test('in any order nobody is told a time too early, and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.record(sizes), fc.array(orders, { minLength: 1, maxLength: 4 }), run),
    { numRuns: 100 },
  );
  async function run({ sources, steps }: { sources: number; steps: number }, some: number[][]) {
    const ticks = Array.from({ length: sources }, (_, source) =>
      Array.from({ length: steps }, (_one, step) => tickOf(source, step, sources)),
    );
    const partitions = some.map((order) => entriesOf(ticks, order));
    const heard = await merged(partitions);
    for (const [partition, entries] of partitions.entries()) {
      const accesses = (texts: string[]) => texts.filter((text) => text.startsWith('access'));
      const life = lifeOf(`u${partition}`, heard);
      expect(accesses(life)).toEqual(accesses(writtenBy(entries)));
      expectNotEarly(entries, heard, `u${partition}`);
    }
    const last = new Map(
      heard.flatMap((one) => ('tick' in one ? [[one.tick.source_partition, one]] : [])),
    );
    const ends = [...last.values()].map(({ tick }) => textOf(tick)).sort();
    expect(ends).toEqual(ticks.flatMap((own) => own.slice(-1).map(textOf)).sort());
  }
});

test('two Ticks that changed places delay nothing that comes after them', async () => {
  const tick = (source: number, clock: number): Entry => {
    return { tick: { source_partition: source, clock, sources: 3, state: 'live' } };
  };
  const [ahead, between] = [tick(0, 100), tick(1, 50)];
  // A source far behind the others: its Ticks are the lowest, whoever is before them.
  const slow = [20, 21, 22, 23].flatMap((clock): Entry[] => [tick(2, clock), { access: clock }]);
  const partitions = [
    [ahead, between, ...slow],
    [between, ahead, ...slow],
  ];
  const heard = await merged(partitions);
  for (const partition of [0, 1]) {
    expect(lifeOf(`u${partition}`, heard).slice(2)).toEqual(writtenBy(slow));
  }
});

/** Before each access of the user no source has said more than it had in the old partition. */
function expectNotEarly(entries: readonly Entry[], heard: readonly Heard[], user: string): void {
  const before = clocksAt(
    entries.map((one) => ('tick' in one ? one : { user, ...one })),
    user,
  );
  const after = clocksAt(heard, user);
  for (const [access, clocks] of after) {
    for (const [source, clock] of clocks) {
      expect(clock).toBeLessThanOrEqual(before.get(access)?.get(source) ?? -1);
    }
  }
}

function clocksAt(heard: readonly Heard[], user: string) {
  const clocks = new Map<number, number>();
  const found = new Map<number, ReadonlyMap<number, number>>();
  for (const one of heard) {
    if ('tick' in one) clocks.set(one.tick.source_partition, one.tick.clock);
    else if (one.user === user) found.set(one.access, new Map(clocks));
  }
  return found;
}
