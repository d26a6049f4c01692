// Twenty-four partitions, three brokers, three processes: who is killed and comes back under its
// name within the session gets its tasks back, and those of the others never move. A process with
// nothing to do does nothing.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeKafka } from '../support/kafka.ts';
import { type KafkaHouse, openKafkaHouse } from '../support/kafka-house.ts';
import { runProgram, type Started, until } from '../support/program.ts';

const partitions = 24;
const split = ['--sources', String(partitions), '--users', String(partitions)];
const names = ['one', 'two', 'three'] as const;
/** Of one core, while nothing arrives. */
const idleShareMax = 0.05;
const idleMs = 15_000;

await describeKafka('three processes on three brokers', () => {
  let house: KafkaHouse;
  const processes = new Map<string, Started>();

  const start = (name: string): Started => {
    const words = ['run', '--stage', 'enrich,detect', '--instance', name, '--data'];
    const flags = [...house.flags, ...split, '--port', '0'];
    const started = house.start(...words, house.folder(name), ...flags);
    processes.set(name, started);
    return started;
  };

  beforeAll(async () => {
    house = await openKafkaHouse({ brokers: 3 });
    await runProgram('topics', ...house.flags, ...split);
    for (const name of names) start(name);
    await until(() => names.every((name) => tasksOf(processes.get(name)!).enrich.length === 8));
    await until(() => names.every((name) => tasksOf(processes.get(name)!).detect.length === 8));
  }, 120_000);
  afterAll(() => house.close());

  test('a process that is killed and restarted gets its tasks back; no other moves', async () => {
    const before = names.map((name) => tasksOf(processes.get(name)!));
    const others = [processes.get('one')!, processes.get('three')!];
    const moves = () => others.map(({ heard }) => heard.remarks.split('partition released').length);
    const movesBefore = moves();
    processes.get('two')!.child.kill('SIGKILL');
    await processes.get('two')!.ended;
    start('two');
    await until(() => tasksOf(processes.get('two')!).enrich.length === 8);
    await until(() => tasksOf(processes.get('two')!).detect.length === 8);
    expect(names.map((name) => tasksOf(processes.get(name)!))).toEqual(before);
    expect(moves()).toEqual(movesBefore);
  }, 60_000);

  test('a process with nothing to do takes less than a twentieth of a core', async () => {
    // What starting left behind is over.
    await sleep(3_000);
    const [from, since] = [cpuMsOf(processes.get('one')!), performance.now()];
    await sleep(idleMs);
    const share = (cpuMsOf(processes.get('one')!) - from) / (performance.now() - since);
    console.info(`idle: ${(share * 100).toFixed(1)} % of a core`);
    expect(share).toBeLessThan(idleShareMax);
  }, 40_000);
});

type Tasks = { readonly enrich: readonly number[]; readonly detect: readonly number[] };

/** What a process has taken and not given up, by what it said. */
function tasksOf({ heard }: Started): Tasks {
  const held = { enrich: new Set<number>(), detect: new Set<number>() };
  for (const line of heard.remarks.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { msg, stage, partition } = parsed(line);
    if (stage !== 'enrich' && stage !== 'detect') continue;
    if (msg === 'partition taken') held[stage].add(partition);
    if (msg === 'partition released') held[stage].delete(partition);
  }
  const sorted = (set: Set<number>) => [...set].sort((a, b) => a - b);
  return { enrich: sorted(held.enrich), detect: sorted(held.detect) };
}

function parsed(line: string): { msg?: string; stage?: string; partition: number } {
  try {
    return JSON.parse(line) as { msg?: string; stage?: string; partition: number };
  } catch {
    return { partition: -1 }; // The last line may still be on its way.
  }
}

/** User and system time of a process; Linux counts them in hundredths of a second. */
function cpuMsOf({ child }: Started): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
