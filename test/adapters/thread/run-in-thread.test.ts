// Work in a thread of its own is as work here: what it tells is heard in its order, it hears what
// it is told, and whatever ends it is thrown.

import { describe, expect, test } from 'vitest';
import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import { runInThread, type ThreadRun } from '../../../src/adapters/thread/run-in-thread.ts';
import type { Fact } from '../../../src/telemetry.ts';
import { until } from '../../contract/log-steps.ts';
import { testClock } from '../local-log/test-clock.ts';
import type { Order } from './ordered-thread.ts';

function ordered(order: Order, given: Partial<ThreadRun> = {}) {
  const told: string[] = [];
  const note = (fact: Fact) => told.push('reason' in fact ? fact.reason : fact.kind);
  const aborts = {
    interrupt: new AbortController(),
    stop: new AbortController(),
    drain: new AbortController(),
  };
  const done = runInThread({
    entry: new URL('ordered-thread.ts', import.meta.url),
    order,
    log: undefined,
    telemetry: { emit: note },
    signals: {
      interrupt: aborts.interrupt.signal,
      stop: aborts.stop.signal,
      drain: aborts.drain.signal,
    },
    ...given,
  });
  return { told, done, aborts };
}

test('facts are told in their order, all of them before the end', async () => {
  const { told, done } = ordered('tell three facts');
  await done;
  expect(told).toEqual(['one', 'two', 'three']);
});

test('each signal arrives as itself', async () => {
  const { told, done, aborts } = ordered('wait for the signals');
  for (const [i, name] of (['drain', 'stop', 'interrupt'] as const).entries()) {
    await until(() => told.length === i + 1);
    expect(told.at(-1)).toBe(name);
    aborts[name].abort();
  }
  await done;
});

test('a signal that was there before arrives too', async () => {
  const gone = AbortSignal.abort();
  const { told, done } = ordered('wait for the signals', {
    signals: { interrupt: gone, stop: gone, drain: gone },
  });
  await done;
  expect(told).toEqual(['drain', 'stop', 'interrupt']);
});

test('the log that is lent is the one that is here', async () => {
  const log = openLocalLog({ clock: testClock() });
  await ordered('use the log', { log }).done;
  expect(await log.topic('made')).toMatchObject({ partitions: 2 });
  await log.close();
});

describe('a thread that fails', () => {
  const failures: readonly { readonly order: Order; readonly error: object }[] = [
    { order: 'fail outside', error: { name: 'OutsideError', code: 'topic-missing' } },
    { order: 'fail by a bug', error: { name: 'TypeError', message: 'no function' } },
    { order: 'throw beside its work', error: { name: 'OutsideError', code: 'disk-full' } },
    { order: 'exit', error: { name: 'OutsideError', code: 'thread-ended' } },
  ];
  for (const { order, error } of failures) {
    test(`by the order to ${order} fails here by the same`, async () => {
      await expect(ordered(order).done).rejects.toMatchObject(error);
    });
  }

  test('because its file is not there says so', async () => {
    const entry = new URL('no-such-thread.ts', import.meta.url);
    await expect(ordered('exit', { entry }).done).rejects.toThrow('no-such-thread.ts');
  });

  test('has said before what it said before', async () => {
    const { told, done } = ordered('exit');
    await expect(done).rejects.toThrow('The thread of a stage has ended.');
    expect(told).toEqual(['last words']);
  });
});
