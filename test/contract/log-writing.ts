// Contract of a Log, first part: topics, commits and fencing.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogSubject } from './log-contract.ts';
import { append, appendTo, codeOf, freshName, freshTopic, output, readAll } from './log-steps.ts';

export function describeWriting(open: () => Promise<LogSubject>): void {
  let subject: LogSubject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  describe('topics', () => {
    test('a new topic is empty and has an incarnation of its own', async () => {
      const { log } = subject;
      const [one, other] = [await freshTopic(log, { partitions: 3 }), await freshTopic(log)];
      expect(await log.topic(one)).toMatchObject({ name: one, partitions: 3, cleanup: 'delete' });
      expect((await log.topic(one))?.id).not.toBe((await log.topic(other))?.id);
      expect(await log.range(one, 2)).toEqual({ start: 0, end: 0 });
    });

    test('a topic that is not there is undefined to ask for and an error to use', async () => {
      const { log } = subject;
      const name = freshName('missing');
      expect(await log.topic(name)).toBeUndefined();
      expect(await codeOf(log.range(name, 0))).toBe('topic-missing');
      const writer = await log.writer(freshName('writer'));
      expect(await codeOf(writer.commit([output(name, 0, [[null, 'x']])]))).toBe('topic-missing');
    });

    test('a topic cannot be created twice', async () => {
      const { log } = subject;
      const name = await freshTopic(log);
      const again = log.createTopic({ name, partitions: 1, cleanup: 'delete' });
      expect(await codeOf(again)).toBe('topic-exists');
    });

    test('a topic that was deleted is gone, and another one may have its name', async () => {
      const { log } = subject;
      const name = await freshTopic(log, { partitions: 2 });
      await appendTo(log, [name, 1], [['k', 'old']]);
      const before = await log.topic(name);
      await log.deleteTopic(before!);
      expect(await log.topic(name)).toBeUndefined();
      expect(await codeOf(log.deleteTopic(before!))).toBe('topic-missing');
      await log.createTopic({ name, partitions: 3, cleanup: 'delete' });
      expect(await log.topic(name)).toMatchObject({ partitions: 3 });
      expect((await log.topic(name))?.id).not.toBe(before?.id);
      expect(await log.range(name, 1)).toEqual({ start: 0, end: 0 });
      await appendTo(log, [name, 1], [['k', 'new']]);
      const lines = await readAll(log, name, { partition: 1 });
      expect(lines).toEqual([{ key: 'k', value: 'new', offset: 0 }]);
      // Whoever still means the one before takes nothing from the one that is there.
      expect(await codeOf(log.deleteTopic(before!))).toBe('topic-missing');
      expect(await readAll(log, name, { partition: 1 })).toEqual(lines);
    });

    test('a topic grows by empty partitions, and never shrinks', async () => {
      const { log } = subject;
      const name = await freshTopic(log, { partitions: 2 });
      await appendTo(log, [name, 1], [['k', 'v']]);
      const { id } = (await log.topic(name))!;
      expect(await log.growTopic(name, 4)).toMatchObject({ id, partitions: 4 });
      expect(await log.topic(name)).toMatchObject({ id, partitions: 4 });
      await appendTo(log, [name, 3], [['k', 'w']]);
      expect(await readAll(log, name, { partition: 1 })).toHaveLength(1);
      expect(await readAll(log, name, { partition: 3 })).toHaveLength(1);
      expect(await log.range(name, 2)).toEqual({ start: 0, end: 0 });
      expect(await log.growTopic(name, 3)).toMatchObject({ partitions: 4 });
    });
  });

  describe('commits', () => {
    test('records come back in order with key, value, offset, and rising broker time', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      await append(log, topic, ['a', 'b']);
      await append(log, topic, ['c']);
      const lines = await readAll(log, topic);
      expect(lines.map(({ key, value }) => [key, value])).toEqual([
        [null, 'a'],
        [null, 'b'],
        [null, 'c'],
      ]);
      // Kafka gives an offset to the end of each transaction too.
      const offsets = lines.map(({ offset }) => offset);
      expect(offsets.slice(0, 2)).toEqual([0, 1]);
      expect(offsets[2]).toBeGreaterThan(1);
      const { seenAt } = await log.read(topic, 0, 0, { maxBytes: 10_000, waitMs: 0 });
      expect(seenAt[0]).toBeGreaterThan(0);
      expect([...seenAt]).toEqual([...seenAt].sort((a, b) => a - b));
    });

    const kinds = [
      { name: 'a null key', entry: [null, 'v'] },
      { name: 'an empty key and an empty value', entry: ['', ''] },
      { name: 'a tombstone', entry: ['k', null] },
      { name: 'a key beyond ASCII', entry: ['Zoë/東京/😀', 'ü'] },
    ] as const;
    for (const { name, entry } of kinds) {
      test(`${name} comes back as it went`, async () => {
        const { log } = subject;
        const topic = await freshTopic(log);
        const writer = await log.writer(freshName('writer'));
        await writer.commit([output(topic, 0, [entry])]);
        expect(await readAll(log, topic)).toEqual([{ key: entry[0], value: entry[1], offset: 0 }]);
      });
    }

    test('one commit over some topics and partitions, some named twice, some empty', async () => {
      const { log } = subject;
      const [one, two] = [await freshTopic(log, { partitions: 2 }), await freshTopic(log)];
      const writer = await log.writer(freshName('writer'));
      await writer.commit([
        output(one, 1, [['k', 'first']]),
        output(two, 0, [['k', 'second']]),
        output(one, 0, []),
        output(one, 1, [['k', 'third']]),
      ]);
      expect((await readAll(log, one, { partition: 1 })).map(({ value }) => value)).toEqual([
        'first',
        'third',
      ]);
      expect((await readAll(log, two)).map(({ value }) => value)).toEqual(['second']);
      expect(await log.range(one, 0)).toEqual({ start: 0, end: 0 });
    });

    test('a buffer may be cleared and used again after the commit', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      const writer = await log.writer(freshName('writer'));
      const buffer = output(topic, 0, [['k', 'before']]);
      await writer.commit([buffer]);
      buffer.clear();
      buffer.append('k', Buffer.from('after!'));
      await writer.commit([buffer]);
      expect((await readAll(log, topic)).map(({ value }) => value)).toEqual(['before', 'after!']);
    });

    test('a big batch of 20,000 records comes back whole', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      const values = Array.from({ length: 20_000 }, (_, i) => `${i}:${'x'.repeat(100)}`);
      await append(log, topic, values);
      const lines = await readAll(log, topic);
      expect(lines.map(({ value }) => value)).toEqual(values);
      expect(lines.at(-1)?.offset).toBe(19_999);
    });

    test('a value over the limit fails, and nothing of its commit is written', async () => {
      const { log } = subject;
      const [one, two] = [await freshTopic(log), await freshTopic(log)];
      const writer = await log.writer(freshName('writer'));
      const huge = 'x'.repeat(1_100_000);
      const commit = writer.commit([output(one, 0, [['k', 'v']]), output(two, 0, [['k', huge]])]);
      expect(await codeOf(commit)).toBe('record-too-large');
      expect(await readAll(log, one)).toEqual([]);
    });
  });

  describe('fencing', () => {
    test('a zombie fails with fenced and leaves no record', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      const id = freshName('stage');
      const zombie = await log.writer(id);
      await zombie.commit([output(topic, 0, [['k', 'by the first']])]);
      const owner = await log.writer(id);
      expect(await codeOf(zombie.commit([output(topic, 0, [['k', 'zombie']])]))).toBe('fenced');
      await owner.commit([output(topic, 0, [['k', 'by the second']])]);
      expect(await codeOf(zombie.commit([output(topic, 0, [['k', 'zombie']])]))).toBe('fenced');
      const values = (await readAll(log, topic)).map(({ value }) => value);
      expect(values).toEqual(['by the first', 'by the second']);
    });

    test('writers of different ids do not disturb each other', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      const [a, b] = [await log.writer(freshName('a')), await log.writer(freshName('b'))];
      await Promise.all([
        a.commit([
          output(topic, 0, [
            ['a', '1'],
            ['a', '2'],
          ]),
        ]),
        b.commit([
          output(topic, 0, [
            ['b', '1'],
            ['b', '2'],
          ]),
        ]),
      ]);
      const keys = (await readAll(log, topic)).map(({ key, value }) => `${key}${value}`);
      expect(keys.filter((key) => key.startsWith('a'))).toEqual(['a1', 'a2']);
      expect(keys.filter((key) => key.startsWith('b'))).toEqual(['b1', 'b2']);
    });
  });
}
