// `evaluate-lists` from the command line: the table, and what it refuses.

import { mkdtempSync, rmSync } from 'node:fs';
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

const out = mkdtempSync(join(tmpdir(), 'evaluate-lists-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const small = [
  ...['--agents', '16', '--customers', '30000', '--days', '215', '--seeds', '3,4'],
  ...['--lists', '2', '--lengths', '10', '--kinds', 'slow,contact', '--unrelated', '0.3'],
];

async function evaluateLists(words: readonly string[], given: Partial<Outside> = {}) {
  const heard = { output: '', remarks: '' };
  const outside = testOutside(heard, { openLines: openLineFile, ...given });
  const asked = ['evaluate-lists', ...words];
  const code = await runCommandLine(asked, { commands, detectors, environment: {} }, outside);
  return { code, ...heard };
}

describe('evaluate-lists', () => {
  test('a line for each kind of list, and how right the probabilities are', async () => {
    const { code, output, remarks } = await evaluateLists(small);
    expect(code, remarks).toBe(0);
    const lines = output.split('\n');
    expect(lines[0]!.split('|')).toHaveLength(lines[2]!.split('|').length);
    expect(lines[2]).toMatch(/^\| slow \| 10 \| 30 \| 4 \| \d+ \|/);
    expect(lines[3]).toMatch(/^\| contact \| 10 \| 100 \| 4 \| {2}\| {2}\|/);
    expect(output).toMatch(/^90 to 99 sure: \d+ lists, right in (–|\d+) % \(\d/m);
  });

  test('keeps what came of each world, and goes on where it was', async () => {
    const first = await evaluateLists(usualBut(small, ['--seeds', '3', '--out', out]));
    const both = await evaluateLists([...small, '--out', out]);
    expect(both.remarks).toMatch(/^Seed 3 is in .*lists-3-\w+\.json already\.$/m);
    expect(both.remarks).not.toContain('Seed 4 is');
    expect(first.output).toMatch(/^\| slow \| 10 \| 30 \| 2 \|/m);
    expect(both.output).toMatch(/^\| slow \| 10 \| 30 \| 4 \|/m);
    const other = await evaluateLists(usualBut(small, ['--lists', '1', '--out', out]));
    expect(other.remarks).not.toContain('already');
  });

  test('stops between days when it is told to, and says nothing', async () => {
    const stopped = await evaluateLists(small, { stop: AbortSignal.abort() });
    expect(stopped).toMatchObject({ code: 1, output: '' });
  });

  for (const { words, says } of [
    { words: ['--kinds', 'contacts'], says: "there is no 'contacts'. Did you mean contact?" },
    { words: ['--kinds', 'x'], says: 'There are: one, five,' },
    { words: ['--lists', '3,5'], says: '--lists is one number.' },
    { words: ['--lengths', '5,none'], says: '--lengths are whole numbers from 1 to 1000' },
    { words: ['--unrelated', '2'], says: '--unrelated are numbers from 0 to 1' },
    { words: ['--days', '100'], says: '--days must be at least 210' },
    { words: ['now'], says: "What is 'now' for?" },
  ]) {
    test(`refuses ${words.join(' ')}`, async () => {
      const refused = await evaluateLists(words);
      expect(refused.code).toBe(2);
      expect(refused.remarks).toContain(says);
    });
  }
});
