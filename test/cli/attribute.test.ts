// What is said about lists that cannot be read, before ClickHouse is asked.

import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { InputChunk, InputFile } from '../../src/ports.ts';
import { testOutside } from './test-terminal.ts';

function fileOf(chunk: Omit<InputChunk, 'bytesRead'>): InputFile {
  return {
    ...{ name: 'victims.csv', format: 'csv', sizeBytes: 1 },
    digests: async () => new Map(),
    async *read() {
      yield { ...chunk, bytesRead: 1 };
    },
    close: async () => undefined,
  };
}

async function run(words: string, chunk?: Omit<InputChunk, 'bytesRead'>) {
  const heard = { output: '', remarks: '' };
  const given = chunk === undefined ? {} : { openInput: async () => fileOf(chunk) };
  const outside = testOutside(heard, given);
  const line = { commands, detectors: [], environment: {} };
  const code = await runCommandLine(words.split(' '), line, outside);
  return { code, ...heard };
}

describe('attribute', () => {
  for (const { words, says } of [
    { words: 'attribute', says: 'takes a file, or --subjects' },
    { words: 'attribute a.csv --subjects C1', says: 'takes a file, or --subjects' },
    { words: 'attribute a.csv b.csv', says: "What is 'b.csv' for?" },
    { words: 'attribute --subjects C1', says: 'There is no data in' },
    {
      words: 'attribute a.csv --reported 2026-05-03',
      says: '--reported goes with --subjects. In a file each customer has dates of their own',
    },
    { words: 'attribute a.csv --complained 2026-05-03', says: 'in the column first_complaint_at.' },
    { words: 'attribute a.csv --report package.json', says: 'would write over package.json' },
    { words: 'attribute a.csv --report none/a.html', says: 'there is no folder none.' },
    { words: 'attribute a.csv --report src', says: 'is a folder: name a file.' },
    { words: 'user kim --report package.json', says: 'does not end in .html' },
    { words: 'subject C1 --report package.json', says: 'does not end in .html' },
    { words: 'sql SELECT --parquet package.json', says: 'does not end in .parquet' },
    { words: 'attribute a.csv --format xml', says: '--format must be csv, jsonl or avro' },
    { words: 'attribute --subjects C1 --look-back 0', says: '1 to 520, not 0' },
    { words: 'attribute a.csv --report a.csv', says: 'would write over the list' },
    { words: 'attribute --subjects C1 --by hots', says: 'Did you mean host?' },
    { words: 'attribute --subjects C1 --by Hosts', says: 'Did you mean host?' },
    { words: 'attribute --subjects C1 --by address', says: 'There are: user, account, host, ip,' },
    { words: `attribute --subjects C1 --by host'--`, says: "Nothing is told by host'--" },
    { words: 'attribute --subjects C1 --by host', says: 'There is no data in' },
  ]) {
    test(words, async () => {
      const { code, remarks } = await run(words);
      expect(remarks).toContain(says);
      expect(code).not.toBe(0);
    });
  }

  test('a file without a header is told what the first line names', async () => {
    const rows = [{ cells: ['C18'] }];
    const { code, remarks } = await run('attribute a.csv', { columns: ['C17'], rows });
    expect(remarks).toContain('no column customer; its columns are c17');
    expect(remarks).toContain('customer, reported_at, first_complaint_at, certainty');
    expect(code).toBe(1);
  });

  for (const { sign, says } of [
    { sign: ';', says: 'The file has semicolons between its columns: write commas.' },
    { sign: '\t', says: 'The file has tabs between its columns: write commas.' },
  ]) {
    test(`columns kept apart by ${JSON.stringify(sign)} are told what is wanted`, async () => {
      const columns = [`customer${sign}reported_at`];
      const { remarks } = await run('attribute a.csv', { columns, rows: [] });
      expect(remarks).toContain(says);
    });
  }

  test('help and refusals name the same formats', async () => {
    expect((await run('attribute --help')).output).toContain('csv, jsonl or avro, where the file');
  });

  test('a date under another name is no date: it is asked about', async () => {
    const rows = [{ cells: ['C18', '2026-05-03'] }];
    const { remarks } = await run('attribute a.csv', { columns: ['Customer', 'date'], rows });
    expect(remarks).toContain('What is date? Columns are customer');
    const line = { value: { customer: 'C1', when: '2026-05-03' }, text: '' };
    const json = await run('attribute -', { columns: undefined, rows: [line] });
    expect(json.remarks).toContain('What is when?');
  });

  test('a list in the place of a customer is not one customer', async () => {
    const rows = [{ value: { customer: ['C1'] }, text: '' }];
    const { code, remarks } = await run('attribute -', { columns: undefined, rows });
    expect([code, remarks]).toEqual([1, expect.stringContaining('customer is ["C1"]: one value')]);
  });

  test('a number that is no longer what was written is no customer', async () => {
    const rowOf = (line: string) => JSON.parse(line) as Record<string, unknown>;
    const heard = (line: string) =>
      run('attribute -', { columns: undefined, rows: [{ value: rowOf(line), text: line }] });
    const { code, remarks } = await heard('{"customer":12345678901234567}');
    expect(code).toBe(1);
    expect(remarks).toContain('customer is a number that JSON does not keep to its last digit');
    expect(remarks).toContain('write it in quotes.');
    for (const line of ['{"customer":"12345678901234567"}', '{"customer":9007199254740991}']) {
      expect((await heard(line)).remarks).toContain('There is no data in');
    }
  });

  test('a row that cannot be read is told by what it says', async () => {
    const rows = [{ problem: 'a quote is open', text: '"C1' }];
    const { remarks } = await run('attribute a.csv', { columns: ['customer'], rows });
    expect(remarks).toContain('a quote is open');
  });
});
