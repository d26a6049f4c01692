// Detect finds the same whatever the partitions, the restarts, and where a commit falls.

import { describe, expect, test } from 'vitest';
import { hourMs } from '../../src/core/time.ts';
import { read } from '../../src/core/vector.ts';
import type { Records } from '../../src/generated/records.ts';
import type { Log } from '../../src/ports.ts';
import { append, chosen, detect, found, steps, stepsOf, world } from '../support/detect-world.ts';
import { readAll } from '../support/read-all.ts';

describe('stage detect', () => {
  test('finds the reads without a reason and the canary, and closes every window', async () => {
    const one = await world(1);
    await append(one, steps);
    await detect(one);
    const anomalies = (await readAll(one, 'anomalies')).map(({ record }) => record);
    const said = (anomalies as Records['Anomaly'][]).map(
      ({ user, detector }) => `${user} ${detector}`,
    );
    expect(said).toContain('bob unexplained-access');
    expect(said.filter((one) => !one.startsWith('bob '))).toEqual(['carol canary-record']);
    expect(new Set(anomalies.map((one) => (one as Records['Anomaly']).id)).size).toBe(said.length);
    const told = await readAll(one, 'incidents');
    const incidents = told.filter(({ name }) => name === 'Incident') as {
      record: Records['Incident'];
    }[];
    const states = incidents.map(({ record }) => `${record.user} ${record.state}`);
    const opened = ['bob opened', 'carol opened'];
    expect(states.filter((one) => one.endsWith('opened'))).toEqual(opened);
    expect(states).toContain('bob updated');
    const windows = await found(one, 'UserWindow');
    expect(windows.filter((text) => text.includes('"kind":"day"'))).toHaveLength(62);
  });

  test('says how many records it has written, however many commits a batch takes', async () => {
    const one = await world(1);
    await append(one, steps);
    let said = 0;
    await detect(
      one,
      {},
      {
        emit(fact) {
          if (fact.kind === 'batch-committed') said += fact.outputs;
        },
      },
    );
    expect(said).toBe(
      (await found(one, 'Anomaly', 'Incident', 'UserWindow', 'UserScore', 'Closed')).length,
    );
    expect(said).toBeGreaterThan(100);
  });

  test('finds the same whatever the number of partitions', async () => {
    const findings: string[][] = [];
    for (const users of [1, 2, 4]) {
      const some = await world(users);
      await append(some, steps);
      await detect(some);
      findings.push(await found(some, 'Anomaly', 'Incident', 'UserWindow'));
    }
    expect(findings[1]).toEqual(findings[0]);
    expect(findings[2]).toEqual(findings[0]);
  });

  test.each([
    { stateEveryMs: 0, what: 'from what was saved' },
    { stateEveryMs: 100 * hourMs, what: 'from the start of the log' },
  ])('goes on after a restart anywhere as if nothing had happened, $what', async (settings) => {
    const whole = await world(1);
    await append(whole, steps);
    await detect(whole);
    const expected = await found(whole, 'Anomaly', 'Incident', 'UserWindow', 'Closed');
    for (const share of [0.1, 0.35, 0.5, 0.8, 0.99]) {
      const cut = Math.floor(steps.length * share);
      const parted = await world(1);
      await append(parted, steps.slice(0, cut));
      await detect(parted, settings);
      await append(parted, steps.slice(cut));
      await detect(parted, settings);
      expect(await found(parted, 'Anomaly', 'Incident', 'UserWindow', 'Closed')).toEqual(expected);
    }
  });

  test('goes through again what is not saved, and all under other settings', async () => {
    const one = await world(1);
    const part = Math.ceil(steps.length / 6);
    const [usual, other] = [{}, { budgets: { question: 1, incident: 0.5 } }];
    const again: number[] = [];
    for (const [i, settings] of [usual, usual, other, other, usual, usual].entries()) {
      const { end } = await one.log.range('access', 0);
      await append(one, steps.slice(i * part, (i + 1) * part));
      const offsets: number[] = [];
      const read: Log['read'] = (topic, partition, offset, limits) => {
        if (topic === 'access') offsets.push(offset);
        return one.log.read(topic, partition, offset, limits);
      };
      await detect({ ...one, log: { ...one.log, read } }, settings);
      const isFromStart = end > 0 && offsets.includes(0);
      again.push(isFromStart ? 1 : 0);
    }
    expect(again).toEqual([0, 0, 1, 0, 1, 0]);
  });

  test('with other settings finds what it would have found without anything saved', async () => {
    const findings: string[][] = [];
    for (const stateEveryMs of [0, 100 * hourMs]) {
      const one = await world(1);
      const cut = Math.floor(steps.length * 0.6);
      await append(one, steps.slice(0, cut));
      await detect(one, { stateEveryMs, detectors: chosen.slice(1) });
      await append(one, steps.slice(cut));
      await detect(one, { stateEveryMs });
      findings.push(await found(one, 'Anomaly', 'Incident', 'UserWindow', 'Closed'));
    }
    expect(findings[0]).toEqual(findings[1]);
  });

  test('commits in the middle of a closing and repeats nothing after a restart there', async () => {
    const names = Array.from({ length: 5_000 }, (_, i) => `user-${String(i).padStart(6, '0')}`);
    const crowd = stepsOf(names.flatMap((user) => read(0, 9, { user })));
    const one = await world(1);
    await append(one, crowd);
    await detect(one);
    const windows = await found(one, 'UserWindow');
    expect(new Set(windows).size).toBe(10_000);
    expect(windows).toHaveLength(10_000);
  });

  test('refuses to go on where access is another topic than before', async () => {
    const one = await world(1);
    await append(one, steps.slice(0, 10));
    await detect(one);
    const other = await world(1);
    const mixed = { ...one, log: { ...one.log, topic: other.log.topic } };
    await expect(detect(mixed)).rejects.toMatchObject({ code: 'topic-changed' });
  });
});
