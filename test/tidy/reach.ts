// No file that nobody starts from: what cannot be reached from the program, a script of
// package.json or a test is dead, and dead code is read as if it lived.

import { importsOf, resolved } from './scan.ts';
import { type Check, type Tree, under } from './tree.ts';

export const reach: Check = (tree) => {
  const seen = new Set<string>();
  const open = roots(tree);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const text = tree.get(path);
    if (text === undefined) continue;
    for (const { from } of importsOf(text)) {
      if (from.startsWith('.')) open.push(resolved(path, from));
    }
    // A process is started by the name of its file.
    for (const [, name = ''] of text.matchAll(/'([\w-]+\.ts)'/g)) open.push(resolved(path, name));
  }
  return under(tree, 'src/', 'infra/', 'test/')
    .filter(([path]) => !path.startsWith('test/support/fixtures/') && !seen.has(path))
    .map(([path]) => `${path}:1 nothing reaches this file`);
};

function roots(tree: Tree): string[] {
  const { scripts = {}, bin = {} } = JSON.parse(tree.get('package.json') ?? '{}') as {
    scripts?: Readonly<Record<string, string>>;
    bin?: Readonly<Record<string, string>>;
  };
  const installed = Object.values(bin).map((path) =>
    path.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts'),
  );
  const started = Object.values(scripts).flatMap((script) => script.match(/[\w/-]+\.ts\b/g) ?? []);
  // Benches are found by their name, as tests are.
  const tests = [...tree.keys()].filter((path) => /\.(?:test|bench)\.ts$/.test(path));
  return ['vitest.config.ts', ...installed, ...started, ...tests];
}
