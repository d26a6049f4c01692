// The last line of a run, shown on small runs of vitest itself: nothing that went wrong is missing.

import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));
const vitest = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

type Run = { readonly code: number; readonly lines: readonly string[] };

function run(fixture: string, ...more: string[]): Promise<Run> {
  const folder = join(here, 'fixtures');
  const args = [
    'run',
    '--root',
    join(folder, fixture),
    '--config',
    join(folder, 'vitest.config.ts'),
    ...more,
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, [vitest, ...args], { timeout: 30_000 }, (error, stdout) => {
      const code = error === null ? 0 : Number(error.code ?? -1);
      resolve({ code, lines: stdout.trimEnd().split('\n') });
    });
  });
}

for (const { name, fixture, last, code, shows } of [
  {
    name: 'a file that throws while it is loaded is a failure',
    fixture: 'broken-import',
    last: '1 passed, 1 failed',
    code: 1,
  },
  {
    name: 'a rejection nobody handles is a failure beside the test that passed',
    fixture: 'unhandled-rejection',
    last: '1 passed, 1 failed',
    code: 1,
  },
  {
    name: 'a hook that throws is a failure, although its test counts as skipped',
    fixture: 'failing-hook',
    last: '0 passed, 1 failed',
    code: 1,
  },
  {
    name: 'no test at all is a failure',
    fixture: 'no-tests',
    last: '0 passed, 1 failed',
    code: 1,
    shows: 'No test was run, which counts as a failure.',
  },
  {
    name: 'passed, failed and skipped are told apart, and a skip gives its reason',
    fixture: 'mixed',
    last: '2 passed, 1 failed',
    code: 1,
    shows: 'skipped: is skipped: the file is not here',
  },
]) {
  test(`reporter > ${name}`, async () => {
    const result = await run(fixture);
    expect(result.lines.at(-1)).toBe(last);
    expect(result.code).toBe(code);
    if (shows !== undefined) expect(result.lines).toContain(shows);
  });
}

test('reporter > a worker that dies is a failure', async () => {
  const result = await run('dead-worker');
  expect(result.lines.at(-1)).toMatch(/^0 passed, [1-9]\d* failed$/);
  expect(result.code).toBe(1);
});

test('reporter > what -t leaves out is not listed, what skips itself is', async () => {
  const { lines } = await run('mixed', '-t', 'is skipped|passes too');
  const skips = lines.filter((line) => line.startsWith('skipped: '));
  expect(skips).toEqual(['skipped: is skipped: the file is not here']);
  expect(lines.at(-1)).toBe('1 passed, 0 failed');
});
