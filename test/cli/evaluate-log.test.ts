// `evaluate-log` from the command line: a file of CSV read by a mapping, what is written, and what
// is wrong with it.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openInput } from '../../src/adapters/input/open-input.ts';
import { openLineFile } from '../../src/adapters/system/line-file.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Outside } from '../../src/cli/outside.ts';
import { detectors } from '../../src/generated/detectors.ts';
import { tinyCsv } from '../lab/evaluate/log/tiny-log.ts';
import { testOutside } from './test-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'evaluate-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const log = fileOf('log.csv', tinyCsv());
const people = fileOf('people.csv', 'id,accounts,kind\nrobot,robot,service\n');
const small = ['--starts', '1', '--bursts', '300', '--paces', 'none', '--eligible', '20'];

async function evaluateLog(words: readonly string[], given: Partial<Outside> = {}) {
  const heard = { output: '', remarks: '' };
  const files = { openLines: openLineFile, openInput: (path: string) => openInput(path) };
  const outside = testOutside(heard, { ...files, ...given });
  const line = ['evaluate-log', ...words, '--out', join(folder, 'out')];
  const code = await runCommandLine(line, { commands, detectors, environment: {} }, outside);
  return { code, ...heard };
}

describe('evaluate-log', () => {
  test('writes a page, the figures and tables', async () => {
    const { code, output, remarks } = await evaluateLog([log, '--people', people, ...small]);
    expect(code, remarks).toBe(0);
    expect(output).toContain('people 12, services 1');
    expect(output).toContain('| question, as shipped | 0.00 | 0.00 |');
    expect(output).toContain('| burst+300 |');
    const page = readFileSync(join(folder, 'out', 'log-evaluation.html'), 'utf8');
    expect(page).toContain('burst+300');
    const figures = JSON.parse(readFileSync(join(folder, 'out', 'log-evaluation.json'), 'utf8'));
    expect(figures).toMatchObject({ isPlaceboExact: true, budgets: [1, 0.2, 0.05] });
    expect(figures.log).toMatchObject({ people: 12, services: 1, eligible: 12 });
    const again = await evaluateLog([log, '--people', people, ...small, '--budgets', '5']);
    expect(again.remarks).toContain('was lived already');
    expect(again.output).toContain('| learnt at 5 per 1,000 |');
  });

  test('reads foreign columns by a mapping, and counts what it rejects', async () => {
    const rows = tinyCsv().split('\n').slice(0, 2_000);
    const foreign = rows.map((row) => row.replaceAll('at,account,', 'when,who,'));
    const path = fileOf('foreign.csv', [...foreign, ',,,,,,,'].join('\n'));
    const fields = ['at: when', 'account: who', 'source', 'database', 'operation', 'rows'];
    const lines = fields.map((field) => (field.includes(':') ? field : `${field}: ${field}`));
    const map = fileOf('map.yaml', `fields:\n  ${[...lines, 'subjects: subjects'].join('\n  ')}\n`);
    const words = [path, '--map', map, '--json', '--eligible', '1000'];
    const { code, output, remarks } = await evaluateLog(words);
    expect(code, remarks).toBe(0);
    const report = JSON.parse(output);
    expect(report.run).toMatchObject({ rows: 2_000, rejected: { 'at is missing': 1 } });
    expect(report.log).toMatchObject({ events: 1_999, people: 13, services: 0, eligible: 0 });
    expect(report.remarks.join(' ')).toContain('nobody steals');
  });

  test('stopped, it writes nothing', async () => {
    const stop = new AbortController();
    const clock = { now: () => 0, sleep: async () => stop.abort() };
    rmSync(join(folder, 'out'), { recursive: true, force: true });
    const { code } = await evaluateLog([log, ...small], { stop: stop.signal, clock });
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  for (const { words, because, is = 2 } of [
    { words: [], because: 'at least one file' },
    { words: [log, '--bursts', '1.5'], because: 'whole numbers' },
    { words: [log, '--paces', 'many'], because: '--paces are numbers' },
    {
      words: [log, '--starts', '0'],
      because: '--starts must be a whole number from 1 to 10000, not 0.',
    },
    { words: [log, '--budgets', 'none'], because: '--budgets: at least one' },
    { words: [people], because: "'id' is no field", is: 1 },
    { words: [log, '--people', log], because: 'does not fit', is: 1 },
    { words: [fileOf('none.csv', 'at,account\n')], because: 'No row could be taken', is: 1 },
  ]) {
    test(`refuses: ${because}`, async () => {
      const { code, remarks } = await evaluateLog(words);
      expect(code).toBe(is);
      expect(remarks).toContain(because);
    });
  }
});
