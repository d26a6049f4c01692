// What a stranger meets first: the Node these tests run on, and the one line that an old one gets.

import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

test('install > the tests run on Node 24, whatever the machine has', () => {
  expect(process.version).toMatch(/^v24\./);
});

type Checked = { readonly code: number; readonly lines: readonly string[] };

function checkNode(userAgent: string | undefined): Promise<Checked> {
  const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'] };
  if (userAgent !== undefined) env['npm_config_user_agent'] = userAgent;
  const script = join(root, 'infra/install/check-node.cjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [script], { env, timeout: 10_000 }, (error, _, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? -1);
      resolve({ code, lines: stderr.split('\n').filter((line) => line !== '') });
    });
  });
}

for (const { name, userAgent, code, lines } of [
  {
    name: 'Node 18 gets one line',
    userAgent: 'npm/9.8.1 node/v18.20.8 linux x64',
    code: 1,
    lines: 1,
  },
  { name: 'so does 20.18', userAgent: 'npm/10.8.2 node/v20.18.3 linux x64', code: 1, lines: 1 },
  { name: '20.19 passes', userAgent: 'npm/10.8.2 node/v20.19.0 linux x64', code: 0, lines: 0 },
  { name: '24 passes', userAgent: 'npm/11.6.0 node/v24.0.0 linux x64', code: 0, lines: 0 },
  { name: 'run by hand it passes on this Node', userAgent: undefined, code: 0, lines: 0 },
]) {
  test(`install > ${name}`, async () => {
    const checked = await checkNode(userAgent);
    expect(checked.code).toBe(code);
    expect(checked.lines).toHaveLength(lines);
    for (const line of checked.lines) expect(line).toContain('20.19 or newer');
  });
}
