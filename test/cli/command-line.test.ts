// From words to exit codes: help, slips, and what is said about each.

import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Outside } from '../../src/cli/outside.ts';
import { OutsideError } from '../../src/errors.ts';
import { detectors } from '../../src/generated/detectors.ts';
import type { Warehouse } from '../../src/ports.ts';
import { testOutside } from './test-terminal.ts';

async function run(words: string, given: Partial<Outside> = {}, environment = {}) {
  const heard = { output: '', remarks: '' };
  const line = { commands, detectors, environment };
  const code = await runCommandLine(
    words.split(' ').filter(Boolean),
    line,
    testOutside(heard, given),
  );
  return { code, ...heard };
}

describe('help', () => {
  for (const { name } of commands) {
    test(`${name} --help shows usage, flags and an example`, async () => {
      const { code, output, remarks } = await run(`${name} --help`);
      expect(code).toBe(0);
      expect(output).toContain(`Usage: molecatcher ${name}`);
      expect(output).toMatch(/Examples?:\n {2}/);
      expect(output).toContain('--help');
      expect(remarks).toBe('');
    });
  }

  test('every command is in the overview, which is also what no words give', async () => {
    const { code, output } = await run('');
    expect(code).toBe(0);
    for (const { name, summary } of commands)
      expect(output).toMatch(new RegExp(`${name} +${summary}`));
    expect((await run('--help')).output).toBe(output);
  });

  test('the parameters of a hunt are flags, shown in its help', async () => {
    const { output } = await run('hunt run who-read-these-customers --help');
    expect(output).toContain('--subjects VALUE');
    expect(output).toContain('Required.');
  });
});

describe('bad usage is 2, with the nearest name', () => {
  for (const { words, says } of [
    { words: 'dmeo', says: 'There is no command dmeo. Did you mean demo?' },
    { words: 'run --drian', says: 'There is no flag --drian. Did you mean --drain?' },
    { words: 'run --stage enirch', says: 'There is no stage enirch. Did you mean enrich?' },
    { words: 'run --drain=yes', says: 'The flag --drain takes no value.' },
    { words: 'run --data', says: 'The flag --data needs a value.' },
    { words: 'ingest access f.csv --map --json', says: 'The flag --map needs a value.' },
    { words: 'ingest acess f.csv', says: 'Did you mean access?' },
    { words: 'ingest access', says: 'at least one file' },
    { words: 'serve --port 99999', says: 'port is "99999", but must be a whole number' },
    { words: 'run --clickhouse 127.0.0.1:8123', says: 'an address such as http://' },
    { words: 'simulate', says: '--to DIR or log or kafka' },
    { words: 'simulate --to kafka', says: 'name the --brokers and the --registry' },
    { words: 'simulate --to x --thief 40,40,drip', says: "not 'drip'" },
    { words: 'simulate --to x --days ten', says: '--days must be a whole number' },
    { words: 'simulate --to x --days 3 --thief 3,1,burst', says: 'a day below 3' },
    { words: 'sql', says: 'needs a statement' },
    { words: 'sql SELECT 1 --json --csv', says: 'Choose one' },
    { words: 'hunt list --csv', says: '--csv goes with hunt run: hunt list has no rows.' },
    { words: 'hunt list --parquet a.parquet', says: '--parquet goes with hunt run' },
    { words: 'hunt show canary-reads --explain', says: '--explain goes with hunt run' },
    { words: 'hunt new src/hunts/against-peers.sql --json', says: '--json goes with hunt run' },
    {
      words: 'hunt run person-timeline --user A --user B',
      says: 'The flag --user is given twice: give it once.',
    },
    { words: 'serve --port 1 --port 2', says: 'The flag --port is given twice' },
    { words: 'hunt', says: 'list, show, run' },
    { words: 'hunt show fan-out-rankign', says: 'Did you mean fan-out-ranking?' },
    ...['run', 'show'].flatMap((verb) =>
      [
        'who-read-these-customer --subjects C1',
        '--subjects C1 who-read-these-customer --limit=5',
        '--data x who-read-these-customer --subjects=C1,C2 --csv',
      ].map((words) => ({
        words: `hunt ${verb} ${words}`,
        says: 'There is no hunt who-read-these-customer. Did you mean who-read-these-customers?',
      })),
    ),
    { words: 'hunt rnu who-read-this-customer --subject C1', says: 'Did you mean run?' },
    { words: 'hunt run --subjects C1', says: 'hunt run needs an ID.' },
    { words: 'hunt run who-read-these-customers --user ann', says: 'There is no flag --user.' },
  ]) {
    test(words, async () => {
      const { code, remarks, output } = await run(words);
      expect(remarks).toContain(says);
      expect(remarks).toContain('--help');
      expect(code).toBe(2);
      expect(output).toBe('');
    });
  }
});

test('a hunt of one’s own that is not there is said before its flags are', async () => {
  const { code, remarks } = await run('hunt run hunts/none.sql --user ann');
  expect([code, remarks]).toEqual([1, expect.stringContaining('no hunt in hunts/none.sql.')]);
});

describe('a statement that ClickHouse cannot read', () => {
  const login = { user: '', password: '' };
  const owner = { pid: 1, command: 'run', http: '', clickhouse: 'x', database: 'm', hunter: login };
  const refused = new OutsideError('clickhouse-query', 'ClickHouse refused it: Syntax error');
  const stream = (): AsyncIterable<string> => {
    throw refused;
  };
  const nothing = async () => undefined;
  const warehouse = { stream, execute: nothing, close: nothing } as unknown as Warehouse;
  const given = { ownerOf: () => owner, connect: async () => warehouse };

  test('and that names a format is answered with the flags', async () => {
    const { code, remarks } = await run('sql SELECT 1 FORMAT TSV;', given);
    expect([code, remarks]).toEqual([
      2,
      'sql takes no FORMAT in the statement: use --json or --csv.\nRun the command with --help.\n',
    ]);
  });

  test('is otherwise answered with what ClickHouse says', async () => {
    const { code, remarks } = await run('sql SELECT format TSV FROM', given);
    expect(code).toBe(1);
    expect(remarks).toContain(refused.message);
  });
});

describe('failures are 1, with what to do next', () => {
  test('wrong settings, all of them', async () => {
    const environment = { MOLECATCHER_USERS: 'many', MOLECATCHER_PRT: '1' };
    const { code, remarks } = await run('serve --port 70000', {}, environment);
    expect(code).toBe(1);
    expect(remarks).toContain('3 settings are wrong');
    expect(remarks).toContain('Did you mean MOLECATCHER_PORT?');
  });

  test('the outside world: message and next step, no stack', async () => {
    const own = () => {
      throw new OutsideError('data-folder-in-use', 'x is in use by `molecatcher demo`.');
    };
    const { code, remarks } = await run('demo', { own });
    expect(code).toBe(1);
    expect(remarks).toBe(
      'x is in use by `molecatcher demo`.\n' +
        'Stop the other molecatcher, or choose another folder with --data: ' +
        'each process has its own.\n',
    );
  });

  test('what a message quotes paints over no screen', async () => {
    const own = () => {
      throw new OutsideError('data-folder-in-use', 'a\u001b[2Jb');
    };
    expect((await run('demo', { own })).remarks).toContain('a\\u{1b}[2Jb\n');
  });

  test('a wrong setting out of the environment', async () => {
    const { code } = await run('serve', {}, { MOLECATCHER_PORT: '99999' });
    expect(code).toBe(1);
  });

  test('a folder with foreign data: nothing is said to be emptied', async () => {
    const renewDemoFolder = () => {
      throw new OutsideError('data-folder-foreign', 'x is not empty.');
    };
    const { code, remarks } = await run('demo', { renewDemoFolder });
    expect(code).toBe(1);
    expect(remarks).toMatch(/^x is not empty\.\nChoose another with --data/);
  });

  test('a bug: its stack', async () => {
    const { code, remarks } = await run('serve');
    expect(code).toBe(1);
    expect(remarks).toMatch(/This is a bug[\s\S]*command-line|test-terminal/);
  });

  test('questions to a process without ClickHouse', async () => {
    const login = { user: '', password: '' };
    const found = { pid: 1, http: '', clickhouse: '', database: 'm', hunter: login };
    const ownerOf = () => ({ ...found, command: 'run' });
    const { code, remarks } = await run('sql SELECT 1 --data d', { ownerOf });
    expect(code).toBe(1);
    expect(remarks).toMatch(/^`molecatcher run` in d has no ClickHouse open\. Name one with/);
  });

  test('a question beside one that does not end waits, says so, and gives up', async () => {
    const announce = () => {
      throw new OutsideError('data-folder-asked', '`molecatcher sql` has it.');
    };
    const bare = testOutside({ output: '', remarks: '' });
    let waitedMs = 0;
    const { code, remarks } = await run('sql SELECT 1 --data d', {
      machine: { ...bare.machine, hasData: () => true },
      own: () => ({ announce, release: () => undefined }),
      clock: {
        now: () => waitedMs,
        sleep: async (ms) => {
          waitedMs += ms;
        },
      },
    });
    expect([code, waitedMs]).toEqual([1, 20_000]);
    expect(remarks.split('\n')).toEqual([
      '`molecatcher sql` has it. Waiting for it …',
      '`molecatcher sql` has it.',
      expect.stringContaining('`molecatcher serve`'),
      '',
    ]);
  });

  test('questions to a folder without data', async () => {
    const { code, remarks } = await run('sql SELECT 1 --data nowhere');
    expect([code, remarks.split('\n')[0]]).toEqual([1, 'There is no data in nowhere yet.']);
  });
});

test('hunt list and show answer without ClickHouse, also as JSON', async () => {
  const { output } = await run('hunt list --json');
  const ids = output
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: string }).id);
  expect(ids).toContain('who-read-these-customers');
  expect((await run('hunt show person-timeline')).output).toContain('--user');
});
