// `evaluate` from the command line: what it writes, that it takes up what was done, and a program
// outside that behaves, and one that does not.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openLineFile } from '../../src/adapters/system/line-file.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Outside } from '../../src/cli/outside.ts';
import { detectors } from '../../src/generated/detectors.ts';
import { usualBut } from './given-flags.ts';
import { testOutside } from './test-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const small = [
  ...['--agents', '12', '--customers', '2000', '--days', '60', '--worlds', '1'],
  ...['--thieves', '2', '--attacks', 'no-ticket+30', '--budgets', '5'],
];

async function evaluate(out: string, more: readonly string[] = [], given: Partial<Outside> = {}) {
  const heard = { output: '', remarks: '' };
  const outside = testOutside(heard, { openLines: openLineFile, ...given });
  const words = ['evaluate', '--out', join(folder, out), ...usualBut(small, more)];
  const code = await runCommandLine(words, { commands, detectors, environment: {} }, outside);
  return { code, ...heard };
}

/** A program of one line that says of everybody the same, as a file beside the others. */
function programOf(line: string): string {
  const path = join(folder, 'program.mjs');
  const read = 'for await (const _ of process.stdin);';
  writeFileSync(path, `${read} ${line}`);
  return `"${process.execPath}" "${path}"`;
}

describe('evaluate', () => {
  test('writes a page, the figures and a table, and does no world twice', async () => {
    const first = await evaluate('one');
    expect(first.code, first.remarks).toBe(0);
    expect(first.output).toContain('| unexplained count |');
    expect(first.output).toMatch(/^Found by chance at budget 5: .* of placebos: /m);
    const page = readFileSync(join(folder, 'one', 'evaluation.html'), 'utf8');
    expect(page).toContain('no-ticket+30');
    const figures = readFileSync(join(folder, 'one', 'evaluation.json'), 'utf8');
    expect(JSON.parse(figures)).toMatchObject({ run: { seeds: [1] }, budgets: [5] });

    const second = await evaluate('one');
    expect(second.remarks).toContain('seed-1.json already');
    expect(second.output).toBe(first.output);
    const smaller = await evaluate('one', ['--budgets', '1']);
    expect(smaller.remarks).toContain('already');
    const larger = await evaluate('one', ['--budgets', '9']);
    expect(larger.remarks).not.toContain('already');
  });

  test('stopped, it leaves no half of a world', async () => {
    const stop = new AbortController();
    const clock = { now: () => 0, sleep: async () => stop.abort() };
    const { code } = await evaluate('two', [], { stop: stop.signal, clock });
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'two', 'worlds'))).toBe(false);
  });

  test('asks a program outside, and leaves no file of events behind', async () => {
    const score = '{"user":"agent-0001","at":1767571200000,"score":1}';
    const program = programOf(`console.log('${score}');`);
    const { code, output, remarks } = await evaluate('three', ['--external', program]);
    expect(code, remarks).toBe(0);
    expect(output).toMatch(/\| external \| 0\/0\/0 %/);
    expect(existsSync(join(folder, 'three', 'external-1.jsonl'))).toBe(false);
  });

  test('stopped while it waits for a program outside, it stops that too', async () => {
    const stop = new AbortController();
    const path = join(folder, 'has-begun');
    const begun = `(await import('node:fs')).writeFileSync(${JSON.stringify(path)}, '');`;
    const program = programOf(`${begun} setInterval(() => undefined, 1000);`);
    const watch = setInterval(() => {
      if (existsSync(path)) stop.abort();
    }, 100);
    const { code } = await evaluate('five', ['--external', program], { stop: stop.signal });
    clearInterval(watch);
    expect(code).toBe(1);
    expect(existsSync(path)).toBe(true);
  });

  for (const { line, because } of [
    { line: 'console.log("no score");', because: 'a line that is no score: no score' },
    { line: 'process.exitCode = 3;', because: 'ended with 3' },
  ]) {
    test(`a program outside that does ${line} is named`, async () => {
      const { code, remarks } = await evaluate('four', ['--external', programOf(line)]);
      expect(code).toBe(2);
      expect(remarks).toContain(because);
      expect(existsSync(join(folder, 'four', 'external-1.jsonl'))).toBe(false);
    });
  }
});
