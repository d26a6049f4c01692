// Hunts for triage: incidents with verdicts, canaries, and what a fixed limit would have done.

import { beforeAll, expect, test } from 'vitest';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { huntWorld, only } from '../support/hunt-world.ts';

const world = embedded();
const { plant, reads, ask } = huntWorld(world);

beforeAll(async () => {
  if (!hasLibrary) return;
  const incident = (id: string, user: string, anomalies_by_detector: object, row = {}) => ({
    ...{ id, user, state: 'opened', sequence: 0, tier: 'incident', anomalies_by_detector },
    ...{ at: '2024-03-01 10:00:00', opened_at: '2024-03-01 10:00:00', ...row },
  });
  await plant('incidents', [
    incident('i1', 'ann', { 'off-hours': 1 }),
    // What is added later counts, the incident once.
    incident('i1', 'ann', { 'off-hours': 2, 'rows-burst': 1 }, { sequence: 1 }),
    incident('i2', 'bob', { 'off-hours': 1 }),
    incident('i3', 'mole', { 'unexplained-drip': 3, 'off-hours': 1 }),
    incident('i4', 'mole', { 'unexplained-drip': 1 }, { tier: 'question' }),
    incident('i5', 'cas', { 'rows-burst': 1 }, { opened_at: '2024-03-05 10:00:00' }),
  ]);
  const said = (incident: string, user: string, verdict: string, row = {}) => ({
    ...{ id: `${incident} ${verdict}`, incident, user, verdict, author: 'lead', reason: 'because' },
    ...{ at: '2024-03-06 09:00:00', ...row },
  });
  await plant('dispositions', [
    // Thought better of a day later; and in two archives.
    said('i1', 'ann', 'confirmed'),
    said('i1', 'ann', 'benign', { at: '2024-03-07 09:00:00' }),
    said('i1', 'ann', 'benign', { at: '2024-03-07 09:00:00', _log: 'copy' }),
    said('i2', 'bob', 'benign'),
    said('i3', 'mole', 'confirmed'),
    said('i5', 'cas', 'unclear'),
  ]);
  const canary = { whom: ['x1'], flags: [1], why: 'none' };
  await reads([
    { ...canary, at: '2024-03-04 22:00:00', user: 'mole', whom: ['x1', 'h1'], flags: [1, 0] },
    { ...canary, at: '2024-03-05 22:00:00', user: 'mole', whom: ['x2', 'p1'], flags: [3, 2] },
    { ...canary, at: '2024-03-05 09:00:00', user: 'ann', touch: 'listed' },
    { ...canary, at: '2024-03-05 10:00:00', user: 'bob', event_id: 'b1' },
    { ...canary, at: '2024-03-05 03:00:00', user: 'job', user_kind: 'service', whom: ['x1'] },
    {
      ...canary,
      at: '2024-03-05 11:00:00',
      user: 'cas',
      whom: ['p1'],
      flags: [2],
      why: 'assignee',
    },
    { at: '2024-03-05 12:00:00', user: 'dan', whom: ['h1'] },
  ]);
  await plant('access_control', [
    {
      ...{ event_id: 'b1', part: 0, user: 'bob', at: '2024-03-05 10:00:00', subject_index: 0 },
      ...{ subject: 'x1', reason: 'assignee' },
    },
  ]);
  const day = (user: string, start: string, unexplained_subjects: number, row = {}) => ({
    ...{ user, start: `${start} 00:00:00`, kind: 'day', team: 'support', class: 'agent' },
    ...{ user_kind: 'human', subjects: 40, unexplained_subjects, ...row },
  });
  await plant('windows', [
    // Two weeks, from Mondays on.
    ...['2024-02-26', '2024-02-27', '2024-03-04', '2024-03-05'].flatMap((start) => [
      day('ann', start, 2),
      day('mole', start, start === '2024-02-26' ? 3 : 25),
    ]),
    day('bob', '2024-03-05', 30, { team: 'sales' }),
    // Late tickets explained it.
    day('ann', '2024-03-04', 50, { revision: -1 }),
    day('job', '2024-03-05', 900, { user_kind: 'service', class: 'service' }),
    { ...day('ann', '2024-03-05', 99), kind: 'hour', start: '2024-03-05 09:00:00' },
  ]);
});

describeEmbedded('hunts for triage', () => {
  test('false alarms: the newest verdict of each incident, by each detector in it', async () => {
    const rows = await ask('false-alarm-review');
    const columns = ['opened', 'benign', 'confirmed', 'unclear', 'not_judged', 'benign_share'];
    expect(only(rows, 'detector', ...columns, 'alone', 'alone_benign', 'people')).toEqual([
      ['off-hours', 3, 2, 1, 0, 0, 0.667, 1, 1, 3],
      ['rows-burst', 2, 1, 0, 1, 0, 1, 1, 0, 2],
      ['unexplained-drip', 2, 0, 1, 0, 1, 0, 1, 0, 1],
    ]);
    const questions = await ask('false-alarm-review', { tier: 'question' });
    expect(only(questions, 'detector', 'not_judged', 'benign_share')).toEqual([
      ['unexplained-drip', 1, null],
    ]);
    const late = await ask('false-alarm-review', { since: '2024-03-02' });
    expect(only(late, 'detector', 'unclear', 'newest_at')).toEqual([
      ['rows-burst', 1, '2024-03-05 10:00:00.000'],
    ]);
    expect(await ask('false-alarm-review', { since: '2024-03-08' })).toEqual([]);
  });

  test('canaries: who opened them without a reason first, lists and robots behind', async () => {
    const rows = await ask('canaries-read');
    const columns = ['user', 'opened', 'without_reason', 'listed', 'reads', 'days'];
    expect(only(rows, ...columns)).toEqual([
      ['mole', 2, 2, 0, 2, 2],
      ['bob', 1, 0, 0, 1, 1],
      ['ann', 0, 0, 1, 1, 1],
      ['job', 1, 1, 0, 1, 1],
    ]);
    expect(rows[0]).toMatchObject({ examples: ['x1', 'x2'], last_at: '2024-03-05 22:00:00.000' });
    const prominent = await ask('canaries-read', { flag: '2' });
    expect(only(prominent, 'user', 'opened', 'without_reason')).toEqual([
      ['mole', 2, 2],
      ['cas', 1, 0],
    ]);
    const both = await ask('canaries-read', { flag: '3', until: '2024-03-05T12:00' });
    expect(only(both, 'user')).toEqual([['mole'], ['bob'], ['cas'], ['ann'], ['job']]);
    expect(await ask('canaries-read', { until: '2024-03-01' })).toEqual([]);
  });

  test('a limit: whom it flags each week, and what they were found to be', async () => {
    const rows = await ask('what-a-threshold-would-do', { customers: '25' });
    expect(rows).toEqual([
      {
        ...{ week: '2024-02-26', people: 2, days: 4, people_flagged: 1, days_flagged: 1 },
        ...{ flagged_first: 1, per_1000_days: 250, confirmed: 1, benign: 0 },
        ...{ highest: 25, highest_user: 'mole' },
      },
      {
        ...{ week: '2024-03-04', people: 3, days: 5, people_flagged: 2, days_flagged: 3 },
        ...{ flagged_first: 1, per_1000_days: 600, confirmed: 1, benign: 1 },
        ...{ highest: 30, highest_user: 'bob' },
      },
    ]);
    const sales = await ask('what-a-threshold-would-do', { customers: '31', team: 'sales' });
    expect(only(sales, 'week', 'people', 'people_flagged')).toEqual([['2024-03-04', 1, 0]]);
    expect(await ask('what-a-threshold-would-do', { team: 'nobody' })).toEqual([]);
  });
});
