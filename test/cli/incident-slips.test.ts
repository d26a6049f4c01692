// What `incident` says to slips, before it opens anything.

import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Outside, Owner } from '../../src/cli/outside.ts';
import { detectors } from '../../src/generated/detectors.ts';
import { testOutside } from './test-terminal.ts';

/** Whatever it opened would fail the test. */
async function run(words: readonly string[], given: Partial<Outside> = {}) {
  const heard = { output: '', remarks: '' };
  const line = { commands, detectors, environment: {} };
  const code = await runCommandLine(words, line, testOutside(heard, given));
  return { code, ...heard };
}

describe('slips of incident close are said before anything is opened', () => {
  const close = ['close', 'aa11'];
  for (const { words, says } of [
    { words: [], says: 'incident what? list, show, close.' },
    { words: ['lst'], says: 'Did you mean list?' },
    { words: ['show'], says: 'incident show takes one ID' },
    { words: ['list', 'aa11'], says: 'incident list takes no ID' },
    { words: ['list', '--tier', 'questions'], says: 'Did you mean question?' },
    { words: close, says: 'Say what it was: --as is benign, confirmed, unclear' },
    { words: [...close, '--as', 'bening'], says: 'Did you mean benign?' },
    { words: [...close, '--as', 'benign'], says: 'Say why' },
    {
      words: [...close, '--as', 'unclear', '--because', 'x', '--days', '3'],
      says: '--days goes with --as benign',
    },
    {
      words: [...close, '--as', 'benign', '--because', 'x', '--days', '400'],
      says: '--days must be a whole number from 1 to 90',
    },
  ]) {
    test(`incident ${words.join(' ')}`, async () => {
      const { code, remarks } = await run(['incident', ...words]);
      expect([code, remarks]).toEqual([2, expect.stringContaining(says)]);
    });
  }

  test('beside a process that has the local log: stop it first', async () => {
    const words = ['incident', ...close, '--as', 'benign', '--because', 'x'];
    const { code, remarks } = await run(words, {
      ownerOf: () => ({ pid: 1, command: 'run', clickhouse: '' }) as Partial<Owner> as Owner,
    });
    expect(code).toBe(1);
    expect(remarks).toContain('`molecatcher run` has');
    expect(remarks).toContain('stop it, then close this');
  });
});
