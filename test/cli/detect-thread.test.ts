// Detect in a thread of its own, over a log that is here: it writes the very bytes that it writes
// in this thread, also when the thread dies at any commit and is started anew.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { runInThread } from '../../src/adapters/thread/run-in-thread.ts';
import type { Outside } from '../../src/cli/outside.ts';
import { runStages } from '../../src/cli/run-stages.ts';
import type { RunStage } from '../../src/cli/stage-flag.ts';
import { detectorDefinitions, loadSettings } from '../../src/config.ts';
import { detectors } from '../../src/generated/detectors.ts';
import { logOpening } from '../../src/open-log.ts';
import type { Log } from '../../src/ports.ts';
import { codeOf } from '../contract/log-steps.ts';
import { append, steps, type World, withNorms, world } from '../support/detect-world.ts';
import { writtenRecords } from '../support/written-records.ts';
import { testOutside } from './test-terminal.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

type Desk = World & { readonly data: string };

/** A month of `access`; the registry lies where the settings say, for both threads. */
async function desk(users = 2): Promise<Desk> {
  const data = mkdtempSync(join(tmpdir(), 'molecatcher-thread-'));
  folders.push(data);
  const registry = openLocalRegistry({ folder: join(data, 'log') });
  const one = { ...(await world(users)), codec: await openCodec({ registry }), data };
  await append(one, withNorms(steps));
  return one;
}

const stageThread = new URL('../../src/stage-thread.ts', import.meta.url);
const dyingThread = new URL('dying-thread.ts', import.meta.url);

type Run = {
  readonly thread: 'auto' | 'on' | 'off';
  /** The commit at which the thread dies: `before-3`. */
  readonly dies?: string;
  readonly stop?: AbortSignal;
};

/** Runs detect over it to its end, as `run --stage detect --drain` does. */
async function drained({ log, data, clock }: Desk, run: Run): Promise<number> {
  let threads = 0;
  const { stop = new AbortController().signal, dies = '' } = run;
  const entry = dies === '' ? stageThread : dyingThread;
  const outside = testOutside(
    { output: '', remarks: '' },
    {
      ...logOpening(clock, stop),
      stop,
      clock,
      runDetectApart: (order, { log: lent, telemetry, ...signals }) => {
        threads += 1;
        return runInThread({
          ...{ entry, order, log: lent, telemetry },
          signals: { ...signals, interrupt: stop },
        });
      },
    },
  );
  const flags = { data, 'detect-thread': run.thread, 'batch-bytes': '10000', instance: dies };
  const extra = detectorDefinitions(detectors);
  const settings = loadSettings({ flags, extra, environment: {} });
  const telemetry = { emit: () => undefined };
  const stages: readonly RunStage[] = ['detect'];
  const work = { stages, isDrain: true, log, warehouse: undefined, telemetry };
  await runStages(work, settings, outside);
  return threads;
}

const found = ['anomalies', 'incidents', 'windows'];

function written(log: Log): Promise<readonly string[]> {
  return writtenRecords(log, [...found, 'dead-letter']);
}

async function expected(): Promise<readonly string[]> {
  const here = await desk();
  expect(await drained(here, { thread: 'off' })).toBe(0);
  const all = await written(here.log);
  for (const topic of found) {
    expect(all.filter((line) => line.startsWith(topic)).length).toBeGreaterThan(0);
  }
  return all;
}

test('writes the same as in the thread of all others', async () => {
  const there = await desk();
  expect(await drained(there, { thread: 'on' })).toBe(1);
  expect(await written(there.log)).toEqual(await expected());
});

test('started anew after it died at some commit, writes the same once', async () => {
  const whole = await expected();
  for (const place of ['before', 'after']) {
    for (const at of [1, 2, 9]) {
      const there = await desk();
      const dying = drained(there, { thread: 'on', dies: `${place}-${at}` });
      expect(await codeOf(dying)).toBe('thread-ended');
      expect((await written(there.log)).length).toBeLessThan(whole.length);
      expect(await there.log.countMembers('detect')).toBe(0);
      await drained(there, { thread: at === 9 ? 'off' : 'on' });
      expect(await written(there.log), `${place} commit ${at}`).toEqual(whole);
    }
  }
});

test('told to stop before it began, ends at once and has written nothing wrong', async () => {
  const there = await desk();
  await drained(there, { thread: 'on', stop: AbortSignal.abort() });
  await drained(there, { thread: 'on' });
  expect(await written(there.log)).toEqual(await expected());
});

test('fails as it fails here, with the same code', async () => {
  const there = await desk();
  const topic = await there.log.topic('access');
  await there.log.deleteTopic(topic!);
  for (const thread of ['off', 'on'] as const) {
    expect(await codeOf(drained(there, { thread }))).toBe('topic-missing');
  }
});

describe('whether it has a thread of its own', () => {
  const cases = [
    { name: 'where there is one core', cores: 1, stages: ['enrich', 'detect'], expect: false },
    { name: 'where there are two', cores: 2, stages: ['enrich', 'detect'], expect: true },
    { name: 'where it is alone', cores: 8, stages: ['detect'], expect: false },
  ] as const;
  for (const { name, cores, stages, expect: isApart } of cases) {
    test(`is by itself ${isApart ? 'so' : 'not so'} ${name}`, async () => {
      const { log, data, clock } = await desk();
      let threads = 0;
      const runDetectApart: Outside['runDetectApart'] = async () => {
        threads += 1;
      };
      const stop = AbortSignal.abort();
      const outside = testOutside(
        { output: '', remarks: '' },
        { ...logOpening(clock, stop), clock, stop, runDetectApart },
      );
      const machine = { ...outside.machine, cores };
      const extra = detectorDefinitions(detectors);
      const settings = loadSettings({
        flags: { data, sources: '2', users: '2' },
        extra,
        environment: {},
      });
      const telemetry = { emit: () => undefined };
      const work = { stages, isDrain: true, log, warehouse: undefined, telemetry };
      await runStages(work, settings, { ...outside, machine });
      expect(threads).toBe(isApart ? 1 : 0);
    });
  }
});
