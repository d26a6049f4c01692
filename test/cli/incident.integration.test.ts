// `incident` as an analyst uses it: a list, one of them in words, and what it was found to be, as a
// record in the log that detect takes in.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Engine, Outside } from '../../src/cli/outside.ts';
import { dayMs } from '../../src/core/time.ts';
import { OutsideError } from '../../src/errors.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { Disposition } from '../../src/generated/records.ts';
import type { Codec, Log } from '../../src/ports.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { readAll } from '../support/read-all.ts';
import { testOutside } from './test-terminal.ts';

const house = embedded();
const now = Date.UTC(2026, 1, 16, 9);
const clock = { now: () => now, sleep: async () => undefined };
const paged = 'aa11bb22cc33dd44ee55ff6600112233';
const asked = 'ab99bb22cc33dd44ee55ff6600112233';

let log: Log;
let codec: Codec;
beforeAll(async () => {
  log = openLocalLog({ clock });
  codec = await openCodec({ registry: openLocalRegistry() });
  if (!hasLibrary) return;
  await house.warehouse.execute(`
    INSERT INTO incidents (_log, _partition, _offset, id, user, team, tier, state, sequence, at,
      opened_at, last_at, risk, risk_by_family, context, peers_per_thousand,
      anomalies_by_detector, anomalies, anomalies_total, headline, estimated_start, records_taken,
      benign)
    VALUES
      ('log', 0, 1, '${paged}', 'kim.lee', 'desk-1', 'question', 'opened', 0,
        '2026-02-14 17:00:00', '2026-02-14 17:00:00', '2026-02-14 17:00:00', 2.7, {'need': 3.9},
        {}, 6, {'unexplained-access': 1}, ['a1'], 1, '5 of 14 customers without a reason',
        '2026-02-14 00:00:00', 5, []),
      ('log', 0, 2, '${paged}', 'kim.lee', 'desk-1', 'incident', 'updated', 1,
        '2026-02-14 20:00:00', '2026-02-14 17:00:00', '2026-02-14 20:00:00', 4.4,
        {'volume': 1.5, 'need': 6.2}, {'employment notice': 5}, 0.5,
        {'unexplained-access': 2, 'customer-fan-out': 1}, ['a1', 'a2', 'a3'], 3,
        '21 of 44 customers without a reason', '2026-02-14 00:00:00', 21,
        [('A campaign, or a registered batch.', 'Does not explain 21 of 44 customers.')]),
      ('log', 0, 3, '${asked}', 'bo', NULL, 'question', 'opened', 0, '2026-02-15 10:00:00',
        '2026-02-15 10:00:00', '2026-02-15 10:00:00', 2.1, {'volume': 3}, {}, 21,
        {'rows-burst': 1}, ['b1'], 1, '437 rows in a day', '2026-02-15 00:00:00', 89, []),
      ('log', 0, 4, 'ff00', 'old', NULL, 'incident', 'closed', 3, '2026-01-15 10:00:00',
        '2026-01-07 10:00:00', '2026-01-08 10:00:00', 9, {}, {}, NULL, {}, ['c1'], 1,
        'Seven days without another anomaly.', NULL, NULL, [])`);
  await house.warehouse.execute(`
    INSERT INTO anomalies (_log, _partition, _offset, id, user, at, detector, observed, because,
      window_end)
    VALUES
      ('log', 0, 1, 'a1', 'kim.lee', '2026-02-14 17:00:00', 'unexplained-access', 5, '5 of 14',
        '2026-02-15 00:00:00'),
      ('log', 0, 2, 'a2', 'kim.lee', '2026-02-14 20:00:00', 'unexplained-access', 21, '21 of 44',
        '2026-02-15 00:00:00'),
      ('log', 0, 3, 'a3', 'kim.lee', '2026-02-14 18:30:00', 'customer-fan-out', 44, '44 in a day',
        '2026-02-15 00:00:00'),
      ('log', 0, 4, 'b1', 'bo', '2026-02-15 10:00:00', 'rows-burst', 437, '437 rows',
        '2026-02-16 00:00:00'),
      ('log', 0, 5, 'c1', 'old', '2026-01-08 10:00:00', 'rows-burst', 900, '900 rows',
        '2026-01-09 00:00:00')`);
  const day = (user: string, date: string, counts: string) =>
    `('log', 0, 1, '${user}', 'day', '${date} 00:00:00', ${counts})`;
  await house.warehouse.execute(`
    INSERT INTO windows (_log, _partition, _offset, user, kind, start, revision, subjects,
      unexplained_subjects)
    VALUES ${[
      day('kim.lee', '2026-01-30', '0, 99, 0'),
      day('kim.lee', '2026-02-02', '0, 12, 0'),
      day('kim.lee', '2026-02-03', '0, 15, 1'),
      day('kim.lee', '2026-02-14', '0, 40, 20'),
      day('kim.lee', '2026-02-14', '1, 44, 21'),
      day('bo', '2026-02-14', '0, 7, 7'),
    ].join(', ')}`);
});

async function run(words: readonly string[], given: Partial<Outside> = {}) {
  const heard = { output: '', remarks: '' };
  const engine = {
    warehouse: house.warehouse,
    missingMigrations: async () => [],
    stop: async () => undefined,
  } as Partial<Engine> as Engine;
  const bare = testOutside(heard);
  const outside: Outside = {
    ...bare,
    machine: { ...bare.machine, hasData: () => true },
    clock,
    openEngine: async () => engine,
    openLog: async () => ({ ...log, close: async () => undefined }),
    openCodec: async () => codec,
    openTelemetry: () => ({ emit: () => undefined, metrics: () => '' }),
    ...given,
  };
  const line = { commands, detectors, environment: {} };
  const code = await runCommandLine(words, line, outside);
  return { code, ...heard };
}

async function said(): Promise<readonly Disposition[]> {
  return (await readAll({ log, codec }, 'dispositions')).map(({ record }) => record as Disposition);
}

describeEmbedded('incident', () => {
  test('list: incidents before questions, none that is closed', async () => {
    const { output } = await run(['incident', 'list']);
    expect(output.trimEnd().split('\n')).toEqual([
      'aa11bb22  incident open    2026-02-14 20:00  kim.lee: 21 of 44 customers without a reason',
      'ab99bb22  question open    2026-02-15 10:00  bo: 437 rows in a day',
    ]);
    expect((await run(['incident', 'list', '--all'])).output).toContain('ff00  incident closed');
    const asJson = await run(['incident', 'list', '--tier', 'question', '--json']);
    expect(JSON.parse(asJson.output)).toMatchObject({ id: asked, peersPerThousand: 21 });
  });

  test('list: goes on below on a screen that is too narrow', async () => {
    const terminal = { ...testOutside({ output: '', remarks: '' }).terminal };
    const heard = { output: '' };
    const write = async (text: string) => {
      heard.output += text;
    };
    await run(['incident', 'list'], { terminal: { ...terminal, write, outputColumns: 60 } });
    expect(heard.output.trimEnd().split('\n')).toEqual([
      'aa11bb22  incident open    2026-02-14 20:00  kim.lee: 21 of',
      '    44 customers without a reason',
      'ab99bb22  question open    2026-02-15 10:00  bo: 437 rows in',
      '    a day',
    ]);
  });

  test('list, show: whoever looks is kept, since one may look for oneself', async () => {
    for (const words of [['list'], ['list', '--tier', 'question'], ['show', 'aa11']]) {
      expect((await run(['incident', ...words])).code).toBe(0);
    }
    const sql =
      'SELECT author, command, question, parameters FROM hunt_log ORDER BY at DESC LIMIT 3';
    const asker = { author: 'tester@desk', command: 'incident' };
    expect(await house.warehouse.query(sql)).toEqual([
      { ...asker, question: 'aa11', parameters: {} },
      { ...asker, question: 'list', parameters: { state: 'open', tier: 'question' } },
      { ...asker, question: 'list', parameters: { state: 'open', tier: '' } },
    ]);
  });

  test('close: is kept too, as one that is refused tells of the person', async () => {
    const given = { as: 'benign', because: 'a look', author: 'kim.lee' };
    const flags = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
    const { code, remarks } = await run(['incident', 'close', 'aa11', ...flags]);
    expect([code, remarks]).toEqual([2, expect.stringContaining('kim.lee cannot close')]);
    const sql = 'SELECT * EXCEPT at FROM hunt_log ORDER BY at DESC LIMIT 1';
    expect(await house.warehouse.query(sql)).toEqual([
      { author: 'tester@desk', command: 'incident', question: 'aa11', parameters: given },
    ]);
  });

  test('show: the whole story, without a probability', async () => {
    const { output } = await run(['incident', 'show', 'aa11']);
    for (const words of [
      `${paged}  kim.lee of desk-1`,
      'An incident: somebody should look into it today.',
      'fewer than 1 of 1,000 honest colleagues reach this in a month',
      'Evidence: need, volume.',
      'Weighed 5 times before any evidence: employment notice.',
      'Since 2026-02-14 00:00 (UTC, estimated), about 21 records beyond the usual.',
      '  customer-fan-out, once:\n    2026-02-14 18:30  44 in a day\n',
      '    2026-02-14 20:00  most unusual: 21 of 44\n',
      '  2026-02-02     12/0     15/1        –        –        –        –        –\n',
      '  2026-02-09        –        –        –        –        –   44/21*        –\n',
      '  unexplained-access: The ticket system was down; Calls dropped before a ticket;',
      'A campaign, or a registered batch. Does not explain 21 of 44 customers.',
      'Ask what these customers were opened for',
      'Ask who leads kim.lee, not kim.lee',
      "molecatcher hunt run reads-without-reason --user kim.lee --since '2026-02-14 00:00:00'",
      'molecatcher incident close aa11bb22 --as benign',
    ]) {
      expect(output).toContain(words);
    }
    expect(output).not.toMatch(/10\^|probab|%/i);
    // What was found stands first, though it has been closed since.
    const closed = (await run(['incident', 'show', 'ff00'])).output;
    expect(closed).toMatch(/closed\.\n {2}900 rows\n {2}Seven days without another anomaly\./);
    const question = (await run(['incident', 'show', asked.toUpperCase()])).output;
    expect(question).toContain('A question: what was this for? Nobody is suspected.');
    expect(question).toContain('about 21 of 1,000');
    expect(question).not.toContain('Ask who leads');
  });

  test('close as benign: what was seen is excused, and no more', async () => {
    const words = ['incident', 'close', 'aa11', '--as', 'benign', '--because', 'the audit'];
    const { code, output, remarks } = await run(words);
    expect([code, remarks]).toEqual([0, expect.stringContaining('It takes effect')]);
    expect(output).toContain('Closed incident aa11bb22 on kim.lee as benign, by tester@desk.');
    expect(output).toContain('unexplained-access on kim.lee, up to 21');
    expect((await said()).at(-1)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      incident: paged,
      user: 'kim.lee',
      verdict: 'benign',
      excused: { 'unexplained-access': 21, 'customer-fan-out': 44 },
      since: Date.UTC(2026, 1, 14),
      until: now + 30 * dayMs,
      author: 'tester@desk',
      reason: 'the audit',
      at: now,
    });
  });

  test('one detector for some days; a theft excuses nobody', async () => {
    const close = ['incident', 'close', 'aa11', '--because', 'seen', '--json', '--as'];
    const one = ['--detector', 'customer-fan-out', '--days', '7', '--author', 'ann'];
    await run([...close, 'benign', ...one]);
    expect((await said()).at(-1)).toMatchObject({
      excused: { 'customer-fan-out': 44 },
      until: now + 7 * dayMs,
      author: 'ann',
      reason: 'seen (logged in as tester@desk)',
    });
    const { output } = await run([...close, 'confirmed']);
    expect(JSON.parse(output)).toMatchObject({ verdict: 'confirmed', excused: {} });
  });

  test('nobody closes what is about themselves, by any name, nor in that of another', async () => {
    const names = `'kim.lee', ['KLEE', 'HOUSE\\\\k.lee-admin']`;
    await house.warehouse.execute(`
      INSERT INTO people (_log, _partition, _offset, _key, id, accounts)
      VALUES ('log', 0, 1, 'kim.lee', ${names})`);
    await house.warehouse.execute(`
      INSERT INTO access (_log, _partition, _offset, user, account, at)
      VALUES ('log', 0, 1, 'kim.lee', 'app_kim', '2026-02-14 17:00:00')`);
    const logged = (user: string) => ({
      machine: { ...testOutside({ output: '', remarks: '' }).machine, user, hasData: () => true },
    });
    const close = ['incident', 'close', 'aa11', '--as', 'benign', '--because', 'x'];
    const before = (await said()).length;
    for (const author of [
      'desk-7\\kim.lee',
      'kim.lee ',
      ' KIM.LEE@desk-9',
      'kim\u200b.lee',
      'klee',
      'k.lee-admin@desk',
      'OTHER\\App_Kim',
    ]) {
      for (const [words, given] of [
        [[...close, '--author', author], {}],
        [[...close, '--author', 'ann'], logged(author)],
        [close, logged(author)],
      ] as const) {
        const { code, remarks } = await run(words, given);
        expect([author, code, remarks]).toEqual([
          author,
          2,
          expect.stringContaining('cannot close'),
        ]);
      }
    }
    expect((await run([...close, '--author', ' '])).remarks).toContain('--author is empty');
    expect(await said()).toHaveLength(before);
    // Of another the same is taken, and the login is kept wherever it is written otherwise.
    expect((await run([...close, '--author', 'HOUSE\\tester'], logged('tester@desk'))).code).toBe(
      0,
    );
    expect((await said()).at(-1)).toMatchObject({
      author: 'HOUSE\\tester',
      reason: 'x (logged in as tester@desk)',
    });
  });

  test('what was said before is shown, and seen by a hunt', async () => {
    await house.warehouse.execute(`
      INSERT INTO dispositions (_log, _partition, _offset, id, incident, user, verdict, excused,
        since, until, author, reason, at)
      VALUES ('log', 0, 1, 'd1', '${asked}', 'bo', 'benign', {'rows-burst': 437},
        '2026-02-15 00:00:00', '2026-03-17 00:00:00', 'ann', 'month-end report',
        '2026-02-15 12:00:00')`);
    const { output } = await run(['incident', 'show', asked]);
    const said = '2026-02-15 12:00  benign by ann: month-end report; excuses rows-burst up to 437';
    expect(output).toContain(`${said} until 2026-03-17`);
    const hunted = await run(['hunt', 'run', 'dispositions', '--author', 'ann', '--json']);
    expect(JSON.parse(hunted.output)).toMatchObject({
      user: 'bo',
      excused: 'rows-burst up to 437',
      reason: 'month-end report',
    });
  });

  test('what was said and not processed yet is shown as pending', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'molecatcher-pending-'));
    mkdirSync(join(folder, 'log'));
    try {
      const here = (...words: string[]) => run(['incident', ...words, '--data', folder]);
      const pending = 'pending: benign by pia';
      const close = ['close', 'ab99', '--because', 'month-end', '--author'];
      const first = await here(...close, 'pia', '--as', 'benign');
      expect(first.remarks).toContain('`molecatcher run --drain`');
      expect((await here('list')).output).toContain(`437 rows in a day [${pending}]\n`);
      expect((await here('list')).remarks).toContain('`molecatcher run --drain`');
      const shown = (await here('show', 'ab99')).output;
      const because = 'month-end (logged in as tester@desk)';
      const pended = `Pending since 2026-02-16 09:00: benign by pia: ${because}\n`;
      expect(shown).toContain(`\n  437 rows in a day\n${pended}What is pending counts once`);
      const second = await here(...close, 'ann', '--as', 'confirmed');
      expect(second.remarks).toContain('Pending since 2026-02-16 09:00: benign by pia');
      const json = JSON.parse((await here('show', 'ab99', '--json')).output);
      expect(json.pending.map(({ verdict }: Disposition) => verdict).slice(-2)).toEqual([
        'benign',
        'confirmed',
      ]);
      const ids = (await said()).map(({ id }) => `('log', 0, 9, '${id}', '${asked}', 'bo')`);
      await house.warehouse.execute(
        `INSERT INTO dispositions (_log, _partition, _offset, id, incident, user)
         VALUES ${ids.join(', ')}`,
      );
      expect((await here('list')).output).not.toContain('pending');
      expect(JSON.parse((await here('show', 'ab99', '--json')).output).pending).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a log that somebody else reads for a moment is waited for, and no longer', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'molecatcher-busy-'));
    mkdirSync(join(folder, 'log'));
    const busy = new OutsideError('data-folder-in-use', 'the log is in use');
    let left = 3;
    const openLog = async () => {
      left -= 1;
      if (left >= 0) throw busy;
      return { ...log, close: async () => undefined };
    };
    try {
      const words = ['incident', 'list', '--data', folder];
      expect((await run(words, { openLog })).remarks).not.toContain('in use');
      expect(left).toBe(-1);
      left = 1_000;
      const { code, remarks } = await run(words, { openLog });
      expect([code, left]).toEqual([0, 985]);
      expect(remarks).toContain('waits in the log cannot be seen: the log is in use');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('what anybody may have written neither breaks a line nor paints over a screen', async () => {
    const close = ['incident', 'close', 'aa11', '--as', 'unclear', '--author', 'a\nb\u001b[2J'];
    const closed = await run([...close, '--because', 'x\ny']);
    expect(closed.output).toContain('as unclear, by a\\u{a}b\\u{1b}[2J.\n');
    const id = 'cc00cc00';
    await house.warehouse.execute(`
      INSERT INTO incidents (_log, _partition, _offset, id, user, tier, state, sequence, at,
        opened_at, last_at, risk, headline, anomalies, anomalies_total)
      VALUES ('log', 0, 9, '${id}', 'eve\u001b[2J', 'question', 'closed', 1,
        '2026-01-15 10:00:00', '2026-01-07 10:00:00', '2026-01-08 10:00:00', 1,
        'a reason\\nof two lines', [], 0)`);
    const list = (await run(['incident', 'list', '--all'])).output;
    expect(list).toContain('eve\\u{1b}[2J: a reason\\u{a}of two lines\n');
    const shown = (await run(['incident', 'show', id])).output;
    expect(shown).toContain('\n  a reason\\u{a}of two lines\n');
    expect(shown).not.toContain('\u001b');
    const asJson = (await run(['incident', 'show', id, '--json'])).output;
    expect(JSON.parse(asJson)).toMatchObject({ user: 'eve\u001b[2J' });
  });

  for (const { name, words, says } of [
    { name: 'an id that is none', words: ['show', 'zz'], says: "'zz' is no id of an incident" },
    { name: 'nobody of that id', words: ['show', 'dddd'], says: 'There is no incident dddd' },
    {
      name: 'a detector that said nothing in it',
      words: ['close', 'aa11', '--as', 'benign', '--because', 'x', '--detector', 'rows-burst'],
      says: 'There are: unexplained-access, customer-fan-out',
    },
    {
      name: 'who would close it about themselves',
      words: ['close', 'aa11', '--as', 'benign', '--because', 'x', '--author', 'Kim.Lee@desk-9'],
      says: 'kim.lee cannot close an incident about themselves',
    },
  ]) {
    test(`${name}: said, with exit code 2, and nothing is written`, async () => {
      const before = (await said()).length;
      const { code, remarks } = await run(['incident', ...words]);
      expect([code, remarks]).toEqual([2, expect.stringContaining(says)]);
      expect(await said()).toHaveLength(before);
    });
  }
});
