// `tune` from the command line: what it says, and that it does no world twice.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
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

const folder = mkdtempSync(join(tmpdir(), 'tune-'));
afterAll(() => rmSync(folder, { recursive: true }));

const small = [
  ...['--agents', '12', '--customers', '2000', '--days', '60', '--seeds', '1', '--check', '2'],
  ...['--thieves', '2', '--attacks', 'no-ticket+30,burst+300', '--budgets', '5'],
];

async function tune(more: readonly string[] = [], given: Partial<Outside> = {}) {
  const heard = { output: '', remarks: '' };
  const outside = testOutside(heard, { openLines: openLineFile, ...given });
  const words = ['tune', '--out', folder, ...usualBut(small, more)];
  const code = await runCommandLine(words, { commands, detectors, environment: {} }, outside);
  return { code, ...heard };
}

describe('tune', () => {
  test('says what it chose and what that finds, with tickets and without', async () => {
    const first = await tune();
    expect(first.code, first.remarks).toBe(0);
    expect(first.output).toMatch(/^ {2}volume +low-and-slow +[\d.]+$/m);
    expect(first.output).toMatch(/^ {2}-burst\+300 +[\d.]+ % → [\d.]+ %$/m);
    expect(first.output).toContain('worlds that were checked');
    expect(readdirSync(folder).sort()).toEqual([
      'said-1-without-tickets.json',
      'said-1.json',
      'said-2-without-tickets.json',
      'said-2.json',
    ]);
    const again = await tune(['--json']);
    expect(again.remarks.match(/is in .*said-.*already/g)).toHaveLength(4);
    expect(JSON.parse(again.output)).toMatchObject({ found: { tuned: {}, checked: {} } });
  });

  test('stops between days when it is told to, and says nothing', async () => {
    const stopped = await tune(['--seeds', '3'], { stop: AbortSignal.abort() });
    expect(stopped).toMatchObject({ code: 1, output: '' });
  });

  test('refuses seeds that are none', async () => {
    for (const check of ['two', '8,,9', '1']) {
      const refused = await tune(['--check', check]);
      expect(refused.code).toBe(2);
      expect(refused.remarks).toContain('--check');
    }
  });
});
