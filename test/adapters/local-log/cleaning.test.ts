// Compaction and retention by themselves: when they start, and what they leave alone.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import { dayMs, hourMs, minuteMs } from '../../../src/core/time.ts';
import {
  append,
  appendTo,
  type Entry,
  freshTopic,
  readAll,
  until,
} from '../../contract/log-steps.ts';
import { testClock } from './test-clock.ts';

describe('compaction', () => {
  test('a young tombstone stays readable; a day later it goes', async () => {
    const clock = testClock();
    const log = openLocalLog({ clock });
    const topic = await freshTopic(log, { cleanup: 'compact' });
    await appendTo(
      log,
      [topic, 0],
      [
        ['a', '1'],
        ['b', '1'],
      ],
    );
    await appendTo(log, [topic, 0], [['a', null]]);
    await log.clean();
    expect((await readAll(log, topic)).map(({ key }) => key)).toEqual(['b', 'a']);
    clock.forward(dayMs + hourMs);
    await log.clean();
    expect((await readAll(log, topic)).map(({ key }) => key)).toEqual(['b']);
    await log.close();
  });

  test('it starts by itself when enough was written, and broker times are kept', async () => {
    const clock = testClock();
    const log = openLocalLog({ clock, compactBytesMin: 2_000 });
    const topic = await freshTopic(log, { cleanup: 'compact' });
    const writer = await log.writer('w');
    await appendTo(log, [topic, 0], [['first', 'v']]);
    const { seenAt } = await log.read(topic, 0, 0, { maxBytes: 1, waitMs: 0 });
    clock.forward(hourMs);
    for (let i = 0; i < 60; i += 1) await appendTo(log, [topic, 0], [['k', `${i}`.padEnd(100)]]);
    await writer.close();
    let count = 60;
    await until(() => {
      void readAll(log, topic).then((lines) => {
        count = lines.length;
      });
      return count < 40;
    });
    await log.clean();
    expect((await readAll(log, topic)).map(({ key }) => key)).toEqual(['first', 'k']);
    const after = await log.read(topic, 0, 0, { maxBytes: 1, waitMs: 0 });
    expect(after.seenAt[0]).toBe(seenAt[0]);
    await log.close();
  });

  test('whatever was written, the newest of each key is what is left', async () => {
    const entry = fc.tuple(
      fc.constantFrom('a', 'b', 'c', 'é'),
      fc.option(fc.constantFrom('1', '22', '333'), { nil: null }),
    );
    const commits = fc.array(fc.array(entry, { minLength: 1, maxLength: 6 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(commits, fc.nat(8), async (all, cleanAfter) => {
        const clock = testClock();
        const log = openLocalLog({ clock, storedBatchBytesMax: 8 });
        const topic = await freshTopic(log, { cleanup: 'compact' });
        for (const [i, entries] of all.entries()) {
          await appendTo(log, [topic, 0], entries as readonly Entry[]);
          if (i === cleanAfter) await log.clean();
        }
        const newest = new Map(all.flat());
        clock.forward(2 * dayMs);
        await log.clean();
        const lines = await readAll(log, topic);
        const left = new Map([...newest].filter(([, value]) => value !== null));
        expect(new Map(lines.map(({ key, value }) => [key, value]))).toEqual(left);
        expect(lines).toHaveLength(left.size);
        await log.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('retention', () => {
  test('it runs by itself beside later commits, and spares what is young', async () => {
    const clock = testClock();
    const log = openLocalLog({ clock });
    const topic = await freshTopic(log, { retentionMs: dayMs });
    await append(log, topic, ['old', 'old']);
    clock.forward(23 * hourMs);
    await append(log, topic, ['young']);
    clock.forward(2 * hourMs);
    await append(log, topic, ['new']);
    await log.clean();
    expect(
      (await readAll(log, topic, { partition: 0, offset: 2 })).map(({ value }) => value),
    ).toEqual(['young', 'new']);
    expect(await log.range(topic, 0)).toEqual({ start: 2, end: 4 });
    clock.forward(30 * hourMs);
    await append(log, topic, ['newest']);
    clock.forward(11 * minuteMs);
    let start = 0;
    await until(() => {
      void log.range(topic, 0).then((range) => {
        start = range.start;
      });
      return start === 4;
    });
    await log.close();
  });
});
