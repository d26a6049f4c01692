// A stage goes on only where its input is the one that it read before, and its state is what it
// wrote last under each key.

import { describe, expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import type { Position } from '../../src/generated/records.ts';
import type { Log } from '../../src/ports.ts';
import { firstPosition, positionIn, readUpTo, resumePosition } from '../../src/stages/position.ts';
import { readState } from '../../src/stages/read-state.ts';
import { testClock } from '../adapters/local-log/test-clock.ts';

const limits = { maxBytes: 1_000, waitMs: 0 };
const input = { topic: 'input', partition: 0 };

async function openLog(...values: readonly string[]): Promise<Log> {
  const log = openLocalLog({ clock: testClock() });
  await log.createTopic({ name: 'input', partitions: 1, cleanup: 'delete' });
  await log.createTopic({ name: 'state', partitions: 1, cleanup: 'compact' });
  const buffer = new OutputBuffer('input', 0);
  for (const value of values) buffer.append(null, new TextEncoder().encode(value));
  if (values.length > 0) await commit(log, buffer);
  return log;
}

async function commit(log: Log, buffer: OutputBuffer): Promise<void> {
  const writer = await log.writer('test');
  await writer.commit([buffer]);
  await writer.close();
}

/** Written under the log's own id, so that only the records can give the other log away. */
async function positionAfter(log: Log, count: number, logId: string): Promise<Position> {
  const batch = await log.read('input', 0, 0, limits);
  return readUpTo(firstPosition({ ...input, logId, nextOffset: 0 }), batch, count);
}

describe('a stage goes on', () => {
  test('at the start, where it was never committed', async () => {
    const log = await openLog('one');
    const position = await resumePosition(log, { ...input, logId: 'a' }, undefined);
    expect([position.next_offset, position.log_id, position.last_offset]).toEqual([0, 'a', null]);
  });

  for (const { name, values, logId, refused } of [
    { name: 'where it was, over the same records', values: ['one', 'two'], logId: 'a' },
    { name: 'where more has come since', values: ['one', 'two', 'three'], logId: 'a' },
    {
      name: 'nowhere in a topic that was made anew',
      values: ['one', 'two'],
      logId: 'b',
      refused: 'input/0 was made anew',
    },
    {
      name: 'nowhere in a topic that was cut off',
      values: ['one'],
      logId: 'a',
      refused: 'input/0 ends at 1, but was read to 2',
    },
    {
      name: 'nowhere after another record than the one it read',
      values: ['one', 'six'],
      logId: 'a',
      refused: 'input/0 holds another record at 1',
    },
  ]) {
    test(name, async () => {
      const before = await openLog('one', 'two');
      const written = await positionAfter(before, 2, 'a');
      const resumed = resumePosition(await openLog(...values), { ...input, logId }, written);
      if (refused === undefined) expect((await resumed).next_offset).toBe(2);
      else {
        await expect(resumed).rejects.toMatchObject({
          code: 'topic-changed',
          message: expect.stringContaining(refused),
        });
      }
    });
  }
});

describe('the state of a stage', () => {
  test('is the newest record of each key, ordered by when it was written', async () => {
    const log = await openLog();
    const codec = await openCodec({ registry: openLocalRegistry() });
    const buffer = new OutputBuffer('state', 0);
    const first = firstPosition({ ...input, logId: 'a', nextOffset: 0 });
    const write = (key: string, next_offset: number) =>
      codec.encode(buffer, key, 'Position', { ...first, next_offset });
    write('rewritten', 1);
    write('kept', 2);
    write('gone', 3);
    write('rewritten', 4);
    buffer.append('gone', null);
    await commit(log, buffer);
    const state = await readState({ log, codec }, { topic: 'state', partition: 0 });
    expect([...state.keys()]).toEqual(['kept', 'rewritten']);
    expect(positionIn(state, 'rewritten')?.next_offset).toBe(4);
    expect(positionIn(state)).toBeUndefined();
  });

  test('that cannot be read is not passed over', async () => {
    const log = await openLog();
    const codec = await openCodec({ registry: openLocalRegistry() });
    const buffer = new OutputBuffer('state', 0);
    buffer.append('key', Uint8Array.of(7));
    await commit(log, buffer);
    const reading = readState({ log, codec }, { topic: 'state', partition: 0 });
    await expect(reading).rejects.toMatchObject({ code: 'log-damaged' });
  });
});
