// A thread that ends in the middle: whatever was asked of it fails, on both sides, and what it had
// of the log is given back, so that somebody else can take it over.

import { MessageChannel } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import { serveLog } from '../../../src/adapters/thread/serve-log.ts';
import { openThreadLog } from '../../../src/adapters/thread/thread-log.ts';
import type { Log } from '../../../src/ports.ts';
import { append, codeOf, freshTopic, Notes, output, until } from '../../contract/log-steps.ts';
import { testClock } from '../local-log/test-clock.ts';

function opened() {
  const log = openLocalLog({ clock: testClock() });
  const { port1, port2 } = new MessageChannel();
  const served = serveLog(log, port1);
  return { log, served, far: openThreadLog(port2, 'local'), near: port1, other: port2 };
}

const never = () => new Promise<never>(() => undefined);

describe('a port that closes', () => {
  for (const side of ['near', 'other'] as const) {
    test(`at the ${side} side fails what is under way and all that comes after`, async () => {
      const world = opened();
      const { log, far, served } = world;
      const topic = await freshTopic(far);
      const writer = await far.writer('w');
      const reading = codeOf(far.read(topic, 0, 0, { maxBytes: 1_000, waitMs: 60_000 }));
      world[side].close();
      expect(await reading).toBe('thread-ended');
      await served;
      expect(await codeOf(far.range(topic, 0))).toBe('thread-ended');
      expect(await codeOf(writer.commit([output(topic, 0, [[null, 'x']])]))).toBe('thread-ended');
      // The log itself is none of theirs.
      expect(await log.range(topic, 0)).toEqual({ start: 0, end: 0 });
      await log.close();
    });
  }

  for (const place of ['take', 'process', 'idle'] as const) {
    test(`in ${place} ends the membership, and another one takes its tasks`, async () => {
      const { log, far, served, other } = opened();
      const topic = await freshTopic(log);
      const notes = new Notes();
      const stops: AbortSignal[] = [];
      let isThere = false;
      const hang = () => {
        isThere = true;
        return never();
      };
      await append(log, topic, ['x']);
      const options = notes.member({ group: 'g', instance: 'a', topics: [topic] });
      const membership = await far.join({
        ...options,
        async take(partition, stop) {
          stops.push(stop);
          if (place === 'take') return hang();
          return { ...(await options.take(partition, stop)), [place]: hang };
        },
      });
      await until(() => isThere);
      other.close();
      expect(await codeOf(membership.finished)).toBe('thread-ended');
      expect(await codeOf(membership.leave())).toBe('thread-ended');
      expect(stops.map(({ aborted }) => aborted)).toEqual([true]);
      await served;
      expect(await log.countMembers('g')).toBe(0);
      await takenOver(log, topic);
      await log.close();
    });
  }

  test('while a task waits for records gives it back too', async () => {
    const { log, far, served, other } = opened();
    const topic = await freshTopic(log);
    const notes = new Notes();
    await far.join(notes.member({ group: 'g', instance: 'a', topics: [topic] }));
    await until(() => notes.count(/takes/) === 1);
    other.close();
    await served;
    expect(await log.countMembers('g')).toBe(0);
    await append(log, topic, ['x']);
    await takenOver(log, topic);
    await log.close();
  });
});

describe('a task of another thread', () => {
  test('hears that it is to be given up, while it is being taken and while it works', async () => {
    const { log, far, served } = opened();
    const topic = await freshTopic(log);
    await append(log, topic, ['x']);
    for (const place of ['take', 'process'] as const) {
      const notes = new Notes();
      let hasBegun = false;
      const stopped = (stop: AbortSignal) => {
        hasBegun = true;
        return new Promise((resolve) => stop.addEventListener('abort', resolve));
      };
      const options = notes.member({ group: place, instance: 'a', topics: [topic] });
      const membership = await far.join({
        ...options,
        async take(partition, stop) {
          const task = await options.take(partition, stop);
          if (place === 'take') await stopped(stop);
          return {
            ...task,
            async process() {
              await stopped(stop);
              return 'more';
            },
          };
        },
      });
      await until(() => hasBegun);
      await membership.leave();
      expect(notes.calls).toEqual(['a takes 0', 'a releases 0']);
    }
    await far.close();
    await served;
    await log.close();
  });

  test('is left by closing its log, which stays open for the others', async () => {
    const { log, far, served } = opened();
    const topic = await freshTopic(log);
    const notes = new Notes();
    const membership = await far.join(notes.member({ group: 'g', instance: 'a', topics: [topic] }));
    await far.close();
    await membership.finished;
    await served;
    expect(notes.calls).toEqual(['a takes 0', 'a releases 0']);
    expect(await log.range(topic, 0)).toEqual({ start: 0, end: 0 });
    expect(await codeOf(far.range(topic, 0))).toBe('thread-ended');
    await log.close();
  });
});

async function takenOver(log: Log, topic: string): Promise<void> {
  const notes = new Notes();
  const idle = async () => 'done' as const;
  const names = { group: 'g', instance: 'b', topics: [topic] };
  await (await log.join(notes.member(names, { idle }))).finished;
  expect(notes.values).toEqual(['x']);
}
