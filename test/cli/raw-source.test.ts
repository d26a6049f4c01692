// `access` made of raw events: whoever stops it in the middle is given none of it.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { closeAll } from '../../src/cli/household.ts';
import { openRawSource } from '../../src/cli/raw-source.ts';
import type { ReferenceTime } from '../../src/cli/source-words.ts';
import { loadSettings } from '../../src/config.ts';
import type { Log, Warehouse } from '../../src/ports.ts';
import { enrichWorld } from '../support/enrich-world.ts';
import { accessEvent, noon, person } from '../support/reference-rows.ts';
import { testOutside } from './test-terminal.ts';

let data = '';
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'molecatcher-raw-'));
});
afterEach(() => rmSync(data, { recursive: true }));

type Given = { readonly stop?: AbortController; onRead?(topic: string): void };

/** An hour of one account; ClickHouse has no versions. */
async function opened(reference: ReferenceTime, { stop, onRead }: Given = {}) {
  const live = await enrichWorld();
  const events = Array.from({ length: 40 }, (_, i) => accessEvent({ at: noon + i * 60_000 }));
  await live.put({ topic: 'people' }, 'Person', person({ id: 'ann' }));
  await live.put({ topic: 'db-access' }, 'AccessEvent', ...events);
  const { log: raw, codec } = live;
  const log: Log = {
    ...raw,
    read(topic, ...rest) {
      onRead?.(topic);
      return raw.read(topic, ...rest);
    },
  };
  const clock = { now: () => noon, sleep: () => new Promise<void>(setImmediate) };
  const outside = testOutside(
    { output: '', remarks: '' },
    {
      clock,
      stop: (stop ?? new AbortController()).signal,
      openLog: async () => openLocalLog({ clock }),
    },
  );
  const warehouse = {
    query: async (statement: string) => {
      onRead?.('versions');
      const names = [...statement.matchAll(/AS (\w+)/g)].map(([, name]) => name);
      return [Object.fromEntries(names.map((name) => [name, 0]))];
    },
    stream: async function* () {
      // No version at all.
    },
  } as Partial<Warehouse> as Warehouse;
  const closing: (() => unknown)[] = [];
  const onClose = (close: () => unknown) => closing.unshift(close);
  const settings = { ...loadSettings(), data };
  const options = { settings, outside, say: () => undefined, log, warehouse, codec, onClose };
  try {
    return await openRawSource(options, { reference, isWhole: false });
  } finally {
    await closeAll(closing);
    expect(readdirSync(data)).toEqual([]);
  }
}

for (const reference of ['now', 'then'] as const) {
  test(`${reference}: all of it where nobody stops it`, async () => {
    const { ranges } = await opened(reference);
    expect(ranges.reduce((sum, { first, next }) => sum + next - first, 0)).toBeGreaterThan(40);
  });
}

for (const { name, reference, topic } of [
  { name: 'while raw events are read', reference: 'now', topic: 'db-access' },
  { name: 'while people are read', reference: 'now', topic: 'people' },
  { name: 'while versions are read', reference: 'then', topic: 'versions' },
] as const) {
  test(`stopped ${name}: no access at all, and what to do`, async () => {
    const stop = new AbortController();
    const onRead = (read: string) => read === topic && stop.abort();
    await expect(opened(reference, { stop, onRead })).rejects.toMatchObject({
      code: 'stopped',
      message: 'Stopped while raw events were enriched, which cannot be gone on with.',
      next: expect.stringMatching(/^Start it anew/),
    });
  });
}
