// Contract of a Log, third part: groups, their tasks, takeover and crashes.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogSubject } from './log-contract.ts';
import {
  append,
  appendTo,
  codeOf,
  freshName,
  freshTopic,
  Notes,
  output,
  readAll,
  until,
  valuesOf,
} from './log-steps.ts';

export function describeGroups(open: () => Promise<LogSubject>): void {
  let subject: LogSubject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  describe('tasks', () => {
    test('a task reads all its topics, is idle, and its done ends the membership', async () => {
      const { log } = subject;
      const [one, two] = [await freshTopic(log), await freshTopic(log)];
      await append(log, one, ['1', '2']);
      await append(log, two, ['3']);
      const notes = new Notes();
      const names = { group: freshName('group'), instance: 'a', topics: [one, two] };
      const idle = async () => (notes.values.length === 3 ? 'done' : 'more') as 'done' | 'more';
      const membership = await log.join(notes.member(names, { idle }));
      await membership.finished;
      expect([...notes.values].sort()).toEqual(['1', '2', '3']);
      expect(notes.calls).toEqual(['a takes 0', 'a releases 0']);
    });

    test('members of a group are counted as long as they are there', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      const group = freshName('group');
      expect(await log.countMembers(group)).toBe(0);
      const member = new Notes().member({ group, instance: 'a', topics: [topic] });
      const membership = await log.join(member);
      while ((await log.countMembers(group)) === 0) await append(log, topic, ['x']);
      expect(await log.countMembers(group)).toBe(1);
      await membership.leave();
      expect(await log.countMembers(group)).toBe(0);
    });

    test('a task starts where its positions say', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      await append(log, topic, ['1', '2', '3']);
      const notes = new Notes();
      notes.positions.set(`${topic}/0`, 2);
      const names = { group: freshName('group'), instance: 'a', topics: [topic] };
      await (await log.join(notes.member(names, { idle: async () => 'done' }))).finished;
      expect(notes.values).toEqual(['3']);
    });

    test('the larger topic decides how many tasks there are', async () => {
      const { log } = subject;
      const topics = [
        await freshTopic(log, { partitions: 1 }),
        await freshTopic(log, { partitions: 3 }),
      ];
      const notes = new Notes();
      const names = { group: freshName('group'), instance: 'a', topics };
      await (await log.join(notes.member(names, { idle: async () => 'done' }))).finished;
      expect(notes.count(/takes/)).toBe(3);
    });

    test('a long topic does not keep a short one waiting', async () => {
      const { log } = subject;
      const [long, short] = [await freshTopic(log), await freshTopic(log)];
      const many = Array.from({ length: 60 }, (_, i) => `${i}`.padStart(100, '.'));
      await append(log, long, many);
      await append(log, short, ['short']);
      const notes = new Notes();
      const names = { group: freshName('group'), instance: 'a', topics: [long, short] };
      const task = { maxBatchBytes: 250, idle: async () => 'done' as const };
      await (await log.join(notes.member(names, task))).finished;
      expect(notes.values).toHaveLength(61);
      expect(notes.values.indexOf('short')).toBeLessThan(20);
    });

    test('an idle task is called about every second, and wakes at once for a record', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      const notes = new Notes();
      const idles: number[] = [];
      const idle = async () => {
        idles.push(performance.now());
        return 'more' as const;
      };
      const names = { group: freshName('group'), instance: 'a', topics: [topic] };
      const membership = await log.join(notes.member(names, { idle }));
      await until(() => idles.length === 2);
      expect(idles[1]! - idles[0]!).toBeGreaterThan(500);
      expect(idles[1]! - idles[0]!).toBeLessThan(3_000);
      const before = performance.now();
      await append(log, topic, ['x']);
      await until(() => notes.values.length === 1);
      expect(performance.now() - before).toBeLessThan(700);
      await membership.leave();
    });

    test('a drain calls an idle task at once, and then as before', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      const notes = new Notes();
      const drain = new AbortController();
      const idles: number[] = [];
      const idle = async () => {
        idles.push(performance.now());
        return 'more' as const;
      };
      const names = { group: freshName('group'), instance: 'a', topics: [topic] };
      const member = { ...notes.member(names, { idle }), drain: drain.signal };
      const membership = await log.join(member);
      await until(() => idles.length === 2);
      const before = performance.now();
      drain.abort();
      await until(() => idles.length === 3);
      expect(performance.now() - before).toBeLessThan(500);
      await until(() => idles.length === 4);
      expect(idles[3]! - idles[2]!).toBeGreaterThan(500);
      await membership.leave();
    });

    test('calls of one task never overlap, and a batch keeps to its bytes', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      const values = Array.from({ length: 40 }, (_, i) => `${i}`.padStart(100, '.'));
      await append(log, topic, values);
      const notes = new Notes();
      const seen = { calls: 0, overlaps: 0, mostBytes: 0 };
      const once = async (): Promise<void> => {
        seen.calls += 1;
        if (seen.calls > 1) seen.overlaps += 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
        seen.calls -= 1;
      };
      const names = { group: freshName('group'), instance: 'a', topics: [topic] };
      const task = notes.member(names, {
        maxBatchBytes: 450,
        process: async (batch) => {
          seen.mostBytes = Math.max(seen.mostBytes, valuesOf(batch).join('').length);
          await once();
          notes.note(batch);
          return 'more';
        },
        idle: async () => {
          await once();
          return 'done';
        },
        release: once,
      });
      await (await log.join(task)).finished;
      expect(notes.values).toEqual(values);
      expect(seen.overlaps).toBe(0);
      expect(seen.mostBytes).toBeLessThanOrEqual(450);
    });

    test('a topic that is missing refuses the join', async () => {
      const { log } = subject;
      const names = { group: freshName('group'), instance: 'a', topics: [freshName('missing')] };
      expect(await codeOf(log.join(new Notes().member(names)))).toBe('topic-missing');
    });
  });

  describe('sharing', () => {
    test('a joining member takes half of the tasks over after their release', async () => {
      const { log } = subject;
      const topic = await freshTopic(log, { partitions: 4 });
      const notes = new Notes();
      const group = freshName('group');
      const a = await log.join(notes.member({ group, instance: 'a', topics: [topic] }));
      await until(() => notes.count(/a takes/) === 4);
      const b = await log.join(notes.member({ group, instance: 'b', topics: [topic] }));
      await until(() => notes.count(/b takes/) === 2);
      for (const call of notes.calls.filter((made) => made.startsWith('b takes'))) {
        const released = notes.calls.indexOf(`a releases ${call.slice(-1)}`);
        expect(released).toBeGreaterThan(-1);
        expect(released).toBeLessThan(notes.calls.indexOf(call));
      }
      await a.leave();
      await until(() => notes.count(/b takes/) === 4);
      await b.leave();
      expect(notes.count(/takes/)).toBe(notes.count(/releases/));
    });

    test('takeover in the middle: every record once, though the old owner wakes late', async () => {
      const { log } = subject;
      const [topic, results] = [await freshTopic(log, { partitions: 2 }), await freshTopic(log)];
      for (const partition of [0, 1]) {
        const values = Array.from({ length: 30 }, (_, i) => [null, `${partition}-${i}`] as const);
        await appendTo(log, [topic, partition], values);
      }
      const notes = new Notes();
      const group = freshName('group');
      const copier = (instance: string) => {
        const options = notes.member({ group, instance, topics: [topic] }, { maxBatchBytes: 20 });
        return {
          ...options,
          take: async (partition: number, stop: AbortSignal) => {
            const task = await options.take(partition, stop);
            const writer = await log.writer(`${group}-${partition}`);
            return {
              ...task,
              process: async (batch: Parameters<typeof task.process>[0]) => {
                const copied = valuesOf(batch).map((value) => [null, value] as const);
                await writer.commit([output(results, 0, copied)]);
                notes.note(batch);
                return 'more' as const;
              },
            };
          },
        };
      };
      const a = await log.join(copier('a'));
      await until(() => notes.values.length >= 5);
      const b = await log.join(copier('b'));
      await until(() => notes.values.length === 60);
      await Promise.all([a.leave(), b.leave()]);
      const copied = (await readAll(log, results)).map(({ value }) => value);
      expect(copied).toHaveLength(60);
      expect(new Set(copied).size).toBe(60);
      for (const partition of ['0', '1']) {
        const own = copied.filter((value) => value?.startsWith(partition));
        expect(own).toEqual(Array.from({ length: 30 }, (_, i) => `${partition}-${i}`));
      }
    });

    test('leave finishes the call in hand before it releases', async () => {
      const { log } = subject;
      const topic = await freshTopic(log);
      await append(log, topic, ['slow']);
      const notes = new Notes();
      const process = async () => {
        notes.calls.push('begins');
        await new Promise((resolve) => setTimeout(resolve, 50));
        notes.calls.push('ends');
        return 'more' as const;
      };
      const names = { group: freshName('group'), instance: 'a', topics: [topic] };
      const membership = await log.join(notes.member(names, { process }));
      await until(() => notes.calls.includes('begins'));
      await membership.leave();
      expect(notes.calls).toEqual(['a takes 0', 'begins', 'ends', 'a releases 0']);
      await membership.finished;
    });
  });

  describe('crashes', () => {
    const places = [
      { place: 'take', released: 1 },
      { place: 'process', released: 1 },
      { place: 'idle', released: 1 },
    ] as const;
    for (const { place, released } of places) {
      test(`an error in ${place} ends the membership, and releases the other tasks`, async () => {
        const { log } = subject;
        const topic = await freshTopic(log, { partitions: 2 });
        await appendTo(log, [topic, 1], [[null, 'poison']]);
        const notes = new Notes();
        const names = { group: freshName('group'), instance: 'a', topics: [topic] };
        const options = notes.member(names);
        const fail = async (): Promise<never> => {
          throw new Error(`broken ${place}`);
        };
        const membership = await log.join({
          ...options,
          take: async (partition, stop) => {
            const task = await options.take(partition, stop);
            if (partition === 0) return task;
            return place === 'take' ? fail() : { ...task, [place]: fail };
          },
        });
        await expect(membership.finished).rejects.toThrow(`broken ${place}`);
        expect(notes.count(/releases 0/)).toBe(released);
        expect(notes.count(/releases 1/)).toBe(0);
      });
    }

    test('the tasks of a crashed member move to the other', async () => {
      const { log } = subject;
      const topic = await freshTopic(log, { partitions: 2 });
      const notes = new Notes();
      const group = freshName('group');
      const a = await log.join(
        notes.member(
          { group, instance: 'a', topics: [topic] },
          {
            process: async () => {
              throw new Error('crash');
            },
          },
        ),
      );
      await until(() => notes.count(/a takes/) === 2);
      const b = await log.join(notes.member({ group, instance: 'b', topics: [topic] }));
      await until(() => notes.count(/b takes/) === 1);
      const [kept] = ['0', '1'].filter((task) => !notes.calls.includes(`b takes ${task}`));
      await appendTo(log, [topic, Number(kept)], [[null, 'x']]);
      await expect(a.finished).rejects.toThrow('crash');
      await until(() => notes.values.length === 1);
      expect(notes.count(/b takes/)).toBe(2);
      await b.leave();
    });
  });
}
