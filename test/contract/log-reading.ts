// Contract of a Log, second part: reading, compaction and retention.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OutsideError } from '../../src/errors.ts';
import type { LogSubject } from './log-contract.ts';
import { append, appendTo, codeOf, freshTopic, readAll, valuesOf } from './log-steps.ts';

export function describeReading(open: () => Promise<LogSubject>): void {
  let subject: LogSubject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  describe('reading', () => {
    test('an empty topic answers at once with an empty batch at its end', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      const batch = await log.read(topic, 0, 0, { maxBytes: 1_000, waitMs: 0 });
      expect(batch).toMatchObject({ topic, partition: 0, count: 0, nextOffset: 0, endOffset: 0 });
    });

    test('a read starts in the middle of a commit', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      await append(log, topic, ['a', 'b', 'c', 'd']);
      const batch = await log.read(topic, 0, 2, { maxBytes: 1_000, waitMs: 0 });
      expect(valuesOf(batch)).toEqual(['c', 'd']);
      expect([...batch.offsets]).toEqual([2, 3]);
      expect(batch.nextOffset).toBe(batch.endOffset);
    });

    test('small steps give every record once, one at least even if over the limit', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      const values = Array.from({ length: 50 }, (_, i) => `${i}`.padStart(40, '.'));
      await append(log, topic, values.slice(0, 30));
      for (const value of values.slice(30)) await append(log, topic, [value]);
      const read: (string | null)[] = [];
      const { end } = await log.range(topic, 0);
      for (let at = 0; at < end; ) {
        const batch = await log.read(topic, 0, at, { maxBytes: 10, waitMs: 0 });
        // Behind the last record there may be the end of its transaction.
        if (batch.count === 0) expect(batch.nextOffset).toBe(end);
        else expect(batch.count).toBe(1);
        read.push(...valuesOf(batch));
        at = batch.nextOffset;
      }
      expect(read).toEqual(values);
    });

    test('a read at the end waits, and returns when something arrives', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      const reading = log.read(topic, 0, 0, { maxBytes: 1_000, waitMs: 8_000 });
      await append(log, topic, ['late']);
      expect(valuesOf(await reading)).toEqual(['late']);
    });

    test('a read at the end that waits in vain returns an empty batch', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      await append(log, topic, ['a']);
      const { end } = await log.range(topic, 0);
      const batch = await log.read(topic, 0, end, { maxBytes: 1_000, waitMs: 20 });
      expect(batch).toMatchObject({ count: 0, nextOffset: end, endOffset: end });
    });

    test('a read beyond the end is out of range', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      await append(log, topic, ['a']);
      const read = log.read(topic, 0, 5, { maxBytes: 1_000, waitMs: 0 });
      expect(await codeOf(read)).toBe('offset-out-of-range');
    });
  });

  describe('compaction', () => {
    test('the newest record of each key stays, in order, at its offset', async () => {
      const { log, compact } = subject;
      const topic = await freshTopic(log, { cleanup: 'compact' });
      await appendTo(
        log,
        [topic, 0],
        [
          ['a', '1'],
          ['b', '1'],
          ['a', '2'],
        ],
      );
      await appendTo(
        log,
        [topic, 0],
        [
          ['c', '1'],
          ['a', '3'],
          ['c', '2'],
        ],
      );
      const before = await readAll(log, topic);
      const { end } = await log.range(topic, 0);
      await compact(topic);
      const kept = ['b1', 'a3', 'c2'];
      expect(await readAll(log, topic)).toEqual(
        before.filter(({ key, value }) => kept.includes(`${key}${value}`)),
      );
      const range = await log.range(topic, 0);
      expect(range.start).toBe(0);
      expect(range.end).toBeGreaterThanOrEqual(end);
    });

    test('a tombstone removes its key and is itself dropped', async () => {
      const { log, compact } = subject;
      const topic = await freshTopic(log, { cleanup: 'compact' });
      await appendTo(
        log,
        [topic, 0],
        [
          ['gone', 'v'],
          ['kept', 'v'],
        ],
      );
      await appendTo(log, [topic, 0], [['gone', null]]);
      await compact(topic);
      expect((await readAll(log, topic)).map(({ key }) => key)).toEqual(['kept']);
    });

    test('a reader in a gap, or after the last record, gets to the end', async () => {
      const { log, compact } = subject;
      const topic = await freshTopic(log, { cleanup: 'compact' });
      await appendTo(
        log,
        [topic, 0],
        [
          ['a', '1'],
          ['a', '2'],
          ['a', '3'],
          ['z', '1'],
        ],
      );
      await appendTo(log, [topic, 0], [['z', null]]);
      await compact(topic);
      const batch = await log.read(topic, 0, 1, { maxBytes: 1_000, waitMs: 0 });
      expect(valuesOf(batch)).toEqual(['3']);
      expect(await readAll(log, topic, { partition: 0, offset: batch.nextOffset })).toEqual([]);
      const { end } = await log.range(topic, 0);
      const last = await log.read(topic, 0, 3, { maxBytes: 1_000, waitMs: 0 });
      expect(last).toMatchObject({ count: 0, nextOffset: end, endOffset: end });
    });

    test('a reader of a topic of which nothing is left gets to its end', async () => {
      const { log, compact } = subject;
      const topic = await freshTopic(log, { cleanup: 'compact' });
      await appendTo(log, [topic, 0], [['a', '1']]);
      await appendTo(log, [topic, 0], [['a', null]]);
      await compact(topic);
      const { end } = await log.range(topic, 0);
      const batch = await log.read(topic, 0, 0, { maxBytes: 1_000, waitMs: 0 });
      expect(batch).toMatchObject({ count: 0, nextOffset: end, endOffset: end });
    });

    test('records written after it are added to what was kept', async () => {
      const { log, compact } = subject;
      const topic = await freshTopic(log, { cleanup: 'compact' });
      for (let round = 0; round < 3; round += 1) {
        await appendTo(
          log,
          [topic, 0],
          [
            ['a', `${round}`],
            [`k${round}`, 'v'],
          ],
        );
        await compact(topic);
      }
      const kept = (await readAll(log, topic)).map(({ key, value }) => `${key}=${value}`);
      expect(kept).toEqual(['k0=v', 'k1=v', 'a=2', 'k2=v']);
    });
  });

  describe('retention', () => {
    test('expired records are gone, and reading them names the lost range', async () => {
      const { log, expire } = subject;
      const topic = await freshTopic(log, { retentionMs: 60_000 });
      await append(log, topic, ['a', 'b', 'c']);
      const { end: start } = await log.range(topic, 0);
      await expire(topic);
      await append(log, topic, ['d']);
      const range = await log.range(topic, 0);
      expect(range.start).toBe(start);
      expect(range.end).toBeGreaterThan(start);
      const error = await log
        .read(topic, 0, 1, { maxBytes: 1_000, waitMs: 0 })
        .catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(OutsideError);
      expect(error).toMatchObject({ code: 'offset-out-of-range' });
      expect(String(error)).toContain(`1 to ${start - 1}`);
      expect(
        (await readAll(log, topic, { partition: 0, offset: start })).map(({ value }) => value),
      ).toEqual(['d']);
    });
  });
}
