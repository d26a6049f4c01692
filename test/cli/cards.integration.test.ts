// `user` and `subject` as an analyst reads them, on a small archive: test/support/card-world.ts.

import { beforeAll, expect, test } from 'vitest';
import type { Measured } from '../../src/investigate/cards/day-measures.ts';
import { plantCards } from '../support/card-world.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { ask } from './card-desk.ts';

const world = embedded();
const run = (words: readonly string[], columns?: number) => ask(world.warehouse, words, columns);

beforeAll(async () => {
  if (hasLibrary) await plantCards(world.warehouse);
});

/** From the line that begins with `head` to the next that is empty. */
function block(lines: readonly string[], head: string): readonly string[] {
  const first = lines.findIndex((line) => line.startsWith(head));
  expect(first, `${head} in\n${lines.join('\n')}`).toBeGreaterThan(-1);
  const rest = lines.slice(first);
  const end = rest.indexOf('');
  return end < 0 ? rest : rest.slice(0, end);
}

describeEmbedded('user', () => {
  test('who: the entry that holds, the one before, and what they worked with', async () => {
    const { lines, code } = await run(['user', 'mole', '--days', '7']);
    expect(code).toBe(0);
    expect(block(lines, 'mole')).toEqual([
      'mole: senior of support',
      '  accounts mole-account; queue post; cork; shift 09:00-17:00 (UTC+00:00)',
      '  active, by an entry since 2024-03-02 10:00; accesses from 2024-03-01 to',
      '      2024-03-28',
      '  before: from the beginning agent, support, post, active',
      'In these days by, from and with, in so many accesses:',
      '  accounts: mole (12)',
      '  hosts: pc-mole (6), laptop (4, new)',
      '  apps: crm (12)',
      '  programs: crm-web (8), psql (4, new)',
    ]);
  });

  test('days beside what is usual and what peers did; what two logs hold counts once', async () => {
    const { lines } = await run(['user', 'mole', '--days', '7']);
    expect(block(lines, 'Active')).toEqual([
      'Active on 6 of 7 days, 2024-03-23 to 2024-03-29 (UTC); a sign a day:',
      '                             most  latest  usual  peers',
      '  accesses          ▃▃▅▅▅█      4       4      1      1',
      '  customers         ▃▃▇▇▇█      8       8      2      2',
      '  no reason         ▁▁███▇      4       3      0      0',
      '  no reason, share  ▁▁███▇   67 %    50 %    0 %    0 %',
      '  off shift, share  ▁▁████   67 %    67 %    0 %    0 %',
      '  rows              ▃▃▇▇▇█      8       8      2      2',
      '  refused           ▁▁▁▁▁█      1       1      0      0',
      '  tickets made      ▁▁▁▁▁█      2       2      0      0',
      '  soon closed       ▁▁▁▁▁█      1       1      0      0',
      '  latest: 2024-03-28; usual: their own median of the 7 days before these;',
      '  peers: median of the latest day of those at work of 2 others of the same team',
      '      and role.',
    ]);
  });

  test('a reason of their own making is none that somebody had asked for', async () => {
    const { lines } = await run(['user', 'cleo', '--days', '2'], 120);
    const rows = block(lines, 'Active').map((line) => line.trim().split(/ {2,}/));
    expect(rows.find(([name]) => name === 'no reason')).toEqual(
      ['no reason', '█', '1', '1', '–', '–'], // Nothing at all but for w4.
    );
    expect(rows.find(([name]) => name === 'uncalled')?.slice(2, 4)).toEqual(['2', '2']);
    const strays = block(lines, 'Last reads without').map((line) => line.trim().split(/ {2,}/));
    expect(strays.slice(1).map((cells) => cells.slice(0, 3))).toEqual([
      ['2024-03-28 15:10', 'w2 and 1 more', 'no reason 1, open-in-queue later (uncalled) 1'],
      ['2024-03-28 15:00', 'w1', 'ticket-named (uncalled)'],
    ]);
    expect(lines.join(' ')).toContain('peers: median of the latest day of nobody');
  });

  test('findings: newest first and bounded, and what somebody said of the incident', async () => {
    const { lines } = await run(['user', 'mole', '--days', '7']);
    expect(block(lines, 'Questions and incidents')).toEqual([
      'Questions and incidents, what is open first:',
      '  aabbccdd  incident open    2024-03-28 21:00  mole: 16 customers without a',
      '      reason',
      '            risk 4.4; fewer than 1 of 1,000 honest colleagues reach this in a',
      '            month. unclear says kim@desk (2024-03-29 08:00): Asked the lead',
    ]);
    const anomalies = block(lines, 'Anomalies');
    expect(anomalies).toHaveLength(12);
    expect(anomalies[0]).toBe('Anomalies, the newest first (drip 11, off-hours 1):');
    expect(anomalies[1]).toBe('  2024-03-28 20:21  drip 2.5: 11 of 12');
    expect(anomalies[11]).toBe(
      '  and 2 more: molecatcher hunt run person-timeline --user mole ' +
        "--since '2024-03-23 00:00:00' --until '2024-03-30 00:00:00'",
    );
  });

  test('what is said of a day after its end belongs to that day', async () => {
    const { lines } = await run(['user', 'ann', '--days', '7']);
    const anomalies = block(lines, 'Anomalies');
    expect(anomalies[0]).toBe('Anomalies, the newest first (drip 11):');
    expect(anomalies[1]).toBe('  2024-03-30 01:00  drip 2.5: on the 29');
    expect(anomalies.at(-1)).toBe(
      '  and 1 more: molecatcher hunt run person-timeline --user ann ' +
        "--since '2024-03-23 00:00:00' --until '2024-03-30 01:00:01'",
    );
    const before = await run(['user', 'ann', '--days', '7', '--until', '2024-03-23']);
    expect(block(before.lines, 'Anomalies')).toEqual([
      'Anomalies, the newest first (drip 1):',
      '  2024-03-23 01:00  drip 2.5: on the 22',
    ]);
  });

  test('tickets of these days, and who shares customers', async () => {
    const { lines } = await run(['user', 'mole', '--days', '7']);
    // All 12 of the desk are shared; of those taken ann has met one.
    expect(block(lines, 'Tickets of')).toEqual([
      'Tickets of these days: 2 made by them, 1 of these closed within two minutes, 1',
      '    for which nobody had called; 0 assigned to them.',
      'Customers opened since 2024-03-23: 28, of these 15 by nobody else.',
      '  shared with  team     customers              last',
      '  ann          support         13  2024-03-29 09:00',
      '  bob          support         12  2024-03-28 10:00',
    ]);
  });

  test('last reads: with the reason found in the end, and by what', async () => {
    const { lines } = await run(['user', 'mole', '--days', '7'], 140);
    expect(block(lines, 'Last reads without')).toEqual([
      'Last reads without a reason, or uncalled (UTC):',
      ...[28, 27, 26, 25].map((day) => {
        const why = day === 28 ? 'no reason 3, assignee later 1' : 'no reason                    ';
        const more = day === 28 ? 'and 2 more, of 4 opened' : 'and 3 more             ';
        const what = 'select customers where id = ?, psql at laptop, off shift';
        return `  2024-03-${day} 20:00  v${day}1 ${more}  ${why}  ${what}`;
      }),
    ]);
    const last = block(lines, 'Last accesses').slice(1, 5);
    expect(last.map((line) => line.split(/ {2,}/).slice(1))).toEqual([
      ['2024-03-28 20:20', 'no rows', 'select payments, crm-web, denied'],
      ['2024-03-28 20:10', 'l1 and 1 more', 'listed', 'search customers, crm-web'],
      [
        ...['2024-03-28 20:00', 'v281 and 3 more', 'no reason 3, assignee later 1'],
        'select customers where id = ?, psql at laptop, off shift',
      ],
      [
        '2024-03-28 10:00',
        'c28 and 1 more',
        'ticket-named',
        'select customers, crm-web at pc-mole',
      ],
    ]);
  });

  test('an honest colleague has nothing of that', async () => {
    const { output } = await run(['user', 'bob', '--days', '7']);
    for (const none of [
      'Questions and incidents: none.',
      'Anomalies: none.',
      'uncalled: none in',
    ]) {
      expect(output).toContain(none);
    }
  });

  test('an account leads to its person; who is in accesses alone is said to be', async () => {
    const byAccount = await run(['user', 'mole-account']);
    expect(byAccount.lines[1]).toBe('  asked for as mole-account, an account of theirs');
    const robot = await run(['user', 'robot']);
    expect(robot.lines.slice(0, 2)).toEqual([
      'robot: service',
      '  The table of people does not have them: all is from their newest access.',
    ]);
    // Nobody asks a service for a reason.
    expect(robot.output).toContain('Last reads without a reason, or uncalled: none in these days.');
  });

  test('a service is counted by the sums of its days, once where two logs have them', async () => {
    const { output } = await run(['user', 'robot', '--days', '2', '--json']);
    const { measures, daysActive } = JSON.parse(output);
    const latest = measures.map((one: Measured) => [one.name, one.latest]);
    expect(latest).toEqual([
      ['accesses', 1],
      ['customers', 2],
      ['rows', 2],
    ]);
    expect(daysActive).toBe(1);
    const before = await run(['user', 'robot', '--until', '2024-03-29 00:00:00']);
    expect(before.output).toContain('No access from');
  });

  test('days without an access say when the last was', async () => {
    const { output } = await run(['user', 'mole', '--until', '2024-02-01', '--days', '3']);
    expect(output).toContain('No access from 2024-01-29 to 2024-01-31 (UTC). The last was on');
    const never = await run(['user', 'boss']);
    expect(never.output).toContain('No access from');
    expect(never.output).toContain('no access is archived');
  });

  test('JSON: one value with all of it', async () => {
    const { output } = await run(['user', 'mole', '--days', '7', '--json']);
    expect(output.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(output)).toMatchObject({
      ...{ asked: 'mole', daysActive: 6, peers: 2, isUsualBefore: true },
      from: Date.UTC(2024, 2, 23),
      person: { user: 'mole', role: 'senior', before: [{ role: 'agent' }] },
      tickets: { made: 2, soonClosed: 1, uncalled: 1, assigned: 0 },
      findings: { anomaliesTotal: 12, byDetector: { drip: 11, 'off-hours': 1 } },
      incidents: [{ tier: 'incident', risk: 4.4, disposition: { verdict: 'unclear' } }],
      shared: { customers: 28, alone: 15 },
    });
  });

  test('who asked is kept', async () => {
    await run(['user', 'bob', '--days', '3']);
    const rows = await world.warehouse.query(
      `SELECT author, command, question, parameters['days'] AS days FROM hunt_log
       ORDER BY at DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ author: 'tester@desk', command: 'user', question: 'bob', days: '3' }]);
  });
});

describeEmbedded('subject', () => {
  test('all of a customer: who, when, by whom and why, tickets and findings', async () => {
    const { lines, code } = await run(['subject', 'v281']);
    expect(code).toBe(0);
    expect(lines).toEqual([
      'v281: a customer, rich, prominent, a canary: nobody has a reason to open this',
      '    record',
      '  Merged into this one, with reads of their own: old',
      '',
      '3 reads by 3, 2024-03-28 to 2024-03-29 (UTC), a sign a day:',
      '  all    ▅█  3',
      '  stray  █▁  1',
      '',
      'Readers, most strays first (UTC):',
      '  who    reads  stray  first       last              why           team',
      '  mole   1      1      2024-03-28  2024-03-28 20:00  no reason     support',
      '  robot  1      –      2024-03-29  2024-03-29 09:30  service',
      '  ann    1      0      2024-03-29  2024-03-29 09:00  ticket-named  support',
      '  stray: opened by a person without a reason, or under a ticket of their own for',
      '      which nobody had called.',
      '',
      'Tickets, the newest first, with how long they were open:',
      '  2024-03-29 08:00  open    t1  ticket  for ann, in post',
      '  2024-03-28 19:00  open    t2  ticket  made by mole, in post, nobody had called',
      '  2024-03-28 19:00  0.02 h  t3  ticket  made by mole, in post',
      '  2024-02-01 10:00  open    t4  ticket  made by mole, in post, nobody had called',
      '',
      'Questions and incidents on whoever was found with this customer, what is open',
      '    first:',
      '  aabbccdd  incident open    2024-03-28 21:00  mole: 16 customers without a',
      '      reason',
      '            risk 4.4; fewer than 1 of 1,000 honest colleagues reach this in a',
      '            month. unclear says kim@desk (2024-03-29 08:00): Asked the lead',
      '',
      'Anomalies with this customer among its examples, the newest first (drip 1):',
      '  2024-03-28 20:21  mole  drip 2.5: 11 of 12',
      '',
      'Next question:',
      '  molecatcher hunt run who-read-this-customer --subject v281',
      '  molecatcher user mole',
      '  With others who complain:',
      '  molecatcher attribute --subjects v281 --reported DAY',
      'Who read a record has done nothing wrong by that; 4 to 10 % of honest reads have',
      '    no reason.',
    ]);
  });

  test('a reason that turned up later is one; to stand in a list is nobody’s read', async () => {
    const explained = await run(['subject', 'v283']);
    expect(block(explained.lines, 'Readers')[2]).toMatch(/mole {2}1 {6}0 .* assignee/);
    const listed = await run(['subject', 'l1']);
    expect(block(listed.lines, 'Readers')[2]).toMatch(/mole {2}1 {6}0 .* listed/);
  });

  test('of whom nobody has read and of whom is merged, that is said', async () => {
    const quiet = await run(['subject', 'quiet']);
    expect(quiet.lines.slice(0, 3)).toEqual([
      'quiet: a customer, home',
      '',
      'Read by nobody, as far as is archived.',
    ]);
    const { output } = await run(['subject', 'old']);
    expect(output).toContain('Goes on as v281: molecatcher subject v281');
  });

  test('JSON: one value with all of it', async () => {
    const { output } = await run(['subject', 'v281', '--json']);
    expect(JSON.parse(output)).toMatchObject({
      subject: { id: 'v281', isCanary: true, isVip: true, mergedFrom: ['old'] },
      ...{ reads: 3, strays: 1, readersTotal: 3, ticketsTotal: 4 },
      ...{ readsByDay: [1, 2], straysByDay: [1, 0] },
      readers: [{ user: 'mole', strays: 1, reasons: { none: 1 } }, { user: 'robot' }, {}],
    });
  });
});
