// What is done to the place in a round, by name. Each puts right what it did before it returns, and
// says what shows that it hit in the middle of work; undefined where it hit nobody.

import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../src/lab/random.ts';
import { until } from '../support/program.ts';
import type { Place } from './place.ts';
import type { TcpProxy } from './tcp-proxy.ts';
import type { Worker } from './workers.ts';

export type Strike = (place: Place, random: Random) => Promise<string | undefined>;

/** Longer than a session of a group: the others have its tasks by then. */
const pausedMs = 16_000;
const awayMs = 20_000;
const fullMs = 6_000;

const killed = async (worker: Worker): Promise<string | undefined> => {
  const tasks = await worker.tasks();
  if (tasks.length === 0) return undefined;
  worker.signal('SIGKILL');
  await until(async () => (await worker.tasks()).length > 0);
  return `${worker.plan.name} had ${tasks.length} tasks`;
};

export const kinds: Readonly<Record<string, Strike>> = {
  'kill -9 of a worker': (place, random) => killed(random.pick(place.workers.slice(1))),

  'kill -9 of the worker with ClickHouse': (place) => killed(place.host),

  async 'kill -9 of the broker'(place) {
    await place.kafka.killBroker(0);
    await place.kafka.startBroker(0);
    return 'it had open transactions or none: they come five a second';
  },

  async 'kill -9 of ClickHouse'(place) {
    const pid = place.enginePid;
    if (pid === 0) return undefined;
    process.kill(pid, 'SIGKILL');
    await until(async () => place.enginePid !== pid && (await place.archived()) !== undefined);
    return `process ${pid}`;
  },

  async 'SIGSTOP beyond the session, then SIGCONT'(place, random) {
    const worker = random.pick(place.workers.slice(1));
    const tasks = await worker.tasks();
    if (tasks.length === 0) return undefined;
    worker.signal('SIGSTOP');
    await sleep(pausedMs);
    worker.signal('SIGCONT');
    return `${worker.plan.name} had ${tasks.length} tasks`;
  },

  async 'rolling restart'(place) {
    for (const worker of place.workers) {
      worker.signal('SIGTERM');
      await sleep(1_000);
      await until(async () => (await worker.tasks()).length > 0);
    }
    return 'each in its turn';
  },

  async 'reassignment storm'(place) {
    const more = ['d', 'e'].map((name) => place.oneMore(name));
    let moved = 0;
    for (const worker of more) {
      // With more workers than partitions the last one may get nothing.
      for (let tries = 0; tries < 20 && (await worker.tasks()).length === 0; tries += 1) {
        await sleep(1_000);
      }
      moved += (await worker.tasks()).length;
    }
    await Promise.all(more.map((worker) => worker.stop()));
    return moved === 0 ? undefined : `${moved} tasks moved to two that came and went`;
  },

  async 'ClickHouse away'(place) {
    const pid = place.enginePid;
    if (pid === 0) return undefined;
    process.kill(pid, 'SIGSTOP');
    await sleep(awayMs);
    process.kill(pid, 'SIGCONT');
    return `${awayMs / 1_000} s`;
  },

  async 'registry away'(place, random) {
    await place.killRegistry();
    const worker = random.pick(place.workers.slice(1));
    worker.signal('SIGKILL');
    await sleep(awayMs);
    // It needs the registry for its own schemas, and waits.
    const tasks = await worker.tasks();
    await place.startRegistry();
    await until(async () => (await worker.tasks()).length > 0);
    return tasks.length === 0
      ? `${awayMs / 1_000} s; ${worker.plan.name} waited for it`
      : undefined;
  },

  async 'disk full under ClickHouse'(place) {
    const pid = place.enginePid;
    if (pid === 0) return undefined;
    // The soft limit only: a hard one cannot be lifted again.
    execFileSync('prlimit', ['--pid', `${pid}`, '--fsize=20000:unlimited']);
    await sleep(fullMs);
    if (place.enginePid === pid)
      execFileSync('prlimit', ['--pid', `${pid}`, '--fsize=unlimited:unlimited']);
    await until(async () => (await place.archived()) !== undefined);
    // Whoever has started it kills it when its writes fail.
    const next = place.enginePid;
    return next === pid || next === 0 ? undefined : `process ${pid} was killed`;
  },

  'answers of Kafka lost': ({ kafkaProxy }, random) =>
    answersLost(kafkaProxy, random, { times: 5, msMin: 100, msMax: 500 }),

  'answers of ClickHouse lost': ({ clickhouseProxy }, random) =>
    answersLost(clickhouseProxy, random, { times: 8, msMin: 300, msMax: 1_000 }),
};

async function answersLost(
  proxy: TcpProxy,
  random: Random,
  { times, msMin, msMax }: { times: number; msMin: number; msMax: number },
): Promise<string | undefined> {
  const before = proxy.lost;
  for (let i = 0; i < times; i += 1) {
    await proxy.loseAnswers(msMin + random.below(msMax - msMin));
    await sleep(random.below(1_800));
  }
  const lost = proxy.lost - before;
  return lost === 0 ? undefined : `${lost} answers`;
}
