// A writer of the log of another thread that may be one commit ahead waits for no answer: what
// fails is thrown by the next commit, or by closing, and nothing of that next one is written.

import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import { serveLog } from '../../../src/adapters/thread/serve-log.ts';
import { openThreadLog } from '../../../src/adapters/thread/thread-log.ts';
import { codeOf, freshTopic, output, readAll } from '../../contract/log-steps.ts';
import { testClock } from '../local-log/test-clock.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function openFar() {
  const log = openLocalLog({ clock: testClock() });
  const { port1, port2 } = new MessageChannel();
  const served = serveLog(log, port1);
  const far = openThreadLog(port2, 'local');
  closing.push(async () => {
    await far.close();
    await served;
    await log.close();
  });
  return { log, far };
}

test('a commit is written whether or not its answer is waited for', async () => {
  const { log, far } = openFar();
  const topic = await freshTopic(log);
  const writer = await far.writer('w', { isOneAhead: true });
  for (const value of ['1', '2', '3']) await writer.commit([output(topic, 0, [[null, value]])]);
  await writer.close();
  expect((await readAll(log, topic)).map(({ value }) => value)).toEqual(['1', '2', '3']);
});

for (const then of ['commit', 'close'] as const) {
  test(`one that fails > is thrown by the next ${then}`, async () => {
    const { log, far } = openFar();
    const topic = await freshTopic(log);
    const writer = await far.writer('w', { isOneAhead: true });
    await writer.commit([output(topic, 0, [[null, '1']])]);
    // Asked after it, so answered after it.
    expect(await far.range(topic, 0)).toEqual({ start: 0, end: 1 });
    await log.writer('w');
    await writer.commit([output(topic, 0, [[null, '2']])]);
    const next =
      then === 'commit' ? writer.commit([output(topic, 0, [[null, '3']])]) : writer.close();
    expect(await codeOf(next)).toBe('fenced');
    expect((await readAll(log, topic)).map(({ value }) => value)).toEqual(['1']);
  });
}

test('one that may not be ahead hears of it at once', async () => {
  const { log, far } = openFar();
  const topic = await freshTopic(log);
  const writer = await far.writer('w');
  await log.writer('w');
  expect(await codeOf(writer.commit([output(topic, 0, [[null, '1']])]))).toBe('fenced');
});
